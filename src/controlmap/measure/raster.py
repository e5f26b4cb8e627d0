"""Population by controller from a grid of people a pixel, such as WorldPop's; needs `controlmap[raster]`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import Instant
from controlmap.errors import InputError, Problem
from controlmap.extras import extra
from controlmap.history import History

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from rasterio.io import DatasetReader
    from rasterio.windows import Window

__all__ = ["raster_population"]

_TILE = 512
"""Pixels a side that are read at once."""


def raster_population(
    history: History, path: str | Path, instant: Instant, *, split: int = 4
) -> pd.DataFrame:
    """Return the people on the ground of each controller at an instant, from a GeoTIFF of people a pixel.

    Columns: `controller` and `population`, of the raster's first band. A pixel on a border is shared: it is
    split into `split` by `split` equal parts, each of which counts where its middle lies. Pixels without data
    are empty.

    Raises
    ------
    InputError
        When rasterio is not installed, the file is no GeoTIFF whose rows run from west to east in a known
        coordinate system, has negative counts, or the instant lies outside the map's period.
    """
    import pandas as pd

    ground = history.at(instant)
    with _open(path) as raster:
        local = ground.to_crs(raster.crs)
        total = np.zeros(len(ground) + 1)
        for window in _windows(raster, local.total_bounds):
            people = _people(raster, window, path)
            parts = np.kron(people / split**2, np.ones((split, split)))
            owner = _owners(local, raster, window, parts.shape, split)
            total += np.bincount(owner.ravel(), weights=parts.ravel(), minlength=len(total))
    return pd.DataFrame({"controller": ground["controller"], "population": total[1:]})


def _open(path: str | Path) -> DatasetReader:
    """Open a local GeoTIFF, and nothing else that GDAL might take the path for."""
    with extra("raster", str(path)):
        import rasterio
        from rasterio.errors import RasterioIOError
    if not Path(path).is_file():
        raise InputError(Problem("is no file", str(path)))
    try:
        raster = rasterio.open(Path(path).absolute(), driver="GTiff")
    except RasterioIOError:
        raise InputError(Problem("is no GeoTIFF that can be read", str(path))) from None
    if raster.crs is None or raster.transform.b or raster.transform.d:
        raster.close()
        raise InputError(Problem("is turned, or does not say its coordinate system", str(path)))
    return raster


def _windows(raster: DatasetReader, bounds: NDArray[np.float64]) -> Iterator[Window]:
    """Tiles of the part of a raster that lies within bounds, in the raster's coordinates."""
    from rasterio.windows import Window

    place, west, south, east, north = raster.transform, *bounds
    columns = sorted(((west - place.c) / place.a, (east - place.c) / place.a))
    rows = sorted(((south - place.f) / place.e, (north - place.f) / place.e))
    starts = (
        range(max(0, int(np.floor(first))), min(size, int(np.ceil(last))), _TILE)
        for (first, last), size in ((rows, raster.height), (columns, raster.width))
    )
    for row, column in product(*starts):
        ends = min(row + _TILE, raster.height), min(column + _TILE, raster.width)
        yield Window.from_slices((row, ends[0]), (column, ends[1]))


def _people(raster: DatasetReader, window: Window, path: str | Path) -> NDArray[np.float64]:
    people = np.nan_to_num(raster.read(1, window=window, masked=True).astype(float).filled(0))
    if (people < 0).any():
        raise InputError(Problem("holds a negative number of people", str(path)))
    return people


def _owners(
    ground: gpd.GeoDataFrame, raster: DatasetReader, window: Window, shape: tuple[int, ...], split: int
) -> NDArray[np.int32]:
    """Row number of the ground under each part of a window's pixels, from 1 on; 0 outside the map."""
    from affine import Affine
    from rasterio.features import rasterize

    shapes = [(geometry, i + 1) for i, geometry in enumerate(ground.geometry)]
    place = raster.transform
    west, north = place.c + window.col_off * place.a, place.f + window.row_off * place.e
    finer = Affine.from_gdal(west, place.a / split, 0, north, 0, place.e / split)
    return rasterize(shapes, out_shape=shape, transform=finer, fill=0, dtype="int32")
