"""A layer that went out to another program and comes back changed: one edit of what is different there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely

from controlmap.collection import no_collection
from controlmap.dates import OPEN_END, format_instant
from controlmap.edit import (
    Delta,
    Version,
    amend,
    digest_of_states,
    preview,
    read_journal,
    refuse_swapped,
    rehearsed,
    swapped_beside,
    versions_of,
    write_delta,
)
from controlmap.errors import ConflictError, InputError, Problem, StaleError
from controlmap.exchange.likeness import identified
from controlmap.exchange.own_columns import held_back_in
from controlmap.exchange.parts import Source, read_parts
from controlmap.exchange.readers import Reading, Rows
from controlmap.exchange.returned import DIGEST, Returned, returned_features
from controlmap.exchange.three_way import Comparison, compared, differences
from controlmap.history import history_of
from controlmap.model import (
    ControlState,
    Entry,
    Layer,
    Note,
    Project,
    layer_called,
    period_of,
    states_of,
    with_states,
)
from controlmap.plane import Grid, areas_km2, slivers
from controlmap.store import Lock, locked, open_project
from controlmap.words import first_of

__all__ = ["Came", "Missing", "import_layer"]

Missing = Literal["keep", "remove"]
_MOST = 0.5
"""Share of a layer's features that may be missing in a file before it must be said what that means."""
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Came:
    """What came back: the ids changed, added and removed, how many are as they were, and the journal's entry.

    `moved` are rows of who loses to whom how many km², `unrecorded` of ground that is left without a state
    and from when until when, `told` sentences. Without `entry` nothing was written.
    """

    layer: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    moved: Sequence[Mapping[str, Any]] = ()
    unrecorded: Sequence[Mapping[str, Any]] = ()
    features: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    entry: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        layer = {"id": self.layer, "changed": self.changed, "added": self.added, "removed": self.removed}
        return {
            "moved": list(self.moved),
            "unrecorded": list(self.unrecorded),
            "features": dict(self.features),
            "layer": {**layer, "unchanged": self.unchanged},
            "told": list(self.told),
            "entry": self.entry,
        }


@no_collection()
def import_layer(
    source: Source,
    into: str | Path,
    *,
    layer: str,
    rebase: bool = False,
    missing: Missing | None = None,
    keep: Sequence[str] = (),
    dry_run: bool = False,
    reading: Reading | None = None,
    note: Note | None = None,
) -> Came:
    """Bring back a layer that was copied or exported, and changed in another program, as one edit.

    Features are found by their ids. What a program made of ids, nulls, lists, dates, names of fields and
    coordinates is no change. The version of the layer that the file was made of is told by its column
    `map_digest`, else found among those that the journal knows. Where the map has changed since, it is
    refused; with `rebase` both are brought together, feature by feature and property by property.

    `missing` says what becomes of features that the file does not hold: without it they are removed, but
    not if they are most of the layer. `keep` names fields to take in that the layer has not had. `note` is
    what the journal is to say.

    Raises
    ------
    InputError
        With all that is wrong with the file, or when there is no such layer.
    StaleError
        When the map has changed since the file was made, and `rebase` is not given.
    ConflictError
        When file and map have changed the same otherwise.
    OverlapError
        When two controllers would hold the same ground. In no case is anything written then.
    """
    rows = _rows(source, reading or Reading())
    with locked(Path(into), exclusive=not dry_run) as lock:
        project = open_project(Path(into), held=lock)
        home = layer_called(layer, project.layers, str(project.folder))
        layer = home.id
        returned = _returned(rows, project, home, keep)
        refuse_swapped((feature.ground_lonlat for feature in returned.features), home, returned.file)
        beside = () if home.states else swapped_beside([f.ground_lonlat for f in returned.features], project)
        base, told = _base(returned, project, home)
        found = compared(returned, base.states, project, layer)
        _refuse(found, base, told, len(returned.features), missing, returned.file, rebase=rebase)
        amendment = found.amendment if missing != "keep" else replace(found.amendment, removed=())
        delta = amend(project, layer, amendment) if amendment else Delta()
        came = _came(project, home, found, amendment.removed, delta, (*returned.told, *told, *beside))
        if not delta:
            return replace(came, told=(*came.told, "nothing differs: nothing was written"))
        return _settled(project, layer, delta, came, note or Note("import layer"), lock, dry_run=dry_run)


def _rows(source: Source, reading: Reading) -> Rows:
    rows = read_parts(source, reading)
    if len(rows) != 1:
        raise InputError(Problem(f"is {len(rows)} files: a layer comes back in one", rows[0].file))
    return rows[0]


