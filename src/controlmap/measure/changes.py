"""Changes: ground and places that passed from one controller to another between two instants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from controlmap.dates import Instant, KnownTo, known_together
from controlmap.history import NO_RECORD, History, Spell, known_between
from controlmap.measure.columns import Columns, columns_of, map_of
from controlmap.measure.labels import Labels, actors_of, combined, controller_of_states
from controlmap.measure.places import cell_of
from controlmap.measure.regions import shares_of
from controlmap.measure.series import CM2_A_KM2, Ints, area_cm2
from controlmap.model import ControlState, Place, Region
from controlmap.plane import OUTSIDE

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "ChangedPlace", "Handover", "change_columns", "change_matrix", "changed_places", "changes", "handovers",
]  # fmt: skip

_LABEL_KINDS = ("district", "road")
"""Places whose point only says where to write the name."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A place passed from one controller to another: when, and the new state; None: no record follows.

    `known_to` says how precisely the sources know when.
    """

    date: np.datetime64
    before: str
    after: str
    state: ControlState | None
    known_to: KnownTo = "day"

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of the new state."""
        return self.state.sources if self.state else ()


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place of the gazetteer and its handovers in order of time."""

    place: Place
    handovers: tuple[Handover, ...]


def changes(
    history: History, start: Instant, end: Instant, *, regions: Sequence[Region] = ()
) -> gpd.GeoDataFrame:
    """Return the ground whose controller differs between two instants, one row a pair, the largest first.

    Days mean the whole of them, both included: from before the first until the end of the last (see
    `History.window`); so do months and years. A date-time is that instant.
    Columns: `from`, `to` (actors), `area_km2` (geodesic), `precision` (how precisely the sources know when,
    as of the change that they know least of: `doubtful_changes` tells which may lie elsewhere), `states` (ids
    of the states that the ground is in at the later instant), `sources` (theirs) and `geometry` (EPSG:4326).
    With `regions` a first column, `region`, tells them apart, in the order given; ground in several regions
    is in the rows of each, ground in none in none.

    Raises
    ------
    InputError
        When an instant lies outside the map's period, or the first after the second.
    """
    return map_of(change_columns(history, start, end, regions=regions))


def change_columns(
    history: History, start: Instant, end: Instant, *, regions: Sequence[Region] = ()
) -> Columns:
    """Return the columns of `changes`.

    Raises
    ------
    InputError
        As `changes` does.
    """
    window = history.window(start, end)
    both = history.state_at(window[0]), history.state_at(window[1])
    columns = ["from", "to", "area_km2", "precision", "states", "sources", "geometry"]
    if not regions:
        area = area_cm2(history)
        return columns_of(columns, _passed(history, both, window, np.arange(len(area)), area))
    shares = shares_of(history, regions)
    found = [
        (region.id, *row[:-1], _within_region(row[-1], region, history))
        for number, region in enumerate(regions)
        for here in [shares.region == number]
        for row in _passed(history, both, window, shares.cell[here], shares.area_cm2[here])
    ]
    return columns_of(["region", *columns], found)


def _passed(
    history: History,
    both: tuple[Ints, Ints],
    window: tuple[np.datetime64, np.datetime64],
    cell: Ints,
    area_cm2: Ints,
) -> list[tuple[Any, ...]]:
    """Return what passed among some cells, of which so much counts each: a row a pair, the largest first."""
    before, after = both
    actor, names = controller_of_states(history), actors_of(history)
    moved = actor[before[cell]] != actor[after[cell]]
    cell, area = cell[moved], area_cm2[moved]
    pairs = {"from": Labels(names, actor[before[cell]]), "to": Labels(names, actor[after[cell]])}
    keys, group = combined(pairs)
    rows = []
    for i, (one, two) in enumerate(zip(keys["from"], keys["to"], strict=True)):
        cells = cell[group == i]
        states, sources = _evidence(history, after[cells])
        ground = history.outline_lonlat(cells)
        known_to = _known_to(history, np.unique(cells), window)
        km2 = area[group == i].sum() / CM2_A_KM2
        rows.append((names[one], names[two], km2, known_to, states, sources, ground))
    return sorted(rows, key=lambda row: (-row[2], row[:2]))


def _known_to(history: History, cells: Ints, window: tuple[np.datetime64, np.datetime64]) -> KnownTo:
    """Return how precisely it is known when ground changed hands in a window: as the least known of all."""
    start, shown, since = history.spell_start, history.spell_state, window[0]
    here = np.isin(history.spell_cell, cells) & (start > since) & (start <= window[1])
    spell = np.flatnonzero(here)  # none is the first of its cell: that one begins with the map
    actor = controller_of_states(history)
    spell = spell[actor[shown[spell]] != actor[shown[spell - 1]]]
    dates = zip(spell.tolist(), start[spell], strict=True)
    passed = {(int(shown[i - 1]), int(shown[i]), date.item()): date for i, date in dates}
    return known_together(
        known_between(date, *(None if n == NO_RECORD else history.states[n] for n in (before, after)))
        for (before, after, _), date in passed.items()
    )


def _within_region(ground: shapely.Geometry, region: Region, history: History) -> shapely.Geometry:
    """Return the ground that lies in a region, in degrees; what only touches it is left out."""
    met = shapely.intersection(ground, region.ground_lonlat, grid_size=history.grid.size)
    parts = shapely.get_parts(met)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2], grid_size=history.grid.size)


def change_matrix(history: History, start: Instant, end: Instant) -> pd.DataFrame:
    """Return km² by controller at the first instant (rows) and at the second (columns).

    Days mean the whole of them, both included, as in `changes`.
    The diagonal is ground that stayed with its controller: rows sum to the areas at the first instant,
    columns to those at the second.

    Raises
    ------
    InputError
        When an instant lies outside the map's period, or the first after the second.
    """
    import pandas as pd

    before, after = _both(history, start, end)
    actor, names = controller_of_states(history), list(actors_of(history))
    total = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(total, (actor[before], actor[after]), area_cm2(history))
    return pd.DataFrame(
        total / CM2_A_KM2, index=pd.Index(names, name="from"), columns=pd.Index(names, name="to")
    )


def changed_places(
    history: History, places: Iterable[Place], start: Instant, end: Instant
) -> tuple[ChangedPlace, ...]:
    """Return the places that changed hands after the first instant and until the second, in the order given.

    Days mean the whole of them, both included, as in `changes`.
    A place that was lost and taken back is among them. Places without a point, outside the map, and labels of
    districts and roads are not.

    Raises
    ------
    InputError
        When an instant lies outside the map's period, or the first after the second.
    """
    window = history.window(start, end)
    found = []
    for place in places:
        cell = OUTSIDE if place.kind in _LABEL_KINDS else cell_of(history, place)
        handed = () if cell == OUTSIDE else _within(window, history.spells_of(cell))
        if handed:
            found.append(ChangedPlace(place, handed))
    return tuple(found)


def handovers(history: History, lon: float, lat: float, start: Instant, end: Instant) -> tuple[Handover, ...]:
    """Return the handovers of the ground under a point (degrees) from one day to another, both included.

    A date-time is that instant, as in `changes`.

    Raises
    ------
    InputError
        When an instant lies outside the map's period, or the first after the second.
    """
    return _within(history.window(start, end), history.spells(lon, lat))


def _within(window: tuple[np.datetime64, np.datetime64], spells: Iterable[Spell]) -> tuple[Handover, ...]:
    since, until = window
    return tuple(handover for handover in _handovers(spells) if since < handover.date <= until)


def _both(history: History, start: Instant, end: Instant) -> tuple[Ints, Ints]:
    since, until = history.window(start, end)
    return history.state_at(since), history.state_at(until)


def _evidence(history: History, state: Ints) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of states given by index, and of their sources."""
    states = [history.states[i] for i in np.unique(state) if i != NO_RECORD]
    return tuple(s.id for s in states), tuple(dict.fromkeys(x for s in states for x in s.sources))


def _handovers(spells: Iterable[Spell]) -> list[Handover]:
    return [
        Handover(after.start, before.controller, after.controller, after.state, after.start_known_to)
        for before, after in pairwise(spells)
        if before.controller != after.controller
    ]
