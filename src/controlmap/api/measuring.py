"""What can be asked of a map project in numbers: areas, changes, fronts, durations, people."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from controlmap import measure
from controlmap.dates import Instant, Instants
from controlmap.errors import InputError, Problem
from controlmap.history import History
from controlmap.model import Project, Report

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Measuring", "refuse_both"]


class Measuring:
    """The measures of a map project's history.

    A date that is asked for means the whole day. A text such as "2024-11-30", a `datetime.date` and a
    `datetime64[D]` are days: the answer is that at the end of the day, and between two days all that
    happened in them, both included. "2024-11", "2024", `datetime64[M]` and `[Y]` are months and years
    likewise. A text with a time, a `datetime`, a `pandas.Timestamp` and finer `datetime64` are instants. What
    is asked for must lie in the map's period with a part at least; that part answers. `geodata/SPEC.md` has a
    table of examples. `areas`, `area_ranges` and `front_lengths` take several instants, the
    other measures one.
    """

    project: Project

    if TYPE_CHECKING:

        def history(self) -> History: ...  # noqa: D102

    def reports_behind(self, state: str) -> list[Report]:
        """Return the reports that a control state rests on, by its id, in order of time.

        They share a source with it, and speak of one of its holders: on places on its ground, and for each
        source that none of these cites on the nearest place. `measure.Evidence` tells it in full;
        `other_reports` are what else its sources say of its holders.

        Raises
        ------
        InputError
            When there is no such state.

        Examples
        --------
        >>> [report.id for report in project.reports_behind("valley-0004")]
        ['r1']
        """
        return list(self._evidence(state).behind)

    def other_reports(self, state: str) -> list[Report]:
        """Return what else the sources of a control state, by its id, say of its holders, in order of time.

        These are reports on other places, or on places without a point: the state does not rest on them.

        Raises
        ------
        InputError
            When there is no such state.

        Examples
        --------
        >>> project.other_reports("valley-0004")
        []
        """
        return list(self._evidence(state).others)

    def _evidence(self, state: str) -> measure.Evidence:
        states = [one for layer in self.project.layers for one in layer.states if one.id == state]
        if not states:
            raise InputError(Problem("there is no such control state", feature=state))
        return measure.Witnesses(self.project.reports, self.project.places).of(states[0])

    def areas(
        self,
        dates: Instants | None = None,
        *,
        every: str | None = None,
        by: str | Iterable[str] = "controller",
    ) -> pd.DataFrame:
        """Return km² and share by controller, status, certainty, layer, region, or some of them.

        At the end of `dates`, or of days at steps such as `every="1d"`; by default at all instants at which
        the map changes. By region, shares are of the whole region: see `measure.areas`.

        Raises
        ------
        InputError
            As `measure.areas` does.

        Examples
        --------
        >>> found = project.areas(["2024-03-08", "2024-03-10"])
        >>> found.pivot(index="date", columns="controller", values="area_km2").round(1)
        controller  league  republic
        date
        2024-03-08    91.5     187.4
        2024-03-10   212.5      66.4
        """
        return measure.areas(self.history(), self._moments(dates, every), by=by, regions=self.project.regions)

    def area_ranges(
        self,
        dates: Instants | None = None,
        *,
        every: str | None = None,
        by: str | Iterable[str] = "controller",
    ) -> pd.DataFrame:
        """Return the least, best and greatest area of each controller, in km²: see `measure.area_ranges`.

        Raises
        ------
        InputError
            As `measure.area_ranges` does.

        Examples
        --------
        >>> found = project.area_ranges("2024-03-10", by=["layer", "controller"])
        >>> found[["layer", "controller", "area_min_km2", "area_km2", "area_max_km2"]].round(1)
            layer controller  area_min_km2  area_km2  area_max_km2
        0  valley     league           0.0     212.5         212.5
        1  valley   republic           0.0      66.4          66.4
        """
        return measure.area_ranges(
            self.history(), self._moments(dates, every), by=by, regions=self.project.regions
        )

    def changes(
        self, start: Instant, end: Instant, *, by: Literal["region"] | None = None
    ) -> gpd.GeoDataFrame:
        """Return the ground that changed hands from one day to another, by pair, and by region if wanted.

        See `measure.changes`.

        Raises
        ------
        InputError
            As `measure.changes` does, by region when the map has none, and when `by` is something else.

        Examples
        --------
        >>> project.changes("2024-03-08", "2024-03-10")[["from", "to", "area_km2", "sources"]].round(1)
               from      to  area_km2               sources
        0  republic  league     121.0  (herald-2024-03-09,)
        >>> project.changes("2024-03-08", "2024-03-10", by="region")[["region", "area_km2"]].round(1)
          region  area_km2
        0   west      30.7
        1   east      90.4
        """
        if by and not self.project.regions:
            self.regions()
        return measure.changes(self.history(), start, end, regions=self.project.regions if by else ())

    def regions(self) -> pd.DataFrame:
        """Return how large each region is, and how much of it the map covers: see `measure.region_grounds`.

        Raises
        ------
        InputError
            When the map has no regions.

        Examples
        --------
        >>> project.regions().round(1)
          region  area_km2  covered_km2  uncovered_km2
        0   west     218.0        153.7           64.4
        1   east     236.2        125.3          111.0
        """
        return measure.region_grounds(self.history(), self.project.regions)

    def change_matrix(self, start: Instant, end: Instant) -> pd.DataFrame:
        """Return km² from each controller (rows) to each (columns) from one day to another.

        Raises
        ------
        InputError
            As `measure.change_matrix` does.

        Examples
        --------
        >>> project.change_matrix("2024-03-08", "2024-03-10").round(1)
        to        league  republic  unknown
        from
        league      91.5       0.0      0.0
        republic   121.0      66.4      0.0
        unknown      0.0       0.0      0.0
        """
        return measure.change_matrix(self.history(), start, end)

    def changed_places(self, start: Instant, end: Instant) -> tuple[measure.ChangedPlace, ...]:
        """Return the places of the gazetteer that changed hands from one day to another, and when.

        Raises
        ------
        InputError
            As `measure.changed_places` does.

        Examples
        --------
        >>> for found in project.changed_places("2024-03-08", "2024-03-10"):
        ...     print(found.place.id, [(handover.before, handover.after) for handover in found.handovers])
        lower-town [('republic', 'league')]
        """
        places = self.project.places.values()
        return measure.changed_places(self.history(), places, start, end)

    def doubtful_places(self, start: Instant, end: Instant) -> dict[str, list[measure.Doubt]]:
        """Return by place the changes of hands that may lie in some days as well as out of them.

        The sources know the month only, say, or two reports lie on either side: see `measure.Doubt`.

        Raises
        ------
        InputError
            As `measure.doubtful_places` does.

        Examples
        --------
        >>> project.doubtful_places("2024-03-08", "2024-03-10")     # all that changed is known to the day
        {}
        """
        known, reports = self.project.places.values(), self.project.reports
        return measure.doubtful_places(self.history(), known, reports, start, end)

    def doubtful_changes(self, start: Instant, end: Instant | None = None) -> gpd.GeoDataFrame:
        """Return the ground that may have changed hands in some days as well as out of them.

        Without `end`: the ground that may have passed by the end of the first day, or later. See
        `measure.doubtful_changes`.

        Raises
        ------
        InputError
            As `measure.doubtful_changes` does.

        Examples
        --------
        >>> len(project.doubtful_changes("2024-03-08", "2024-03-10"))
        0
        >>> found = project.doubtful_changes("2024-03-09T12:00")    # the sources know the day, and no hour
        >>> found[["from", "to", "area_km2", "within", "is_counted"]].round(1)
               from      to  area_km2      within  is_counted
        0  republic  league     121.0  2024-03-09        True
        """
        return measure.doubtful_changes(self.history(), start, end)

    def fronts(
        self, instant: Instant, *, with_unknown: bool = False, across_m: float = 0.0
    ) -> gpd.GeoDataFrame:
        """Return the fronts at an instant, or the end of a day, with lengths: see `measure.fronts`.

        Raises
        ------
        InputError
            As `measure.fronts` does.

        Examples
        --------
        >>> project.fronts("2024-03-10")[["a", "b", "length_km"]].round(1)
                a         b  length_km
        0  league  republic       19.8
        """
        return measure.fronts(self.history(), instant, with_unknown=with_unknown, across_m=across_m)

    def front_stretches(self, instant: Instant, *, with_unknown: bool = False) -> gpd.GeoDataFrame:
        """Return the fronts at an instant, or the end of a day, by age: see `measure.front_stretches`.

        Raises
        ------
        InputError
            As `measure.front_stretches` does.

        Examples
        --------
        >>> project.front_stretches("2024-03-10")[["a", "b", "length_km"]].round(1)
                a         b  length_km
        0  league  republic       10.8
        1  league  republic        9.0
        """
        return measure.front_stretches(self.history(), instant, with_unknown=with_unknown)

    def front_lengths(
        self,
        dates: Instants | None = None,
        *,
        every: str | None = None,
        with_unknown: bool = False,
    ) -> pd.DataFrame:
        """Return the length in km of each front, date by date: see `measure.front_lengths`.

        Borders with ground whose controller nobody knows are left out without `with_unknown`: the frame may
        be empty where `controlmap fronts` lists such.

        Raises
        ------
        InputError
            As `measure.front_lengths` does.

        Examples
        --------
        >>> project.front_lengths(["2024-03-08", "2024-03-10"])["length_km"].round(1).tolist()
        [19.9, 19.8]
        """
        return measure.front_lengths(self.history(), self._moments(dates, every), with_unknown=with_unknown)

    def durations(self) -> pd.DataFrame:
        """Return for how long each controller held each cell: see `measure.durations`.

        Examples
        --------
        >>> project.durations()[["cell", "controller", "days", "times"]]
           cell controller  days  times
        0     1     league  20.0      1
        1     0   republic  20.0      1
        2     2     league  12.0      1
        3     2   republic   8.0      1
        """
        return measure.durations(self.history())

    def turnover(self) -> gpd.GeoDataFrame:
        """Return how often each cell changed hands, the most contested first: see `measure.turnover`.

        Examples
        --------
        >>> project.turnover()[["cell", "changes", "controller"]]
           cell  changes controller
        0     2        1     league
        1     1        0     league
        2     0        0   republic
        """
        return measure.turnover(self.history())

    def population(self, instant: Instant, *, raster: str | Path | None = None) -> pd.DataFrame:
        """Return the people by controller at an instant or the end of a day, from gazetteer or GeoTIFF.

        See `measure.population` and `measure.raster_population`.

        Raises
        ------
        InputError
            As those do.

        Examples
        --------
        >>> project.population("2024-03-10")
          controller  population  places  places_unknown
        0     league       12000       1               0
        """
        if raster is not None:
            return measure.raster_population(self.history(), raster, instant)
        return measure.population(self.history(), self.project.places.values(), instant)

    def moment(self, instant: Instant) -> np.datetime64:
        """Return the minute of the map's period that answers for a date, in civil time of the project's zone.

        Of a day, month or year it is the last one; a date-time is that instant.

        Raises
        ------
        InputError
            When the text is no instant, or the instant lies outside the period.

        Examples
        --------
        >>> project.moment("2024-03-10T14:00Z")         # the valley's clocks are three hours ahead
        np.datetime64('2024-03-10T17:00')
        """
        return self.history().moment(instant)

    def _moments(self, dates: Instants | None, every: str | None) -> Instants | None:
        refuse_both(dates, every)
        return dates if every is None else measure.every(self.history(), every)


def refuse_both(dates: Instants | None, every: str | None) -> None:
    """Refuse dates beside a step: nothing says which of them is meant.

    Raises
    ------
    InputError
        When both are given.
    """
    if dates is not None and every is not None:
        raise InputError(Problem("dates and every exclude each other: give one of them"))
