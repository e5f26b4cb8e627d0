"""A border that moves: the ground that it sweeps takes on what lies across it, and every area follows.

The swept ground is cut by all borders of all areas, of whatever date, and each piece leaves the areas that
it is in and joins those on the other side of the old border. So no ground is in areas together, of all dates,
that were not together across the border already. Borders of other dates that hang on the old one follow:
what the new one cuts off of them goes, and where one is left behind, a link leads it on to the new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

import numpy as np
import shapely

from controlmap.plane.grid import Grid
from controlmap.plane.hairless import without_hairs
from controlmap.plane.keys import Ints
from controlmap.plane.overlay import slivers
from controlmap.plane.partition import OUTSIDE, Topology, areas_of, cut_ground
from controlmap.plane.shared_borders import weave
from controlmap.plane.unions import to_lonlat
from controlmap.plane.ways import visiting

__all__ = ["Carried", "Exchange", "Stop", "carried_along", "exchanged"]

Point = tuple[int, int]
Edge = tuple[Point, Point]
Cover = frozenset[int]
"""The areas, by index, that cover ground."""
Why = Literal["edge", "swallowed", "across", "unclear", "company"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a border cannot move so, where (lon, lat), and the areas, by index, that it is about.

    "edge": nothing lies across the border there. "swallowed": ground between borders would go altogether.
    "across": a border that does not hang on the one that moves is in the way. "unclear": a border that hangs
    on it cannot be led on. "company": areas would lie together that do so nowhere, or the other way round.
    """

    why: Why
    lonlat: tuple[float, float]
    areas: Cover


@dataclass(frozen=True, slots=True)
class Exchange:
    """Ground around a point (lon, lat) leaves some areas, by index, and joins others."""

    leaves: Cover
    joins: Cover
    lonlat: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Carried:
    """Areas (lon, lat) after a border moved; `changed` are those that have other ground, by index.

    Others may have got a vertex where the new border meets theirs.
    """

    areas: list[shapely.Geometry]
    changed: frozenset[int]
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Arc:
    """An arc with the cells beside it, and whether the old or the new border runs along it."""

    xy: Ints
    sides: tuple[int, int]
    is_old: bool
    is_new: bool

    @property
    def ends(self) -> set[Point]:
        return {_point(self.xy[0]), _point(self.xy[-1])}


@dataclass(frozen=True, slots=True)
class _Piece:
    """Swept ground (grid units) with the areas that it leaves, and those that it joins."""

    ground: shapely.Geometry
    leaves: Cover
    joins: Cover


def carried_along(
    areas_lonlat: Sequence[shapely.Geometry],
    old_lonlat: shapely.Geometry,
    new_lonlat: shapely.Geometry,
    swept_lonlat: shapely.Geometry,
    grid: Grid,
    *,
    beside_lonlat: Sequence[shapely.Geometry] = (),
) -> Carried | Stop:
    """Return areas as they are once a border moved from a line to another, or why it cannot.

    All are in degrees (lon, lat), on the grid. `old_lonlat` runs along borders of areas, `new_lonlat` from
    one border to another, and `swept_lonlat` is the ground between the two. `beside_lonlat` are areas that
    stay, and may lie across others: no hair is left between them and the new border. Areas that nothing
    touched come back as the same objects.
    """
    count = len(areas_lonlat)
    woven, (old, new) = weave(
        [*areas_lonlat, swept_lonlat],
        [old_lonlat, new_lonlat],
        grid,
        within=np.ones(count + 1, dtype=bool),
    )
    found = _Swept.between(cut_ground(woven, grid), count, _edges(old, grid), _edges(new, grid))
    pieces = found.pieces(grid)
    if isinstance(pieces, Stop):
        return pieces
    # Cutting may have led a border through one more vertex: all who share it get that too.
    corners = shapely.get_coordinates([piece.ground for piece in pieces]).astype(np.int64)
    woven = visiting(woven[:count], np.unique(corners, axis=0), grid) if pieces else woven[:count]
    before = [*woven]
    toggled: dict[int, list[shapely.Geometry]] = defaultdict(list)
    for piece in pieces:
        for area in piece.leaves ^ piece.joins:
            toggled[area].append(piece.ground)
    known: dict[tuple[bytes, tuple[int, ...]], shapely.Geometry] = {}
    for area, grounds in toggled.items():
        key = shapely.to_wkb(woven[area]), tuple(map(id, grounds))
        if key not in known:
            known[key] = _toggled(woven[area], grounds, grid)
        woven[area] = known[key]
    woven = without_hairs(woven, beside_lonlat, grid, before_lonlat=before)
    for area, grounds in toggled.items():
        if shapely.is_empty(woven[area]):
            return Stop("swallowed", _lonlat(_inside(grounds[0]), grid), frozenset([area]))
    exchanges = (Exchange(p.leaves, p.joins, _lonlat(_inside(p.ground), grid)) for p in pieces)
    return Carried(woven, frozenset(toggled), tuple(exchanges))


