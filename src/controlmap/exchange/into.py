"""What was read put into a map project as a layer, making the project where there is none."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely

from controlmap.dates import format_instant, read_zone
from controlmap.edit import Control, Delta, delta_of_files, restate, rewrite_files, write_delta
from controlmap.errors import InputError, OverlapError, Problem
from controlmap.exchange.actors import Cast, cast_of
from controlmap.exchange.claims import Said
from controlmap.exchange.ground import settle_rows
from controlmap.exchange.holders import Holders, claims_of
from controlmap.exchange.naming import IDENTIFIER
from controlmap.exchange.origins import credits_of, source_for
from controlmap.exchange.overlaps import OverlapRule
from controlmap.exchange.periods import Held, Spell, spells_of
from controlmap.exchange.readers import Reading, files_of, read_rows
from controlmap.exchange.restatements import (
    Found,
    Restating,
    Snapshot,
    grounds_by_date,
    overlap_problems,
    snapshots_in,
    stem_of,
)
from controlmap.exchange.snapshots import cut_states
from controlmap.exchange.states_table import StatesTable
from controlmap.exchange.when import Reckoning, hijri_among, read_when
from controlmap.format import (
    SETTINGS_FILE,
    extended_settings,
    new_settings,
    no_collection,
    read_settings,
    with_period_through,
    write_layer,
    write_sources,
)
from controlmap.history import history_of
from controlmap.model import Certainty, ControlState, Layer, LocalizedText, Note, Project, nearest
from controlmap.model import Source as Bibliography
from controlmap.plane import Grid, areas_km2
from controlmap.store import (
    GIT_ATTRIBUTES,
    GIT_ATTRIBUTES_FILE,
    Lock,
    locked,
    new_folder,
    open_project,
    write_atomically,
)

__all__ = ["Brought", "import_snapshots", "import_states"]

PACKED_BEYOND_BYTES = 5_000_000
"""Layers larger than this are written as `.geojson.gz`."""

_EVENTS_FILE = "events.geojson"
_LANGUAGE = "en"
"""Of a new map project, until somebody says otherwise in its controlmap.toml."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in: the layer's file, how many states, who holds how much at the end (km²), and sentences."""

    file: Path
    states: int
    area_km2: Mapping[str, float]
    told: tuple[str, ...]


class Periods(NamedTuple):
    """How rows with a period each are to be taken; see `import_states`."""

    restating: Restating
    begin: str | None
    end: str | None
    inclusive: bool
    open_after: str | None
    skip_bad: bool


Source = str | Path | Sequence[str | Path]


