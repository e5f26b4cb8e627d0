"""CM2xx: the shape of control states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding, Measure
from controlmap.check.registry import rule
from controlmap.format import RULES as READING
from controlmap.format import of_ground, of_period
from controlmap.history import NO_RECORD, History
from controlmap.model import ControlState, Layer
from controlmap.plane import METRES_A_DEGREE, OUTSIDE, SLIVER_M, Ints, fits_swapped, mean_widths_m

__all__ = ["anchor"]


@rule("CM208", "error", READING["CM208"].summary, alone=True)
def vanished(subject: Subject) -> Iterator[Finding]:
    history = subject.history
    if history is not None:
        used = np.unique(history.topology.covers).tolist()
        seen = frozenset().union(*(subject.covers[number] for number in used))
        for i in sorted(set(range(len(history.recorded))) - seen):
            yield Finding("has no area on the grid", subject.file_of(i), feature=history.recorded[i].id)


@rule("CM211", "note", "Outer rings run anticlockwise, holes clockwise.", alone=True)
def winding(subject: Subject) -> Iterator[Finding]:
    for layer in subject.project.layers:
        for i in np.flatnonzero(_wound_wrongly([state.geometry for state in layer.states])).tolist():
            yield Finding("a ring runs the other way round", layer.file, feature=layer.states[i].id)


@rule("CM212", "warning", "Ground is not a sliver: no part is narrower than 5 m.", alone=True)
def slivers(subject: Subject) -> Iterator[Finding]:
    for layer in subject.project.layers:
        parts, state = shapely.get_parts([s.geometry for s in layer.states], return_index=True)
        widths = mean_widths_m(parts)
        for i in np.flatnonzero(widths < SLIVER_M):
            yield Finding(
                f"a part of the ground is {_in_words(widths[i])} wide on average",
                layer.file,
                feature=layer.states[state[i]].id,
                lonlat=anchor(parts[i]),
                measure=_area(parts[i]),
                marks=partial(_sliver_marks, subject, layer.states[state[i]], parts[i]),
            )


@rule("CM213", "warning", "Borders of neighbours are one line, not two that nearly meet.", alone=True)
def nearly_shared_borders(subject: Subject) -> Iterator[Finding]:
    history = subject.history
    if history is not None and len(history.cells):
        yield from _strips(subject, history)
        yield from _slits(subject, history)


@rule("CM214", "warning", "Longitude and latitude are not swapped.", alone=True)
def swapped(subject: Subject) -> Iterator[Finding]:
    for layer in subject.project.layers:
        yield from _swapped_states(layer, _region(subject, layer))
    region = _region(subject, None)
    for file, name, point in _points(subject):
        if region is not None and fits_swapped(point, region):
            yield Finding(_SWAPPED, file, feature=name, lonlat=anchor(point), hint=_HINT)


_SWAPPED = "lies outside the map, and inside it with longitude and latitude swapped"


_NEAR_M = 2 * SLIVER_M
"""Outlines that are this far apart everywhere need no closer look: twice as far as that one sees."""


_HINT = "Write longitude first, then latitude."


def anchor(geometry_lonlat: shapely.Geometry) -> tuple[float, float]:
    """Return a point on a geometry in degrees, to six decimals; of ground where it is no hair.

    The widest circle in any ground has a radius of its area by the length of its outline, at least. The row
    half way up, which is looked at first, may meet nothing but a hair of ground that is wide elsewhere.
    """
    place = shapely.point_on_surface(geometry_lonlat)
    area, outline = shapely.area(geometry_lonlat), shapely.boundary(geometry_lonlat)
    if 4 * shapely.distance(place, outline) * shapely.length(outline) < area:
        # A line from the middle of the circle to its edge.
        place = shapely.maximum_inscribed_circle(geometry_lonlat, area / shapely.length(outline) / 2)
    lon, lat = shapely.get_coordinates(place)[0].tolist()
    return round(lon, 6), round(lat, 6)


def _in_words(width_m: float) -> str:
    return f"{width_m:.2g} m" if width_m >= 0.01 else "less than 1 cm"


def _area(polygon_lonlat: shapely.Geometry) -> Measure:
    lat = np.radians(shapely.get_y(shapely.centroid(polygon_lonlat)))
    return Measure(round(float(shapely.area(polygon_lonlat) * METRES_A_DEGREE**2 * np.cos(lat)), 3), "m²")


def _wound_wrongly(geometries: list[shapely.Geometry]) -> NDArray[np.bool_]:
    parts, state = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    outer = np.append(True, part[1:] != part[:-1])[: len(part)]
    wrong = shapely.is_ccw(rings) != outer
    return np.bincount(state[part[wrong]], minlength=len(geometries)) > 0


def _strips(subject: Subject, history: History) -> Iterator[Finding]:
    """Thin cells between the borders of states, each with the states whose borders run along it."""
    states, known = history.recorded, len(history.recorded)
    parts, owner = shapely.get_parts([state.geometry for state in states], return_index=True)
    thin_states = set(owner[mean_widths_m(parts) < SLIVER_M].tolist())
    widths = mean_widths_m(history.cells)
    thin = np.flatnonzero((widths < SLIVER_M) & ~history.topology.is_rounding)
    for cell, arcs in _arcs_around(history, thin).items():
        beside = sorted(i for i in _borders_along(subject, arcs) if i < known)
        if len(beside) > 1 and not thin_states & set(beside) and not _is_hole(history, cell):
            first, *others = names = [states[i].id for i in beside]
            yield Finding(
                f"a strip {_in_words(widths[cell])} wide lies between borders of {', '.join(names)}",
                subject.file_of(beside[0]),
                feature=first,
                related=tuple(others),
                lonlat=anchor(history.cells[cell]),
                measure=Measure(round(float(history.cell_area_km2[cell]) * 1e6, 3), "m²"),
                marks=partial(_border_marks, subject, arcs),
                hint="Give the strip to one of them, or draw both borders as one line, vertex by vertex.",
            )


def _sliver_marks(subject: Subject, state: ControlState, part: shapely.Geometry) -> list[set[str]]:
    return [{of_ground(part), subject.mark(state)}]


def _border_marks(subject: Subject, arcs: Iterable[tuple[int, int]]) -> list[set[str]]:
    """Return for each border around a strip the digests of the states whose border it is."""
    states = subject.history.recorded if subject.history else ()
    return [
        {subject.mark(states[i]) for i in _borders_along(subject, [arc]) if i < len(states)} for arc in arcs
    ]


def _first_marks(subject: Subject, state: ControlState) -> list[set[str]]:
    """Return the digests of a state beside a slit: of its ground, and of its period, which edits pass on.

    No edit leaves ground out, so that where a state goes on, so do the slits beside it.
    """
    return [{subject.mark(state), of_period(state)}]


def _is_hole(history: History, cell: int) -> bool:
    """Tell whether a cell is without record at some instant: then it is a finding of coverage."""
    first, last = np.searchsorted(history.spell_cell, [cell, cell + 1])
    return bool((history.spell_state[first:last] == NO_RECORD).any())


def _borders_along(subject: Subject, beside: Iterable[tuple[int, int]]) -> set[int]:
    """Return the areas whose borders arcs between cells are: those on one side and not on the other."""
    return set().union(*(subject.areas_over(one) ^ subject.areas_over(two) for one, two in beside))


def _arcs_around(history: History, cells: NDArray[np.intp]) -> dict[int, list[tuple[int, int]]]:
    """Return the cells on the left and right of each arc around some cells."""
    left, right = history.topology.arc_left, history.topology.arc_right
    found: dict[int, list[tuple[int, int]]] = {cell: [] for cell in cells.tolist()}
    near = np.isin(left, cells) | np.isin(right, cells)
    for one, two in zip(left[near].tolist(), right[near].tolist(), strict=True):
        for cell in {one, two} & found.keys():
            found[cell].append((one, two))
    return found


def _slits(subject: Subject, history: History) -> Iterator[Finding]:
    """Narrow gaps that no area covers, between cells that nearly meet."""
    # A look at each cell takes as long as its longest neighbour is, and most have no such gap at all.
    some = _nearly_met(history)
    if not len(some):
        return
    middle = np.cos(np.radians(np.mean(shapely.total_bounds(history.cells)[1::2])))
    plane = shapely.transform(history.cells, lambda xy: xy * [METRES_A_DEGREE * middle, METRES_A_DEGREE])
    for cell, edge in _narrow_gaps(plane, some):
        first = min(subject.areas_over(cell))
        if first < len(history.recorded):
            x, y = shapely.get_coordinates(edge)[0]
            yield Finding(
                f"the border runs within {SLIVER_M:g} m of a neighbour's without meeting it",
                subject.file_of(first),
                feature=history.recorded[first].id,
                lonlat=(round(x / METRES_A_DEGREE / middle, 6), round(y / METRES_A_DEGREE, 6)),
                measure=Measure(round(float(edge.length) / 1000, 3), "km"),
                marks=partial(_first_marks, subject, history.recorded[first]),
                hint="Move one border onto the other, vertex by vertex, so that both are one line.",
            )


def _narrow_gaps(
    plane: NDArray[np.object_], some: Ints
) -> Iterator[tuple[int, shapely.MultiLineString | shapely.LineString]]:
    """Yield those of some cells (metres) that have edges beside a narrow gap, and the edges.

    They are what `shapely.coverage_invalid_edges` finds of all cells: of each it looks at those about it.
    These are given to it as one, so that it does not look at what is about each of them in turn.
    """
    tree, bounds = shapely.STRtree(plane), shapely.bounds(plane) + SLIVER_M * np.array([-2, -2, 2, 2])
    for cell in some.tolist():
        about = tree.query(shapely.box(*bounds[cell]))
        others = shapely.multipolygons(plane[about[about != cell]])
        edges = shapely.coverage_invalid_edges(np.array([plane[cell], others]), gap_width=SLIVER_M)[0]
        if not shapely.is_empty(edges):
            yield cell, edges


def _nearly_met(history: History) -> Ints:
    """Cells inside the outline of what is covered, where it may run beside a border of another cell.

    Of all others `shapely.coverage_invalid_edges` finds nothing: those that end in one point go apart.
    """
    topology = history.topology
    sides = np.column_stack([topology.arc_left, topology.arc_right])
    lengths = np.diff(topology.arc_start) - 1
    arc = np.repeat(np.arange(len(sides)), lengths)
    at = np.arange(lengths.sum()) + arc
    degrees = history.grid.to_degrees(topology.arc_xy)
    metres = degrees * [METRES_A_DEGREE * np.cos(np.radians(np.mean(degrees[:, 1]))), METRES_A_DEGREE]
    points = np.stack([metres[at], metres[at + 1]])
    lines = np.asarray(shapely.linestrings(points.swapaxes(0, 1)))
    outer = np.flatnonzero((sides[arc] == OUTSIDE).any(axis=1))
    one, two = shapely.STRtree(lines).query(lines[outer], predicate="dwithin", distance=_NEAR_M)
    one = outer[one]
    inside = sides[arc[one]].max(axis=1, keepdims=True)
    beside = sides[arc[two]]
    others = (one != two) & ((beside != inside) & (beside != OUTSIDE)).any(axis=1)
    one, two = one[others], two[others]
    near = np.ones(len(one), dtype=bool)
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        shared = np.flatnonzero((points[i, one] == points[j, two]).all(axis=1))
        ends = shapely.points(points[1 - i, one[shared]]), shapely.points(points[1 - j, two[shared]])
        away = shapely.distance(ends[0], lines[two[shared]]), shapely.distance(ends[1], lines[one[shared]])
        near[shared] = np.minimum(*away) <= _NEAR_M
    return np.unique(sides[arc[one[near]]].max(axis=1))


def _region(subject: Subject, layer: Layer | None) -> shapely.Geometry | None:
    """Return where a layer's ground, or the map's points, are expected; None where nothing says it."""
    extents = [one.extent_lonlat for one in subject.project.layers if layer is None or one is layer]
    given = [extent for extent in extents if extent is not None]
    if given:
        return shapely.box(*shapely.total_bounds(given))
    view = subject.project.settings.view
    return shapely.box(*view.bounds) if view else None


def _swapped_states(layer: Layer, region: shapely.Geometry | None) -> Iterator[Finding]:
    grounds = np.array([state.geometry for state in layer.states], dtype=object)
    if region is None and len(grounds) < 3:
        return  # with fewer than two others, nothing can be expected
    where = [region] * len(grounds) if region is not None else _bounds_of_others(grounds)
    for state, expected in zip(layer.states, where, strict=True):
        if fits_swapped(state.geometry, expected):
            yield Finding(_SWAPPED, layer.file, feature=state.id, lonlat=anchor(state.geometry), hint=_HINT)


def _bounds_of_others(grounds: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return for each ground the bounds of all others: where it bounds them all, the next one does."""
    outward = np.array([1.0, 1.0, -1.0, -1.0])
    bounds = np.nan_to_num(shapely.bounds(grounds) * outward, nan=np.inf)
    outermost, next_one = np.sort(bounds, axis=0)[:2]
    own = np.arange(len(grounds))[:, None] == bounds.argmin(axis=0)
    return np.asarray(shapely.box(*(np.where(own, next_one, outermost) * outward).T))


def _points(subject: Subject) -> Iterator[tuple[str, str, shapely.Geometry]]:
    places = (p for p in subject.project.places.values() if p.lon is not None and p.lat is not None)
    events = ((e.id, e.geometry) for e in subject.project.events if e.geometry and not e.geometry.is_empty)
    yield from (("places.csv", p.id, shapely.Point(p.lon or 0, p.lat or 0)) for p in places)
    yield from (("events.geojson", name, point) for name, point in events)
