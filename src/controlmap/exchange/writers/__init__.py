"""Writers: rows as files of other programs.

A writer is a function from a path and sheets to sentences on what the format has no room for. It writes that
file, and those that belong to it beside it. A new format is a module here and a line in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from controlmap.exchange.sheets import Kind, Sheet
from controlmap.exchange.writers.folder import INDEX, write_folder
from controlmap.exchange.writers.frames import write_flatgeobuf, write_parquet, write_shapefile
from controlmap.exchange.writers.geojson import write_geojson
from controlmap.exchange.writers.geopackage import write_geopackage
from controlmap.exchange.writers.kml import write_kml
from controlmap.exchange.writers.package import CITATION, PACKAGE, PACKAGE_FORMAT, write_package
from controlmap.exchange.writers.pmtiles import write_pmtiles
from controlmap.exchange.writers.tables import harmless, write_csv, write_html
from controlmap.exchange.writers.topojson import write_topojson

__all__ = [
    "CITATION", "FOLDER", "FOLDERS", "INDEX", "PACKAGE", "PACKAGE_FORMAT", "WRITERS", "Writer", "harmless",
    "write_csv",
]  # fmt: skip

MAPS: tuple[Kind, ...] = ("ground", "lines", "points")
ALL: tuple[Kind, ...] = (*MAPS, "figures")
FOLDER = "a folder"


class Writer(NamedTuple):
    """How a format is written, what of, and whether each sheet has a place of its own in it."""

    write: Callable[[Path, Sequence[Sheet]], list[str]]
    kinds: tuple[Kind, ...]
    apart: bool = False


WRITERS: dict[str, Writer] = {
    ".geojson": Writer(write_geojson, MAPS),
    ".topojson": Writer(write_topojson, MAPS, apart=True),
    ".gpkg": Writer(write_geopackage, MAPS, apart=True),
    ".csv": Writer(write_csv, ALL),
    ".tsv": Writer(write_csv, ALL),
    ".parquet": Writer(write_parquet, ALL),
    ".kml": Writer(write_kml, MAPS),
    ".fgb": Writer(write_flatgeobuf, MAPS),
    ".shp": Writer(write_shapefile, MAPS),
    ".pmtiles": Writer(write_pmtiles, MAPS, apart=True),
    ".html": Writer(write_html, ("figures",)),
}
"""By the ending of a file's name."""

_DATES, _PACKAGE = Writer(write_folder, ("ground",), apart=True), Writer(write_package, ALL)
FOLDERS: dict[str, Writer] = {"at": _DATES, "each": _DATES, "package": _PACKAGE}
"""By what is asked for, where it can be a folder."""
