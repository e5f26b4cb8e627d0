"""Outlines of areas and lines: their segments near others, and whose those are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.plane.grid import Grid
from controlmap.plane.keys import Ints
from controlmap.plane.noding import distinct_rows, undirected
from controlmap.plane.partition import segments_of
from controlmap.plane.patches import maybe_meeting, meeting_patches, patches

__all__ = [
    "MARGIN",
    "Areas",
    "Outlines",
    "areas_around",
    "boxes_around",
    "parts_around",
    "rows_near",
    "rows_of",
]

Areas = Callable[[Ints], NDArray[np.object_]]
MARGIN = 2
"""Grid units around a new line within which borders may move."""


class Outlines(NamedTuple):
    """The outlines of areas and lines (lon, lat): their vertices, and of which line and area each is."""

    xy: NDArray[np.float64]
    line: Ints
    area: Ints

    @classmethod
    def of(cls, areas_lonlat: Sequence[shapely.Geometry]) -> Self:
        """Return the outlines of areas and lines, in their order."""
        parts, of = shapely.get_parts(np.array([*areas_lonlat], dtype=object), return_index=True)
        is_area = shapely.get_dimensions(parts) == 2
        rings, ring_of = shapely.get_rings(parts[is_area], return_index=True)
        lines = np.concatenate([rings, parts[~is_area]])
        xy, line = shapely.get_coordinates(lines, return_index=True)
        return cls(xy, line, np.concatenate([of[is_area][ring_of], of[~is_area]])[line])

    def rows(self, near: Ints, grid: Grid, margin: int = MARGIN) -> Ints:
        """Return as rows (x, y, x, y) the segments that come to the patches of others, some of them twice."""
        boxes = boxes_around(near, grid, margin)
        step = maybe_meeting(self.xy[:, 1], boxes)
        step = step[self.line[step] == self.line[step + 1]]
        low, high = np.sort([self.xy[step], self.xy[step + 1]], axis=0)
        step = step[meeting_patches(low, high, boxes)]
        return np.concatenate([grid.to_units(self.xy[step]), grid.to_units(self.xy[step + 1])], axis=1)


def rows_of(areas_lonlat: Iterable[shapely.Geometry], grid: Grid, *, near: Ints | None = None) -> Ints:
    """Return the distinct segments as rows (x, y, x, y), the lesser end first; `near` others if given."""
    boxes = None if near is None else boxes_around(near, grid)
    return distinct_rows(undirected(*segments_of(areas_lonlat, grid, boxes)))


def areas_around(boxes_lonlat: NDArray[np.float64], areas: Areas, rows: Ints, grid: Grid) -> Ints:
    """Return of which areas a part's box comes near one of the patches that some segments lie in."""
    return np.unique(parts_around(boxes_lonlat, areas, rows, grid)[1])


def rows_near(outlines: Sequence[Outlines], near: Ints, grid: Grid, margin: int = MARGIN) -> Ints:
    """Return the distinct segments that lie in the patches of some others, the lesser end first."""
    rows = np.concatenate([np.empty((0, 4), np.int64), *(one.rows(near, grid, margin) for one in outlines)])
    return distinct_rows(undirected(rows[:, :2], rows[:, 2:]))


def boxes_around(rows: Ints, grid: Grid, margin: int = MARGIN) -> NDArray[np.float64]:
    """Return the patches (lon, lat) that some segments lie in."""
    return grid.to_degrees(patches(rows, margin).reshape(-1, 2)).reshape(-1, 4)


def parts_around(
    boxes_lonlat: NDArray[np.float64], areas: Areas, rows: Ints, grid: Grid, margin: int = MARGIN
) -> tuple[NDArray[np.object_], Ints]:
    """Return the parts of areas whose boxes come near one of the patches that some segments lie in.

    With each comes which area it is of. Of each area its box (n, 4) is given; `areas` tells those of some
    numbers.
    """
    if len(rows) == 0:
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    boxes = boxes_around(rows, grid, margin)
    some = np.flatnonzero(meeting_patches(boxes_lonlat[:, :2], boxes_lonlat[:, 2:], boxes))
    parts, area = shapely.get_parts(areas(some), return_index=True)
    bounds = shapely.bounds(parts)
    near = meeting_patches(bounds[:, :2], bounds[:, 2:], boxes)
    return parts[near], some[area[near]]