@no_collection()
def import_snapshots(
    source: Source,
    into: str | Path,
    *,
    layer: str,
    controller: str | None = None,
    controller_from: str | Sequence[str] = (),
    states: StatesTable | None = None,
    new_values: Literal["refuse", "actor"] = "refuse",
    keep: Sequence[str] = (),
    certainty: Certainty = "reported",
    sources: Sequence[str] = (),
    date_pattern: str | None = None,
    date_from: str | None = None,
    dates: Mapping[str, str] | None = None,
    date: str | None = None,
    overlaps: OverlapRule = "error",
    repair: bool = False,
    empty: Literal["error", "skip", "nothing"] = "error",
    gaps: Literal["carry", "unknown"] = "carry",
    append: bool = False,
    grid: Grid | None = None,
    reading: Reading | None = None,
    reckoning: Reckoning | None = None,
    note: Note | None = None,
) -> Brought:
    """Turn dated restatements in files, or in the files of a folder, into a layer of a map project.

    The project is made where `into` holds none; then `grid` (default 1e-5 degrees) is its grid.

    Who holds the ground says the first row of the table `states` that fits a feature, else the first of the
    fields `controller_from` with a value, else `controller`, else nobody: it is `unknown` ground. Values that
    the table does not list are refused, or become actors with `new_values`. `keep` names fields whose texts
    go with the ground. The date is `date`, or that in a file's name (as the strptime pattern `date_pattern`
    reads it without its ending), in `dates` by name, or in the field `date_from`; `gaps` says what a day
    without a restatement means, `empty` what a file without ground does. `overlaps` says who has ground that
    several claim; `repair` mends broken polygons, or leaves them out. All of it is one edit, and `note` what
    the journal is to say of it.

    With `append` the layer is there already and goes on: from each date on it says what is restated, until
    the next date at which it changes. What stays with who had it keeps its names, sources and ids.

    Raises
    ------
    InputError With all that is wrong with the files; when the map would not build with the layer; or when the
    project has such a layer or file already. Nothing is written then.
    """
    how = Restating(
        Holders(controller, _several(controller_from), states or StatesTable(), new_values == "actor",
                tuple(keep), certainty, tuple(sources)),
        reading or Reading(), reckoning or Reckoning(), date_pattern, date_from, dates or {}, date, overlaps,
        repair, empty,
    )  # fmt: skip
    target = Path(into)
    if append:
        return _appended(target, layer, snapshots_in(_files(source), how), how, note)
    existing = _room_for(layer, target)
    used = existing.grid if existing else grid or Grid(5)
    snapshots = snapshots_in(_files(source), how)
    found, keys = Found(), _Keys()
    series = (keys.by_key(ground) for ground in grounds_by_date(snapshots, how, used, found))
    days = [snapshot.when.start for snapshot in snapshots]
    minutes = [day.astype("datetime64[m]") for day in days]
    found_states, _ = cut_states(minutes, series, layer=layer, grid=used, gaps=gaps)
    if not found_states:
        raise InputError(Problem("holds no ground", str(source)))
    exact = {str(minute): day for minute, day in zip(minutes, days, strict=True)}
    told = [
        (keys.said(state.controller), state.model_copy(update={
            "valid_from": exact.get(str(state.valid_from), state.valid_from),
            "valid_to": None if state.valid_to is None else exact.get(str(state.valid_to), state.valid_to),
        }))
        for state in found_states
    ]  # fmt: skip
    period = (days[0], days[-1])
    return _put(target, layer, told, found, used, period, _name(source), note or Note("import snapshots"))


@no_collection()
def import_states(
    source: Source,
    into: str | Path,
    *,
    layer: str,
    controller: str | None = None,
    controller_from: str | Sequence[str] = (),
    states: StatesTable | None = None,
    new_values: Literal["refuse", "actor"] = "refuse",
    keep: Sequence[str] = (),
    certainty: Certainty = "reported",
    sources: Sequence[str] = (),
    begin: str | None = None,
    end: str | None = None,
    inclusive: bool = False,
    open_after: str | None = None,
    skip_bad: bool = False,
    overlaps: OverlapRule = "error",
    repair: bool = False,
    grid: Grid | None = None,
    reading: Reading | None = None,
    reckoning: Reckoning | None = None,
    note: Note | None = None,
) -> Brought:
    """Turn rows with a period each into a layer of a map project.

    `begin` and `end` name the fields with the dates, by default those that the format itself has; `inclusive`
    says that a period holds through its last day, month or year. From `open_after` on, an end is where the
    data end, and none. `skip_bad` leaves out rows without a sound period. All else is as for
    `import_snapshots`.

    Raises
    ------
    InputError
        As `import_snapshots` does.
    """
    how = Periods(
        Restating(
            Holders(controller, _several(controller_from), states or StatesTable(), new_values == "actor",
                    tuple(keep), certainty, tuple(sources)),
            reading or Reading(), reckoning or Reckoning(), overlaps=overlaps, repair=repair,
        ),
        begin, end, inclusive, open_after, skip_bad,
    )  # fmt: skip
    target = Path(into)
    existing = _room_for(layer, target)
    used = existing.grid if existing else grid or Grid(5)
    found = Found()
    held = [h for path in _files(source) for h in _held(path, how, used, found)]
    if problems := found.wrong(how.restating.holders.table.file):
        raise InputError(problems)
    if not held:
        raise InputError(Problem("holds no ground", str(source)))
    spells, told = spells_of(held, how.restating.overlaps, used)
    if how.restating.overlaps == "error" and told.overlaps:
        raise InputError(overlap_problems(told.overlaps))
    if told.twice_km2 >= 0.01:
        found.told[f"{told.twice_km2:,.2f} km² that one controller claims twice are joined"].append(layer)
    told_states = [
        (spell.said, _state(f"{layer}-{number:05d}", spell)) for number, spell in enumerate(spells, 1)
    ]
    instants = [t for h in held for t in (h.start, h.end) if t is not None]
    period = (min(instants, key=_minute), max(instants, key=_minute))
    return _put(target, layer, told_states, found, used, period, _name(source), note or Note("import states"))


