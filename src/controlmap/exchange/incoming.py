"""Ground with periods that comes in: before it is a layer, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import OPEN_END, day_or_minute, format_instant, precision_of
from controlmap.exchange.actors import Cast, cast_of
from controlmap.exchange.claims import Said
from controlmap.exchange.restatements import Found
from controlmap.model import (
    UNKNOWN,
    Actor,
    ControlState,
    MapPeriod,
    chosen,
    known_dates,
    on_record,
    periods_of,
)
from controlmap.plane import Grid, Topology, areas_km2, distinct, pack, paired, ranked, unpaired

__all__ = ["Brought", "Incoming", "areas_at_the_end", "held_at_the_end", "minute_of", "of_one_holder"]
__all__ += ["outside"]


class Incoming(NamedTuple):
    """States with what is said of each, their controllers still called as the source calls them.

    `period` are the first and the last instant that the source speaks of, `name` is what it is called,
    `found` what it gives beside the ground, `by` the files on whose word each state is. `topology` is what
    the states cut the ground into, where that is known as it would be told of what is written.
    """

    layer: str
    grid: Grid
    told: Sequence[tuple[Said, ControlState]]
    period: tuple[np.datetime64, np.datetime64]
    name: str
    found: Found
    by: Sequence[tuple[str, ...]]
    topology: Topology | None = None

    def cast(self, known: Sequence[Actor], languages: Sequence[str]) -> Cast:
        """Return which actors the controllers are, beside those that are known already."""
        cast = cast_of(
            [said for said, _ in self.told],
            known=known,
            languages=languages,
            meanings=self.found.meanings,
            colours=self.found.colours,
            neighbours=_beside(self.told, self.grid),
        )
        self.found.tell(cast.told, self.layer)
        return cast


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in: the layer's file, how many states, who holds how much at the end (km²), and sentences.

    The end is `area_on`, the last date that anything is said of: when something last changed, or just before
    where all had ended by then.
    """

    file: Path
    states: int
    area_km2: Mapping[str, float]
    area_on: str
    told: tuple[str, ...]


def areas_at_the_end(states: Sequence[ControlState]) -> tuple[dict[str, float], str]:
    """Return who holds how many km² at the last instant that states on record tell of, and its date."""
    recorded = np.flatnonzero(on_record(states))
    starts, ends = periods_of(states)
    on, held = held_at_the_end(starts[recorded], ends[recorded], known_dates(states).as_known)
    now = chosen(states, recorded[held])
    found: dict[str, float] = defaultdict(float)
    for state, area in zip(now, areas_km2([s.geometry for s in now]).tolist(), strict=True):
        found[state.controller] += area
    return dict(found), format_instant(on)


def held_at_the_end(
    starts: NDArray[np.datetime64],
    ends: NDArray[np.datetime64],
    as_known: Callable[[np.datetime64], np.datetime64],
) -> tuple[np.datetime64, NDArray[np.bool_]]:
    """Return the last instant that periods tell of, as exactly as it is known, and which of them hold then.

    That is their last change; where all have ended with it, the year, month, day or minute before. An end is
    the first instant after a period, OPEN_END where there is none.
    """
    last = np.concatenate([starts, ends[ends < OPEN_END]]).max()
    on, now = as_known(last), (starts <= last) & (ends > last)
    on = day_or_minute(on) if precision_of(on) == "minute" else on
    before = on - np.timedelta64(1, np.datetime_data(on.dtype)[0])
    return (on, now) if now.any() else (before, ends >= last)


def _beside(told: Sequence[tuple[Said, ControlState]], grid: Grid) -> set[tuple[str, str]]:
    """Return the pairs of controllers whose ground meets, at whatever times.

    Ground is cut all together, so that neighbours have vertices in common.
    """
    names = sorted({said.controller for said, _ in told})
    number = {name: i for i, name in enumerate(names)}
    lonlat, state = shapely.get_coordinates([state.geometry for _, state in told], return_index=True)
    holder = np.array([number[said.controller] for said, _ in told], dtype=np.int64)[state]
    vertex, _ = ranked(pack(grid.to_units(lonlat)))
    # Each vertex once a controller, side by side: a pair is one controller and the next few of its vertex.
    at, by = unpaired(distinct(paired(np.column_stack([vertex, holder])))).T
    found: set[tuple[int, int]] = set()
    for apart in range(1, int(np.bincount(at).max(initial=1))):
        same = at[apart:] == at[:-apart]
        pairs = unpaired(distinct(paired(np.column_stack([by[:-apart][same], by[apart:][same]]))))
        found |= {(one, two) for one, two in pairs.tolist()}
    return {(names[i], names[j]) for i, j in found}


def minute_of(instant: np.datetime64) -> int:
    """Return an instant as whole minutes, whatever its unit."""
    return int(instant.astype("datetime64[m]").astype(np.int64))


def outside(period: MapPeriod | None, first: np.datetime64, last: np.datetime64) -> list[str]:
    """Return a sentence for each end of a map's period that what comes in goes beyond."""
    if period is None:
        return []
    begins, ends = format_instant(period.start), format_instant(period.end)
    early = f"goes back to {format_instant(first)}, the map begins on {begins} only"
    late = f"goes on until {format_instant(last)}, the map ends before {ends}"
    how = ": `period` in controlmap.toml says from when through when it goes"
    told = [
        (early, minute_of(first) < minute_of(period.start)),
        (late, minute_of(period.end) <= minute_of(last)),
    ]
    return [sentence + how for sentence, beyond in told if beyond]


def of_one_holder(states: Sequence[ControlState], remedy: str) -> list[str]:
    """Return a sentence where states name one holder only: ground that is never named is in no layer then.

    `remedy` says how the rest becomes unknown ground.
    """
    named = {name for state in states for name in (state.controller, *state.others)}
    if len(named) != 1 or UNKNOWN in named:
        return []
    (holder,) = named
    return [
        f"one holder only is named, {holder}: shares are of the ground that {holder} ever held, and fronts "
        f"count nothing at the map's edge; to have the rest as unknown ground, {remedy}"
    ]
