"""A layer that goes on: further restatements as one edit of what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.dates import OPEN_END, format_instant
from controlmap.edit import (
    Control,
    Delta,
    delta_of_files,
    read_journal,
    refuse_swapped,
    rehearsed,
    restated,
    write_delta,
)
from controlmap.errors import InputError, Problem
from controlmap.exchange.actors import Cast, cast_of
from controlmap.exchange.as_drawn import marks_with
from controlmap.exchange.by_date import grounds_by_date
from controlmap.exchange.by_hand import passed_over
from controlmap.exchange.claims import Said
from controlmap.exchange.incoming import Brought, areas_at_the_end, minute_of, outside
from controlmap.exchange.origins import refuse_unlisted, source_for
from controlmap.exchange.parts import stem_of
from controlmap.exchange.restatements import Found, Restating, Snapshot
from controlmap.format import (
    SETTINGS_FILE,
    extended_settings,
    read_settings,
    with_period_through,
    write_sources,
)
from controlmap.model import (
    UNKNOWN,
    ControlState,
    Layer,
    LocalizedText,
    Note,
    Project,
    Source,
    chosen,
    nearest,
    on_record,
    periods_of,
    told,
)
from controlmap.plane import areas_km2, mean_widths_m
from controlmap.store import locked
from controlmap.words import first_of

__all__ = ["append_snapshots"]

_NAMED = 3
"""Stretches of days that a sentence names."""
_STRIP_M, _SEVERAL = 50.0, 3
"""Strips narrower than so many metres are told of, where there are so many."""


def append_snapshots(
    project: Project,
    layer: str,
    snapshots: Sequence[Snapshot],
    how: Restating,
    note: Note,
    *,
    dry_run: bool = False,
) -> tuple[Project, Brought]:
    """Let a layer go on with further restatements: one edit of what differs. Return the map after it.

    Ground that passes on no other word than that of a file names the file as its source. A dry run tells what
    would pass, and writes nothing.

    Raises
    ------
    InputError
        With all that is wrong with the restatements, or when the map has no such layer, or none of those who
        hold ground on a day is an actor of a map that has some.
    StaleError
        When its files are others by now.
    BusyError
        When somebody else writes.
    """
    home = next((one for one in project.layers if one.id == layer), None)
    if home is None:
        hint = nearest(layer, [one.id for one in project.layers], "layers")
        raise InputError(Problem(f"has no layer {layer!r} to add to", str(project.folder), hint=hint))
    found = Found()
    before = _before(home, snapshots[0]) if how.snap_m else ()
    restated = list(grounds_by_date(snapshots, how, project.grid, found, before))
    cast = cast_of(
        [said for ground in restated for said in ground],
        known=project.settings.actors,
        languages=project.settings.languages,
        meanings=found.meanings,
        colours=found.colours,
    )
    for snapshot, ground in zip(snapshots, restated, strict=True):
        refuse_swapped(ground.values(), home, snapshot.name)
        _refuse_strangers(project, cast, snapshot, ground, found, how)
    files = _files_with(project, cast, snapshots[-1].when.start)
    known = _with_settings(project, files)
    found.tell(outside(known.settings.period, snapshots[0].when.start, snapshots[-1].when.start), layer)
    found.tell(_passed_by(project, snapshots), layer)
    later, source = known, _source(project, snapshots, found)
    used = (name for ground in restated for said in ground for name in said.sources)
    refuse_unlisted(used, project.sources, source.id)
    for snapshot, ground in zip(snapshots, restated, strict=True):
        controls = {_control(cast.named(said), source): area for said, area in ground.items()}
        if how.snap_m and _is_on_record(home, snapshot, controls, how.snap_m):
            found.told[f"{snapshot.when.text} is on record, but for what --snap-m may shift"].append(layer)
            continue
        later = _restated(later, layer, controls, snapshot.when.start, found, snapped=how.snap_m > 0)
    if source.id not in project.sources and _is_named(source, _states(later)[layer]):
        files |= {"sources.json": write_sources([*project.sources.values(), source])}
    if how.repair:
        found.told["--repair joins no strips and gaps of days that are added"].append(layer)
    delta = Delta.between(_states(known), _states(later))
    if delta:
        settings = files.get(SETTINGS_FILE) or (project.folder / SETTINGS_FILE).read_bytes()
        added = [placed.state for placed in delta.added.get(layer, ())]
        files |= marks_with(project, layer, added, settings.decode())
    delta += delta_of_files(project, files)
    for edit in passed_over(delta, read_journal(project.folder)):
        found.told[edit].append(layer)
    moved: list[str] = []
    if delta and dry_run:
        moved = [*_passing(rehearsed(project, delta, brief=True).effect.rows()), "nothing written"]
    elif delta:
        with locked(project.folder, exclusive=True) as lock:
            changed, entry = write_delta(project, delta, note, lock, brief=True)
        moved = [*_passing(entry.moved)]
        project = replace(changed, settings=known.settings)
    else:
        found.told["nothing differs: nothing was written"].append(layer)
    states = _states(later)[layer]
    newcomers = [f"new actors: {', '.join(actor['id'] for actor in cast.new)}"] if cast.new else []
    told = (*found.sentences(), *newcomers, *moved)
    return project, Brought(project.folder / home.file, len(states), areas_at_the_end(states), told)


def _passing(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (f"{row['area_km2']:,.3f} km²  {row['from']} → {row['to']}" for row in rows)


def _refuse_strangers(
    project: Project,
    cast: Cast,
    snapshot: Snapshot,
    ground: Mapping[Said, shapely.Geometry],
    found: Found,
    how: Restating,
) -> None:
    """Refuse a day on which no holder is known to a map that has some: mostly the wrong field was read.

    A table of values that names one of them says that they are meant.
    """
    holders = {name for layer in project.layers for name in told(layer.states, "controller").values}
    names = dict.fromkeys(said.controller for said in ground if said.controller != UNKNOWN)
    new = {actor["id"] for actor in cast.new}
    if not (holders - {UNKNOWN} and names) or any(
        cast.ids[name] not in new or name in found.meanings for name in names
    ):
        return
    known = ", ".join(actor.id for actor in project.settings.actors)
    raise InputError(
        Problem(
            f"nobody who holds ground on {snapshot.when.text} is an actor of the map: {', '.join(names)}",
            snapshot.name,
            property=", ".join(how.holders.fields) or None,
            hint=f"The map's are {known}: say with --controller-from the field that names these. If the new "
            "ones are meant, list them in a table of values with --states.",
        )
    )


def _passed_by(project: Project, snapshots: Sequence[Snapshot]) -> Iterator[str]:
    """Yield the days, from the map's last one on, of which no restatement tells anything."""
    period, starts = project.settings.period, [snapshot.when.start for snapshot in snapshots]
    ends = [*map(_day_after, starts)]
    if period is not None:  # what was told of the days before is not known here
        last = period.end.astype("datetime64[D]")
        ends, starts = [last, *(max(end, last) for end in ends)], [starts[0], *starts]
    passed = zip(ends, [start.astype("datetime64[D]") for start in starts[1:]], strict=False)
    named = [_days(end, on) for end, on in passed if end < on]
    if named:
        yield f"nothing is told of {first_of(named, _NAMED)}: as before"


