"""Borders moved: a stretch led along a new line, vertices dragged, put in or taken out, a line made simpler.

Each state whose outline has what moves follows, on whichever date of the scope it holds, so that borders stay
shared in space and in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from controlmap.dates import known_text
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.scope import (
    Following,
    Scope,
    Span,
    following,
    redrawn,
    refuse_scope,
    seen_on,
    spanning,
)
from controlmap.edit.operations.stopped import why_not_moved, why_not_recorded
from controlmap.errors import InputError, Problem
from controlmap.model import ControlState, Project, known_in, period_of
from controlmap.plane import (
    Caught,
    Exchange,
    Grid,
    Network,
    Point,
    Stop,
    carried_along,
    exchanged,
    replaced_vertices,
    union,
    visiting,
    way_without,
    without_hairs,
)
from controlmap.words import distance, listing, phrase

__all__ = ["Border", "Vertex", "along_line", "moved", "simplified", "with_vertices"]

LonLat = tuple[float, float]
_REACH_M = 10.0
"""Within how many metres a point that people give is taken for a vertex or a border."""
_LINE_OFF = "the line ends {apart} from the nearest border, at {where}"
_POINT_OFF = "the point lies {apart} from the nearest border, at {where}"


@dataclass(frozen=True, slots=True)
class Vertex:
    """A vertex (lon, lat) of a border, and where it is to be; None: it is put in, or taken out."""

    start: LonLat | None
    end: LonLat | None


@dataclass(frozen=True, slots=True)
class Border:
    """Where a border runs, where it is to run, and the ground between the two (lon, lat, on the grid)."""

    old: shapely.Geometry
    new: shapely.Geometry
    swept: shapely.Geometry


def along_line(
    project: Project,
    line_lonlat: shapely.Geometry,
    *,
    at: LonLat | None = None,
    on: np.datetime64 | None = None,
    scope: Scope = "everywhere",
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what makes a border run along a line (lon, lat, on the grid), from where that meets it to where.

    Borders are those on the date `on`, of all dates without it. What gives way is the shorter stretch between
    the two places, or the one over the point `at`.

    Raises
    ------
    InputError
        When the line does not reach borders at both ends, others are in the way, or nothing would move.
    """
    refuse_scope(scope, on)
    seen = seen_on(project, on)
    network = _network(seen, project.grid)
    new = _meeting(network, line_lonlat)
    via = None if at is None else _caught(network, at)
    ends = [network.catch(_lonlat(point, project.grid), _REACH_M) for point in (new[0], new[-1])]
    old = network.way(ends[0], ends[1], via)
    if old is None:
        raise InputError(Problem("no border leads from one end of the line to the other"))
    span = spanning(scope, on, _beside(seen, pairwise(old), project.grid) or seen)
    return moved(project, _border(old, new, seen, project.grid), span, now=now)


def moved(project: Project, border: Border, span: Span, *, now: np.datetime64 | None = None) -> Delta:
    """Return what makes a border run as it is to, in a span.

    Raises
    ------
    InputError
        When other borders are in the way, or nothing would move.
    """
    if shapely.is_empty(border.swept):
        raise InputError(Problem("the border runs there already"))
    states = following(project, span, shapely.GeometryCollection([border.old, border.new, border.swept]))
    found = carried_along(
        states.grounds, border.old, border.new, border.swept, project.grid, beside_lonlat=states.beside
    )
    if isinstance(found, Stop):
        raise InputError(why_not_moved(found, states.states, known_in(project)))
    _refuse_gaps(states, found.exchanges, project)
    return _delta(project, states, found.areas, found.changed, now)


