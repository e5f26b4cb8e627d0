"""Polygons as arrays of coordinates and back: some of them are made without the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane import Ints, places_of
from controlmap.store.kept import Arrays

__all__ = ["Grounds", "of_geometry"]

_BOUNDS = ("of_ground", "of_part", "of_ring")
"""Where the parts of each ground begin, the rings of each part, the positions of each ring; last, the end."""
_A_RING = 4
"""Positions that the shortest ring has: the last one is the first."""
_KINDS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def of_geometry(grounds: Iterable[shapely.Geometry]) -> Arrays | None:
    """Return polygons and multipolygons as arrays; None where one is empty, has heights or is no ground."""
    some = np.asarray(grounds, dtype=object)
    kinds = shapely.get_type_id(some)
    if not np.isin(kinds, _KINDS).all() or shapely.has_z(some).any():
        return None
    parts, of_part = shapely.get_parts(some, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, of_position = shapely.get_coordinates(rings, return_index=True)
    owners = zip(_BOUNDS, (of_part, of_ring, of_position), (some, parts, rings), strict=True)
    bounds = {name: np.searchsorted(owner, np.arange(len(all_) + 1)) for name, owner, all_ in owners}
    whole = all((np.diff(bound) > 0).all() for bound in bounds.values())
    return {"xy": xy, "several": kinds == _KINDS[1], **bounds} if whole else None


class Grounds:
    """Polygons and multipolygons that `of_geometry` made arrays of: each is made when it is asked for.

    Raises
    ------
    ValueError
        When the arrays are none that are made of grounds.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._xy, self._several = arrays["xy"], arrays["several"]
        self._bounds = [arrays[name] for name in _BOUNDS]
        counts = [len(self._several), *(int(bound[-1]) for bound in self._bounds)]
        if not (
            self._several.dtype == bool
            and self._several.ndim == 1
            and all(_rises(*one) for one in zip(self._bounds, counts[:-1], counts[1:], strict=True))
            and _are_rings(self._xy, self._bounds[-1])
            and bool((self._several | (np.diff(self._bounds[0]) == 1)).all())
        ):
            raise ValueError("no grounds")

    def __len__(self) -> int:
        return len(self._several)

    def every(self) -> NDArray[np.object_]:
        """Return all grounds."""
        return self._made([np.diff(bound) for bound in self._bounds], self._xy, self._several)

    def chosen(self, numbers: Ints) -> NDArray[np.object_]:
        """Return grounds by their numbers."""
        counts, rows = [], numbers
        for bound in self._bounds:
            counts.append(bound[rows + 1] - bound[rows])
            rows = places_of(bound, rows)[0]
        return self._made(counts, self._xy[rows], self._several[numbers])

    def bounds(self) -> NDArray[np.float64]:
        """Return the box around each ground (n, 4): least x and y, greatest x and y."""
        of_ground, of_part, of_ring = self._bounds
        begin = of_ring[of_part[of_ground[:-1]]]
        sides = [some.reduceat(self._xy, begin, axis=0) for some in (np.minimum, np.maximum)]
        return np.concatenate(sides, axis=1)

    def _made(
        self, counts: Sequence[Ints], xy: NDArray[np.float64], several: NDArray[np.bool_]
    ) -> NDArray[np.object_]:
        """Return the grounds that positions are of, given how many parts, rings and positions each has."""
        parts_of, rings_of, xy_of = (np.repeat(np.arange(len(count)), count) for count in counts)
        rings = np.asarray(shapely.linearrings(xy, indices=xy_of))
        parts = np.asarray(shapely.polygons(rings, indices=rings_of), dtype=object)
        if not several.any():
            return parts
        found, among = np.empty(len(several), dtype=object), several[parts_of]
        found[~several] = parts[~among]
        number = np.cumsum(several) - 1
        found[several] = shapely.multipolygons(parts[among], indices=number[parts_of[among]])
        return found


def _rises(bound: Ints, count: int, last: int) -> bool:
    """Tell whether an array says where so many things begin, none of them empty, and where all end."""
    fits = bound.dtype.kind == "i" and bound.shape == (count + 1,)
    return fits and bound[0] == 0 and bound[-1] == last and bool((np.diff(bound) > 0).all())


def _are_rings(xy: NDArray[np.float64], bound: Ints) -> bool:
    """Tell whether positions are those of closed rings."""
    if not (xy.dtype == float and xy.shape == (bound[-1], 2) and bool(np.isfinite(xy).all())):
        return False
    return bool((np.diff(bound) >= _A_RING).all() and (xy[bound[:-1]] == xy[bound[1:] - 1]).all())
