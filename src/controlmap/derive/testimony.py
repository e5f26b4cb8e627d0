"""What a place testifies: its story, and when somebody spoke of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from controlmap.dates import first_minute
from controlmap.derive.sites import Site
from controlmap.derive.timeline import Story

__all__ = ["Testimony"]


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

    @property
    def is_quiet(self) -> bool:
        """Whether it was spoken of once, and nobody came since that is known of."""
        return len(self.story) == len(self.told) == 1

    def vouched(self) -> list[bool]:
        """Return of each chapter whether a report of the place's own falls into it."""
        said = {self._chapter_at(minute) for minute in self.told}
        return [number in said for number in range(len(self.story))]

    def speaks_at(self, instant: np.datetime64) -> bool:
        """Tell whether a report of the place's own falls into the chapter of an instant."""
        return self.vouched()[self._chapter_at(_minute(instant))]

    def _chapter_at(self, minute: int) -> int:
        return bisect_right(self.story, minute, lo=1, key=lambda chapter: _minute(chapter.start)) - 1


def _minute(instant: np.datetime64) -> int:
    return int(first_minute(instant).astype(np.int64))
