"""Ground as files give it: polygons of any make, on the grid and valid, or named with what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.errors import Problem
from controlmap.exchange.readers import Row, Rows
from controlmap.exchange.readers.files import TABLES, ending_of
from controlmap.format import check_lines, check_range, settle_geometries
from controlmap.plane import Grid, areas_km2

__all__ = ["Grounds", "Known", "Piece", "no_ground", "settle_rows"]

_LINES = (shapely.LineString, shapely.LinearRing, shapely.MultiLineString)


@dataclass(frozen=True, slots=True)
class Piece:
    """A row and its ground (lon, lat, on the grid): a valid Polygon or MultiPolygon."""

    row: Row
    ground_lonlat: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Grounds:
    """The ground of a file's rows, what is wrong with the rest, and what was left out or mended in words."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    told: tuple[str, ...]


class _Text(NamedTuple):
    """A geometry, which is held so that no other has its identity, and what it is as well-known binary."""

    geometry: shapely.Geometry
    wkb: bytes


class Known:
    """Ground of the date before, on the grid: what is restated as it was is not looked at again."""

    def __init__(self) -> None:
        self._before: dict[bytes, shapely.Geometry] = {}
        self._now: dict[bytes, shapely.Geometry] = {}
        self._texts_before: dict[int, _Text] = {}
        self._texts: dict[int, _Text] = {}
        self._inside_before: set[int] = set()
        self._inside: set[int] = set()

    def next_date(self) -> None:
        """Forget what the last date did not restate."""
        self._before, self._now = self._now, {}
        self._texts_before, self._texts = self._texts, {}
        self._inside_before, self._inside = self._inside, set()

    def are_inside(self, written: Sequence[shapely.Geometry]) -> bool:
        """Tell what `_well_inside` does of geometries that are settled next."""
        fresh = [one for one in written if id(one) not in self._inside_before]
        if not _well_inside(fresh):
            return False
        self._inside |= set(map(id, written))
        return True

    def settled(
        self, written: Sequence[shapely.Geometry], grid: Grid
    ) -> tuple[list[shapely.Geometry | None], list[tuple[int, str, str]]]:
        """Return what `settle_geometries` does."""
        texts = self._texts_of(written)
        fresh = [i for i, text in enumerate(texts) if text not in self._before]
        settled, wrong = settle_geometries([written[i] for i in fresh], grid)
        found = [self._before.get(text) for text in texts]
        for i, ground in zip(fresh, settled, strict=True):
            found[i] = ground
        self._now |= {text: one for text, one in zip(texts, found, strict=True) if one is not None}
        return found, [(fresh[i], code, words) for i, code, words in wrong]

    def _texts_of(self, written: Sequence[shapely.Geometry]) -> list[bytes]:
        """Return geometries as well-known binary, which of what was read before is there."""
        same = {id(one): self._texts_before.get(id(one)) for one in written}
        other = [one for one in written if same[id(one)] is None]
        for one, text in zip(other, shapely.to_wkb(np.array(other, dtype=object)).tolist(), strict=True):
            same[id(one)] = _Text(one, text)
        self._texts |= {name: one for name, one in same.items() if one is not None}
        return [self._texts[id(one)].wkb for one in written]


def settle_rows(rows: Rows, grid: Grid, *, repair: bool = False, known: Known | None = None) -> Grounds:
    """Return the polygons of a file's rows on a grid.

    Points, lines and rows without a geometry are left out and told. A polygon that crosses itself, or is
    smaller than a unit of the grid, or has an edge across the antimeridian, is a problem; with `repair` it is
    mended, left out or cut, and told with its km². Repeated vertices and heights are nothing to speak of.
    `known` is what was settled of the date before.
    """
    polygonal = [(row, _polygonal(row.geometry)) for row in rows.rows]
    none = [row for row, ground in polygonal if ground is None]
    parts = [part for row, ground in polygonal if ground is not None for part in _other_parts(row.geometry)]
    pieces = [(row, ground) for row, ground in polygonal if ground is not None]
    told = [*_left_out([*(row.geometry for row in none), *parts])]
    if repair:
        pieces = [(row, _cut(ground, row.label, told)) for row, ground in pieces]
    written = [ground for _, ground in pieces]
    known = known or Known()
    problems: list[Problem] = [*_out_of_bounds(rows, pieces, known)]
    snapped, faults = known.settled(written, grid)
    why = {i: (code, text) for i, code, text in faults}
    kept: list[Piece] = []
    for i, ((row, raw), ground) in enumerate(zip(pieces, snapped, strict=True)):
        if i in why and repair:
            ground, sentence = _mended(raw, row.label, grid)
            told.append(sentence)
        elif i in why:
            code, text = why[i]
            problems.append(Problem(text, rows.file, row.line, feature=row.label, code=code))
            continue
        if ground is not None and not shapely.is_empty(ground):
            kept.append(Piece(row, ground))
    return Grounds(tuple(kept), tuple(problems), tuple(told))


def _out_of_bounds(
    rows: Rows, pieces: Sequence[tuple[Row, shapely.Geometry]], known: Known
) -> Iterator[Problem]:
    """Yield a problem for ground that is not in degrees, or runs the long way round the world.

    Ground that is all well inside is looked at together, and none once more that was well inside before.
    """
    if known.are_inside([ground for _, ground in pieces]):
        return
    for row, ground in pieces:
        for fault in (*check_range(shapely.get_coordinates(ground), ()), *check_lines(ground)):
            hint = _CUT if fault.code == "CM215" else fault.hint
            yield Problem(fault.message, rows.file, row.line, feature=row.label, hint=hint, code=fault.code)


