"""New borders freed of the hairs between them and those of other dates: such cells change sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from controlmap.plane.grid import Grid
from controlmap.plane.hairs import FAR, hairs_beside, outlines_of, suspected
from controlmap.plane.keys import Ints
from controlmap.plane.noding import distinct_rows, undirected
from controlmap.plane.outlines import Outlines, parts_around, rows_near, rows_of
from controlmap.plane.partition import border_segments
from controlmap.plane.rows import among_rows, lines_of
from controlmap.plane.unions import to_lonlat, toggled
from controlmap.plane.ways import visiting

__all__ = ["freed", "without_hairs"]

_MOST_HAIRS = 16
"""A hair may have others behind it; each time one less is left."""


def without_hairs(
    areas_lonlat: Sequence[shapely.Geometry],
    others_lonlat: Sequence[shapely.Geometry],
    grid: Grid,
    *,
    before_lonlat: Sequence[shapely.Geometry] = (),
) -> list[shapely.Geometry]:
    """Return areas whose new borders leave no hair between them and the borders of others, of all dates.

    All are polygonal, in degrees (lon, lat), on the grid. New is what neither the others have nor those of
    `before_lonlat`. An area that nothing touched is returned as the same object.
    """
    old = rows_of(before_lonlat, grid)
    own = rows_of(areas_lonlat, grid)
    fresh = own[~among_rows(own, old)]
    whole = np.array([*others_lonlat, *areas_lonlat], dtype=object)
    parts, _ = parts_around(np.asarray(shapely.bounds(whole)), whole.__getitem__, fresh, grid, FAR)
    near = rows_near([Outlines.of(parts.tolist())], fresh, grid, FAR)
    return freed(areas_lonlat, near[~among_rows(near, fresh)], [], grid, old=old)


def freed(
    areas_lonlat: Sequence[shapely.Geometry],
    near: Ints,
    around: Sequence[Outlines],
    grid: Grid,
    *,
    old: Ints,
) -> list[shapely.Geometry]:
    """Return areas without hairs between what is new of their borders and others.

    Others are rows `near`, and where there may be a hair also those `around` it. `old` rows are not new.
    """
    areas, tree, gone = [*areas_lonlat], shapely.STRtree(lines_of(near)), set[bytes]()
    known = np.concatenate([near, old])

    def farther(rows: Ints) -> Ints:
        _, beside = tree.query(lines_of(rows), predicate="dwithin", distance=FAR)
        return np.concatenate([near[np.unique(beside)], rows_near(around, rows, grid, FAR)])

    for _ in range(_MOST_HAIRS):
        own, owner = _owned(areas, grid)
        fresh = distinct_rows(own[~among_rows(own, known)])
        suspects = suspected(fresh, near, tree)
        if len(suspects.fresh) == 0:
            break
        # Rounding may bring one back that has gone: once is enough.
        found = hairs_beside(suspects.fresh, fresh, own, owner, suspects.near, farther)
        hairs = [hair for hair in found if shapely.to_wkb(hair.ground) not in gone]
        if not hairs:
            break
        corners = outlines_of([hair.ground for hair in hairs])[0].reshape(-1, 2)
        areas = visiting(areas, np.unique(corners, axis=0), grid)
        for hair in hairs:
            gone.add(shapely.to_wkb(hair.ground))
            for i in hair.owners:
                areas[i] = toggled(areas[i], to_lonlat(hair.ground, grid), grid)
    return areas


def _owned(areas_lonlat: Sequence[shapely.Geometry], grid: Grid) -> tuple[Ints, Ints]:
    """Return the segments of areas as rows, the lesser end first, and the index of each one's area."""
    start, end, owner = border_segments(areas_lonlat, grid)
    return undirected(start, end), owner[np.any(start != end, axis=1)]