def with_vertices(
    project: Project,
    vertices: Sequence[Vertex],
    *,
    on: np.datetime64 | None = None,
    scope: Scope = "everywhere",
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what drags vertices of borders, junctions among them, puts some in, or takes some out.

    Where no vertex is within reach of the point that is dragged, one is put in there. Only what is no
    junction at any date of the scope can be taken out.

    Raises
    ------
    InputError
        When a point is not on a border, or borders would cross.
    """
    refuse_scope(scope, on)
    if not vertices:
        raise InputError(Problem("say which vertices: where they are, or where they are to be"))
    points = [point for vertex in vertices if (point := vertex.start or vertex.end)]
    seen = seen_on(project, on, shapely.MultiPoint(points))
    network = _network(seen, project.grid)
    moves: dict[Point, Point | None] = {}
    for vertex in vertices:
        start = _caught(network, vertex.start or vertex.end or (0.0, 0.0))
        if vertex.end is None and not start.is_vertex:
            where = _shown(_lonlat(start.point, project.grid))
            raise InputError(Problem(phrase("there is no vertex to take out at {where}", where=where)))
        end = start.point if vertex.start is None else vertex.end and _unit(vertex.end, project.grid)
        moves[start.point] = end
    if all(point == there and network.neighbours(point) for point, there in moves.items()):
        raise InputError(Problem("the vertices are there already"))
    edges = [edge for point in moves for edge in _edges_at(network, point)]
    span = spanning(scope, on, _beside(seen, edges, project.grid) or seen)
    return _replaced(project, moves, span, now)


def simplified(
    project: Project,
    tolerance_m: float,
    *,
    at: LonLat | None = None,
    between: tuple[LonLat, LonLat] | None = None,
    on: np.datetime64 | None = None,
    scope: Scope = "everywhere",
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what takes vertices out of a border that lie within a tolerance (metres) of a simpler one.

    It is the border from junction to junction over the point `at`, or its stretch `between` two points.
    Junctions of any date of the scope stay, and so does the edge of the map.

    Raises
    ------
    InputError
        When a point is not on a border, there is nothing to take out, or borders would cross.
    """
    refuse_scope(scope, on)
    if not 0 < tolerance_m < 1e5:
        raise InputError(
            Problem(
                phrase(
                    "a tolerance of {tolerance_m:g} m is not between 0 and 100,000", tolerance_m=tolerance_m
                )
            )
        )
    seen = seen_on(project, on)
    network = _network(seen, project.grid)
    if between is not None:
        one, two = (_caught(network, point) for point in between)
        way = network.way(one, two, None if at is None else _caught(network, at))
    else:
        way = None if at is None else network.arc(_caught(network, at))
    if way is None:
        raise InputError(Problem("say which border: a point on it, or two points that it leads between"))
    span = spanning(scope, on, _beside(seen, pairwise(way), project.grid) or seen)
    line = shapely.LineString(project.grid.to_degrees(np.array(way)))
    grounds = following(project, span, line).grounds
    around = Network.of(visiting(grounds, np.array(way), project.grid), project.grid)
    points = shapely.points(shapely.get_coordinates(line))
    inside = np.asarray(shapely.contains_properly(shapely.union_all(grounds), points)).tolist()
    kept = {
        point
        for point, inner in zip(way, inside, strict=True)
        if not inner or len(around.neighbours(point)) != 2
    }
    gone = way_without(way, kept, tolerance_m, around)
    if not gone:
        raise InputError(
            Problem(
                phrase("no vertex lies within {tolerance_m:g} m of a simpler border", tolerance_m=tolerance_m)
            )
        )
    return _replaced(project, dict.fromkeys(gone), span, now)


def _replaced(
    project: Project, moves: Mapping[Point, Point | None], span: Span, now: np.datetime64 | None
) -> Delta:
    """Return what puts vertices elsewhere in all states that have them, once it is sure that none cross."""
    grid = project.grid
    states = following(project, span, _reached(project, moves, span))
    visited = visiting(states.grounds, np.array([*moves]), grid)
    _refuse_junctions(visited, moves, grid)
    areas = [replaced_vertices(area, moves, grid) for area in visited]
    for state, area in zip(states.states, areas, strict=True):
        if area is None or not shapely.is_valid(area):
            raise InputError(_why_invalid(state, area))
    drawn = [area for area in areas if area is not None]
    freed = without_hairs(drawn, states.beside, grid, before_lonlat=visited)
    # What is moved by no more than a hair from where it runs at other times is not moved.
    drawn = [
        was if new is not old and shapely.equals(new, was) else new
        for was, old, new in zip(states.grounds, drawn, freed, strict=True)
    ]
    changed = frozenset(i for i, area in enumerate(drawn) if area is not states.states[i].geometry)
    found = exchanged(states.grounds, drawn, grid)
    if isinstance(found, Stop):
        raise InputError(why_not_moved(found, states.states, known_in(project)))
    _refuse_gaps(states, found, project)
    return _delta(project, states, drawn, changed, now)


def _reached(project: Project, moves: Mapping[Point, Point | None], span: Span) -> shapely.Geometry:
    """Return points (lon, lat) around all segments that vertices draw along."""
    points = [point for pair in moves.items() for point in pair if point is not None]
    near = shapely.MultiPoint(project.grid.to_degrees(np.array(points)))
    borders = Network.of(following(project, span, near).grounds, project.grid)
    around = [other for point in moves for other in borders.neighbours(point)]
    return shapely.MultiPoint(project.grid.to_degrees(np.array([*points, *around])))


def _refuse_junctions(
    areas: Sequence[shapely.Geometry], moves: Mapping[Point, Point | None], grid: Grid
) -> None:
    """Refuse to take out a vertex where borders branch."""
    gone = [point for point, there in moves.items() if there is None]
    if not gone:
        return
    around = Network.of(areas, grid)
    degrees = {point: len(around.neighbours(point)) for point in gone}
    firm = [point for point in gone if degrees[point] != 2]
    if firm:
        where = listing((f"{_shown(_lonlat(point, grid))} ({degrees[point]})" for point in firm), "; ")
        hint = "Counted are the borders of all dates of the scope. Drag the vertex instead."
        raise InputError(
            Problem(phrase("several borders meet in the vertex at {where}", where=where), hint=hint)
        )


def _refuse_gaps(states: Following, exchanges: Iterable[Exchange], project: Project) -> None:
    """Refuse a move by which ground would be on record at other times than now."""
    for exchange in exchanges:
        spoken = [states.spoken_of(states.states[i] for i in c) for c in (exchange.leaves, exchange.joins)]
        if spoken[0] != spoken[1]:
            (start, _), *_ = sorted(set(spoken[0]) ^ set(spoken[1]))
            raise InputError(why_not_recorded(exchange.lonlat, known_in(project).text(start)))


def _why_invalid(state: ControlState, area: shapely.Geometry | None) -> Problem:
    if area is None:
        return Problem(phrase("nothing would be left of a ring of {id}", id=state.id))
    reason = shapely.is_valid_reason(area)
    where = reason[reason.find("[") + 1 : -1].replace(" ", ", ")
    when = known_text(state.valid_from, state.known_to)
    return Problem(
        phrase(
            "the border of {id} (from {when}) would cross itself at {where}",
            id=state.id,
            when=when,
            where=where,
        )
    )


def _delta(
    project: Project,
    states: Following,
    areas: Sequence[shapely.Geometry],
    changed: frozenset[int],
    now: np.datetime64 | None,
) -> Delta:
    """Return what gives states their new ground; others only take a vertex that they share with them."""
    found = {states.states[i].id: areas[i] for i in changed}
    for i, (state, area) in enumerate(zip(states.states, areas, strict=True)):
        if i not in changed and area is not state.geometry:
            beside = (states.states[j] for j in changed if shapely.intersects(area, areas[j]))
            if any(period_of(state).meet(period_of(other)) for other in beside):
                found[state.id] = area
    if not found:
        raise InputError(Problem("no border would move"))
    return redrawn(project, states.span, found, now)


def _between(old: Sequence[Point], new: Sequence[Point], grid: Grid) -> shapely.Geometry:
    """Return the ground (lon, lat) between two ways with the same ends."""
    ring = [*old, *new[-2:0:-1]]
    if len(set(ring)) < 3:
        return shapely.Polygon()
    return union([shapely.Polygon(grid.to_degrees(np.array(ring)))], grid)


def _border(old: Sequence[Point], new: Sequence[Point], seen: Sequence[ControlState], grid: Grid) -> Border:
    """Return a border that moves from one way to another with the same ends.

    The edge of the map stays: where the old way begins or ends along it, only the rest gives way, and the new
    border comes from there along the edge.
    """
    swept, way = _between(old, new, grid), grid.to_degrees(np.array(old))
    near = [s.geometry for s in seen if shapely.intersects(s.geometry, shapely.LineString(way))]
    middles = shapely.points((way[1:] + way[:-1]) / 2)
    inside = np.flatnonzero(shapely.contains_properly(shapely.union_all(near), middles)).tolist()
    first, last = (inside[0], inside[-1] + 1) if inside else (0, len(old) - 1)
    ways = old[first : last + 1], [*old[first:0:-1], *new, *old[-2 : last - 1 : -1]]
    lines = [shapely.LineString(grid.to_degrees(np.array(points))) for points in ways]
    return Border(lines[0], lines[1], swept)


def _network(seen: Sequence[ControlState], grid: Grid) -> Network:
    if not seen:
        raise InputError(Problem("no state is on record on that date"))
    return Network.of([state.geometry for state in seen], grid)


def _meeting(network: Network, line_lonlat: shapely.Geometry) -> list[Point]:
    """Return the points of a line from where it meets borders first to where it does last."""
    grid = network.grid
    whole = shapely.line_merge(line_lonlat)
    if not isinstance(whole, shapely.LineString):
        raise InputError(Problem("the new border is one line, without a break"))
    if not shapely.is_simple(whole):
        raise InputError(
            Problem(
                phrase(
                    "the line crosses or touches itself at {where}",
                    where=_shown(_self_crossing(whole)),
                )
            )
        )
    points = [(x, y) for x, y in grid.to_units(shapely.get_coordinates(whole)).tolist()]
    line = shapely.LineString(points)
    steps = np.hypot(*np.diff(np.array(points, dtype=float), axis=0).T)
    places: list[float] = [0.0, *np.cumsum(steps).tolist()]
    hits = shapely.points(network.met_by(line))
    crossed: list[float] = np.asarray(shapely.line_locate_point(line, hits)).tolist()
    ends = []
    for i, pick in ((0, min), (-1, max)):
        caught = network.catch(_lonlat(points[i], grid), _REACH_M)
        if caught.metres > _REACH_M and not crossed:
            raise InputError(_off_border(caught, _lonlat(points[i], grid), grid, _LINE_OFF))
        place = places[i] if caught.metres <= _REACH_M else pick(crossed)
        at = points[i] if caught.metres <= _REACH_M else _nearest(line, place)
        ends.append((place, network.catch(_lonlat(at, grid), _REACH_M).point))
    (first, start), (last, end) = ends
    if start == end:
        hint = "It gives way between two places where the line meets it."
        raise InputError(Problem("the line meets the border in one place only", hint=hint))
    inner = [p for p, place in zip(points, places, strict=True) if first < place < last]
    return [p for p, q in pairwise([start, *inner, end, (end[0] + 1, end[1])]) if p != q]


def _self_crossing(line: shapely.LineString) -> LonLat:
    """Return where a line meets itself first."""
    noded = shapely.get_parts(shapely.node(line))
    ends = shapely.get_coordinates(noded[0])[-1]
    return ends[0].item(), ends[1].item()


def _nearest(line: shapely.LineString, place: float) -> Point:
    x, y = np.rint(shapely.get_coordinates(shapely.line_interpolate_point(line, place))[0]).tolist()
    return int(x), int(y)


def _caught(network: Network, lonlat: LonLat) -> Caught:
    caught = network.catch(lonlat, _REACH_M)
    if caught.metres > _REACH_M:
        raise InputError(_off_border(caught, lonlat, network.grid, _POINT_OFF))
    return caught


def _off_border(caught: Caught, lonlat: LonLat, grid: Grid, words: str) -> Problem:
    hint = phrase("The nearest point of a border is {point}.", point=_shown(_lonlat(caught.point, grid)))
    return Problem(phrase(words, apart=distance(caught.metres), where=_shown(lonlat)), hint=hint)


def _beside(
    seen: Sequence[ControlState],
    edges: Sequence[tuple[Point, Point]] | pairwise[tuple[Point, Point]],
    grid: Grid,
) -> list[ControlState]:
    """Return the states along whose outlines segments run."""
    middles = [np.add(a, b) / 2 * grid.size for a, b in edges]
    points = shapely.points(np.array(middles).reshape(-1, 2))
    borders = shapely.boundary([state.geometry for state in seen])
    _, found = shapely.STRtree(borders).query(points, predicate="dwithin", distance=grid.size)
    return [seen[i] for i in np.unique(found).tolist()]


def _edges_at(network: Network, point: Point) -> list[tuple[Point, Point]]:
    return [(point, other) for other in network.neighbours(point) or {point}]


def _unit(lonlat: LonLat, grid: Grid) -> Point:
    x, y = grid.to_units(np.array(lonlat, dtype=float)).tolist()
    return x, y


def _lonlat(point: Point, grid: Grid) -> LonLat:
    lon, lat = grid.to_degrees(np.array(point)).tolist()
    return lon, lat


def _shown(lonlat: LonLat) -> str:
    return f"{lonlat[0]:.6g}, {lonlat[1]:.6g}"
