"""Files in JSON: what they are is told by what stands in them, each kind read by its own module."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from controlmap.errors import InputError
from controlmap.exchange.readers.esri import is_esri, rows_of_esri
from controlmap.exchange.readers.files import data_of
from controlmap.exchange.readers.geojson import rows_of_collection
from controlmap.exchange.readers.rows import Reading, Rows
from controlmap.exchange.readers.topojson import is_topojson, rows_of_topojson
from controlmap.exchange.readers.umap import is_umap, rows_of_umap
from controlmap.format import Document, read_json

__all__ = ["KINDS", "read_json_file"]

KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Document, Reading], Rows]], ...] = (
    (is_umap, rows_of_umap),
    (is_esri, rows_of_esri),
    (is_topojson, rows_of_topojson),
)
"""What tells that a value is of a kind, and what reads it; whatever is left is GeoJSON."""


def read_json_file(path: Path, reading: Reading) -> Rows:
    """Return what a JSON file holds.

    Raises
    ------
    InputError
        With all that is wrong with the file.
    """
    data, marked = _unmarked(data_of(path))
    rows = _as_before(data, path.name, reading) or _as_a_whole(data, path, reading)
    return replace(rows, told=(*rows.told, "begins with a byte order mark")) if marked else rows


def _as_before(data: bytes, file: str, reading: Reading) -> Rows | None:
    """Return what a file of a series holds, of which coordinates that are known are not read again.

    None where it is to be read as a whole: as what is wrong with it is told then.
    """
    if reading.before is None:
        return None
    try:
        taken = reading.before.document_of(data, file)
        if taken is None or any(is_kind(taken.document.value) for is_kind, _ in KINDS):
            return None
        rows = rows_of_collection(taken.document, reading)
    except InputError:
        return None
    reading.before.go_on(taken.names, [row.geometry for row in rows.rows])
    return rows


def _as_a_whole(data: bytes, path: Path, reading: Reading) -> Rows:
    try:
        document = read_json(data, file=path.name)
    except InputError as error:
        # What `check --fix` writes anew are a map's own files.
        named = (
            replace(p, hint="Save the file as UTF-8.") if p.code == "CM101" else p for p in error.problems
        )
        raise InputError(named) from None
    kind = next((rows_of for is_kind, rows_of in KINDS if is_kind(document.value)), rows_of_collection)
    return kind(document, reading)


def _unmarked(data: bytes) -> tuple[bytes, bool]:
    """Return bytes without the mark with which programs of Windows begin UTF-8, and whether there was one."""
    return data.removeprefix(codecs.BOM_UTF8), data.startswith(codecs.BOM_UTF8)
