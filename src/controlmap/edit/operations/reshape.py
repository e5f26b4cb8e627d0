"""Borders redrawn: between two neighbours, through one state, or away between states that say the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import OPEN_END
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.cut_out import carve
from controlmap.edit.operations.lookup import added, chosen, copied
from controlmap.edit.operations.move_border import Border, moved
from controlmap.edit.operations.near_part import edited_near, near_part, part_with
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.scope import Scope, refuse_scope, spanning
from controlmap.edit.operations.settled import settled
from controlmap.edit.operations.undivided import why_not_cut, why_not_parted, why_not_then
from controlmap.errors import InputError, Problem
from controlmap.model import (
    CERTAINTIES,
    ControlState,
    Period,
    Project,
    known_in,
    period_of,
    states_of,
    with_states,
)
from controlmap.plane import OUTSIDE, Grid, areas_of, cut_ground, sizes_km2, to_lonlat, union
from controlmap.words import listing, phrase, word

__all__ = ["merge", "reshape", "split"]

_ALONG_A_BORDER = "F***1****"


def reshape(
    project: Project,
    one: str,
    two: str,
    line_lonlat: shapely.Geometry,
    *,
    on: np.datetime64 | None = None,
    scope: Scope = "everywhere",
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what moves the border between two neighbouring states of a layer to a line (lon, lat).

    The line cuts the ground of both together; each part goes to the one that has more of it. So it does with
    the states that have the same border: in scope "everywhere" on all dates, "from" those from `on`, "while"
    those of the time that both states share.

    Raises
    ------
    InputError
        When a state is not there, they are no neighbours in space and time, the line does not divide them,
        other borders are in the way, or `on` is given for another scope than "from", or not for that.
    """
    (home, a), (other_home, b) = chosen(project, [one, two])
    refuse_scope(scope, on, dated=["from"])
    if scope != "from" and on is not None:
        raise InputError(Problem('a date says from when: it goes with scope "from" only'))
    shared = period_of(a).meet(period_of(b))
    if shared and on is not None:
        shared = shared.meet(Period(on, OPEN_END))
    if shared is None or home != other_home or not _touch([a, b]):
        raise InputError(
            Problem(phrase("{one} and {two} are no neighbours in one layer at one time", one=one, two=two))
        )
    grounds = _sides(a, b, line_lonlat, project.grid)
    border = _border([a.geometry, b.geometry, *grounds], project.grid)
    return moved(project, border, spanning(scope, on, [a, b]), now=now)


