"""Entries of files as they are written, by what messages call them, whether they can be used or not."""

from __future__ import annotations

from typing import Any

from controlmap.format.csv_tables import row_values
from controlmap.format.document import feature_label
from controlmap.format.geojson import raw_features
from controlmap.format.json import read_json

__all__ = ["entry_values"]


def entry_values(data: bytes, *, file: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the properties of each feature, row or entry of a list, with its id, or its number without one.

    Raises
    ------
    InputError
        When the bytes are no JSON, or no CSV.
    """
    if file.endswith(".csv"):
        return [(values["id"], values) for values in row_values(data, file=file) if values.get("id")]
    document = read_json(data, file=file)
    if isinstance(document.value, list):
        entries = [(feature_label(entry, i), entry) for i, entry in enumerate(document.value)]
    else:
        entries = [(feature.label, feature.value.get("properties")) for feature in raw_features(document)]
    return [(label, values) for label, values in entries if isinstance(values, dict)]