_CUT = "With --repair it is cut at the antimeridian."


def _well_inside(grounds: Sequence[shapely.Geometry]) -> bool:
    """Tell at once that no coordinate is out of range, and no edge longer than 180 degrees."""
    lonlat = shapely.get_coordinates(grounds)
    return bool((np.abs(lonlat) <= [180, 90]).all()) and not (np.abs(np.diff(lonlat[:, 0])) > 180).any()


def _cut(ground: shapely.Geometry, label: str, told: list[str]) -> shapely.Geometry:
    """Return ground cut where an edge of it crosses the antimeridian; as it is where that cannot be done."""
    if _well_inside([ground]) or not any(check_lines(ground)):
        return ground
    from controlmap.check import cut_ground  # loads all rules, and hardly any ground is cut

    found = cut_ground(ground)
    if found is None:
        return ground
    told.append(f"{label}: cut at the antimeridian")
    return found


def _polygonal(geometry: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return the polygons of a geometry; None where it has none."""
    if geometry is None or shapely.is_empty(geometry):
        return None
    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        return geometry
    if not isinstance(geometry, shapely.GeometryCollection):
        return None
    # Parts of parts: a collection may hold collections.
    found = [part for item in geometry.geoms if (part := _polygonal(item)) is not None]
    parts = [part for item in found for part in shapely.get_parts(item)]
    return shapely.MultiPolygon(parts) if parts else None


def _other_parts(geometry: shapely.Geometry | None) -> Iterator[shapely.Geometry]:
    """Yield the parts of a collection that are no ground, though others are."""
    for part in geometry.geoms if isinstance(geometry, shapely.GeometryCollection) else ():
        if _polygonal(part) is None:
            yield part
        elif isinstance(part, shapely.GeometryCollection):
            yield from _other_parts(part)


def no_ground(parts: Sequence[Rows], name: str) -> Problem:
    """Return in one sentence why no map of control can come of files that hold no polygon."""
    kinds = {_kind(row.geometry) for rows in parts for row in rows.rows}
    if not kinds:
        return Problem("holds nothing: it is an empty collection", name)
    if kinds == {"line"}:
        hint = "A front line is no area: draw or ask for the ground on both sides of it."
        return Problem("holds no ground, only lines", name, hint=hint)
    if kinds == {"point"}:
        hint = (
            "Places with holders come in with `controlmap import marks`; positions of units are no control."
        )
        return Problem("holds no ground, only points", name, hint=hint)
    return Problem("holds no ground", name, hint=_columns_hint(parts))


def _columns_hint(parts: Sequence[Rows]) -> str | None:
    """Return what to say of a table whose columns do not tell by their names where something is."""
    table = next((rows for rows in parts if rows.rows and ending_of(Path(rows.file)) in TABLES), None)
    if table is None:
        return None
    names = ", ".join(table.rows[0].fields)
    return (
        f"Say with --geometry which of its columns have longitude and latitude, as LON,LAT, or WKT: {names}."
    )


def _left_out(geometries: Iterable[shapely.Geometry | None]) -> Iterator[str]:
    """Yield a sentence for each kind of what is no ground."""
    kinds = Counter(map(_kind, geometries))
    for kind, number in kinds.most_common():
        yield f"{number} {kind if number == 1 else _PLURALS[kind]} left out: no ground"


_PLURALS = {
    "point": "points",
    "line": "lines",
    "row without a geometry": "rows without a geometry",
    "other geometry": "other geometries",
}


def _kind(geometry: shapely.Geometry | None) -> str:
    if geometry is None or shapely.is_empty(geometry):
        return "row without a geometry"
    if isinstance(geometry, shapely.Point | shapely.MultiPoint):
        return "point"
    return "line" if isinstance(geometry, _LINES) else "other geometry"


def _mended(written: shapely.Geometry, label: str, grid: Grid) -> tuple[shapely.Geometry | None, str]:
    """Return what a broken polygon encloses, on the grid, and a sentence; None where nothing is left.

    GEOS's "structure" method keeps the outsides of rings outside and joins what overlaps: a bowtie becomes
    its two wings, a hole that leaves its shell takes away what it covers.
    """
    whole = shapely.make_valid(written, method="structure", keep_collapsed=False)
    ground = _polygonal(grid.snap(shapely.set_precision(whole, grid.size)))
    if ground is None or not shapely.is_valid(ground):
        return None, f"{label}: left out, smaller than the grid ({_km2(whole)})"
    return ground, f"{label}: mended, {_km2(ground)} of ground"


def _km2(geometry: shapely.Geometry) -> str:
    ground = _polygonal(geometry)
    area = 0.0 if ground is None else float(areas_km2([ground])[0])
    return f"{area:,.2f} km²" if area >= 0.005 or area == 0 else "less than 0.01 km²"


def areas_of(pieces: Sequence[Piece]) -> NDArray[np.float64]:
    """Return the area of each piece in km², on the ellipsoid of WGS 84."""
    return areas_km2([piece.ground_lonlat for piece in pieces]) if pieces else np.empty(0)