def _day_after(told: np.datetime64) -> np.datetime64:
    """Return the first day after the day, month or year of which a restatement tells."""
    unit = np.datetime_data(told.dtype)[0]
    whole = unit if unit in ("Y", "M") else "D"
    return (told.astype(f"datetime64[{whole}]") + np.timedelta64(1, whole)).astype("datetime64[D]")


def _days(end: np.datetime64, on: np.datetime64) -> str:
    return " to ".join(dict.fromkeys(map(format_instant, (end, on - np.timedelta64(1, "D")))))


def _before(layer: Layer, snapshot: Snapshot) -> list[shapely.Geometry]:
    """Return the ground that a layer has on record up to when a restatement begins."""
    return [state.geometry for state in _held_before(layer, minute_of(snapshot.when.start))]


def _held_before(layer: Layer, on: int) -> list[ControlState]:
    """Return the states on record in the minute before a minute."""
    starts, ends = periods_of(layer.states).astype(np.int64)
    return chosen(layer.states, np.flatnonzero(on_record(layer.states) & (starts < on) & (ends >= on)))


def _is_on_record(
    layer: Layer, snapshot: Snapshot, controls: Mapping[Control, shapely.Geometry], snap_m: float
) -> bool:
    """Tell whether a layer changes on a day, and says then of ground what a file says.

    Borders that are drawn together come out otherwise when they are drawn to what they were drawn to before:
    strips that are narrower than that say nothing.
    """
    on = minute_of(snapshot.when.start)
    begun, _ = periods_of(layer.states).astype(np.int64)
    if not (on_record(layer.states) & (begun == on)).any():
        return False
    known, restated = defaultdict(list), defaultdict(list)
    for state in _held_before(layer, on + 1):
        known[_said_of(state)].append(state.geometry)
    for control, ground in controls.items():
        restated[_said_of(control)].append(ground)
    others = [
        shapely.symmetric_difference(shapely.union_all(known[said]), shapely.union_all(restated[said]))
        for said in known.keys() | restated.keys()
        if said[0] != UNKNOWN
    ]
    pieces = [one for one in shapely.get_parts(others) if isinstance(one, shapely.Polygon)]
    return not pieces or bool((mean_widths_m(pieces) < snap_m).all())


