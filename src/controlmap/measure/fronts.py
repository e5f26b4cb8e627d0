"""Fronts: borders between two controllers, their length, and since when they have stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import Instant, Instants, instant_of, precision_of
from controlmap.errors import InputError, Problem
from controlmap.history import NO_RECORD, History
from controlmap.measure.columns import Columns, columns_of, frame_of, map_of
from controlmap.measure.labels import actors_of, controller_of_states
from controlmap.measure.series import Ints, Times, moments, runs, summed, without_hours
from controlmap.model import UNKNOWN
from controlmap.plane import (
    OUTSIDE,
    Grid,
    Topology,
    areas_of,
    cut_without_gaps,
    distinct,
    lengths_km,
    sewn,
    strips_joined,
    values_of,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "arc_lengths_km", "front_columns", "front_lengths", "front_stretch_columns", "front_stretches", "fronts",
]  # fmt: skip

_MM_A_KM = 10**6
_MINUTES_A_DAY = 1440
_MOST_ACROSS_M = 1_000_000


@dataclass(frozen=True, slots=True)
class _Borders:
    """Stretches of time in which an arc divides the same two actors (numbers, the lower one first)."""

    arc: Ints
    start: Times
    end: Times
    pair: Ints

    def those(self, mask: NDArray[np.bool_]) -> _Borders:
        return _Borders(self.arc[mask], self.start[mask], self.end[mask], self.pair[mask])


def fronts(
    history: History, instant: Instant, *, with_unknown: bool = False, across_m: float = 0.0
) -> gpd.GeoDataFrame:
    """Return the fronts at an instant: one row a pair of controllers, the longest first.

    A day, month or year means its end. Columns: `a`, `b` (actors in rising order), `length_km` (on WGS 84,
    along edges that are straight in longitude and latitude) and `geometry` (MultiLineString, EPSG:4326).
    The edge of the map is no front; where nobody knows who stands on one side there may be one: those
    borders come `with_unknown` only. Ground without a record parts nobody where it is thinner than a grid
    unit. With `across_m` nothing that is narrower than so many metres does: no gap, nor a strip that somebody
    holds; the front then runs along one of its sides, and wider ground without a record is nobody's.

    Raises
    ------
    InputError
        When the instant lies outside the map's period, or `across_m` is below 0 or more than 1,000 km.
    """
    return map_of(front_columns(history, instant, with_unknown=with_unknown, across_m=across_m))


def front_columns(
    history: History, instant: Instant, *, with_unknown: bool = False, across_m: float = 0.0
) -> Columns:
    """Return the columns of `fronts`.

    Raises
    ------
    InputError
        As `fronts` does.
    """
    if not 0 <= across_m <= _MOST_ACROSS_M:
        raise InputError(
            Problem(f"across_m is a number of metres from 0 to {_MOST_ACROSS_M:,}; found {across_m}")
        )
    if across_m > 0:
        return _fronts_across(history, instant, with_unknown, across_m)
    topology = sewn(history.topology, history.grid)
    arc, pair = _facing(history, topology, instant, with_unknown)
    times = np.full(len(arc), history.start)
    return _without_since(_gathered(history, topology, _Borders(arc, times, times, pair)))


def front_stretches(history: History, instant: Instant, *, with_unknown: bool = False) -> gpd.GeoDataFrame:
    """Return the fronts at an instant, one row a pair and date since which a stretch has stood.

    Columns besides those of `fronts`: `since`, from when on the two sides have faced each other there without
    a break (the start of the map's period means: since then or before), and `days` from then, or from the
    beginning of its day where no source gave the hour, to the instant, or to the end of the day, month or
    year that is asked for.

    Raises
    ------
    InputError
        When the instant lies outside the map's period.
    """
    return map_of(front_stretch_columns(history, instant, with_unknown=with_unknown))


def front_stretch_columns(history: History, instant: Instant, *, with_unknown: bool = False) -> Columns:
    """Return the columns of `front_stretches`.

    Raises
    ------
    InputError
        As `front_stretches` does.
    """
    topology = sewn(history.topology, history.grid)
    found = _gathered(history, topology, _standing(history, topology, instant, with_unknown))
    exactly = precision_of(instant_of(instant, history.zone)) == "minute"
    until = history.moment(instant) + np.timedelta64(0 if exactly else 1, "m")
    age = until - without_hours(history, np.asarray(found["since"], dtype="datetime64[m]"))
    geometry, length = found.pop("geometry"), found.pop("length_km")
    days = age.astype(int) / _MINUTES_A_DAY
    return {**found, "days": days, "length_km": length, "geometry": geometry}


def front_lengths(
    history: History,
    dates: Instants | None = None,
    *,
    with_unknown: bool = False,
) -> pd.DataFrame:
    """Return the length of each front at each date; without `dates` at all at which the map changes.

    A day, month or year means its end, and stands under its first minute. Columns: `date`, `a`, `b`,
    `length_km`. Each pair that meets at one of the dates has a row for every date. Borders with ground whose
    controller nobody knows are no fronts, and left out without `with_unknown`: `controlmap fronts` lists them
    apart.

    Raises
    ------
    InputError
        When a date is no instant of the map's period.
    """
    (asked, at), names = moments(history, dates), actors_of(history)
    topology = sewn(history.topology, history.grid)
    borders = _borders(history, topology, with_unknown)
    present, group = np.unique(borders.pair, return_inverse=True)
    weight = np.rint(arc_lengths_km(topology, history.grid) * _MM_A_KM).astype(np.int64)[borders.arc]
    total = summed(at, borders.start, borders.end, group, weight, len(present))
    shown = total.any(axis=0)
    a, b = (np.array(names, dtype=object)[i] for i in np.divmod(present[shown], len(names)))
    return frame_of(
        {
            "date": np.repeat(asked.astype("datetime64[s]"), shown.sum()),
            "a": np.tile(a, len(at)),
            "b": np.tile(b, len(at)),
            "length_km": total[:, shown].ravel() / _MM_A_KM,
        }
    )


def arc_lengths_km(topology: Topology, grid: Grid) -> NDArray[np.float64]:
    """Return the length of each arc on WGS 84, along edges that are straight in longitude and latitude."""
    lonlat = grid.to_degrees(topology.arc_xy)
    arc = np.repeat(np.arange(len(topology.arc_left)), np.diff(topology.arc_start))
    # The step from an arc's last vertex to the next arc's first is no edge.
    first = np.flatnonzero(arc[1:] == arc[:-1])
    steps = lengths_km(lonlat[first], lonlat[first + 1])
    return np.bincount(arc[first], weights=steps, minlength=len(topology.arc_left)).astype(float)


def _fronts_across(history: History, instant: Instant, with_unknown: bool, across_m: float) -> Columns:
    """Fronts of the ground at an instant, cut anew without what is too narrow to part anybody."""
    names, state = actors_of(history), history.state_at(instant)
    actor, recorded = controller_of_states(history)[state], state != NO_RECORD
    holders = np.unique(actor[recorded])
    grounds = [history.outline_lonlat(np.flatnonzero(recorded & (actor == one))) for one in holders]
    cut = cut_without_gaps(grounds, history.grid, across_m)
    topology = sewn(strips_joined(cut, history.grid, across_m).topology, history.grid)
    of_cover = np.array([holders[min(areas_of(runs))] if runs else OUTSIDE for runs in topology.cover_runs])
    of_cell = np.append(of_cover[topology.covers], OUTSIDE)
    sides = np.sort([of_cell[topology.arc_left], of_cell[topology.arc_right]], axis=0)
    seen = (sides[0] != OUTSIDE) & _is_front(sides, names, with_unknown)
    arc = np.flatnonzero(seen)
    times = np.full(len(arc), history.start)
    found = _Borders(arc, times, times, (sides[0] * len(names) + sides[1])[arc])
    return _without_since(_gathered(history, topology, found))


def _is_front(sides: Ints, names: Sequence[str], with_unknown: bool) -> NDArray[np.bool_]:
    """Tell where two actors face each other, given the numbers of both, the lower ones first."""
    known = with_unknown | (sides != names.index(UNKNOWN)).all(axis=0)
    return (sides[0] != sides[1]) & known


def _borders(history: History, topology: Topology, with_unknown: bool) -> _Borders:
    """All borders between two controllers, over the whole of the map's period."""
    inner = (topology.arc_left != OUTSIDE) & (topology.arc_right != OUTSIDE)
    return _borders_of(np.flatnonzero(inner), history, topology, with_unknown)


def _borders_of(arcs: Ints, history: History, topology: Topology, with_unknown: bool) -> _Borders:
    """Borders between two controllers along some arcs, over the whole of the map's period."""
    names, left, right = actors_of(history), topology.arc_left, topology.arc_right
    arc, date = _looks(history, topology, arcs)
    actor = controller_of_states(history)[history.spell_state]
    sides = np.sort([actor[_spell_at(history, side[arc], date)] for side in (left, right)], axis=0)
    pair = sides[0] * len(names) + sides[1]
    begins, end = runs(arc, pair, history.dates[date], history.end)
    seen = _is_front(sides, names, with_unknown)
    found = _Borders(arc[begins], history.dates[date][begins], end, pair[begins])
    return found.those(seen[begins])


def _looks(history: History, topology: Topology, arcs: Ints) -> tuple[Ints, Ints]:
    """Arcs and dates (numbers in `history.dates`) at which a spell begins on either side, in rising order."""
    count = len(history.dates)
    date = np.searchsorted(history.dates, history.spell_start)
    first = np.searchsorted(history.spell_cell, np.arange(len(topology.cells) + 1))
    codes = []
    for cell in (topology.arc_left[arcs], topology.arc_right[arcs]):
        spells = first[cell + 1] - first[cell]
        within = np.arange(spells.sum()) - np.repeat(np.cumsum(spells) - spells, spells)
        codes.append(np.repeat(arcs, spells) * count + date[np.repeat(first[cell], spells) + within])
    return np.divmod(distinct(np.concatenate(codes)), count)


def _spell_at(history: History, cell: Ints, date: Ints) -> Ints:
    """Index of the spell that each cell is in at each date (a number in `history.dates`)."""
    count = len(history.dates)
    begun = history.spell_cell * count + np.searchsorted(history.dates, history.spell_start)
    return np.searchsorted(begun, cell * count + date, side="right") - 1


def _facing(history: History, topology: Topology, instant: Instant, with_unknown: bool) -> tuple[Ints, Ints]:
    """Arcs that divide two controllers at an instant, in rising order, and which two (numbers) each does."""
    names, left, right = actors_of(history), topology.arc_left, topology.arc_right
    actor = controller_of_states(history)[history.state_at(instant)]
    sides = np.sort([actor[left], actor[right]], axis=0)
    seen = (left != OUTSIDE) & (right != OUTSIDE) & _is_front(sides, names, with_unknown)
    arc = np.flatnonzero(seen)
    return arc, (sides[0] * len(names) + sides[1])[arc]


def _standing(history: History, topology: Topology, instant: Instant, with_unknown: bool) -> _Borders:
    """Borders between two controllers at an instant, with the stretches of time that they stand for."""
    moment, (arcs, _) = history.moment(instant), _facing(history, topology, instant, with_unknown)
    borders = _borders_of(arcs, history, topology, with_unknown)
    return borders.those((borders.start <= moment) & (moment < borders.end))


def _without_since(columns: Columns) -> Columns:
    return {name: values for name, values in columns.items() if name != "since"}


def _gathered(history: History, topology: Topology, borders: _Borders) -> Columns:
    """One row for each pair and start, the longest first, its arcs merged to one geometry."""
    names, length = actors_of(history), arc_lengths_km(topology, history.grid)
    order = np.lexsort((borders.arc, borders.start, borders.pair))
    arc, pair, start = borders.arc[order], borders.pair[order], borders.start[order].astype(np.int64)
    new = np.flatnonzero((np.diff(pair, prepend=-1) != 0) | (np.diff(start, prepend=0) != 0))
    rows = []
    for first, arcs in zip(new.tolist(), np.split(arc, new[1:]), strict=False):
        a, b = divmod(int(pair[first]), len(names))
        line = _merged(topology, history.grid, arcs)
        rows.append((names[a], names[b], int(start[first]), length[arcs].sum(), line))
    rows.sort(key=lambda row: (-row[3], row[:3]))
    found = columns_of(["a", "b", "since", "length_km", "geometry"], rows)
    since = np.array(found["since"], dtype=np.int64).astype("datetime64[m]")
    return {**found, "since": since.astype("datetime64[s]")}


def _merged(topology: Topology, grid: Grid, arcs: Ints) -> shapely.MultiLineString:
    """Arcs joined end to end, in degrees."""
    xy, start = values_of(topology.arc_xy, topology.arc_start, arcs)
    line = np.repeat(np.arange(len(arcs)), np.diff(start))
    lines = np.asarray(shapely.linestrings(grid.to_degrees(xy), indices=line))
    parts = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines.tolist())))
    return shapely.MultiLineString(parts.tolist())