def _returned(rows: Rows, project: Project, home: Layer, keep: Sequence[str]) -> Returned:
    """Return the features that a file holds of a layer, with their ids.

    Raises
    ------
    InputError
        When it holds nothing of the layer, or what it holds cannot be used.
    """
    elsewhere = {state.id: one.id for one in project.layers if one is not home for state in one.states}
    had = {name for name in _names_in(read_journal(project.folder)) if name not in elsewhere}
    ids = {*had, *(state.id for state in home.states)} if home.states else ()
    returned = returned_features(rows, project, home.states, ids, keep)
    if not home.states or any(feature.id is not None for feature in returned.features):
        return returned
    found = identified(returned.features, home.states)
    if found is None:
        said = {str(value) for row in rows.rows for value in row.fields.values()}
        others = sorted({layer for name, layer in elsewhere.items() if name in said})
        hint = f"It holds ids of {', '.join(others)}." if others else _fields_of(rows)
        raise InputError(Problem("holds no id of the layer's features", rows.file, hint=hint))
    told = "no field holds the layer's ids: features are told by what they say"
    return replace(returned, features=tuple(found), told=(*returned.told, told))


def _fields_of(rows: Rows) -> str:
    names = dict.fromkeys(name for row in rows.rows for name in row.fields)
    return f"Its fields are {', '.join(names)}." if names else "It has no fields."


def _names_in(entries: Sequence[Entry]) -> Iterator[str]:
    return (name for entry in entries for names in entry.features.values() for name in names)


def _base(returned: Returned, project: Project, home: Layer) -> tuple[Version, tuple[str, ...]]:
    """Return the version of the layer that a file was made of, and what is to be said of that.

    Raises
    ------
    InputError
        When it bears the digest of a version that is not known.
    """
    versions = versions_of(project, home)
    if returned.digest is not None:
        known: dict[int, int] = {}
        digest, *words = returned.digest.split()
        held_back = held_back_in(words)
        for version in versions:
            if digest_of_states(version.states, project.grid, known) == digest:
                return version, (f"exported as [publish] has it, {held_back}",) if held_back else ()
        raise InputError(_unknown(returned.file, digest, held_back, home))
    return _nearest(returned, versions)


def _unknown(file: str, digest: str, held_back: str | None, home: Layer) -> Problem:
    """Return why a file does not fit: something is held back of it, or no journal has its version."""
    if held_back:
        message = f"was exported as [publish] has it, {held_back}: no version of the layer is like that"
        words = f"controlmap export MAP FILE --states --layer {home.id} --in-full"
        return Problem(message, file, hint=f"Only an export in full comes back: {words}")
    message = f"was made of a version of the layer that the journal does not know: {digest}"
    hint = f"Without its field {DIGEST} it is held against the versions that are known."
    return Problem(message, file, hint=hint)


def _nearest(returned: Returned, versions: Iterator[Version]) -> tuple[Version, tuple[str, ...]]:
    """Return the version of which a file differs in the fewest features, of several the newest."""
    best, least = None, -1
    for version in versions:
        count = differences(returned, version.states)
        if best is None or count < least:
            best, least = version, count
        if count == 0:
            break
    assert best is not None  # noqa: S101 - there is always the layer as it is
    if not best.since:
        return best, ()
    first = best.since[0]
    return best, (
        f"taken for the layer as it was before entry {first.id} ({first.note.command}, {first.when})",
    )


def _refuse(
    found: Comparison,
    base: Version,
    told: Sequence[str],
    features: int,
    missing: Missing | None,
    file: str,
    *,
    rebase: bool,
) -> None:
    """Refuse what cannot be brought in, or only with a further word."""
    if found.problems:
        raise InputError(found.problems)
    absent, all_ = len(found.absent), len(found.absent) + features
    if missing is None and absent > _MOST * all_:
        hint = "Say what becomes of the others: --missing keep or --missing remove."
        raise InputError(
            Problem(f"lacks {absent} of the layer's features, and holds {features}", file, hint=hint)
        )
    if found.conflicts:
        raise ConflictError(found.conflicts)
    if found.moved_on and not rebase:
        since = [f"entry {e.id}: {e.note.command}, {e.note.who or 'nobody'}, {e.when}" for e in base.since]
        raise StaleError(
            [
                *since,
                *(f"the file: {one}" for one in told),
                f"what the file does not know: {first_of(found.moved_on, _SHOWN)}",
            ]
        )


