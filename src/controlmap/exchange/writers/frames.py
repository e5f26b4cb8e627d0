"""FlatGeobuf and Shapefile through GDAL, Parquet through pyarrow."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from controlmap.exchange.sheets import Sheet, is_readable
from controlmap.exchange.writers.values import flat_rows
from controlmap.extras import extra
from controlmap.words import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["frame_of", "table_of", "without_ends", "write_flatgeobuf", "write_parquet", "write_shapefile"]

_ROOM, _NAME = 254, 10
"""Bytes that a Shapefile has for a text, and letters for a name."""


def table_of(sheets: Sequence[Sheet]) -> pd.DataFrame:
    """Return all rows as a table of fields, without geometry."""
    import pandas as pd

    columns, rows = flat_rows(sheets)
    by_column = zip(*rows, strict=True) if rows else [()] * len(columns)
    return pd.DataFrame({name: list(values) for name, values in zip(columns, by_column, strict=True)})


def frame_of(sheets: Sequence[Sheet]) -> gpd.GeoDataFrame:
    """Return all rows as a GeoDataFrame in longitude and latitude."""
    import geopandas as gpd

    shapes: list[Any] = [item.geometry for sheet in sheets for item in sheet.items]
    return gpd.GeoDataFrame(table_of(sheets), geometry=shapes, crs=4326)


def without_ends(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return a frame without the letter at which GDAL takes a text to end (U+0000), and what is told."""
    mended, count = frame.copy(), 0
    for name in frame.columns.drop("geometry"):
        if ended := sum(_ends(value) for value in frame[name]):
            mended[name] = [value.replace("\0", "�") if _ends(value) else value for value in frame[name]]
            count += ended
    return mended, [f"{counted(count, 'text')} with a letter U+0000: � stands for it"] if count else []


def _ends(value: Any) -> bool:
    return isinstance(value, str) and "\0" in value


def write_flatgeobuf(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write all rows as FlatGeobuf, in their order: without an index, which would sort them."""
    frame, told = without_ends(frame_of(sheets))
    _through_gdal(path, frame, "FlatGeobuf", promote_to_multi=True, SPATIAL_INDEX="NO")
    return told


def write_shapefile(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write all rows as a Shapefile, and say what it has no room for."""
    frame, ended = without_ends(frame_of(sheets))
    left = [name for name in frame.columns if is_readable(name) and len(name) > _NAME]
    kept = frame[[name for name in frame.columns if name not in left]]
    texts = [v for name in kept.columns.drop("geometry") for v in kept[name] if isinstance(v, str)]
    _through_gdal(path, kept, "ESRI Shapefile", encoding="UTF-8")
    told = {
        f"cut: a Shapefile has room for {_ROOM} bytes": sum(len(text.encode()) > _ROOM for text in texts),
        "without the blanks around: a Shapefile fills fields with them": sum(
            t != t.strip(" ") for t in texts
        ),
    }
    names = [f"left out, as a Shapefile's names have {_NAME} letters: {', '.join(left)}"] if left else []
    return [*ended, *(f"{counted(number, 'text')} {what}" for what, number in told.items() if number), *names]


def _through_gdal(path: Path, frame: Any, driver: str, **options: Any) -> None:
    with warnings.catch_warnings():  # what a Shapefile cuts is told in our words
        warnings.simplefilter("ignore")
        frame.to_file(path, driver=driver, index=False, engine="pyogrio", **options)


def write_parquet(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write figures as Parquet, all else as GeoParquet 1.1 with the box of each row.

    Raises
    ------
    InputError
        When pyarrow is not installed.
    """
    with extra("parquet", path.name):
        if sheets[0].kind == "figures":
            table_of(sheets).to_parquet(path, index=False)
        else:
            frame = frame_of(sheets)
            frame.to_parquet(path, index=False, schema_version="1.1.0", write_covering_bbox=True)
    return []
