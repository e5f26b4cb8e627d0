"""Marks as values: a place, a date, and what is said of them; how they are read, and what reading finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Literal, NamedTuple

from controlmap.errors import Problem
from controlmap.exchange.claims import Said
from controlmap.exchange.holders import Holders
from controlmap.exchange.naming import id_of
from controlmap.exchange.states_table import Meaning
from controlmap.exchange.when import Reckoning, When
from controlmap.words import first_of

__all__ = ["Gathering", "Mark", "Marking", "Point", "Twice", "some"]

Point = tuple[float, float]
"""Longitude and latitude."""
_SHOWN = 5
Twice = Literal["error", "first", "last"]
"""Which of several holders of one place on one date counts."""


@dataclass(frozen=True, slots=True)
class Marking:
    """How rows tell of places.

    `place` names the field with a place's name. `date` is that of all marks, `date_from` a field that holds
    it, `pattern` how a file's name reads (as strptime has it); `wide` says that each column whose name is a
    date tells who held the place then. `twice` settles several holders of one place on one date.
    """

    holders: Holders
    reckoning: Reckoning = field(default_factory=Reckoning)
    place: str | None = None
    date: str | None = None
    date_from: str | None = None
    pattern: str | None = None
    wide: bool = False
    twice: Twice = "error"


class Mark(NamedTuple):
    """A place, where it is (lon, lat), and what is said of it on a date.

    `statement` is what the file says in its own words; `names` are what the place is called in languages that
    the file names. `file`, `line` and `label` are for messages.
    """

    place: str
    lonlat: Point
    when: When
    said: Said
    statement: str
    note: str = ""
    kind: str = "site"
    names: tuple[tuple[str, str], ...] = ()
    file: str = ""
    line: int | None = None

    @property
    def key(self) -> tuple[str, Point, str]:
        """What there is one report of: a place, told from others by its point, and a date."""
        return self.place, self.lonlat, self.when.text


@dataclass(slots=True)
class Gathering:
    """What reading finds beside marks; it grows from file to file. `sources` are called so, by their ids."""

    told: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlisted: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    meanings: dict[str, Meaning] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def source_called(self, name: str) -> str:
        """Return the id of a source that is called so, one for each name."""
        id = id_of(name, instead="source")
        free = (one for one in chain([id], (f"{id}-{n}" for n in count(2))))
        return next(one for one in free if self.sources.setdefault(one, name) == name)


def some(names: Sequence[str]) -> str:
    """Return the first of several names, and how many more there are."""
    return first_of(list(dict.fromkeys(names)), _SHOWN)
