"""Sheets: what goes out to other programs, as rows that any format can be written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely

from controlmap.model import Look
from controlmap.plane import Grid

__all__ = ["About", "Item", "Kind", "Sheet"]

Kind = Literal["ground", "lines", "points", "figures"]


class Item(NamedTuple):
    """A row: its geometry in longitude and latitude, what is said of it, and the half-open period it is for.

    `fields` hold texts, numbers, None for what is not known, and lists of texts. `start` and `end` are
    minutes of the map's clock, None where there is none. `members` are foreign members of a GeoJSON feature.
    """

    geometry: shapely.Geometry | None
    fields: Mapping[str, Any]
    start: np.datetime64 | None = None
    end: np.datetime64 | None = None
    look: Look | None = None
    id: str | int | None = None
    members: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: texts by language, and on which day what it says was so."""

    title: Mapping[str, str]
    licence: str
    attribution: tuple[str, ...]
    as_of: str
    time_zone: str
    languages: tuple[str, ...]
    description: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The title in the map's first language."""
        return self.title[self.languages[0]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one kind under one name, in their order, each with a value for every column."""

    name: str
    kind: Kind
    items: tuple[Item, ...]
    about: About
    grid: Grid
    label: str = ""
    told: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> list[str]:
        """Names of all that is said of a row, in the order in which rows say it."""
        return [*dict.fromkeys(name for item in self.items for name in item.fields)]
