"""Who holds which ground on a date, in whatever form Python has it in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.naming import IDENTIFIER
from controlmap.exchange.readers.degrees import refuse_endless
from controlmap.format import check_lines, check_range, settle_geometries
from controlmap.plane import Grid

if TYPE_CHECKING:
    pass

__all__ = ["Held", "grounds_of", "together"]

if TYPE_CHECKING:
    import geopandas as gpd

    Held: TypeAlias = (
        Mapping[str, shapely.Geometry]
        | gpd.GeoDataFrame
        | gpd.GeoSeries
        | Iterable[tuple[str, shapely.Geometry]]
    )
else:
    # Geopandas is not loaded for the sake of a type.
    Held = Any
"""A snapshot: ground by controller, a frame with a column of those, a series named by them, or pairs."""

_TAKEN = "a mapping of controllers to ground, a GeoDataFrame or pairs of controller and ground are taken"


def grounds_of(
    snapshot: Held, *, controller: str, grid: Grid, where: str = "snapshots"
) -> dict[str, shapely.Geometry]:
    """Return the ground (lon, lat, on the grid) of each controller in a snapshot.

    A frame or series with a CRS is converted to WGS 84; without one it is taken as longitude and latitude.
    `controller` names the column of a frame that has the controllers' ids; the index of a series has them.
    Rows of one controller are joined, rows without geometry left out, as in files. `where` is what problems
    call the snapshot.

    Raises
    ------
    InputError
        With all that is wrong: a form that means nothing, a controller that is none or no id, and ground that
        is no valid polygon in degrees.
    """
    try:
        rows = [(name, ground) for name, ground in _rows(snapshot, controller) if ground is not None]
    except InputError as error:
        raise InputError(replace(problem, property=where) for problem in error.problems) from None
    names, grounds = [name for name, _ in rows], [ground for _, ground in rows]
    problems = [replace(problem, property=where) for problem in _problems(names, grounds)]
    if problems:
        raise InputError(problems)
    settled, faults = settle_geometries(grounds, grid)
    if faults:
        raise InputError(
            Problem(text, code=code, feature=names[i], property=where) for i, code, text in faults
        )
    held: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for name, ground in zip(names, settled, strict=True):
        if ground is not None:
            held[name].append(ground)
    return {name: together(parts) for name, parts in held.items()}


def together(parts: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the ground of several pieces of one controller."""
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _rows(snapshot: Any, controller: str) -> Iterable[tuple[Any, Any]]:
    """Return pairs of controller and ground; frames are told by what they have, so that pandas stays away."""
    if getattr(snapshot, "crs", None) is not None:
        shapes = snapshot.geometry.to_numpy()
        refuse_endless(shapes, None, lambda i: (None, f"number {i + 1}"))  # as they stand there
        snapshot = snapshot.to_crs(4326)
    if hasattr(snapshot, "columns"):
        return _rows_of_frame(snapshot, controller)
    if isinstance(snapshot, Mapping):
        return snapshot.items()
    if hasattr(snapshot, "index") and hasattr(snapshot, "items"):
        return _rows_of_series(snapshot)
    if isinstance(snapshot, Iterable) and not isinstance(snapshot, str | bytes):
        return _pairs(snapshot)
    raise InputError(Problem(f"{type(snapshot).__name__} is no snapshot: {_TAKEN}"))


def _rows_of_frame(frame: Any, controller: str) -> Iterable[tuple[Any, Any]]:
    if not hasattr(frame, "geometry"):
        raise InputError(Problem(f"{type(frame).__name__} without geometry is no snapshot: {_TAKEN}"))
    if controller not in frame.columns:
        columns = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
        hint = f"Name the column of the controllers' ids: controller=... It has {columns or 'none'}."
        raise InputError(Problem(f"has no column {controller!r}", hint=hint))
    nobody = frame.index[frame[controller].isna()]
    if len(nobody):
        hint = 'Write "unknown" where nobody knows who holds the ground.'
        raise InputError(Problem(f"has no controller in row {nobody[0]}", hint=hint))
    return zip(frame[controller], frame.geometry, strict=True)


def _rows_of_series(series: Any) -> Iterable[tuple[Any, Any]]:
    twice = series.index[series.index.duplicated()]
    if len(twice):
        hint = "Give a GeoDataFrame or pairs: rows of one controller are joined there."
        raise InputError(Problem(f"names {twice[0]!r} twice in the index of a series", hint=hint))
    if not all(isinstance(name, str) for name in series.index):
        raise InputError(Problem("is a series whose index does not name the controllers"))
    return series.items()


def _pairs(rows: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for row in rows:
        if not isinstance(row, tuple | list) or len(row) != 2:
            raise InputError(Problem(f"holds a {type(row).__name__} that is no pair: {_TAKEN}"))
        yield row[0], row[1]


def _problems(names: Sequence[Any], grounds: Sequence[Any]) -> Iterator[Problem]:
    """Yield what is wrong with names and with ground, whatever the grid."""
    for name, ground in zip(names, grounds, strict=True):
        if not isinstance(name, str) or not IDENTIFIER.fullmatch(name):
            yield Problem(f"{name!r} is no id: a to z, 0 to 9, - and _ are taken", feature=str(name))
        if not isinstance(ground, shapely.Polygon | shapely.MultiPolygon):
            kind = type(ground).__name__
            yield Problem(f"a {kind} is no ground: a polygon is expected", feature=str(name))
            continue
        lonlat = shapely.get_coordinates(ground)
        if not np.isfinite(lonlat).all():
            position = lonlat[~np.isfinite(lonlat).all(axis=1)][0].tolist()
            wrong = f"{position} is no position: a coordinate is a finite number"
            yield Problem(wrong, feature=str(name))
            continue
        for fault in (*check_range(lonlat, ()), *check_lines(ground)):
            yield Problem(fault.message, feature=str(name), hint=fault.hint)