def _name(source: Source) -> str:
    """Return what a source is called that says no title: the name of its first file or folder."""
    return stem_of(Path(source if isinstance(source, str | Path) else source[0]))


def _stated(state: ControlState, said: Said, source: Bibliography) -> ControlState:
    """Return a state that says what is said of its ground, on the file's word where nobody else is named."""
    properties = said.properties()
    return state.model_copy(update={**properties, "sources": properties["sources"] or (source.id,)})


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _files(source: Source) -> list[Path]:
    sources = [source] if isinstance(source, str | Path) else list(source)
    return [path for one in sources for path in files_of(Path(one))]


def _held(path: Path, how: Periods, grid: Grid, found: Found) -> Iterable[Held]:
    """Return the claims of a file with their periods, and note the rest."""
    rows = read_rows(path, how.restating.reading)
    begin, end = how.begin or rows.begin, how.end or rows.end
    if begin is None:
        hint = "Say with --from which field says since when."
        raise InputError(Problem("does not say which field says since when", rows.file, hint=hint))
    grounds = settle_rows(rows, grid, repair=how.restating.repair)
    found.problems += grounds.problems
    claims = claims_of(grounds.pieces, how.restating.holders, colour=rows.colour)
    found.note(rows, [*rows.told, *grounds.told, *claims.told], claims)
    held: list[Held] = []
    for claim in claims.claims:
        fields = claim.fields
        try:
            held.append(_period(claim, fields.get(begin), fields.get(end) if end else None, how))
        except ValueError as error:
            if how.skip_bad:
                found.told[f"{claim.label} left out: {error}"].append(rows.file)
            else:
                found.problems.append(Problem(str(error), rows.file, feature=claim.label, property=begin))
    odd = hijri_among([int(str(h.start)[:4]) for h in held if str(h.start)[0] != "-"])
    if odd:
        hint = "Convert them: 1445 began in July 2023."
        message = f"years from {min(odd)} to {max(odd)} read like those of the Islamic calendar"
        found.problems.append(Problem(message, rows.file, property=begin, hint=hint))
    return held


def _period(claim: Any, begins: Any, ends: Any, how: Periods) -> Held:
    reckoning = how.restating.reckoning
    begin, end = read_when(begins, reckoning), read_when(ends, reckoning)
    if begin is None:
        raise ValueError("has no date from which it holds")
    if end is not None and how.open_after is not None:
        limit = read_when(how.open_after, reckoning)
        end = None if limit is not None and end.end >= limit.end else end
    held = Held.of(claim, begin, end, inclusive=how.inclusive)
    if held.end is not None and held.end <= held.start:
        raise ValueError(f"ends on {format_instant(held.end)}, before it begins")
    return held


def _appended(
    target: Path, layer: str, snapshots: Sequence[Snapshot], how: Restating, note: Note | None
) -> Brought:
    """Let a layer go on with further restatements: one edit of what differs."""
    with locked(target, exclusive=True) as lock:
        project = open_project(target, held=lock)
        home = next((one for one in project.layers if one.id == layer), None)
        if home is None:
            hint = nearest(layer, [one.id for one in project.layers], "layers")
            raise InputError(Problem(f"has no layer {layer!r} to add to", str(target), hint=hint))
        found = Found()
        restated = list(grounds_by_date(snapshots, how, project.grid, found))
        cast = cast_of(
            [said for ground in restated for said in ground],
            known=project.settings.actors,
            languages=project.settings.languages,
            meanings=found.meanings,
            colours=found.colours,
        )
        files = _files_with(target, cast, snapshots[-1].when.start, project)
        known = _with_settings(project, files)
        later = known
        for snapshot, ground in zip(snapshots, restated, strict=True):
            later = _restated(later, layer, cast, ground, snapshot.when.start, found)
        delta = Delta.between(_states(known), _states(later)) + delta_of_files(project, files)
        if delta:
            write_delta(project, delta, note or Note("import snapshots --append"), lock)
        else:
            found.told["nothing differs: nothing was written"].append(layer)
    states = next(one.states for one in later.layers if one.id == layer)
    return Brought(target / home.file, len(states), _areas_at_the_end(states), tuple(found.sentences()))


