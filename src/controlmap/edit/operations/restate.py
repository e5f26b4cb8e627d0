"""A restatement: who holds all the ground of a layer from a date on, as somebody says it anew every day.

Only what differs from the map is an edit: ground that stays with who had it keeps its states, with their
names, sources and ids, and so do edits made by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from controlmap.dates import OPEN_END, first_minute
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.cut_out import (
    AtOnce,
    Carving,
    Piece,
    Wanted,
    at_instant,
    carve,
    passing_at_once,
)
from controlmap.edit.operations.near_part import worked_near
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.transfer import Control, says, transferred, with_pieces
from controlmap.model import (
    ControlState,
    Period,
    Project,
    chosen,
    on_record,
    periods_of,
    states_of,
    with_states,
)
from controlmap.plane import Grid, cut_changes, slivers, to_lonlat

__all__ = ["restated"]

Held = tuple[str, str, tuple[str, ...]]
"""Who holds ground and how: controller, status, others, whose order says nothing."""


def restated(
    project: Project,
    layer: str,
    ground_lonlat: Mapping[Control, shapely.Geometry],
    *,
    on: np.datetime64,
    until: np.datetime64 | None = None,
) -> tuple[Delta, shapely.Geometry | None]:
    """Return what makes a layer say from an instant on who holds which ground (lon, lat, on the grid).

    Ground passes to whoever holds it now; what nobody holds any more has no state from `on`, and is returned
    too, where there is any. With `until` the layer says afterwards what it said before. Nothing differs: the
    delta is empty.

    Raises
    ------
    InputError
        When ground lies in another layer's states, or a control cannot be used.
    """
    live = _holding_on(_states(project, layer), on)
    before = _together([(_held(state), state.geometry) for state in live])
    controls = {_held(control): control for control in ground_lonlat}
    after = _together([(_held(control), ground) for control, ground in ground_lonlat.items()])
    passing = _passing(before, after, project.grid)
    if not passing:
        return Delta().about(on, until), None
    there = worked_near(
        project, [*passing.values()], lambda part: _passed(part, layer, passing, controls, on, until)
    )
    delta = Delta() if there is None else Delta.between(states_of(project), there)
    return delta.about(on, until), passing.get((True, None))


def _passed(
    project: Project,
    layer: str,
    passing: Mapping[tuple[bool | None, Held | None], shapely.Geometry],
    controls: Mapping[Held, Control],
    on: np.datetime64,
    until: np.datetime64 | None,
) -> Project:
    """Return a map project in which ground of a layer has passed from an instant on."""
    at_once = _at_once(project, layer, passing, controls, on, until)
    after_map = project
    for (losing, gaining), ground in passing.items():
        if gaining is None:
            after_map = _ended(after_map, layer, ground, on, until, at_once)
        elif losing is None:
            drawn = ground if at_once is None else at_once.led(ground)
            after_map = _begun(after_map, layer, drawn, controls[gaining], on, until)
        else:
            control = controls[gaining]
            there = transferred(after_map, ground, control, on=on, until=until, layer=layer, at_once=at_once)
            # A strip may come to nothing where borders are led together: alone it is no change.
            after_map = after_map if there is None else with_states(after_map, there)
    return after_map


def _at_once(
    project: Project,
    layer: str,
    passing: Mapping[tuple[bool | None, Held | None], shapely.Geometry],
    controls: Mapping[Held, Control],
    on: np.datetime64,
    until: np.datetime64 | None,
) -> AtOnce | None:
    """Return what all ground that passes makes of the states of a layer.

    None where one transfer may change what the next one meets otherwise than by its own ground: where ground
    passes too of which no record speaks, or that later states carry on.
    """
    home = next(one for one in project.layers if one.id == layer)
    window = at_instant(on, until)
    ends = {period.end for state in home.states if (period := window(state)) is not None}
    if home.extent_lonlat is not None or (until is None and ends - {OPEN_END}):
        return None

    def wanted(gaining: Held | None) -> Wanted:
        control = None if gaining is None else controls[gaining]
        return lambda one, state: one.id == layer and (control is None or not says(state, control))

    cut = {gaining: ground for (losing, gaining), ground in passing.items() if losing}
    fresh = [ground for (losing, _), ground in passing.items() if not losing]
    return passing_at_once(
        project, [*cut.values()], wanted=[*map(wanted, cut)], window=window, fresh_lonlat=fresh
    )


def _states(project: Project, layer: str) -> Sequence[ControlState]:
    return next(home.states for home in project.layers if home.id == layer)


def _holding_on(states: Sequence[ControlState], on: np.datetime64) -> list[ControlState]:
    """Return the states on record that hold at an instant."""
    starts, ends = periods_of(states)
    then = first_minute(on)
    return chosen(states, np.flatnonzero(on_record(states) & (starts <= then) & (then < ends)))


def _held(by: ControlState | Control) -> Held:
    return by.controller, by.status, tuple(sorted(by.others))


def _together(held: Sequence[tuple[Held, shapely.Geometry]]) -> dict[Held, shapely.Geometry]:
    """Return ground by who holds it; parts may touch, since cutting takes the even-odd interior."""
    groups: dict[Held, list[shapely.Geometry]] = defaultdict(list)
    for held_by, ground in held:
        groups[held_by].append(ground)
    return {
        held_by: shapely.MultiPolygon(shapely.get_parts(grounds).tolist())
        for held_by, grounds in groups.items()
    }


def _passing(
    before: Mapping[Held, shapely.Geometry], after: Mapping[Held, shapely.Geometry], grid: Grid
) -> dict[tuple[bool | None, Held | None], shapely.Geometry]:
    """Return the ground (lon, lat) that passes, by who loses and who gains it; None is nobody.

    What passes from several to one is one piece of ground, so that a border between them does not stay.
    """
    everybody = sorted({*before, *after})
    names = {held: f"{number:06d}" for number, held in enumerate(everybody)}
    cells, _ = cut_changes(
        {names[held]: ground for held, ground in before.items()},
        {names[held]: ground for held, ground in after.items()},
        grid,
    )
    if not len(cells):
        return {}
    points = shapely.transform(shapely.point_on_surface(cells), grid.to_degrees)
    groups: dict[tuple[bool | None, Held | None], list[int]] = defaultdict(list)
    for cell, (losing, gaining) in enumerate(
        zip(_holding(points, before), _holding(points, after), strict=True)
    ):
        groups[None if losing is None else True, gaining].append(cell)
    order = sorted(groups, key=lambda pair: (pair[1] is None, pair[1] or (), pair[0] is None))
    passing: dict[tuple[bool | None, Held | None], shapely.Geometry] = {}
    for pair in order:
        parts = shapely.get_parts(shapely.coverage_union_all(cells[groups[pair]]))
        # What edits take for slivers goes along with the rest: alone it is no change.
        if len(wide := parts[~slivers(parts)]):
            passing[pair] = to_lonlat(shapely.MultiPolygon(wide.tolist()), grid)
    return passing


def _holding(points: np.ndarray, ground: Mapping[Held, shapely.Geometry]) -> list[Held | None]:
    """Return who holds the ground under each point."""
    parts = [(held, part) for held, whole in ground.items() for part in shapely.get_parts(whole)]
    found: list[Held | None] = [None] * len(points)
    tree = shapely.STRtree([part for _, part in parts])
    for point, part in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
        found[point] = parts[part][0]
    return found


def _ended(
    project: Project,
    layer: str,
    ground: shapely.Geometry,
    on: np.datetime64,
    until: np.datetime64 | None,
    at_once: AtOnce | None,
) -> Project:
    """Return a map project in which nobody holds ground of a layer from an instant on."""
    carving = carve(
        project,
        ground,
        naming=Naming.of(project),
        wanted=lambda home, state: home.id == layer,
        window=at_instant(on, until),
        at_once=at_once,
    )
    return with_states(project, carving.layers)


def _begun(
    project: Project,
    layer: str,
    ground: shapely.Geometry,
    control: Control,
    on: np.datetime64,
    until: np.datetime64 | None,
) -> Project:
    """Return a map project in which somebody holds ground from an instant on of which no state spoke."""
    piece = Piece(layer, None, ground, Period(on, OPEN_END if until is None else until))
    carving = Carving(states_of(project), (piece,), Naming.of(project))
    return with_pieces(project, carving, control)
