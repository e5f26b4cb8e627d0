"""Carving: ground cut out of the states that it touches, for a period, all of which stays accounted for.

Every edit of the map is one: what was carved out goes to somebody, and what is left stays with who had it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import Said
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.unrecorded import Gap
from controlmap.model import ControlState, Layer, Period, Project, lasting, period_of, states_of
from controlmap.plane import Division, Grid, divide, divided_by, weave

__all__ = [
    "AtOnce",
    "Carving",
    "Piece",
    "Wanted",
    "Window",
    "at_instant",
    "carve",
    "passing_at_once",
    "what_it_says",
]

Wanted = Callable[[Layer, ControlState], bool]
Window = Callable[[ControlState], Period | None]
"""For which part of its period a state is carved; None: not at all."""
Owned = list[tuple[Layer, ControlState]]
_WHERE_AND_WHEN = {
    "id",
    "geometry",
    "valid_from",
    "valid_to",
    "precision",
    "recorded_at",
    "superseded_at",
    "numeric_id",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Ground carved out for a period, from a state, or from nobody where no record spoke of it."""

    layer: str
    source: ControlState | None
    ground_lonlat: shapely.Geometry
    period: Period

    @property
    def is_whole(self) -> bool:
        """Whether it is all the ground of its state."""
        return self.source is not None and self.ground_lonlat is self.source.geometry


@dataclass(frozen=True, slots=True)
class Carving:
    """The layers' states with the ground cut out, by layer id, and the pieces that were cut out."""

    layers: Mapping[str, Sequence[ControlState]]
    pieces: tuple[Piece, ...]
    naming: Naming


@dataclass(frozen=True, slots=True)
class _Cut:
    """How a state is to be cut: what of it, and when."""

    inside: shapely.Geometry
    outside: shapely.Geometry | None
    period: Period