def exchanged(
    before_lonlat: Sequence[shapely.Geometry], after_lonlat: Sequence[shapely.Geometry], grid: Grid
) -> tuple[Exchange, ...] | Stop:
    """Return which ground leaves and joins which areas in a change.

    Each area stands at the same index before and after. Areas that lie together after it must have done so
    somewhere before, and the other way round: else that stops the change. What rounding leaves does not
    count.
    """
    count = len(before_lonlat)
    moved = [i for i in range(count) if before_lonlat[i] is not after_lonlat[i]]
    fresh = {count + at: i for at, i in enumerate(moved)}
    topology = cut_ground([*before_lonlat, *(after_lonlat[i] for i in moved)], grid)
    runs = [areas_of(runs) for runs in topology.cover_runs]
    old = [frozenset(i for i in cover if i < count) for cover in runs]
    changed = set(moved)
    new = [frozenset(fresh.get(i, i) for i in cover if i not in changed) for cover in runs]
    wide = np.flatnonzero(~topology.is_rounding).tolist()
    known, left = ({side[topology.covers[cell]] for cell in wide} for side in (old, new))
    found = []
    for cell in wide:
        cover = topology.covers[cell]
        if old[cover] == new[cover]:
            continue
        point = _lonlat(_inside(topology.cells[cell]), grid)
        edge = not (old[cover] and new[cover])
        if edge or new[cover] not in known or old[cover] not in left:
            together = old[cover] if new[cover] in known else new[cover]
            return Stop("edge" if edge else "company", point, together)
        found.append(Exchange(old[cover], new[cover], point))
    return tuple(found)


def _toggled(
    area_lonlat: shapely.Geometry, grounds: Sequence[shapely.Geometry], grid: Grid
) -> shapely.Geometry:
    """Return an area with each of some grounds (grid units) put in where it was out, and taken out else."""
    topology = cut_ground([area_lonlat, *(to_lonlat(ground, grid) for ground in grounds)], grid)
    odd = np.array([len(areas_of(runs)) % 2 == 1 for runs in topology.cover_runs], dtype=bool)
    kept = topology.cells[odd[topology.covers]]
    return to_lonlat(shapely.coverage_union_all(kept), grid) if len(kept) else shapely.Polygon()


