"""Files in JSON: what they are is told by what stands in them, each kind read by its own module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    document = read_json(data_of(path), file=path.name)
    kind = next((rows_of for is_kind, rows_of in KINDS if is_kind(document.value)), rows_of_collection)
    return kind(document, reading)
