"""How values of records are told: instants, texts, and rows as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from controlmap.dates import (
    KnownTo,
    Precision,
    day_or_minute,
    first_minute,
    format_instant,
    precision_of,
)
from controlmap.model import (
    Localized,
    Text,
)

__all__ = [
    "civil",
    "columns",
    "precision_told",
    "shortened",
    "text_told",
]

_DATES = 1 << 14
"""Many states begin and end on the same dates, of which there are thousands at most."""


def shortened(values: list[Any]) -> list[Any]:
    """Return a list of one value where all are the same."""
    return values[:1] if all(value == values[0] for value in values) else values


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows as one list for each member: of one value where all are the same."""
    found = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    return {"count": len(rows), **{name: shortened(values) for name, values in found.items()}}


def civil(instant: np.datetime64) -> str:
    """Return the day or minute with which an instant begins, where the map changes."""
    return _text_of(first_minute(instant))


@lru_cache(_DATES)
def _text_of(minute: np.datetime64) -> str:
    return format_instant(minute)


def precision_told(instant: np.datetime64, known_to: KnownTo) -> KnownTo | None:
    """Return how precisely an instant is known where that is not what its text, a day or a minute, says."""
    return None if known_to == _said_by(first_minute(instant)) else known_to


@lru_cache(_DATES)
def _said_by(minute: np.datetime64) -> Precision:
    return precision_of(day_or_minute(minute))


def text_told(value: Localized, name: str, first: str) -> Text | None:
    """Return a text by language, None where it is empty; `first` is the map's first language."""
    return value.text(name).by_language(first) or None