def split(
    project: Project,
    name: str,
    divider: shapely.Geometry | np.datetime64,
    *,
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what makes several states of one: along a line, by other ground (lon, lat), or at an instant.

    The largest or the earliest part keeps the id; all say what the one said.

    Raises
    ------
    InputError
        When the state is not there, or is not divided.
    """
    ((_, state),) = chosen(project, [name])
    if isinstance(divider, np.datetime64):
        start, end = period_of(state)
        if not start < divider < end:
            raise InputError(why_not_then(state, divider, known_in(project)))
        parts = [(None, Period(divider, end))]
    else:
        parts = [(ground, period_of(state)) for ground in _cut_off(state, divider)]

    def divided(part: Project) -> Delta:
        naming, current = Naming.of(part, now), part
        for ground, period in parts:
            current, _ = _cut_out(current, name, ground, period, naming)
        return settled(part, states_of(current))

    grounds = [state.geometry, *(ground for ground, _ in parts if ground is not None)]
    delta = edited_near(project, near_part(project, grounds), divided)
    if not delta:
        raise InputError(
            Problem(phrase("{name} is not divided: what is cut off is hardly wider than the grid", name=name))
        )
    return delta


def merge(project: Project, names: Sequence[str]) -> Delta:
    """Return what makes one state of several that say the same and touch, in space or in time.

    The first one's id, names and note stay; sources are gathered, and the whole is as sure as its least sure
    part.

    Raises
    ------
    InputError
        When one is not there, they differ in what they say, or do not touch.
    """
    found = chosen(project, list(dict.fromkeys(names)))
    states = [state for _, state in found]
    if len(states) < 2:
        raise InputError(Problem("merging takes two states or more"))
    if problems := list(_unlike(found)):
        raise InputError(problems)
    home, first = found[0]
    whole = first.model_copy(update={**_extent_of(states, project.grid), **_gathered(states)})
    gone = {state.id for state in states[1:]}

    def joined(part: Project) -> Delta:
        before = states_of(part)
        kept = [whole if s.id == first.id else s for s in before[home] if s.id not in gone]
        return Delta.between(before, {**before, home: tuple(kept)})

    return edited_near(project, part_with(project, [state.id for state in states]), joined)


def _unlike(found: Sequence[tuple[str, ControlState]]) -> Iterator[Problem]:
    """Yield in what states differ from the first of them, other than ground and time."""
    first, *others = [
        {
            "layer": layer,
            "controller": state.controller,
            "status": word(state.status),
            "others": listing(sorted(state.others)) or word("nobody"),
        }
        for layer, state in found
    ]
    for (_, state), said in zip(found[1:], others, strict=True):
        for name, value in said.items():
            if value != first[name]:
                what = phrase(
                    "{value}, but {id} has {other}", value=value, id=found[0][1].id, other=first[name]
                )
                hint = "What is made one has one layer, controller and status."
                yield Problem(what, feature=state.id, property=name, hint=hint)


def _extent_of(states: Sequence[ControlState], grid: Grid) -> dict:
    """Return the ground and the period that states have together, once it is sure that they touch."""
    periods = sorted({period_of(state) for state in states})
    if len(periods) == 1 and _touch(states):
        return {"geometry": union([state.geometry for state in states], grid)}
    grounds = {shapely.to_wkb(shapely.normalize(state.geometry)) for state in states}
    unbroken = all(a.end == b.start for a, b in pairwise(periods))
    if len(grounds) == 1 and len(periods) == len(states) and unbroken:
        first, last = (min(states, key=period_of), max(states, key=period_of))
        when = {"valid_from": first.valid_from, "valid_to": last.valid_to}
        return when if first.precision == states[0].precision else {**when, "precision": first.precision}
    raise InputError(
        Problem("the states neither share borders in one period, nor follow each other on one ground")
    )


def _gathered(states: Sequence[ControlState]) -> dict:
    sources = tuple(dict.fromkeys(source for state in states for source in state.sources))
    distances = [s.evidence_distance_km for s in states if s.evidence_distance_km is not None]
    told = {"sources": sources, "certainty": min((s.certainty for s in states), key=CERTAINTIES.index)}
    told |= {"evidence_distance_km": max(distances)} if distances else {}
    likely = [s.probability for s in states if s.probability is not None]
    return told | ({"probability": min(likely)} if likely else {})


def _touch(states: Sequence[ControlState]) -> bool:
    """Tell whether one can walk from any of the states to any other across shared borders."""
    reached, ahead = {0}, [0]
    while ahead:
        here = states[ahead.pop()].geometry
        near = [
            i
            for i, state in enumerate(states)
            if i not in reached and shapely.relate_pattern(here, state.geometry, _ALONG_A_BORDER)
        ]
        reached.update(near)
        ahead += near
    return len(reached) == len(states)


def _sides(
    a: ControlState, b: ControlState, line: shapely.Geometry, grid: Grid
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the ground of two states together, cut along a line, by whose each part is for the most."""
    ground = union([a.geometry, b.geometry], grid)
    faces = _faces(ground, line)
    if len(faces) <= len(shapely.get_parts(ground)):
        raise InputError(why_not_cut(ground, line, phrase("{one} and {two}", one=a.id, two=b.id)))
    of_a = shapely.area(shapely.intersection(faces, a.geometry, grid_size=grid.size))
    mostly_a = 2 * of_a > shapely.area(faces)
    if mostly_a.all() or not mostly_a.any():
        whole = a.id if mostly_a.any() else b.id
        raise InputError(
            Problem(
                phrase(
                    "the line does not divide the ground of {one} and {two} between them", one=a.id, two=b.id
                ),
                hint=phrase("Of each part that it cuts, {whole} has more.", whole=whole),
            )
        )
    return union(_on_grid(faces[mostly_a], grid), grid), union(_on_grid(faces[~mostly_a], grid), grid)


def _border(grounds: Sequence[shapely.Geometry], grid: Grid) -> Border:
    """Return the border between two neighbours as it is, and as it is with their other two grounds."""
    topology = cut_ground(grounds, grid)
    covers = [areas_of(runs) for runs in topology.cover_runs]
    cover = [covers[i] for i in topology.covers.tolist()]
    swept = np.array([{0, 3} <= c or {1, 2} <= c for c in cover], dtype=bool)
    arcs = np.split(grid.to_degrees(topology.arc_xy), topology.arc_start[1:-1])
    sides = [
        (cover[left], cover[right]) if OUTSIDE not in (left, right) else (frozenset(), frozenset())
        for left, right in zip(topology.arc_left.tolist(), topology.arc_right.tolist(), strict=True)
    ]
    old, new = (
        shapely.MultiLineString([xy for xy, pair in zip(arcs, sides, strict=True) if _parts(pair, names)])
        for names in ((0, 1), (2, 3))
    )
    ground = to_lonlat(shapely.coverage_union_all(topology.cells[swept]), grid)
    return Border(old, new, ground if swept.any() else shapely.Polygon())


def _parts(sides: tuple[frozenset[int], frozenset[int]], names: tuple[int, int]) -> bool:
    """Tell whether one ground lies on one side and another one on the other."""
    (one, other), (a, b) = sides, names
    return (a in one and b in other) or (b in one and a in other)


def _faces(ground: shapely.Geometry, line: shapely.Geometry) -> NDArray[np.object_]:
    """Return the parts into which a line cuts ground."""
    lines = shapely.union_all([shapely.boundary(ground), line])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return faces[shapely.contains(ground, shapely.point_on_surface(faces))]


def _on_grid(faces: NDArray[np.object_], grid: Grid) -> list[shapely.Geometry]:
    return [grid.snap(face) for face in faces]


def _cut_off(state: ControlState, divider: shapely.Geometry) -> list[shapely.Geometry]:
    """Return the grounds to cut out of a state: other ground, or all parts along a line but the largest."""
    if shapely.get_dimensions(divider) == 2:
        partly = shapely.relate_pattern(state.geometry, divider, "T*T******")
        if not partly:
            raise InputError(why_not_parted(state, divider))
        return [divider]
    faces = _faces(state.geometry, divider)
    if len(faces) <= len(shapely.get_parts(state.geometry)):
        raise InputError(why_not_cut(state.geometry, divider, state.id))
    return faces[np.argsort(np.negative(sizes_km2(faces)), kind="stable")][1:].tolist()


def _cut_out(
    project: Project, name: str, ground: shapely.Geometry | None, period: Period, naming: Naming
) -> tuple[Project, Collection[str]]:
    """Return the map with ground of a state, for a period, made a state of its own; also the new ids."""
    carving = carve(
        project, ground, naming=naming, wanted=lambda _, state: state.id == name, window=lambda _: period
    )
    fresh = [(p.layer, copied(p.source, p, naming.new(p.layer))) for p in carving.pieces if p.source]
    return with_states(project, added(carving.layers, fresh)), [state.id for _, state in fresh]
