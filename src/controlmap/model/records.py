"""What surrounds the states: sources, places of the gazetteer, reports and events."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
import shapely
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from controlmap.dates import KnownTo, Said, precision_of
from controlmap.model.fields import Blank, Count, Instant, Key, Status, Value, Words, refuse_precision
from controlmap.model.localized_text import Localized, LocalizedText

__all__ = ["Event", "Place", "Report", "Source"]


_DAY = re.compile(r"-?[0-9]{1,6}")
_NUMERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?", re.ASCII)


def _numeral(value: object) -> object:
    """Return what a cell of a table has, if a number is written as people do: Python takes 3_6 for one."""
    if isinstance(value, str) and value and not _NUMERAL.fullmatch(value):
        raise ValueError(f"a number like 36.412 is expected; found {value!r}")
    return value


Numeral = BeforeValidator(_numeral)

_USER = re.compile(r"https?://[^/?#\\]*@")
"""`https://site.org@elsewhere.net/` leads elsewhere, and reads as if it did not."""


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are taken")
    if _USER.match(url):
        raise ValueError("an address names no user before its site: take away what stands before the @")
    return url


def _csl_date(date: dict[str, Any]) -> dict[str, Any]:
    days = date.get("date-parts", [[0]])
    if not (isinstance(days, list) and 1 <= len(days) <= 2 and all(map(_is_day, days))):
        raise ValueError(
            'date-parts are [[year, month, day]] as far as known; other dates stand in "literal"'
        )
    return date


def _is_day(parts: object) -> bool:
    """Tell whether these are year, month and day of the calendar, or the first of them."""
    if not (isinstance(parts, list) and 1 <= len(parts) <= 3 and all(_DAY.fullmatch(str(p)) for p in parts)):
        return False
    year, month, day = (*map(int, parts), *(1, 1)[len(parts) - 1 :])
    # The calendar repeats itself after 400 years.
    return 1 <= month <= 12 and 1 <= day <= monthrange(year % 400 + 2000, month)[1]


def _date_text(parts: Sequence[Any]) -> str:
    year, *rest = (int(part) for part in parts)
    return "-".join([f"{year:0{5 if year < 0 else 4}d}", *(f"{part:02d}" for part in rest)])


class Source(Value):
    """A bibliography entry in CSL-JSON, with the side it leans to and what it only repeats, where known.

    `title_LANG` and `publisher_LANG` say both in further languages; like the rest of CSL-JSON they are
    kept as they stand.
    """

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, defer_build=True)

    id: Key
    type: str = "webpage"
    title: str
    publisher: str | None = None
    issued: Annotated[dict[str, Any], AfterValidator(_csl_date)] | None = None
    URL: Annotated[str, AfterValidator(_http)] | None = None
    lean: str | None = None
    mirrors: tuple[Key, ...] = ()

    @property
    def issued_text(self) -> str | None:
        """When it appeared: year, month and day as far as they are there, or its literal; None if neither."""
        parts = (self.issued or {}).get("date-parts")
        return _date_text(parts[0]) if parts else (self.issued or {}).get("literal")

    @property
    def issued_last(self) -> np.datetime64 | None:
        """The last year, month or day on which it appeared; None where none is known."""
        parts = (self.issued or {}).get("date-parts")
        return np.datetime64(_date_text(parts[-1])) if parts else None

    def in_languages(self, name: str) -> dict[str, str]:
        """Return what the member `name` is in further languages, by their codes."""
        return dict(LocalizedText.of(self.model_extra or {}, name).others)


class Place(Localized):
    """A row of the gazetteer; `lon` and `lat` are None where no point is known."""

    localized = ("name", "note")

    id: Key
    name: str
    kind: Literal["city", "town", "village", "neighbourhood", "airport", "base", "site", "district", "road"]
    admin1: str = ""
    lon: Annotated[Annotated[float, Field(ge=-180, le=180), Numeral] | None, Blank] = None
    lat: Annotated[Annotated[float, Field(ge=-90, le=90), Numeral] | None, Blank] = None
    coord_source: str = ""
    coord_accuracy_m: Annotated[Annotated[float, Field(ge=0), Numeral] | None, Blank] = None
    population: Annotated[Annotated[int, Field(ge=0, le=10**10), Numeral] | None, Blank] = None
    cell: Literal["yes", "no"] = "yes"
    note: str = ""
    aliases: str = ""

    @property
    def also_called(self) -> tuple[str, ...]:
        """What else people call it: `aliases` has semicolons between."""
        return tuple(filter(None, map(str.strip, self.aliases.split(";"))))

    @model_validator(mode="after")
    def _whole(self) -> Place:
        if not self.says("name"):
            raise ValueError("name is empty in every language")
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat must both be given or both be empty")
        return self


class Report(Localized):
    """One sourced statement that a place was in somebody's hands on a date."""

    localized = ("statement", "note")

    id: Key
    place: str
    date: Instant
    kind: Literal["baseline", "change", "held", "context"]
    from_controller: Annotated[str | None, Blank] = None
    controller: str
    status: Status = "held"
    others: Words = ()
    named: Literal["named", "inferred", "not_named"] = "named"
    confidence: Literal["high", "medium", "low"]
    statement: str
    sources: Words = ()
    note: str = ""
    precision: Annotated[Said | None, Blank] = None

    @model_validator(mode="after")
    def _as_precise_as_written(self) -> Report:
        refuse_precision(self.date, self.precision)
        return self

    @property
    def known_to(self) -> KnownTo:
        """How precisely it is known on which date that was so."""
        return self.precision or precision_of(self.date)


class Event(Localized):
    """A dated point; `geometry` is None where the place has no point."""

    localized = ("place", "statement", "actor_reported", "reported_by", "note")

    id: Key
    geometry: Annotated[shapely.Point | None, WithJsonSchema({"type": ["object", "null"]})] = Field(
        exclude=True
    )
    date: Instant
    date_precision: Literal["minute", "hour", "night", "day", "month", "year"] | None = None
    precision: Said | None = None
    place: str | None = None
    kind: str
    statement: str
    actor_reported: str | None = None
    killed_total: Count | None = None
    killed_children: Count | None = None
    injured_total: Count | None = None
    count_basis: Literal["incident", "aggregate", "cumulative", "claim"] | None = None
    reported_by: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _as_precise_as_written(self) -> Event:
        refuse_precision(self.date, self.precision)
        return self

    @property
    def known_to(self) -> str:
        """How precisely it is known when it happened: what is said of it, else what its text says."""
        return self.date_precision or self.precision or precision_of(self.date)