@dataclass(frozen=True, slots=True)
class _Swept:
    """The cells between an old border and a new one, with what covers them and what lies around."""

    topology: Topology
    cover: Sequence[Cover]
    cells: frozenset[int]
    thin: frozenset[int]
    arcs: Sequence[_Arc]
    old_points: frozenset[Point]
    new_points: frozenset[Point]

    @classmethod
    def between(cls, topology: Topology, count: int, old: set[Edge], new: set[Edge]) -> _Swept:
        """Find the swept cells: those of the area with the index `count`, the others' are below."""
        runs = [areas_of(runs) for runs in topology.cover_runs]
        covers = [runs[cover] for cover in topology.covers.tolist()]
        cells = frozenset(i for i, cover in enumerate(covers) if count in cover)
        thin = np.flatnonzero(slivers(topology.cells)).tolist() if len(topology.cells) else []
        bounds, xy = topology.arc_start.tolist(), topology.arc_xy
        sides = zip(topology.arc_left.tolist(), topology.arc_right.tolist(), strict=True)
        near = [(i, pair) for i, pair in enumerate(sides) if not cells.isdisjoint(pair)]
        arcs = []
        for i, pair in near:
            line = xy[bounds[i] : bounds[i + 1]]
            edge = _edge(_point(line[0]), _point(line[1]))
            arcs.append(_Arc(line, pair, edge in old and edge not in new, edge in new and edge not in old))
        return cls(
            topology,
            [cover - {count} for cover in covers],
            cells,
            frozenset(thin) & cells,
            arcs,
            frozenset(point for edge in old for point in edge),
            frozenset(point for edge in new for point in edge),
        )

    def pieces(self, grid: Grid) -> list[_Piece] | Stop:
        """Return the swept ground in pieces that pass as a whole, or why it cannot."""
        across = self._across()
        stop = self._stop(across, grid)
        if stop is not None:
            return stop
        joins = {cell: {cover for cover, _ in beside} for cell, beside in across.items()}
        self._spread(joins)
        found = []
        for cell in sorted(self.cells):
            if len(joins.get(cell, ())) > 1:
                parts = self._linked(cell, across[cell])
                if parts is None:
                    return self._stopped("unclear", cell, grid)
                found += parts
            elif joins.get(cell):
                found.append(_Piece(self.topology.cells[cell], self.cover[cell], *joins[cell]))
            elif cell not in self.thin:
                return self._stopped("across", cell, grid)
        return [piece for piece in found if piece.leaves != piece.joins]

    def _across(self) -> Mapping[int, list[tuple[Cover, _Arc]]]:
        """Return what lies across the old border from each swept cell along it, arc by arc."""
        found: dict[int, list[tuple[Cover, _Arc]]] = defaultdict(list)
        for arc in self.arcs:
            inside = [side for side in arc.sides if side in self.cells]
            if arc.is_old and len(inside) == 1:
                beyond = arc.sides[0] if arc.sides[1] == inside[0] else arc.sides[1]
                found[inside[0]].append((frozenset() if beyond == OUTSIDE else self.cover[beyond], arc))
        return found

    def _stop(self, across: Mapping[int, list[tuple[Cover, _Arc]]], grid: Grid) -> Stop | None:
        """Return why the border cannot move, as far as that shows before the ground is divided."""
        hanging = self._hanging()
        lasting = {
            cell
            for arc in self.arcs
            for cell, other in (arc.sides, arc.sides[::-1])
            if cell in self.cells
            and other not in self.cells
            and not arc.is_old
            and other != OUTSIDE
            and self.cover[cell] == self.cover[other]
        }
        for cell in sorted(self.cells - self.thin):
            if not self.cover[cell] or any(not cover for cover, _ in across.get(cell, ())):
                return self._stopped("edge", cell, grid)
            if cell not in lasting:
                return self._stopped("swallowed", cell, grid)
            if cell not in across and not self._is_behind(cell, hanging):
                return self._stopped("across", cell, grid)
        return None

    def _inner(self) -> list[_Arc]:
        """Return the arcs with swept ground on both sides: borders that the new one cuts off."""
        return [arc for arc in self.arcs if self.cells.issuperset(arc.sides)]

    def _hanging(self) -> set[int]:
        """Return the arcs, by identity, of borders in the swept ground that hang on the old border."""
        at: dict[Point, list[_Arc]] = defaultdict(list)
        for arc in self._inner():
            for end in arc.ends:
                at[end].append(arc)
        ahead = [point for point in at if point in self.old_points]
        reached, found = set(ahead), set()
        while ahead:
            for arc in at[ahead.pop()]:
                found.add(id(arc))
                fresh = arc.ends - reached - self.new_points
                reached |= fresh
                ahead += fresh
        return found

    def _is_behind(self, cell: int, hanging: set[int]) -> bool:
        """Tell whether only borders that hang on the old one lie between it and a swept cell."""
        return all(id(arc) in hanging for arc in self._inner() if cell in arc.sides)

    def _spread(self, joins: dict[int, set[Cover]]) -> None:
        """Let cells that the old border does not touch join what those beside them join."""
        ahead = [cell for cell, covers in joins.items() if len(covers) == 1]
        inner = sorted(self._inner(), key=lambda arc: -len(arc.xy))
        while ahead:
            here = ahead.pop(0)
            for arc in inner:
                if here in arc.sides:
                    there = arc.sides[0] if arc.sides[1] == here else arc.sides[1]
                    if there not in joins:
                        joins[there] = joins[here]
                        ahead.append(there)

    def _linked(self, cell: int, beside: Sequence[tuple[Cover, _Arc]]) -> list[_Piece] | None:
        """Return a cell in pieces that each have one combination of areas across, None where links fail.

        A link leads from each point where two combinations meet to the new border.
        """
        outline = {arc.xy.tobytes(): arc for arc in self.arcs if cell in arc.sides}
        shown = [arc.xy for arc in outline.values() if arc.is_new]
        meeting = {
            end
            for (one, first), (two, second) in combinations(beside, 2)
            if one != two
            for end in first.ends & second.ends
        }
        edges = _edges_of(self.topology.cells[cell])
        links: list[Edge] = []
        for start in sorted(meeting):
            link = _link(start, shown, self.topology.cells[cell], links)
            if link is None:
                return None
            end, (a, b) = link
            if end not in (a, b):
                edges = (edges - {_edge(a, b)}) | {_edge(a, end), _edge(end, b)}
                shown = [_with_point(line, a, b, end) for line in shown]
            links.append(_edge(start, end))
        lines = np.asarray(shapely.linestrings(np.array([*edges, *links], dtype=float)))
        parts = shapely.get_parts(shapely.polygonize(lines))
        pieces = []
        for part in parts:
            around = _edges_of(part)
            joins = {cover for cover, arc in beside if _first_edge(arc) in around}
            if len(joins) != 1:
                return None
            pieces.append(_Piece(shapely.orient_polygons(part), self.cover[cell], *joins))
        return pieces if len(pieces) == len(links) + 1 else None

    def _stopped(self, why: Why, cell: int, grid: Grid) -> Stop:
        return Stop(why, _lonlat(_inside(self.topology.cells[cell]), grid), self.cover[cell])


