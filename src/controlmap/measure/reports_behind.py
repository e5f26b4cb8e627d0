"""From a control state to the reports that it rests on, and to what else its sources say of its holders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from controlmap.dates import end_of, first_minute
from controlmap.model import ControlState, Place, Report
from controlmap.plane import lengths_km

__all__ = ["Evidence", "Witnesses"]

_Speaks = Callable[[Report, ControlState], bool]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the sources of a control state say of its holders, in order of time.

    `behind` are the reports that the state rests on: those on places on its ground; and for each source that
    none of them cites, those of the place nearest to the middle of the ground that it says a holder had in
    the state's time. Where there are none at all, the nearest of each source that say so of an earlier time
    stand for them, else the nearest that tell by whom a holder lost a place later. `others` are all that is
    left: of other places, or of places without a point.
    """

    behind: tuple[Report, ...] = ()
    others: tuple[Report, ...] = ()


class Witnesses:
    """The reports of a map, to be asked for the evidence of its control states."""

    def __init__(self, reports: Iterable[Report], places: Mapping[str, Place]) -> None:
        self._reports = sorted(reports, key=lambda one: (first_minute(one.date), one.id))
        self._lonlat = np.array([_point(places.get(one.place)) for one in self._reports]).reshape(-1, 2)
        self._by_source: dict[str, list[int]] = defaultdict(list)
        for number, report in enumerate(self._reports):
            for source in dict.fromkeys(report.sources):
                self._by_source[source].append(number)

    def of(self, state: ControlState) -> Evidence:
        """Return what the sources of a control state say of its holders.

        A report speaks of a holder who it says has the place from a day on before the state ends, or had it
        until a day after the state begins. What a state says on the word of what is drawn by hand alone has
        none.
        """
        cited = {number for source in state.sources for number in self._by_source.get(source, ())}
        told = [number for number in sorted(cited) if _speaks_of(self._reports[number], state)]
        here = {number for number in told if self._is_on(state, number)}
        explained = {source for number in here for source in self._reports[number].sources}
        left = [source for source in dict.fromkeys(state.sources) if source not in explained]
        behind = here | self._near(state, left, _gives)
        for speaks in (_gave, _speaks_of):
            behind = behind or self._near(state, left, speaks)
        return Evidence(
            tuple(self._reports[number] for number in told if number in behind),
            tuple(self._reports[number] for number in told if number not in behind),
        )

    def _is_on(self, state: ControlState, number: int) -> bool:
        lon, lat = self._lonlat[number].tolist()
        return bool(shapely.intersects_xy(state.geometry, lon, lat))

    def _near(self, state: ControlState, sources: Iterable[str], speaks: _Speaks) -> set[int]:
        """Return of each source the reports on the place, of those it speaks of, nearest to the ground."""
        middle = shapely.get_coordinates(shapely.point_on_surface(state.geometry))
        found: set[int] = set()
        for source in sources:
            own = (n for n in self._by_source.get(source, ()) if speaks(self._reports[n], state))
            placed = np.array([n for n in own if not np.isnan(self._lonlat[n, 0])], dtype=int)
            away = lengths_km(np.broadcast_to(middle, (len(placed), 2)), self._lonlat[placed])
            found.update(placed[away == away.min(initial=np.inf)].tolist())
        return found


def _point(place: Place | None) -> tuple[float, float]:
    if place is None or place.lon is None or place.lat is None:
        return np.nan, np.nan
    return place.lon, place.lat


def _speaks_of(report: Report, state: ControlState) -> bool:
    lost = report.from_controller in {state.controller, *state.others}
    begins = first_minute(state.valid_from)
    return _gave(report, state) or (lost and bool(first_minute(report.date) > begins))


def _gives(report: Report, state: ControlState) -> bool:
    """Return whether a report says that a holder of a state has its place, in the time of the state."""
    return bool(end_of(report.date) > first_minute(state.valid_from)) and _gave(report, state)


def _gave(report: Report, state: ControlState) -> bool:
    """Return whether a report says so, of that time or of an earlier one."""
    named = {state.controller, *state.others} & {report.controller, *report.others}
    return bool(named) and (
        state.valid_to is None or bool(first_minute(report.date) < first_minute(state.valid_to))
    )