def _came(
    project: Project,
    home: Layer,
    found: Comparison,
    removed: Collection[str],
    delta: Delta,
    told: Sequence[str],
) -> Came:
    """Return what came back, with the ids that new features got."""
    put = [placed.state for placed in delta.added.get(home.id, ())]
    known = {state.id: state for state in home.states}
    told = [*told, *_on_old_word(found, known)]
    added = tuple(s.id for s in put if s.id not in known and s.superseded_at is None)
    kept = found.unchanged + len(found.removed) - len(removed)
    return Came(home.id, tuple(found.changed), added, tuple(removed), kept, told=tuple(told))


def _on_old_word(found: Comparison, known: Mapping[str, ControlState]) -> Iterator[str]:
    """Yield which states name somebody else on the sources of whom they named before."""
    names = [
        name
        for name, state in found.changed.items()
        if state.controller != known[name].controller and state.sources == known[name].sources
    ]
    if names:
        yield f"another controller on the sources of the one before: {first_of(names, _SHOWN)}"


def _settled(
    project: Project, layer: str, delta: Delta, came: Came, note: Note, lock: Lock, *, dry_run: bool
) -> Came:
    """Write an edit once it is sure that the map builds with it."""
    _refuse_overlaps(project, delta, layer)
    shown = rehearsed(project, delta, note) if dry_run else preview(project, delta)
    history_of(with_states(project, shown.states))
    came = replace(came, moved=shown.effect.rows(), unrecorded=shown.unrecorded, features=shown.features)
    if dry_run:
        return came
    return replace(came, entry=write_delta(project, delta, note, lock)[1].id)


def _refuse_overlaps(project: Project, delta: Delta, layer: str) -> None:
    """Refuse ground that two states would hold at once, and did not before, with its km².

    Raises
    ------
    InputError
        With each pair, from when, and how much.
    """
    if project.settings.overlaps != "error":
        return
    after = delta.applied_to(states_of(project))
    file = next(one.file for one in project.layers if one.id == layer)
    news = {placed.state.id for placed in delta.added.get(layer, ())}
    before = {
        (a, b): km2
        for a, b, km2, _ in _overlapping(_live({o.id: o.states for o in project.layers}), news, project.grid)
    }
    hint = "Cut the ground of one of them, or end it when the other begins."
    problems = [
        Problem(f"{a} and {b} would both hold {_km2(km2)} from {since}", file, feature=a, hint=hint)
        for a, b, km2, since in _overlapping(_live(after), news, project.grid)
        if km2 > before.get((a, b), 0.0) * 1.000001
    ]
    if problems:
        raise InputError(problems)


def _live(layers: Mapping[str, Sequence[ControlState]]) -> list[ControlState]:
    return [state for states in layers.values() for state in states if state.superseded_at is None]


def _overlapping(
    states: Sequence[ControlState], news: Collection[str], grid: Grid
) -> Iterator[tuple[str, str, float, str]]:
    """Yield pairs of states of which one is new that share ground at some time: ids, km², since when."""
    grounds = np.array([state.geometry for state in states], dtype=object)
    new = np.array([i for i, state in enumerate(states) if state.id in news], dtype=np.intp)
    if not len(new):
        return
    one, two = shapely.STRtree(grounds).query(grounds[new])
    for i, j in zip(new[one].tolist(), two.tolist(), strict=True):
        a, b = sorted((states[i], states[j]), key=lambda state: state.id)
        if i == j or (states[j].id in news and j < i):
            continue
        shared = period_of(a).meet(period_of(b))
        if shared is None or not shapely.relate_pattern(a.geometry, b.geometry, "T********"):
            continue
        km2 = _wide_km2(shapely.intersection(a.geometry, b.geometry, grid_size=grid.size), grid)
        if km2:
            end = "" if shared.end == OPEN_END else f" until {format_instant(shared.end)}"
            yield a.id, b.id, km2, f"{format_instant(shared.start)}{end}"


def _wide_km2(ground: shapely.Geometry, grid: Grid) -> float:
    """Return the area of ground but for slivers, which are what rounding leaves along a border."""
    parts = shapely.get_parts(ground)
    parts = parts[shapely.get_dimensions(parts) == 2]
    wide = parts[~slivers(shapely.transform(parts, lambda xy: xy / grid.size))] if len(parts) else parts
    return float(areas_km2(wide).sum()) if len(wide) else 0.0


def _km2(area: float) -> str:
    return f"{area:,.2f} km²" if area >= 0.005 else f"{area:.1g} km²"
