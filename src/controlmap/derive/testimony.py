"""What a place testifies: its story, and on which days somebody spoke of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from controlmap.dates import first_minute
from controlmap.derive.sites import Site
from controlmap.derive.timeline import Story

__all__ = ["Span", "Testimony", "day_number", "span_of"]

_DAY = 1440
"""Minutes."""


@dataclass(frozen=True, slots=True, eq=False)
class Testimony:
    """A point in (lon, lat) with its story, whether it has its own ground, and the minutes of its reports."""

    lonlat: tuple[float, float]
    story: Story
    has_ground: bool
    told: tuple[int, ...]

    @classmethod
    def of(cls, site: Site) -> Testimony:
        """Return the testimony of a site; what was reported before its story begins counts from then."""
        start = _minute(site.story[0].start)
        told = {max(_minute(report.date), start) for report in site.seed.reports}
        return cls(site.seed.lonlat, site.story, site.seed.has_cell, tuple(sorted(told)))

    def vouched(self) -> list[bool]:
        """Return of each chapter whether a report of the place's own falls into it."""
        starts = [_minute(chapter.start) for chapter in self.story]
        said = {bisect_right(starts, minute) - 1 for minute in self.told}
        return [number in said for number in range(len(starts))]

    def speaks_at(self, instant: np.datetime64) -> bool:
        """Tell whether a report of the place's own falls into the chapter of an instant."""
        starts = [_minute(chapter.start) for chapter in self.story]
        return self.vouched()[max(bisect_right(starts, _minute(instant)) - 1, 0)]

    def days_away(self, day: int) -> int:
        """Return how many days lie between a day and the nearest one of a report, before or after it."""
        return min(abs(day - minute // _DAY) for minute in self.told)


class Span(NamedTuple):
    """The start of a map, and how many days it goes on to its last report."""

    start: np.datetime64
    days: int


def span_of(sites: Iterable[Site], start: np.datetime64) -> Span:
    """Return the span from the start of a map to the last report of some sites."""
    told = [day_number(report.date) for site in sites for report in site.seed.reports]
    return Span(start, max([1, *(day - day_number(start) for day in told)]))


def day_number(instant: np.datetime64) -> int:
    """Return the number of an instant's day."""
    return _minute(instant) // _DAY


def _minute(instant: np.datetime64) -> int:
    return int(first_minute(instant).astype(np.int64))
