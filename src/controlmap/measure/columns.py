"""Figures as columns, and the frames that are made of them: only who asks for a frame waits for pandas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Columns", "columns_of", "frame_of", "map_of"]

Columns = dict[str, list[Any] | NDArray[Any]]
"""The values of each column by its name, all of one length."""


def columns_of(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Columns:
    """Return rows as columns, which are there without a row too."""
    listed = [*rows]
    return {name: [row[i] for row in listed] for i, name in enumerate(names)}


def frame_of(columns: Columns) -> pd.DataFrame:
    """Return columns as a frame."""
    import pandas as pd

    return pd.DataFrame(columns)


def map_of(columns: Columns) -> gpd.GeoDataFrame:
    """Return columns as a frame of geometries (EPSG:4326), which are in the column `geometry`."""
    import geopandas as gpd

    return gpd.GeoDataFrame(columns, geometry="geometry", crs=4326)
