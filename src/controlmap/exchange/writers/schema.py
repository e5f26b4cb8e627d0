"""Table Schema (https://specs.frictionlessdata.io/table-schema/): what the columns of a table hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from controlmap.exchange.sheets import Sheet
from controlmap.exchange.writers.values import flat_rows

__all__ = ["table_schema"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TITLES: Mapping[str, str] = {
    "area": "What the area is called",
    "area_km2": "Square kilometres on the ellipsoid of WGS 84",
    "as_of": "Up to which day the row's file speaks",
    "certainty": "confirmed: independent sources agree, or the loser admits it; reported: one source without "
    "a stake; claimed: only the party that gains; inferred: follows from what is known nearby",
    "colour": "The map's colour, as #rrggbb",
    "confidence": "How surely the report says so",
    "controller": "Who holds the ground: an id of the table of actors",
    "date": "When it was so",
    "from_controller": "Who held it before",
    "label": "All who hold or contest it",
    "layer": "Id of the map's layer",
    "mirrors": "Sources that this one only repeats",
    "of_day": "Which of the day's changes it is, where only their order is known",
    "others": "Who else shares or contests the ground",
    "precision": "How precisely `valid_from`, or what changed, is known, where that is less than it says: "
    "order means that the hour shows the order of events only",
    "recorded_at": "When the record was made",
    "share": "Share of the layer",
    "source_titles": "Titles of the sources, with publisher and day",
    "since": "Since when, as precisely as it is known",
    "sources": "Ids of the table of sources",
    "status": "held, contested (enemy forces inside), joint (by agreement) or besieged",
    "until": "Until when, as precisely as it is known; empty: to the map's end, or not known",
    "valid_from": "Since when; how precisely that is known, `precision` and `since` say",
    "valid_to": "Until when, this instant excluded; empty: to the map's end, or not known. `until` says how "
    "precisely that is known",
}


def table_schema(sheets: Sequence[Sheet], key: Sequence[str], actors: Sequence[str]) -> dict[str, Any]:
    """Return the schema of rows as CSV has them.

    `key` tells rows apart; `actors` are the columns that name a row of the table of actors.
    """
    columns, rows = flat_rows(sheets)
    fields = [_field(name, [row[i] for row in rows]) for i, name in enumerate(columns)]
    if sheets[0].kind == "points":
        fields.append({"name": "geometry", "type": "geojson"})
    links = [{"fields": name, "reference": {"resource": "actors", "fields": "id"}} for name in actors]
    return {
        "fields": fields,
        "missingValues": [""],
        **({"primaryKey": [*key]} if key else {}),
        **({"foreignKeys": links} if links else {}),
    }


def _field(name: str, values: Sequence[Any]) -> dict[str, Any]:
    told = [value for value in values if value not in (None, "")]
    whole = len(told) == len(values) > 0
    return {
        "name": name,
        "type": _type(told),
        **({"description": _TITLES[name]} if name in _TITLES else {}),
        **({"constraints": {"required": True}} if whole else {}),
    }


def _type(values: Sequence[Any]) -> str:
    if values and all(isinstance(value, bool) for value in values):
        return "boolean"
    if values and all(isinstance(value, int) for value in values):
        return "integer"
    if values and all(isinstance(value, int | float) for value in values):
        return "number"
    days = values and all(isinstance(value, str) and _DAY.fullmatch(value) for value in values)
    return "date" if days else "string"