def _restated(
    project: Project,
    layer: str,
    cast: Cast,
    ground: Mapping[Said, shapely.Geometry],
    on: np.datetime64,
    found: Found,
) -> Project:
    """Return a map project in which a layer says from an instant on what is restated."""
    states = next(one.states for one in project.layers if one.id == layer)
    changes = sorted({_minute(t) for s in states for t in (s.valid_from, s.valid_to) if t is not None})
    later = [minute for minute in changes if minute > _minute(on)]
    until = np.datetime64(later[0], "m") if later else None
    if until is not None:
        first, next_ = format_instant(on), format_instant(until)
        found.told[f"{first} lies before the layer's last date: a correction until {next_}"].append(layer)
    controls = {_control(cast.named(said)): area for said, area in ground.items()}
    delta = restate(project, layer, controls, on=on, until=until)
    return replace(
        project,
        layers=tuple(
            replace(one, states=delta.applied_to(_states(project))[one.id]) for one in project.layers
        ),
    )


def _control(said: Said) -> Control:
    texts = {name: LocalizedText(text) for name, text in said.kept}
    nothing = LocalizedText()
    return Control(
        said.controller,
        said.status,
        said.others,
        said.certainty,
        said.sources,
        area=texts.get("area", nothing),
        note=texts.get("note", nothing),
    )


def _states(project: Project) -> dict[str, Sequence[ControlState]]:
    return {layer.id: layer.states for layer in project.layers}


def _files_with(target: Path, cast: Cast, last: np.datetime64, project: Project) -> dict[str, bytes]:
    """Return controlmap.toml with new actors, and with a period that goes on through the last date."""
    text = before = (target / SETTINGS_FILE).read_text(encoding="utf-8")
    if cast.new:
        text = extended_settings(text, actors=cast.new)
    period = project.settings.period
    if period is not None and _minute(period.end) <= _minute(last):
        text = with_period_through(text, format_instant(last))
    return {} if text == before else {SETTINGS_FILE: text.encode()}


def _with_settings(project: Project, files: Mapping[str, bytes]) -> Project:
    if SETTINGS_FILE not in files:
        return project
    return replace(project, settings=read_settings(files[SETTINGS_FILE]))


def _state(name: str, spell: Spell) -> ControlState:
    return ControlState(
        id=name, geometry=spell.ground_lonlat, valid_from=spell.start, valid_to=spell.end, controller="?"
    )


class _Keys:
    """Short keys for what is said of ground, as a series is cut by names."""

    def __init__(self) -> None:
        self._keys: dict[Said, str] = {}

    def by_key(self, ground: Mapping[Said, shapely.Geometry]) -> dict[str, shapely.Geometry]:
        """Return ground by key."""
        return {self._keys.setdefault(said, f"{len(self._keys):06d}"): g for said, g in ground.items()}

    def said(self, key: str) -> Said:
        """Return what a key stands for."""
        return list(self._keys)[int(key)]


def _put(
    target: Path,
    layer: str,
    told: Sequence[tuple[Said, ControlState]],
    found: Found,
    grid: Grid,
    period: tuple[np.datetime64, np.datetime64],
    name: str,
    note: Note,
) -> Brought:
    """Write a layer, and the actors and sources that it needs, once it is sure that the whole map builds."""
    with new_folder(target), locked(target, exclusive=True) as lock:
        # Cutting took its time: the map project may be another by now.
        existing = _room_for(layer, target, held=lock)
        cast = cast_of(
            [said for said, _ in told],
            known=existing.settings.actors if existing else (),
            languages=existing.settings.languages if existing else (_LANGUAGE,),
            meanings=found.meanings,
            colours=found.colours,
            neighbours=_beside(told),
        )
        source = source_for(found.origins, name, existing.sources if existing else {})
        states = tuple(_stated(state, cast.named(said), source) for said, state in told)
        data = write_layer(Layer(layer, "", {}, states), grid=grid)
        path = target / f"{layer}{'.geojson.gz' if len(data) > PACKED_BEYOND_BYTES else '.geojson'}"
        if existing:
            _refuse_unbuildable(existing, Layer(layer, path.name, {}, states))
        text = _settings(target, existing, layer, path.name, cast, grid, period, found)
        # A map project that is made with its first layer begins with the entry on it.
        project = existing or _empty(target, text)
        files = {path.name: data, SETTINGS_FILE: text.encode()}
        if source.id not in project.sources and any(source.id in state.sources for state in states):
            files["sources.json"] = write_sources([*project.sources.values(), source])
        rewrite_files(project, files, note, held=lock)
        if existing is None:
            with suppress(OSError):  # the map is made without it too
                write_atomically(target / GIT_ATTRIBUTES_FILE, GIT_ATTRIBUTES)
    return Brought(path, len(states), _areas_at_the_end(states), tuple(found.sentences()))