def _said_of(who: ControlState | Control) -> tuple[str, str, tuple[str, ...], str]:
    return who.controller, who.status, tuple(who.others), who.certainty


def _restated(
    project: Project,
    layer: str,
    controls: Mapping[Control, shapely.Geometry],
    on: np.datetime64,
    found: Found,
    *,
    snapped: bool,
) -> Project:
    """Return a map project in which a layer says from an instant on what is restated."""
    states = next(one.states for one in project.layers if one.id == layer)
    changes = periods_of(states)
    later = changes[(changes > on) & (changes < OPEN_END)]
    until = later.min() if later.size else None
    if until is not None:
        first, next_ = format_instant(on), format_instant(until)
        found.told[f"{first} lies before the layer's last date: a correction until {next_}"].append(layer)
    delta, ended = restated(project, layer, controls, on=on, until=until)
    if ended is not None and not snapped:
        found.tell(_strips(ended), layer)
    return replace(
        project,
        layers=tuple(
            replace(one, states=delta.applied_to(_states(project))[one.id]) for one in project.layers
        ),
    )


def _strips(ended_lonlat: shapely.Geometry) -> Iterator[str]:
    """Yield a sentence about strips that become nobody's, as borders leave that do not quite meet."""
    parts = shapely.get_parts(ended_lonlat)
    widths = mean_widths_m(parts)
    narrow = widths < _STRIP_M
    if narrow.sum() >= _SEVERAL:
        width, area = int(np.ceil(widths[narrow].max())), areas_km2(parts[narrow]).sum()
        strips = f"{narrow.sum():,} strips up to {width} m wide, {area:,.3f} km² in all, become nobody's"
        yield f"{strips}: if borders are redrawn a little off each time, --snap-m {width} makes one of them"


def _source(project: Project, snapshots: Sequence[Snapshot], found: Found) -> Source:
    """Return the source that restatements are, called as the first of them is."""
    return source_for(found.origins, stem_of(Path(snapshots[0].name)), project.sources)


def _control(said: Said, source: Source) -> Control:
    texts = {name: LocalizedText(dict(said.kept).get(name)) for name in ("area", "note")}
    return Control(**{**said.properties(), **texts, "sources": said.sources or (source.id,)})


def _is_named(source: Source, states: Sequence[ControlState]) -> bool:
    """Tell whether one of some states names a source."""
    return any(source.id in names for names in told(states, "sources").values)


def _states(project: Project) -> dict[str, Sequence[ControlState]]:
    return {layer.id: layer.states for layer in project.layers}


def _files_with(project: Project, cast: Cast, last: np.datetime64) -> dict[str, bytes]:
    """Return controlmap.toml with new actors, and with a period that goes on through the last date."""
    text = before = (project.folder / SETTINGS_FILE).read_text(encoding="utf-8")
    if cast.new:
        text = extended_settings(text, actors=cast.new)
    period = project.settings.period
    if period is not None and minute_of(period.end) <= minute_of(last):
        text = with_period_through(text, format_instant(last))
    return {} if text == before else {SETTINGS_FILE: text.encode()}


def _with_settings(project: Project, files: Mapping[str, bytes]) -> Project:
    if SETTINGS_FILE not in files:
        return project
    return replace(project, settings=read_settings(files[SETTINGS_FILE]))
