"""Borders redrawn: between two neighbours, through one state, or away between states that say the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import OPEN_END
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.cut_out import carve
from controlmap.edit.operations.lookup import added, chosen, copied, states_of, with_states
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.settled import settled
from controlmap.edit.operations.undivided import why_not_cut, why_not_parted, why_not_then
from controlmap.errors import InputError, Problem
from controlmap.model import CERTAINTIES, ControlState, Period, Project, period_of
from controlmap.plane import Grid, union

__all__ = ["merge", "reshape", "split"]

_ALONG_A_BORDER = "F***1****"


def reshape(
    project: Project,
    one: str,
    two: str,
    line_lonlat: shapely.Geometry,
    *,
    on: np.datetime64 | None = None,
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what moves the border between two neighbouring states of a layer to a line (lon, lat).

    The line cuts the ground of both together; each part goes to the one that has more of it. This holds for
    the time that both share, from `on` if that is given.

    Raises
    ------
    InputError
        When a state is not there, they are no neighbours in space and time, or the line does not divide them.
    """
    (home, a), (other_home, b) = chosen(project, [one, two])
    shared = period_of(a).meet(period_of(b))
    period = shared.meet(Period(on, OPEN_END)) if shared and on is not None else shared
    if period is None or home != other_home or not _touch([a, b]):
        raise InputError(Problem(f"{one} and {two} are no neighbours in one layer at one time"))
    naming = Naming.of(project, now)
    grounds = _sides(a, b, line_lonlat, project.grid)
    current, one = _during(project, one, period, naming)
    current, two = _during(current, two, period, naming)
    current = _handed(current, two, one, grounds[0], naming)
    current = _handed(current, one, two, grounds[1], naming)
    return settled(project, states_of(current))


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
    naming = Naming.of(project, now)
    if isinstance(divider, np.datetime64):
        start, end = period_of(state)
        if not start < divider < end:
            raise InputError(why_not_then(state, divider))
        parts = [(None, Period(divider, end))]
    else:
        parts = [(ground, period_of(state)) for ground in _cut_off(state, divider)]
    current = project
    for ground, period in parts:
        current, _ = _cut_out(current, name, ground, period, naming)
    delta = settled(project, states_of(current))
    if not delta:
        raise InputError(Problem(f"{name} is not divided: what is cut off is hardly wider than the grid"))
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
    if (
        len(states) < 2
        or len({(layer, s.controller, s.status, frozenset(s.others)) for layer, s in found}) > 1
    ):
        raise InputError(
            Problem("merging takes two states or more of one layer with one controller and status")
        )
    home, first = found[0]
    whole = first.model_copy(update={**_extent_of(states, project.grid), **_gathered(states)})
    gone = {state.id for state in states[1:]}
    kept = [whole if s.id == first.id else s for s in states_of(project)[home] if s.id not in gone]
    return Delta.between(states_of(project), {**states_of(project), home: tuple(kept)})


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
    return {**told, "evidence_distance_km": max(distances)} if distances else told


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
        raise InputError(why_not_cut(ground, line, f"{a.id} and {b.id}"))
    of_a = shapely.area(shapely.intersection(faces, a.geometry, grid_size=grid.size))
    mostly_a = 2 * of_a > shapely.area(faces)
    if mostly_a.all() or not mostly_a.any():
        whole = a.id if mostly_a.any() else b.id
        raise InputError(
            Problem(
                f"the line does not divide the ground of {a.id} and {b.id} between them",
                hint=f"Of each part that it cuts, {whole} has more.",
            )
        )
    return union(_on_grid(faces[mostly_a], grid), grid), union(_on_grid(faces[~mostly_a], grid), grid)


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
    return sorted(faces.tolist(), key=lambda face: -face.area)[1:]


def _during(project: Project, name: str, period: Period, naming: Naming) -> tuple[Project, str]:
    """Return the map with a state cut in time, and the id of what is valid in a period and not beyond."""
    ((_, state),) = chosen(project, [name])
    if period_of(state) == period:
        return project, name
    current, (fresh,) = _cut_out(project, name, None, period, naming)
    return current, fresh


def _cut_out(
    project: Project, name: str, ground: shapely.Geometry | None, period: Period, naming: Naming
) -> tuple[Project, Collection[str]]:
    """Return the map with ground of a state, for a period, made a state of its own; also the new ids."""
    carving = carve(
        project, ground, naming=naming, wanted=lambda _, state: state.id == name, window=lambda _: period
    )
    fresh = [(p.layer, copied(p.source, p, naming.new(p.layer))) for p in carving.pieces if p.source]
    return with_states(project, added(carving.layers, fresh)), [state.id for _, state in fresh]


def _handed(project: Project, giver: str, taker: str, ground: shapely.Geometry, naming: Naming) -> Project:
    """Return the map with the ground that one state has of some, joined to that of another."""
    carving = carve(
        project, ground, naming=naming, wanted=lambda _, state: state.id == giver, window=period_of
    )
    pieces = [piece.ground_lonlat for piece in carving.pieces]
    if not pieces:
        return project
    grown = {
        layer: tuple(_grown(s, pieces, project.grid) if s.id == taker else s for s in states)
        for layer, states in carving.layers.items()
    }
    return with_states(project, grown)


def _grown(state: ControlState, pieces: Sequence[shapely.Geometry], grid: Grid) -> ControlState:
    return state.model_copy(update={"geometry": union([state.geometry, *pieces], grid)})
