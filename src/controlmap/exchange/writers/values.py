"""Values as a table's fields have them, and the columns that say of a file what it has no other room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from controlmap.exchange.sheets import Sheet
from controlmap.format import json_text

__all__ = ["about_columns", "flat", "flat_rows"]

_BETWEEN = {"source_titles": "; "}
"""What stands between the texts of a list that are no single words."""


def flat(name: str, value: Any) -> Any:
    """Return a value as a field has it: words of a list apart by spaces, anything deeper as JSON."""
    if name == "source_urls" and isinstance(value, list):
        return " ".join(url for url in value if url)
    if isinstance(value, list | tuple):
        if name in _BETWEEN:
            return _BETWEEN[name].join(value)
        if all(isinstance(item, str) and " " not in item for item in value):
            return " ".join(value)
    return json_text(value) if isinstance(value, list | tuple | dict) else value


def about_columns(sheet: Sheet) -> dict[str, str]:
    """Return what each row says of the file, in a format that has no other room for it."""
    if sheet.kind == "figures":
        return {}
    return {"as_of": sheet.about.as_of, "licence": sheet.about.licence}


def flat_rows(sheets: Sequence[Sheet]) -> tuple[list[str], list[list[Any]]]:
    """Return the columns of sheets, and rows with a field for each; ids stand in a column `id` in front."""
    columns: dict[str, None] = {}
    for sheet in sheets:
        named = ["id"] if any(item.id is not None for item in sheet.items) else []
        columns |= dict.fromkeys([*named, *sheet.columns, *about_columns(sheet)])
    rows = [
        [flat(name, said.get(name)) for name in columns]
        for sheet in sheets
        for item in sheet.items
        for said in [{**about_columns(sheet), "id": item.id, **item.fields}]
    ]
    return list(columns), rows
