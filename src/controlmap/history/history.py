"""The history of a map: one partition of ground and time, and the questions it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.arguments import all_checked
from controlmap.dates import (
    Instant,
    KnownTo,
    end_of,
    first_minute,
    format_instant,
    instant_of,
    precision_of,
)
from controlmap.errors import InputError, Problem
from controlmap.history.spell import Spell, joined
from controlmap.history.timeline import NO_RECORD, Overlap
from controlmap.model import UNKNOWN, Actor, ControlState, KnownDates, known_dates, told
from controlmap.plane import OUTSIDE, Grid, Ints, Topology
from controlmap.words import listing, phrase, word

if TYPE_CHECKING:
    # Loaded when a table is made: an edit needs none, and is done sooner than pandas is loaded.
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("controller", "status", "certainty", "layer", "state")
"""What a snapshot can be dissolved by."""
_ONE_MINUTE = np.timedelta64(1, "m")
_ONE_DAY = np.timedelta64(1, "D")


@all_checked
@dataclass(frozen=True, eq=False)
class History:
    """Cells, spells and arcs of a map project.

    Every cell is in exactly one state at every instant from `start` to `end`. Spell s lies in
    `spell_cell[s]`, begins at `spell_start[s]`, and shows `states[spell_state[s]]`, or no record where that
    is -1; it ends where the next spell of the cell begins. `cell_layer` is the index of the layer whose
    extent holds the cell; -1 where nothing on record covers it, and it is no part of the map. `overlaps` has
    who claims the same ground when, and the last `joined` states are those made of several that do, where the
    map says that they share it. `zone` is that of its civil time, to which instants with an offset are
    converted. `actors` say what controllers are called and how they are drawn, as far as that is known.
    `delay_hours` is the delay that ends it before the map ends, where one does.
    """

    grid: Grid
    layers: tuple[str, ...]
    states: Sequence[ControlState]
    state_layer: Ints
    start: np.datetime64
    end: np.datetime64
    topology: Topology
    cell_layer: Ints
    spell_cell: Ints
    spell_start: NDArray[np.datetime64]
    spell_state: Ints
    overlaps: tuple[Overlap, ...] = ()
    zone: ZoneInfo | None = None
    joined: int = 0
    actors: tuple[Actor, ...] = ()
    delay_hours: float | None = None

    @property
    def recorded(self) -> Sequence[ControlState]:
        """The states on record: all but the joint ones, which were made of several that claim one ground.

        Examples
        --------
        >>> len(history.recorded)
        4
        """
        return self.states[: len(self.states) - self.joined] if self.joined else self.states

    def __repr__(self) -> str:
        period = " until ".join(self.period_told)
        counts = f"{len(self.topology.cells)} cells, {len(self.spell_cell)} spells"
        return f"History({', '.join(self.layers)}; {period}; {counts})"

    @cached_property
    def dates(self) -> NDArray[np.datetime64]:
        """Instants at which the map looks different from before, the first one included.

        Examples
        --------
        >>> history.dates
        array(['2024-03-01T00:00', '2024-03-09T00:00'], dtype='datetime64[m]')
        """
        return np.unique(np.append(self.spell_start, self.start))

    @cached_property
    def dates_known_to(self) -> list[KnownTo]:
        """How precisely the sources know each of `dates`: an hour only where all states that begin have it.

        Examples
        --------
        >>> history.dates_known_to
        ['day', 'day']
        """
        return [*map(self.known.to, self.dates)]

    @cached_property
    def known(self) -> KnownDates:
        """How precisely the sources know any instant, and what is told of it so.

        Examples
        --------
        >>> history.known.text(history.dates[1])
        '2024-03-09'
        """
        return known_dates(self.states)

    def without_hours(self, minute: np.datetime64) -> np.datetime64:
        """Return a minute (`datetime64[m]`) without its hour, unless the sources know that.

        Examples
        --------
        >>> history.without_hours(np.datetime64("2024-03-09T00:00"))
        np.datetime64('2024-03-09T00:00')
        """
        known_to = self.end_known_to if minute == self.end else self.known.to(minute)
        is_known = known_to in ("hour", "minute")
        return minute if is_known else first_minute(minute.astype("datetime64[D]"))

    @property
    def end_known_to(self) -> KnownTo:
        """How precisely the end of the map's period is known.

        Examples
        --------
        >>> history.end_known_to
        'day'
        """
        is_day = self.end == self.end.astype("datetime64[D]")
        # Where no period is given, the map lasts for a day after its last change.
        return "day" if is_day else self.known.to(self.end - _ONE_DAY)

    @property
    def period_told(self) -> tuple[str, str]:
        """The map's period as ISO 8601, without hours that no source gave.

        Examples
        --------
        >>> history.period_told
        ('2024-03-01', '2024-03-21')
        """
        start, end = (format_instant(self.without_hours(instant)) for instant in (self.start, self.end))
        return start, end

    @cached_property
    def cells(self) -> NDArray[np.object_]:
        """Polygons of the cells in degrees (lon, lat).

        Examples
        --------
        >>> [cell.geom_type for cell in history.cells]
        ['Polygon', 'Polygon', 'Polygon']
        """
        return shapely.transform(self.topology.cells, self.grid.to_degrees)

    @cached_property
    def cell_area_km2(self) -> NDArray[np.float64]:
        """Area of each cell on the WGS 84 ellipsoid; edges are straight in longitude and latitude.

        Examples
        --------
        >>> history.cell_area_km2.round(1)
        array([ 66.4,  91.5, 121. ])
        """
        return self.topology.areas_km2(self.grid)

    @cached_property
    def cell_bounds(self) -> NDArray[np.float64]:
        """West, south, east and north of each cell in degrees.

        Examples
        --------
        >>> history.cell_bounds[0]
        array([36.292   , 35.198   , 36.391048, 35.292675])
        """
        return self.grid.to_degrees(shapely.bounds(self.topology.cells))

    def moment(self, instant: Instant) -> np.datetime64:
        """Return the minute of the map's period that answers for what is asked, as `datetime64[m]`.

        A day, month or year means the whole of it: the answer is that at its end, as far as the map goes. A
        date-time is that instant.

        Raises
        ------
        InputError
            When it is no instant, or lies outside the map's period.

        Examples
        --------
        >>> history.moment("2024-03-10T14:00Z")         # the valley's clocks are three hours ahead
        np.datetime64('2024-03-10T17:00')
        """
        return self._part(instant_of(instant, self.zone))[1] - _ONE_MINUTE

    def window(self, start: Instant, end: Instant) -> tuple[np.datetime64, np.datetime64]:
        """Return the two minutes between which all happened from one day to another, both included.

        The first one is the last minute before the first day, month or year, or the start of the map; a
        date-time is that instant. The second one is `moment(end)`.

        Raises
        ------
        InputError
            When an instant lies outside the map's period, or the first after the second.

        Examples
        --------
        >>> [str(minute) for minute in history.window("2024-03-09", "2024-03-10")]
        ['2024-03-08T23:59', '2024-03-10T23:59']
        """
        first, last = instant_of(start, self.zone), instant_of(end, self.zone)
        since, until = self._part(first)[0], self._part(last)[1] - _ONE_MINUTE
        if until < since:
            raise InputError(
                Problem(
                    phrase(
                        "{first} lies after {last}", first=format_instant(first), last=format_instant(last)
                    )
                )
            )
        return since if precision_of(first) == "minute" else max(since - _ONE_MINUTE, self.start), until

    def _part(self, asked: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
        """Return the half-open part of a year, month, day or minute that lies in the map's period."""
        start, end = max(first_minute(asked), self.start), min(end_of(asked), self.end)
        if not start < end:
            raise InputError(
                Problem(
                    phrase(
                        "{asked} lies outside the map's period, {start} until {end}",
                        asked=format_instant(asked),
                        start=self.period_told[0],
                        end=self.period_told[1],
                    ),
                    hint=self._why_it_ends() if start >= self.end else None,
                )
            )
        return start, end

    def _why_it_ends(self) -> str | None:
        words = (
            "The map goes on: [publish] in controlmap.toml holds back what is younger than {hours:g} hours."
        )
        return None if self.delay_hours is None else phrase(words, hours=self.delay_hours)

    def state_at(self, instant: Instant) -> Ints:
        """Return for each cell the index of its state at an instant, or -1 where there is no record.

        Of a day, month or year that is its end: see `moment`.

        Raises
        ------
        InputError
            When the instant lies outside the map's period.

        Examples
        --------
        >>> [history.states[state].id for state in history.state_at("2024-03-10")]
        ['valley-0002', 'valley-0001', 'valley-0004']
        """
        begun = np.flatnonzero(self.spell_start <= self.moment(instant))
        last = np.full(len(self.topology.cells), NO_RECORD)
        last[self.spell_cell[begun]] = begun
        return self.spell_state[last]

    def at(self, instant: Instant, *, by: str | Sequence[str] = "controller") -> gpd.GeoDataFrame:
        """Return the snapshot at an instant: one row a controller, or a combination of the columns in `by`.

        Of a day, month or year that is the map at its end: see `moment`.
        Columns are those of `by`, `area_km2` (geodesic) and `geometry` (EPSG:4326), in rising order of `by`,
        which takes controller, status, certainty, layer and state (the state's id).

        Raises
        ------
        InputError
            When the instant lies outside the map's period, or `by` names another column, or none.

        Examples
        --------
        >>> history.at("2024-03-10")[["controller", "area_km2"]].round(1)
          controller  area_km2
        0     league     212.5
        1   republic      66.4
        >>> history.at("2024-03-10", by=["layer", "status"])[["layer", "status", "area_km2"]].round(1)
            layer status  area_km2
        0  valley   held     278.9
        """
        import geopandas as gpd

        columns = list(dict.fromkeys([by] if isinstance(by, str) else by))
        if not columns or not set(columns) <= set(COLUMNS):
            found = listing(map(repr, columns)) or word("none")
            words = "by takes {known}; found {found}"
            raise InputError(Problem(phrase(words, known=listing(COLUMNS), found=found)))
        labels = self.labels(self.state_at(instant))
        groups = labels.groupby(columns, sort=True).indices
        rows = [
            (
                *np.atleast_1d(np.asarray(key, dtype=object)),
                self.cell_area_km2[cell].sum(),
                self.outline_lonlat(cell),
            )
            for key, cell in groups.items()
        ]
        return gpd.GeoDataFrame(
            rows, columns=[*columns, "area_km2", "geometry"], geometry="geometry", crs=4326
        )

    def plot(
        self,
        instant: Instant,
        *,
        ax: Axes | None = None,
        language: str | None = None,
        scheme: Literal["light", "dark"] = "light",
        legend: bool = True,
    ) -> Axes:
        """Draw the map at an instant with matplotlib, as the page does, and return the axes.

        Colours tell who holds ground, hatches how it is held, textures how sure that is; lines part two
        controllers. Coordinates are degrees (lon, lat), at the scale of the map's middle. It is drawn on
        `ax`, by default on new axes. Names are in `language` where there are any, else in the first one
        that there is.

        Raises
        ------
        InputError
            When the instant lies outside the map's period, or matplotlib is not installed.

        Examples
        --------
        >>> axes = history.plot("2024-03-10")
        >>> axes.get_title(), [text.get_text() for text in axes.get_legend().get_texts()]
        ('2024-03-10', ['Mountain League', 'Republic', 'inferred', 'reported'])
        """
        from controlmap.history.plot import draw

        return draw(self, instant, ax, language, scheme, legend=legend)

    def labels(self, state: Ints) -> pd.DataFrame:
        """Return controller, status, certainty, layer and state id of each cell, given its state's index.

        Raises
        ------
        InputError
            When these are not as many as cells, or no state has such an index.

        Examples
        --------
        >>> history.labels(history.state_at("2024-03-10"))[["controller", "status", "state"]]
          controller status        state
        0   republic   held  valley-0002
        1     league   held  valley-0001
        2     league   held  valley-0004
        """
        import pandas as pd

        if len(state) != len(self.topology.cells):
            cells = len(self.topology.cells)
            words = "state takes an index a cell, {cells:,}; found {found:,}"
            raise InputError(Problem(phrase(words, cells=cells, found=len(state))))
        _refuse_beyond("state", state, NO_RECORD, len(self.states))
        said = {name: told(self.states, name).each() for name in ("controller", "status", "certainty", "id")}
        table = pd.DataFrame(
            {
                "controller": [*said["controller"], UNKNOWN],
                "status": [*said["status"], "held"],
                "certainty": [*said["certainty"], "inferred"],
                "state": [*said["id"], ""],
            }
        )
        return (
            table.iloc[state]
            .assign(layer=np.array(self.layers, dtype=object)[self.cell_layer])
            .reset_index(drop=True)
        )

    def outline_lonlat(self, cell: Ints) -> shapely.Geometry:
        """Return the union of some cells, given by index, as a Polygon or MultiPolygon (lon, lat).

        Raises
        ------
        InputError
            When no cell has such an index.

        Examples
        --------
        >>> import numpy as np
        >>> history.outline_lonlat(np.array([0, 1])).geom_type
        'Polygon'
        """
        _refuse_beyond("cell", cell, 0, len(self.topology.cells))
        union = shapely.coverage_union_all(self.topology.cells[cell])
        return shapely.transform(union, lambda xy: self.grid.to_degrees(xy))

    def cell_under(self, lon: float, lat: float) -> int:
        """Return the index of the cell under a point (degrees), or -1 outside the map.

        Raises
        ------
        InputError
            When these are no two numbers.

        Examples
        --------
        >>> history.cell_under(36.412, 35.274)
        2
        """
        if max(abs(lon), abs(lat)) > 360:  # nor has the grid numbers for all that is no place
            return OUTSIDE
        point = shapely.Point(*self.grid.to_units(np.array([lon, lat], dtype=float)).astype(float))
        found = self._tree.query(point, predicate="intersects")
        found = found[self.cell_layer[found] != NO_RECORD]
        return int(found.min()) if len(found) else OUTSIDE

    def spells(self, lon: float, lat: float) -> list[Spell]:
        """Return the spells of the ground under a point (degrees) in order of time; none outside the map.

        Raises
        ------
        InputError
            When these are no two numbers.

        Examples
        --------
        >>> [spell.controller for spell in history.spells(36.412, 35.274)]
        ['republic', 'league']
        """
        cell = self.cell_under(lon, lat)
        return [] if cell == OUTSIDE else self.spells_of(cell)

    def spells_of(self, cell: int) -> list[Spell]:
        """Return the spells of a cell in order of time: see `Spell`.

        Examples
        --------
        >>> [spell.controller for spell in history.spells_of(2)]
        ['republic', 'league']
        """
        first, last = np.searchsorted(self.spell_cell, [cell, cell + 1])
        shown = [None if i == NO_RECORD else self.states[i] for i in self.spell_state[first:last].tolist()]
        return joined(self.spell_start[first:last], shown, self.end, self.end_known_to)

    def areas_km2(self, instant: Instant) -> Mapping[str, float]:
        """Return the area of each controller at an instant, in km² (geodesic), by actor id.

        Of a day, month or year that is its end: see `moment`.

        Raises
        ------
        InputError
            When the instant lies outside the map's period.

        Examples
        --------
        >>> {controller: round(area) for controller, area in history.areas_km2("2024-03-10").items()}
        {'league': 213, 'republic': 66}
        """
        labels = self.labels(self.state_at(instant))
        controller, index = np.unique(labels["controller"].to_numpy(str), return_inverse=True)
        sums = np.bincount(index, weights=self.cell_area_km2)
        return dict(zip(controller.tolist(), sums.tolist(), strict=True))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.topology.cells)


def _refuse_beyond(name: str, indices: Ints, least: int, count: int) -> None:
    """Refuse an index that is none of those from the least one on, as many as there are from 0."""
    given = np.asarray(indices)
    is_mask = given.dtype.kind == "b"
    if len(given) and not is_mask and not (least <= given.min() and given.max() < count):
        words = "{name} takes indices from {least} to {most}"
        raise InputError(Problem(phrase(words, name=name, least=least, most=count - 1)))