def _link(
    start: Point, shown: Sequence[Ints], cell: shapely.Geometry, links: Sequence[Edge]
) -> tuple[Point, Edge] | None:
    """Return the nearest point of a new border to which a link leads through a cell, and its segment."""
    segments = [(_point(a), _point(b)) for line in shown for a, b in pairwise(line)]
    ways = []
    for a, b in segments:
        foot = _foot(start, a, b)
        ways += [(float(np.hypot(*np.subtract(p, start))), p, (a, b)) for p in dict.fromkeys([foot, a, b])]
    others = [shapely.LineString(link) for link in links]
    for length, end, segment in sorted(ways):
        line = shapely.LineString([start, end])
        if length == 0 or any(shapely.intersects(other, line) for other in others):
            continue
        inner = shapely.line_interpolate_point(line, np.linspace(0, length, 33)[1:-1]) if length > 4 else None
        middle = shapely.LineString(inner) if inner is not None else None
        if middle is None or shapely.contains_properly(cell, middle):
            return end, segment
    return None


def _foot(point: Point, a: Point, b: Point) -> Point:
    """Return the grid point of a segment that is nearest to a point."""
    step = np.subtract(b, a)
    share = np.clip(np.dot(np.subtract(point, a), step) / np.dot(step, step), 0, 1)
    return _point(np.rint(np.add(a, share * step)).astype(np.int64))


def _with_point(line: Ints, a: Point, b: Point, point: Point) -> Ints:
    """Return a line with a point put in between two of its points that follow each other."""
    for i, (one, two) in enumerate(pairwise(line)):
        if {_point(one), _point(two)} == {a, b}:
            return np.insert(line, i + 1, point, axis=0)
    return line


def _edges(line_lonlat: shapely.Geometry, grid: Grid) -> set[Edge]:
    """Return the segments of lines as pairs of grid points, the lesser first."""
    xy, part = shapely.get_coordinates(shapely.get_parts(line_lonlat), return_index=True)
    points = [*map(_point, grid.to_units(xy))]
    same = (part[1:] == part[:-1]).tolist()
    pairs = zip(points[:-1], points[1:], same, strict=True)
    return {_edge(a, b) for a, b, goes_on in pairs if goes_on and a != b}


def _edges_of(cell: shapely.Geometry) -> set[Edge]:
    """Return the segments of a polygon in grid units."""
    found = set()
    for ring in shapely.get_rings(cell):
        points = [*map(_point, shapely.get_coordinates(ring).astype(np.int64))]
        found |= {_edge(a, b) for a, b in pairwise(points)}
    return found


def _first_edge(arc: _Arc) -> Edge:
    return _edge(_point(arc.xy[0]), _point(arc.xy[1]))


def _edge(a: Point, b: Point) -> Edge:
    return (a, b) if a < b else (b, a)


def _point(xy: Ints) -> Point:
    x, y = xy.tolist()
    return x, y


def _inside(ground: shapely.Geometry) -> shapely.Geometry:
    return shapely.point_on_surface(ground)


def _lonlat(point: shapely.Geometry, grid: Grid) -> tuple[float, float]:
    lon, lat = grid.to_degrees(shapely.get_coordinates(point))[0].tolist()
    return lon, lat
