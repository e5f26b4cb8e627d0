"""GeoPackage: a table for each sheet."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyogrio

from controlmap.exchange.sheets import Sheet
from controlmap.exchange.writers.frames import frame_of

__all__ = ["write_geopackage"]

_CLOCK, _EPOCH = "OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z"


def write_geopackage(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write a table for each sheet; one alone is called as the file, as other programs do."""
    with _at_no_time():
        for sheet in sheets:
            _write_table(path, sheet, sheet.name if len(sheets) > 1 else path.stem)
    return []


@contextlib.contextmanager
def _at_no_time() -> Iterator[None]:
    """Let GDAL write that it is the epoch: the same map gives the same file at any time."""
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _EPOCH})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})


def _write_table(path: Path, sheet: Sheet, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame_of([sheet]).to_file(
            path, layer=name, driver="GPKG", index=False, engine="pyogrio", promote_to_multi=True
        )
