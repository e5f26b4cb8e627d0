"""Map projects as Python users meet them: open one, ask it, build its page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from controlmap import check, measure
from controlmap.dates import Instant, Instants, instant_of, instants_of, last_minute, read_zone
from controlmap.derive import derive_project, derived_files, open_to_derive
from controlmap.edit import Editing, Replaced, refuse_lost_edits, replaced, rewrite_files
from controlmap.errors import InputError, Problem
from controlmap.exchange import Held, project_of_series
from controlmap.history import History, history_of
from controlmap.model import Note, Place, Project, place_called
from controlmap.plane import Grid
from controlmap.render import page_html, payload_bytes
from controlmap.store import locked, open_project, slug, write_atomically

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from controlmap.check import Agreement, Findings
    from controlmap.render.folium_map import ControlMap


__all__ = ["MapProject", "from_snapshots", "open_map"]


def open_map(path: str | Path = "geodata") -> MapProject:
    """Return the map project in a folder, or whose controlmap.toml `path` is.

    Raises
    ------
    InputError
        With all problems of all files, when one of them is an error.

    Examples
    --------
    >>> controlmap.open("valley")           # a folder that `controlmap init valley` makes
    MapProject('valley', layers=['valley'])
    """
    return MapProject(open_project(path))


def from_snapshots(
    dates: Instants,
    snapshots: Iterable[Held],
    *,
    controller: str = "controller",
    title: str = "Series",
    layer: str = "series",
    grid: int = 5,
    gaps: Literal["carry", "unknown"] = "carry",
    overlaps: Literal["error", "latest", "joint"] = "error",
    time_zone: str = "UTC",
) -> MapProject:
    """Return the map of dated full restatements that are in memory; it has no files.

    Parameters
    ----------
    dates
        When each snapshot was true, rising; civil time of `time_zone`.
    snapshots
        Who held what, for each of `dates`; read one at a time, so that a generator will do. Each is a mapping
        of controllers' ids to polygons, a GeoDataFrame, a GeoSeries whose index has the ids, or pairs of id
        and polygon. Rows of one controller are joined. A frame with a CRS is converted; other coordinates are
        longitude and latitude (WGS 84). Invalid polygons are refused, as in files.
    controller
        Column of the frames that has the ids: small letters, digits, `-` and `_`.
    title, layer
        Name of the map, and id of its one layer.
    grid
        Decimals of a degree to which coordinates are rounded: 5, 6 or 7.
    gaps
        What a day without a snapshot means: "carry" the one before it, or "unknown".
    overlaps
        What two controllers on one ground mean: an "error", "latest" (one of them has it: see the format's
        specification), or "joint" control.
    time_zone
        Name of the project's zone, as "Asia/Damascus".

    Raises
    ------
    InputError
        When a date is no instant or does not come after the one before it, a snapshot is none or does not
        give valid polygons by controller, or another parameter is something else than is said here.
    OverlapError
        When two controllers hold the same ground on the same date, and `overlaps` is "error".

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> before = gpd.GeoDataFrame(
    ...     {"holder": ["a", "a", "b"]},
    ...     geometry=[box(37, 36, 38, 37), box(37, 35, 38, 36), box(38, 36, 39, 37)],
    ...     crs=4326,
    ... )
    >>> after = {"a": box(37, 35, 38, 37), "b": box(38, 36, 38.5, 37)}
    >>> found = controlmap.from_snapshots(["2024-11-29", "2024-11-30"], [before, after], controller="holder")
    >>> found.areas().pivot(index="date", columns="controller", values="area_km2").round(1)
    controller        a       b  unknown
    date
    2024-11-29  20007.9  9941.6      0.0
    2024-11-30  20007.9  4970.8   4970.8
    """
    if grid not in (5, 6, 7):
        raise InputError(Problem(f"{grid!r} is none of 5, 6 and 7 decimals", property="grid"))
    project, history = project_of_series(
        instants_of(dates, read_zone(time_zone)),
        snapshots,
        controller=controller,
        title=title,
        layer=layer,
        grid=Grid(grid),
        gaps=gaps,
        overlaps=overlaps,
        time_zone=time_zone,
    )
    return MapProject(project, history)


class MapProject(Editing):
    """A map project and what can be asked of it; `project` holds the values read from its files.

    A date that is asked for means the whole day. A text such as "2024-11-30", a `datetime.date` and a
    `datetime64[D]` are days: the answer is that at the end of the day, and between two days all that
    happened in them, both included. "2024-11", "2024", `datetime64[M]` and `[Y]` are months and years
    likewise. A text with a time, a `datetime`, a `pandas.Timestamp` and finer `datetime64` are instants. What
    is asked for must lie in the map's period with a part at least; that part answers. `geodata/SPEC.md` has a
    table of examples.

    `history` is that of the project, where it is made already.
    """

    def __init__(self, project: Project, history: History | None = None) -> None:
        super().__init__(project)
        self._histories: dict[np.datetime64 | None, History] = {} if history is None else {None: history}

    def _become(self, project: Project) -> None:
        self.project = project
        self._histories.clear()

    def __repr__(self) -> str:
        return (
            f"MapProject({str(self.project.folder)!r}, layers={[layer.id for layer in self.project.layers]})"
        )

    @property
    def title(self) -> str:
        """Title in the project's first language.

        Examples
        --------
        >>> project.title
        'An invented valley'
        """
        return self.project.settings.title[self.project.settings.languages[0]]

    def history(self, *, known_on: Instant | None = None) -> History:
        """Return the cells, spells and arcs; `known_on` as they were on record at an instant.

        A day, month or year means its end, as wherever a date is asked for: see `moment`.

        Raises
        ------
        InputError
            When `known_on` is no instant, or no state is on record then or at all.
        OverlapError
            When two controllers hold the same ground and the project does not say what that means.

        Examples
        --------
        >>> project.history()
        History(valley; 2024-03-01 until 2024-03-21; 3 cells, 4 spells)
        """
        asked = None if known_on is None else self._moment(known_on)
        known = None if asked is None else last_minute(asked)
        if known not in self._histories:
            self._histories[known] = history_of(self.project, asked)
        return self._histories[known]

    def agreement(self, *, known_on: Instant | None = None) -> Agreement:
        """Return how far the map and its reports agree, report by report.

        Raises
        ------
        InputError, OverlapError
            As `history` does.

        Examples
        --------
        >>> project.agreement()
        Agreement(1 of 1 reports, 0 unchecked)
        """
        return check.agreement(self.project, self.history(known_on=known_on))

    def check(self) -> Findings:
        """Return every mistake found in the project's files, as they are on disk now.

        Raises
        ------
        InputError
            When there is no map project to check.

        Examples
        --------
        >>> project.check()
        Findings(0 found, 0 silenced)
        """
        return check.check(self.project.folder)

    def derive(
        self,
        layer: str | None = None,
        *,
        dry_run: bool = False,
        discard_edits: bool = False,
        who: str = "",
        why: str | None = None,
    ) -> list[Replaced]:
        """Draw layers anew from places, reports and what is drawn by hand; return what each loses and gains.

        Parameters
        ----------
        layer
            Id of the one layer to write; by default all.
        dry_run
            Write nothing.
        discard_edits
            Write over transfers, corrections and other edits made since the last derivation too.
        who, why
            What the journal is to say of it.

        Raises
        ------
        InputError
            When edits would be lost, with all of them, or areas cannot be derived.

        Examples
        --------
        The invented valley is drawn by hand:

        >>> project.derive(dry_run=True)
        Traceback (most recent call last):
        controlmap.errors.InputError: controlmap.toml, layers: layer 'valley' has no extent to share out
        """
        if dry_run:
            return [*replaced(self.project, derive_project(self.project, layer))]
        folder = self.project.folder
        with locked(folder, exclusive=True) as lock:
            found = open_to_derive(folder, held=lock)
            if not discard_edits:
                refuse_lost_edits(found, [one.id for one in found.layers if layer in (None, one.id)])
            states = derive_project(found, layer)
            told = [*replaced(found, states)]
            rewrite_files(found, derived_files(found, states), Note("derive", who, why), held=lock)
            self._become(open_project(folder, held=lock))
        return told

    def payload(self, *, known_on: Instant | None = None) -> bytes:
        """Return the data block of the page, before compression.

        Raises
        ------
        InputError, OverlapError
            As `history` does.

        Examples
        --------
        >>> project.payload()[4:27]
        b'{"format":"controlmap",'
        """
        moment = None if known_on is None else self._moment(known_on)
        return payload_bytes(self.project, self.history(known_on=known_on), known_on=moment)

    def html(self, *, known_on: Instant | None = None) -> str:
        """Return the whole page: one HTML file that asks nobody for anything.

        Raises
        ------
        InputError, OverlapError
            As `history` does.

        Examples
        --------
        >>> project.html()[:15]
        '<!DOCTYPE html>'
        """
        language = self.project.settings.languages[0]
        return page_html(self.payload(known_on=known_on), title=self.title, language=language)

    def build(self, path: str | Path | None = None, *, known_on: Instant | None = None) -> Path:
        """Write the page and return where; by default in `output/`, named for the title, else for the folder.

        Raises
        ------
        InputError, OverlapError
            As `history` does; then nothing is written.

        Examples
        --------
        >>> print(project.build("output/valley.html").name)
        valley.html
        """
        target = Path(path) if path is not None else Path("output") / f"{self._name()}.html"
        data = self.html(known_on=known_on).encode()
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)
        return target

    def _name(self) -> str:
        """Name for files in ASCII letters, of which an Arabic title has none."""
        return slug(self.title) or slug(self.project.folder.resolve().name) or "map"

    def explore(self) -> ControlMap:
        """Return the map as a folium map: it shows itself in a notebook, and takes further folium layers.

        Raises
        ------
        InputError, OverlapError
            As `history` does.

        Examples
        --------
        >>> shown = project.explore()
        >>> shown.save("valley.html")
        """
        from controlmap.render.folium_map import ControlMap

        return ControlMap(self.payload(), title=self.title, language=self.project.settings.languages[0])

    def place(self, name: str) -> Place:
        """Return the place of the gazetteer with an id, or a name in any of its languages, however spelt.

        Raises
        ------
        InputError
            When no place is called so, or more than one.

        Examples
        --------
        >>> project.place("lower town").id
        'lower-town'
        >>> project.place("البلدة السفلى").population
        12000
        """
        return place_called(name, self.project.places)

    def areas(
        self,
        dates: Instants | None = None,
        *,
        every: str | None = None,
        by: str | Iterable[str] = "controller",
    ) -> pd.DataFrame:
        """Return km² and share by controller, status, certainty, layer, or some of them: see `measure.areas`.

        At the end of `dates`, or of days at steps such as `every="1d"`; by default at all instants at which
        the map changes.

        Raises
        ------
        InputError, ValueError
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
        return measure.areas(self.history(), self._moments(dates, every), by=by)

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
        InputError, ValueError
            As `measure.area_ranges` does.

        Examples
        --------
        >>> found = project.area_ranges("2024-03-10", by=["layer", "controller"])
        >>> found[["layer", "controller", "area_min_km2", "area_km2", "area_max_km2"]].round(1)
            layer controller  area_min_km2  area_km2  area_max_km2
        0  valley     league           0.0     212.5         212.5
        1  valley   republic           0.0      66.4          66.4
        """
        return measure.area_ranges(self.history(), self._moments(dates, every), by=by)

    def changes(self, start: Instant, end: Instant) -> gpd.GeoDataFrame:
        """Return the ground that changed hands from one day to another, by pair: see `measure.changes`.

        Raises
        ------
        InputError
            As `measure.changes` does.

        Examples
        --------
        >>> project.changes("2024-03-08", "2024-03-10")[["from", "to", "area_km2", "sources"]].round(1)
               from      to  area_km2               sources
        0  republic  league     121.0  (herald-2024-03-09,)
        """
        return measure.changes(self.history(), start, end)

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

    def fronts(self, instant: Instant, *, with_unknown: bool = False) -> gpd.GeoDataFrame:
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
        return measure.fronts(self.history(), instant, with_unknown=with_unknown)

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

    def _moment(self, instant: Instant) -> np.datetime64:
        return instant_of(instant, self.project.zone)

    def _moments(self, dates: Instants | None, every: str | None) -> Instants | None:
        return dates if every is None else measure.every(self.history(), every)
