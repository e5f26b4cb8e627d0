"""Claims: who is said to hold a piece of ground, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import shapely

from controlmap.model import NOBODY, SHARED, UNKNOWN, Certainty, Status

__all__ = ["Claim", "Said", "controller_called"]

_NOBODY = frozenset({UNKNOWN, *(name.casefold() for name in NOBODY.name.values())})
"""What unknown ground is called, by people and in exports, in small letters."""


def controller_called(word: str) -> str:
    """Return the controller that a word names: `unknown` where it says so in capitals, or as exports do.

    Examples
    --------
    >>> controller_called("UNKNOWN"), controller_called("Unknown League")
    ('unknown', 'Unknown League')
    """
    return UNKNOWN if word.strip().casefold() in _NOBODY else word


@dataclass(frozen=True, slots=True)
class Said:
    """What a control state will say besides where and when; `kept` are texts of it, by property.

    `files` are those that say it, where each says its own.
    """

    controller: str
    status: Status = "held"
    others: tuple[str, ...] = ()
    certainty: Certainty = "reported"
    sources: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()

    def meaningful(self) -> Said:
        """Return it as the format has it: who shares ground with nobody who is named does with `unknown`."""
        if self.controller == UNKNOWN:
            return replace(self, status="held", others=())
        if self.status in SHARED and not set(self.others) - {self.controller}:
            return replace(self, others=(UNKNOWN,))
        return self

    def properties(self) -> dict[str, Any]:
        """Return the properties of the control state."""
        named = ("controller", "status", "others", "certainty", "sources")
        return {**{name: getattr(self, name) for name in named}, **dict(self.kept)}


@dataclass(frozen=True, slots=True)
class Claim:
    """Ground (lon, lat, on the grid) and what is said of it; `rank` settles overlaps, the least goes first.

    `label` is what messages call it, `fields` is all that its row says.
    """

    said: Said
    ground_lonlat: shapely.Geometry
    label: str
    rank: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False)