def _empty(folder: Path, text: str) -> Project:
    """Return the map project that settings describe, before it has any ground."""
    settings = read_settings(text.encode())
    return Project(folder, settings, Grid.of_size(settings.grid), read_zone(settings.time_zone), ())


def _settings(
    target: Path,
    existing: Project | None,
    layer: str,
    file: str,
    cast: Cast,
    grid: Grid,
    period: tuple[np.datetime64, np.datetime64],
    found: Found,
) -> str:
    """Return controlmap.toml with the layer and the new actors."""
    language = existing.settings.languages[0] if existing else _LANGUAGE
    entry = {"id": layer, "file": file, "name": {language: layer}}
    if existing:
        before = (target / SETTINGS_FILE).read_text(encoding="utf-8")
        return extended_settings(before, actors=cast.new, layers=[entry], file=str(target / SETTINGS_FILE))
    first, last = (format_instant(instant) for instant in period)
    head = {
        "format": 1,
        "title": {language: layer},
        "time_zone": "UTC",
        "languages": [language],
        "grid": grid.size,
        "period": {"from": first, "through": last},
        **credits_of(found.origins),
    }
    return new_settings({**head, "actors": list(cast.new), "layers": [entry]})


def _refuse_unbuildable(project: Project, layer: Layer) -> None:
    """Refuse a layer with which the map would not build: whose ground others hold already."""
    try:
        history_of(replace(project, layers=(*project.layers, layer)))
    except OverlapError as error:
        hint = 'Leave out what is there already, or set `overlaps` in controlmap.toml to "latest" or "joint".'
        first = " ".join(str(error).split("\n")[1:2]).strip()
        message = f"with the layer {layer.id!r} the map would not build: {first}"
        raise InputError(Problem(message, layer.file, hint=hint)) from None


def _areas_at_the_end(states: Sequence[ControlState]) -> dict[str, float]:
    """Return who holds how many km² when the last of the states begin."""
    last = max((s.valid_from for s in states), key=_minute)
    now = [s for s in states if s.valid_to is None or _minute(s.valid_to) > _minute(last)]
    found: dict[str, float] = defaultdict(float)
    for state, area in zip(now, areas_km2([s.geometry for s in now]).tolist(), strict=True):
        found[state.controller] += area
    return dict(found)


def _beside(told: Sequence[tuple[Said, ControlState]]) -> set[tuple[str, str]]:
    """Return the pairs of controllers whose ground meets, at whatever times."""
    grounds = np.array([state.geometry for _, state in told], dtype=object)
    one, two = shapely.STRtree(grounds).query(grounds)
    names = [said.controller for said, _ in told]
    return {
        (names[i], names[j]) for i, j in zip(one.tolist(), two.tolist(), strict=True) if names[i] < names[j]
    }


def _minute(instant: np.datetime64) -> int:
    return int(instant.astype("datetime64[m]").astype(np.int64))


def _room_for(layer: str, target: Path, *, held: Lock | None = None) -> Project | None:
    """Return the map project in a folder, if there is one, once it is sure that it can take the layer."""
    if not IDENTIFIER.fullmatch(layer):
        raise InputError(Problem(f"{layer!r} is no id: a to z, 0 to 9, - and _ are taken", property="layer"))
    existing = open_project(target, held=held) if (target / SETTINGS_FILE).exists() else None
    if existing and any(entry.id == layer for entry in existing.settings.layers):
        hint = "Give the layer another id, or add to it with --append."
        raise InputError(Problem(f"has a layer {layer!r} already", str(target / SETTINGS_FILE), hint=hint))
    hint = "Give the layer another id."
    for name in (f"{layer}.geojson", f"{layer}.geojson.gz"):
        if name == _EVENTS_FILE:
            raise InputError(Problem(f"{name} is the file of a map's events", property="layer", hint=hint))
        if os.path.lexists(target / name):
            raise InputError(Problem("is there already", str(target / name), hint=hint))
    return existing
