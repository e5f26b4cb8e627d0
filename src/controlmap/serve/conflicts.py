"""Two people, one map: what somebody did meanwhile to the very ground that an edit is of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from controlmap.dates import OPEN_END, first_minute
from controlmap.edit import Delta, Effect, Touched, meeting, touched
from controlmap.errors import ControlmapError
from controlmap.model import ControlState, Entry, Period, Project, known_dates, states_of
from controlmap.plane import Grid, areas_km2
from controlmap.serve.made_of import with_made_of
from controlmap.words import listing, phrase, word

__all__ = ["ClashError", "Conflict", "Step", "conflicts_with", "otherwise", "step_between"]

_SHOWN_KM2 = 0.005
"""Less does not show in km² with two decimals, and is what rounding to the grid moves."""
_DATES = 2
"""So many are named of those at which an edit changes something."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands against an edit: in words, and, where somebody changed the same ground, who and where.

    `ground` (lon, lat) is what both touch, from when until when as ISO 8601 in `when`; no end is None.
    `entries` are those of the journal that did.
    """

    message: str
    who: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    area_km2: float | None = None
    when: tuple[str | None, str | None] = (None, None)
    ground: shapely.Geometry | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it, the ground as GeoJSON."""
        start, end = self.when
        return {
            **with_made_of({"message": self.message}),
            "who": list(self.who),
            "entries": list(self.entries),
            "area_km2": self.area_km2 and round(self.area_km2, 6),
            "from": start,
            "to": end,
            "ground": None if self.ground is None else json.loads(shapely.to_geojson(self.ground)),
        }


class ClashError(ControlmapError):
    """An edit was thought out on a map that is another now, and cannot be made anew by itself."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(*self.conflicts)

    def __str__(self) -> str:
        return "\n".join(conflict.message for conflict in self.conflicts)


@dataclass(frozen=True, slots=True)
class Step:
    """What made one version of a map of the one before."""

    delta: Delta
    entries: Sequence[Entry] = ()


def step_between(before: Project, after: Project, entries: Sequence[Entry]) -> Step:
    """Return what the layers of two versions differ in, and the entries of the journal on it."""
    return Step(Delta.between(states_of(before), states_of(after)), entries)


def conflicts_with(delta: Delta, steps: Iterable[Step], seen: Project) -> list[Conflict]:
    """Return where steps that others made since `seen` touch the ground of a delta at the same instants."""
    ours = touched(delta, seen.grid)
    return [conflict for step in steps for conflict in _conflicts(ours, step, seen)]


def otherwise(seen: Effect, now: Effect) -> Conflict | None:
    """Return what an edit would do to a map as it is now, where that is not what was seen; else None.

    Compared is who loses ground to whom, and how much more or less each actor holds from each date on: what
    others changed elsewhere, or at other times, makes no difference to either.
    """
    if not _differ(_gains(seen), _gains(now)) and not _differ(seen.moved_km2, now.moved_km2):
        return None
    return Conflict(
        phrase(
            "the map changed meanwhile: this edit would now move {now}, not {seen}",
            now=_told(now),
            seen=_told(seen),
        )
    )


def _gains(effect: Effect) -> dict[Any, float]:
    """Return by date and actor how many km² more an edit makes pass to them than away."""
    gains: dict[Any, float] = defaultdict(float)
    for passing in effect.by_date:
        gains[first_minute(passing.date), passing.gainer] += passing.area_km2
        gains[first_minute(passing.date), passing.loser] -= passing.area_km2
    return gains


def _differ(one: Mapping[Any, float], two: Mapping[Any, float]) -> bool:
    return any(abs(one.get(key, 0.0) - two.get(key, 0.0)) > _SHOWN_KM2 for key in {*one, *two})


def _told(effect: Effect) -> str:
    rows = listing(
        phrase(
            "{area:,.2f} km² {loser} → {winner}", area=row["area_km2"], loser=row["from"], winner=row["to"]
        )
        for row in effect.rows()
    )
    dates = [*dict.fromkeys(passing.told for passing in effect.by_date)]
    what = rows or word("no ground")
    when = listing(dates[:_DATES], " and ")
    return phrase("{what} on {when}", what=what, when=when) if when else what


def _conflicts(ours: Sequence[Touched], step: Step, seen: Project) -> Iterator[Conflict]:
    grid, known = seen.grid, known_dates(*states_of(seen).values(), _added_in(step.delta))
    who = tuple(dict.fromkeys(entry.note.who for entry in step.entries if entry.note.who))
    by = listing(who) or word("somebody")
    did = listing(
        phrase("{command}, entry {entry}", command=one.note.command, entry=one.id) for one in step.entries
    )
    for period, ground in _together(meeting(ours, touched(step.delta, grid), grid), grid):
        km2 = float(areas_km2([ground])[0])
        start, end = known.text(period.start), None if period.end == OPEN_END else known.text(period.end)
        words = "from {start}" if end is None else "from {start} until {end}"
        when = phrase(words, start=start, end=end)
        what = phrase("{by} changed {area:,.2g} km² of the same ground {when}", by=by, area=km2, when=when)
        message = phrase(
            "{what} ({did})" if did else "{what}, without an entry in the journal", what=what, did=did
        )
        yield Conflict(message, who, tuple(e.id for e in step.entries), km2, (start, end), ground)


def _added_in(delta: Delta) -> list[ControlState]:
    """Return the states that a delta puts in."""
    return [placed.state for group in delta.added.values() for placed in group]


def _together(met: Iterable[Touched], grid: Grid) -> Iterator[Touched]:
    """Yield one ground for each stretch of time."""
    grounds: dict[Period, list[shapely.Geometry]] = {}
    for period, ground in met:
        grounds.setdefault(period, []).append(ground)
    for period in sorted(grounds):
        yield Touched(period, shapely.union_all(grounds[period], grid_size=grid.size))
