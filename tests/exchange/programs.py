"""What other programs do to a layer that they read and write: each a function from one path to another."""

import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

Way = Callable[[Path, Path], Path]


def saved(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a table as its file's ending says, as geopandas does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a Shapefile cuts names and texts, and says so
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        elif path.suffix == ".csv":
            frame.to_wkt().to_csv(path, index=False)
        else:
            frame.to_file(path)
    return path


def by_geopandas(ending: str) -> Way:
    def way(path: Path, folder: Path) -> Path:
        return saved(gpd.read_file(path), folder / f"saved{ending}")

    return way


def by_gdal(ending: str, driver: str, *, texts: str = "({count}:{words})", promoted: bool = False) -> Way:
    """As ogr2ogr does it, which hands lists on in text where a format has none."""

    def way(path: Path, folder: Path) -> Path:
        meta, _, geometry, fields = pyogrio.raw.read(path, datetime_as_string=True)
        kinds = map(str, meta["dtypes"])
        written = [_written(field, kind, texts) for field, kind in zip(fields, kinds, strict=True)]
        target = folder / f"gdal{ending}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.raw.write(
                target,
                geometry,
                written,
                meta["fields"],
                driver=driver,
                geometry_type="MultiPolygon" if promoted else "Unknown",
                crs="EPSG:4326",
                **({"promote_to_multi": True} if promoted else {}),
            )
        return target

    return way


def _written(field: np.ndarray, kind: str, texts: str) -> np.ndarray:
    if kind.startswith("list"):
        made = [None if v is None else texts.format(count=len(v), words=",".join(v)) for v in field]
        return np.array(made, dtype=object)
    if kind.startswith("datetime"):
        return np.array([None if v is None else _timestamp(str(v)) for v in field], dtype=object)
    return field


def _timestamp(text: str) -> str:
    """As GDAL writes one where it has no type for it."""
    return f"{text.replace('-', '/').replace('T', ' ')}{'+00' if ':' in text else ''}"


def moved_by_noise(path: Path, folder: Path) -> Path:
    """As a way through metres leaves coordinates: off the grid, by less than half of a unit."""
    frame = gpd.read_file(path)
    frame["geometry"] = frame.geometry.to_crs(32637).to_crs(4326)
    return saved(frame, folder / "noise.gpkg")


def turned_and_in_metres(path: Path, folder: Path) -> Path:
    """With rings the other way round, heights, other columns first, and coordinates in another system."""
    frame = gpd.read_file(path)
    frame["geometry"] = frame.geometry.reverse().force_3d(7.5)
    return saved(frame[frame.columns[::-1]].set_geometry("geometry").to_crs(3857), folder / "metres.gpkg")


def nulls_as_text(path: Path, folder: Path) -> Path:
    frame = gpd.read_file(path)
    for name in frame.columns.drop("geometry"):
        frame[name] = [_text(value) for value in frame[name]]
    return saved(frame, folder / "nulls.gpkg")


def _text(value: object) -> str:
    if isinstance(value, np.ndarray):
        return ",".join(value)
    return "NULL" if value is None or str(value) in ("NaT", "nan") else str(value)


def laundered(path: Path, folder: Path) -> Path:
    """As a database has it: names in small letters, a number for each row, rows in another order."""
    frame = gpd.read_file(path).rename(columns=str.lower).iloc[::-1].reset_index(drop=True)
    frame.insert(0, "ogc_fid", range(100, 100 + len(frame)))
    return saved(frame, folder / "database.fgb")


_ENDINGS = (".geojson", ".gpkg", ".shp", ".fgb", ".csv", ".parquet")
WAYS: dict[str, Way] = {
    **{f"geopandas {ending}": by_geopandas(ending) for ending in _ENDINGS},
    "GDAL .gpkg": by_gdal(".gpkg", "GPKG", promoted=True),
    "GDAL .shp": by_gdal(".shp", "ESRI Shapefile"),
    "GDAL .fgb": by_gdal(".fgb", "FlatGeobuf", promoted=True),
    "GDAL .kml": by_gdal(".kml", "LIBKML"),
    # Before 3.12 it wrote each value under the name of the field before it.
    **({"GDAL .kml, the old driver": by_gdal(".kml", "KML")} if pyogrio.__gdal_version__ >= (3, 12) else {}),
    "QGIS .gpkg": by_gdal(".gpkg", "GPKG", texts="{words}"),
    "noise": moved_by_noise,
    "metres": turned_and_in_metres,
    "nulls": nulls_as_text,
    "database": laundered,
}
