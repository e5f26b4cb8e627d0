"""From a control state to the reports that it rests on, and to what else its sources say of its holders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import end_of, first_minute
from controlmap.model import ControlState, Place, Report
from controlmap.plane import lengths_km

__all__ = ["Evidence", "Witnesses"]

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


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
        told = self._reports = sorted(reports, key=lambda one: (first_minute(one.date), one.id))
        self._lonlat = np.array([_point(places.get(one.place)) for one in told]).reshape(-1, 2)
        self._begins = _minutes(first_minute(one.date) for one in told)
        self._ends = _minutes(end_of(one.date) for one in told)
        self._named = [{one.controller, *one.others} for one in told]
        by_source: dict[str, list[int]] = defaultdict(list)
        for number, report in enumerate(told):
            for source in dict.fromkeys(report.sources):
                by_source[source].append(number)
        self._by_source = {source: np.array(numbers) for source, numbers in by_source.items()}

    def of(self, state: ControlState) -> Evidence:
        """Return what the sources of a control state say of its holders.

        A report speaks of a holder who it says has the place from a day on before the state ends, or had it
        until a day after the state begins. What a state says on the word of what is drawn by hand alone has
        none.
        """
        sources = [source for source in dict.fromkeys(state.sources) if source in self._by_source]
        if not sources:
            return Evidence()
        cited = np.unique(np.concatenate([self._by_source[source] for source in sources]))
        gives, gave, speaks = self._speaking(cited, state)
        told = cited[speaks]
        here = {*told[shapely.intersects_xy(state.geometry, self._lonlat[told])].tolist()}
        explained = {source for number in here for source in self._reports[number].sources}
        left = [source for source in sources if source not in explained]
        behind = here | self._near(state, left, cited[gives])
        for numbers in (cited[gave], told):
            behind = behind or self._near(state, left, numbers)
        return Evidence(
            tuple(self._reports[number] for number in told.tolist() if number in behind),
            tuple(self._reports[number] for number in told.tolist() if number not in behind),
        )

    def _speaking(self, cited: Numbers, state: ControlState) -> tuple[Flags, Flags, Flags]:
        """Return which reports say that a holder of a state has their place.

        In the time of the state; in that time or earlier; so, or that a holder lost it later.
        """
        holders = {state.controller, *state.others}
        named = np.array([bool(holders & self._named[number]) for number in cited.tolist()])
        lost = np.array([self._reports[number].from_controller in holders for number in cited.tolist()])
        (begins,) = _minutes([first_minute(state.valid_from)])
        gave = named
        if state.valid_to is not None:
            gave = named & (self._begins[cited] < _minutes([first_minute(state.valid_to)]))
        return gave & (self._ends[cited] > begins), gave, gave | (lost & (self._begins[cited] > begins))

    def _near(self, state: ControlState, sources: Iterable[str], among: Numbers) -> set[int]:
        """Return of each source those of some reports that are on the place nearest to the ground."""
        placed = among[~np.isnan(self._lonlat[among, 0])]
        middle = shapely.get_coordinates(shapely.point_on_surface(state.geometry))
        away = lengths_km(np.broadcast_to(middle, (len(placed), 2)), self._lonlat[placed])
        found: set[int] = set()
        for source in sources:
            own = np.isin(placed, self._by_source[source])
            found.update(placed[own & (away == away[own].min(initial=np.inf))].tolist())
        return found


def _minutes(instants: Iterable[np.datetime64]) -> Numbers:
    return np.array([*instants], dtype="datetime64[m]").astype(np.int64)


def _point(place: Place | None) -> tuple[float, float]:
    if place is None or place.lon is None or place.lat is None:
        return np.nan, np.nan
    return place.lon, place.lat
