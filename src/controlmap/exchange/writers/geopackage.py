"""GeoPackage: a table for each sheet, drawn and played by QGIS as on the page.

How a table is drawn stands in `layer_styles`, where QGIS looks for it; `starts` and `ends` are date-times on
the map's own clock, which QGIS' temporal controller goes through.
"""

from __future__ import annotations

import contextlib
import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from controlmap.exchange.sheets import Sheet
from controlmap.exchange.writers.frames import frame_of, without_ends
from controlmap.exchange.writers.qml import ENDS, STARTS, qml_text
from controlmap.words import counted

__all__ = ["write_geopackage"]

_CLOCK, _EPOCH = "OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z"
_FIRST, _LAST = np.datetime64("0001-01-01", "m"), np.datetime64("9999-12-31", "m")
_STYLES = f"""
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30),
  ui TEXT(30), update_time DATETIME
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)
  VALUES ('layer_styles', 'attributes', 'layer_styles', '{_EPOCH}');
"""
_STYLE = "INSERT INTO layer_styles VALUES (NULL, '', '', ?, 'geom', 'controlmap', ?, '', 1, ?, '', NULL, ?)"
_CONTENTS = "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?"


def write_geopackage(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write a table for each sheet, with its style; one alone is called as the file, as other programs do."""
    names = [sheet.name if len(sheets) > 1 else path.stem for sheet in sheets]
    with _at_no_time():
        written = [_write_table(path, *named) for named in zip(sheets, names, strict=True)]
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_STYLES)
        for sheet, name in zip(sheets, names, strict=True):
            about = sheet.about
            said = " · ".join(filter(None, [about.name, about.as_of, about.licence, *about.attribution]))
            label = f"{sheet.label} ({name})" if len(sheets) > 1 else sheet.label
            database.execute(_STYLE, (name, qml_text(sheet), sheet.label, _EPOCH))
            database.execute(_CONTENTS, (label, said, name))
    early = sum(
        item.start is not None and _played(item.start) is None for sheet in sheets for item in sheet.items
    )
    told = [f"{counted(early, 'row')} without a time: its years go from 1 to 9999"] if early else []
    return [*told, *(one for sentences in written for one in sentences)]


@contextlib.contextmanager
def _at_no_time() -> Iterator[None]:
    """Let GDAL write that it is the epoch: the same map gives the same file at any time."""
    import pyogrio  # loads pandas, which most commands can do without

    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _EPOCH})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})


def _write_table(path: Path, sheet: Sheet, name: str) -> list[str]:
    frame, told = without_ends(frame_of([sheet]))
    for column, at in ((STARTS, "start"), (ENDS, "end")):
        frame[column] = np.array([_played(getattr(item, at)) for item in sheet.items], dtype="datetime64[ms]")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Version 1.3 is what a QGIS of some years ago reads without a warning.
        frame.to_file(
            path,
            layer=name,
            driver="GPKG",
            index=False,
            engine="pyogrio",
            promote_to_multi=True,
            VERSION="1.3",
        )
    return told


def _played(instant: np.datetime64 | None) -> np.datetime64 | None:
    return instant if instant is not None and _FIRST <= instant <= _LAST else None