def carve(
    project: Project,
    ground_lonlat: shapely.Geometry | None,
    *,
    naming: Naming,
    wanted: Wanted,
    window: Window,
    gaps: Sequence[Gap] = (),
    supersede: bool = False,
    precision: Said | None = None,
    at_once: AtOnce | None = None,
) -> Carving:
    """Return the states of a map project with ground cut out of those that are wanted; None is all ground.

    What is left of a state keeps its id as far as it is one feature; further ones get new ids. With
    `supersede` the old record stays and is closed, and all that is left is recorded anew. `gaps` are carved
    out too. `precision` is what is known of the hour from which ground is cut out, for what is left then.
    `at_once` is what the ground, and other ground that passes with it, makes of the states, where that is
    known.
    """
    live = [(layer, s) for layer in project.layers for s in layer.states if s.superseded_at is None]
    then = {s.id: period for layer, s in live if (period := window(s)) and wanted(layer, s)}
    touched = {s.id: then[s.id] for s in _meeting(ground_lonlat, [s for _, s in live if s.id in then])}
    if not touched and not gaps:
        return Carving(states_of(project), (), naming)
    limits = [layer.extent_lonlat for layer in project.layers if layer.extent_lonlat is not None]
    if at_once is None or ground_lonlat is None:
        woven, ground, gaps = _woven(live, touched, ground_lonlat, gaps, limits, project.grid)
        divided = _dividing(ground, project.grid)
    else:
        woven = [(layer, _on(state, at_once.led(state.geometry))) for layer, state in live]
        divided = at_once.dividing(ground_lonlat, project.grid)
    cuts = {
        state.id: cut
        for _, state in woven
        if state.id in touched and (cut := _cut(state, divided(state.geometry), touched[state.id]))
    }
    if supersede:
        naming = naming.after(state for _, state in live if state.id in cuts)
    now = {state.id: state for _, state in woven}
    layers = {
        layer.id: _with_fresh_last(
            layer.states,
            [
                version
                for state in layer.states
                for version in (
                    _versions(layer, state, now[state.id], cuts[state.id], naming, supersede, precision)
                    if state.id in cuts
                    else (now.get(state.id, state),)
                )
            ],
        )
        for layer in project.layers
    }
    pieces = [
        Piece(layer.id, state, cuts[state.id].inside, cuts[state.id].period)
        for layer, state in woven
        if state.id in cuts
    ]
    pieces += [Piece(gap.layer, None, gap.ground_lonlat, gap.period) for gap in gaps]
    return Carving(layers, tuple(pieces), naming)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """What several grounds that pass at one instant make of the areas around, which are all woven together.

    Geometries are known by their identity, and are held as long as this is: as what each area or ground is
    `drawn`, and how each area is `divided` by a ground, once those before it have passed.
    """

    drawn: Mapping[int, shapely.Geometry]
    divided: Mapping[tuple[int, int], Division]
    held: Sequence[object]

    def led(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Return an area or ground with a vertex wherever it meets the border of a ground."""
        return self.drawn.get(id(geometry), geometry)

    def dividing(self, ground: shapely.Geometry, grid: Grid) -> Callable[[shapely.Geometry], Division]:
        """Return what divides areas by a ground."""
        led = self.led(ground)
        # Areas that are not known are those that have just passed, which meet this ground in borders alone.
        return lambda area: self.divided.get((id(area), id(led))) or divide(area, led, grid)


def passing_at_once(
    project: Project,
    grounds_lonlat: Sequence[shapely.Geometry],
    *,
    wanted: Sequence[Wanted],
    window: Window,
    fresh_lonlat: Sequence[shapely.Geometry],
) -> AtOnce:
    """Return what grounds, each cut out of states that are wanted for it, make of these at one instant.

    The grounds share borders at most. `fresh_lonlat` is further ground, which somebody gets from nobody.
    """
    live = [(layer, s) for layer in project.layers for s in layer.states if s.superseded_at is None]
    then = [number for number, (_, state) in enumerate(live) if window(state)]
    areas = np.array([*(state.geometry for _, state in live), *fresh_lonlat], dtype=object)
    meant = np.zeros((len(areas), len(grounds_lonlat)), dtype=bool)
    asked = np.array([*then, *range(len(live), len(areas))], dtype=np.int64)
    for number, (ground, wants) in enumerate(zip(grounds_lonlat, wanted, strict=True)):
        shapely.prepare(ground)
        met = asked[shapely.intersects(ground, areas[asked])].tolist()
        meant[[i for i in met if i >= len(live) or wants(*live[i])], number] = True
    limits = [layer.extent_lonlat for layer in project.layers if layer.extent_lonlat is not None]
    within = np.asarray(meant.any(axis=1), dtype=bool)
    # What is restated is not to come out beside where it was drawn, and its borders cross many older ones.
    woven, led = weave(
        areas.tolist(),
        grounds_lonlat,
        project.grid,
        within=within,
        limits_lonlat=limits,
        exact=True,
        met_lonlat=fresh_lonlat,
    )
    drawn = {id(old): new for old, new in zip([*areas, *grounds_lonlat], [*woven, *led], strict=True)}
    touched = np.flatnonzero(within[: len(live)]).tolist()
    divided = _divided_at_once([woven[i] for i in touched], led, meant[touched], project.grid)
    return AtOnce(drawn, divided, (areas, *grounds_lonlat))


def _divided_at_once(
    areas: Sequence[shapely.Geometry],
    grounds: Sequence[shapely.Geometry],
    meant: NDArray[np.bool_],
    grid: Grid,
) -> dict[tuple[int, int], Division]:
    """Return how each ground divides what those before left of an area; the same area, but once."""
    names = [(shapely.to_wkb(area), some.tobytes()) for area, some in zip(areas, meant, strict=True)]
    rows = list({name: number for number, name in enumerate(names)}.values())
    divisions = divided_by([areas[i] for i in rows], grounds, meant[rows], grid)
    by_name = {names[i]: division for i, division in zip(rows, divisions, strict=True)}
    found: dict[tuple[int, int], Division] = {}
    for name, area in zip(names, areas, strict=True):
        left: shapely.Geometry | None = area
        for ground, (inside, outside) in zip(grounds, by_name[name], strict=True):
            found[id(left), id(ground)] = inside, outside
            left = left if inside is None else outside
    return found


def _meeting(ground: shapely.Geometry | None, states: Sequence[ControlState]) -> Sequence[ControlState]:
    """Return the states whose area the ground meets; None meets all."""
    if ground is None:
        return states
    shapely.prepare(ground)
    meets = shapely.intersects(ground, np.array([state.geometry for state in states], dtype=object))
    return [states[i] for i in np.flatnonzero(meets).tolist()]


def _with_fresh_last(
    before: Sequence[ControlState], after: Sequence[ControlState]
) -> tuple[ControlState, ...]:
    """Return features in the order of the file, new ones after all that were there."""
    known = {state.id for state in before}
    return tuple(sorted(after, key=lambda state: state.id not in known))


def _woven(
    live: Owned,
    touched: dict[str, Period],
    ground: shapely.Geometry | None,
    gaps: Sequence[Gap],
    limits: Sequence[shapely.Geometry],
    grid: Grid,
) -> tuple[Owned, shapely.Geometry | None, list[Gap]]:
    """Return live states, ground and gaps with a vertex wherever the ground's border meets one of theirs."""
    if ground is None:
        return live, None, list(gaps)
    lines = [ground, *(gap.ground_lonlat for gap in gaps)]
    areas, led = weave(
        [*(state.geometry for _, state in live), *(gap.ground_lonlat for gap in gaps)],
        lines,
        grid,
        within=np.array([*(state.id in touched for _, state in live), *(True for _ in gaps)]),
        limits_lonlat=limits,
        hairless=True,
    )
    states = [(layer, _on(state, area)) for (layer, state), area in zip(live, areas, strict=False)]
    return states, led[0], [gap.on(area) for gap, area in zip(gaps, led[1:], strict=True)]


def _on(state: ControlState, area: shapely.Geometry) -> ControlState:
    return state if area is state.geometry else state.model_copy(update={"geometry": area})


def _dividing(ground: shapely.Geometry | None, grid: Grid) -> Callable[[shapely.Geometry], Division]:
    """Return what divides areas by some ground: the same area, day after day, only once."""
    known: dict[bytes, Division] = {}

    def divided(area: shapely.Geometry) -> Division:
        name = shapely.to_wkb(area)
        if name not in known:
            known[name] = divide(area, ground, grid)
        return known[name]

    return divided


def _cut(state: ControlState, division: Division, period: Period) -> _Cut | None:
    inside, outside = division
    return None if inside is None else _Cut(inside if outside else state.geometry, outside, period)


def _versions(
    layer: Layer,
    before: ControlState,
    state: ControlState,
    cut: _Cut,
    naming: Naming,
    supersede: bool,
    precision: Said | None,
) -> Iterator[ControlState]:
    """Yield what is left of a state that is cut."""
    if supersede:
        yield naming.superseded(before)
    for i, (ground, period) in enumerate(_left(state, cut)):
        begun = {} if precision is None or period.start == state.valid_from else {"precision": precision}
        same = {"geometry": ground, **lasting(state, period), **(begun if period == cut.period else {})}
        kept = i == 0 and not supersede
        yield state.model_copy(update=same if kept else {**same, **naming.new(layer.id)})


def _left(state: ControlState, cut: _Cut) -> Iterator[tuple[shapely.Geometry, Period]]:
    """Yield what is left of a state in order of time: all of it before and after, the outside meanwhile."""
    start, end = period_of(state)
    if start < cut.period.start:
        yield state.geometry, Period(start, cut.period.start)
    if cut.outside is not None:
        yield cut.outside, cut.period
    if cut.period.end < end:
        yield state.geometry, Period(cut.period.end, end)


def at_instant(on: np.datetime64, until: np.datetime64 | None) -> Window:
    """Carve what is valid at an instant to its own end, or, with `until`, all that is valid before that."""

    def window(state: ControlState) -> Period | None:
        start, end = period_of(state)
        if until is not None:
            return Period(start, end).meet(Period(on, until))
        return Period(on, end) if start <= on < end else None

    return window


def what_it_says(state: ControlState) -> str:
    """Return what a state says besides where and when, as a text that is the same where that is."""
    said = {name: value for name, value in state if name not in _WHERE_AND_WHEN}
    return json.dumps(said, sort_keys=True, default=str)
