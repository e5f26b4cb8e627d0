"""Changes that may lie on either side of a date: known to the month only, or to the day, not the hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from controlmap.dates import Instant, KnownTo, as_known, end_of, first_minute, format_instant, last_minute
from controlmap.history import NO_RECORD, History, Spell, known_between
from controlmap.measure.columns import Columns, columns_of, map_of
from controlmap.measure.labels import actors_of, controller_of_states
from controlmap.measure.places import cell_of
from controlmap.measure.series import CM2_A_KM2, Ints, area_cm2
from controlmap.measure.told_before import told_before
from controlmap.model import Place, Report
from controlmap.plane import OUTSIDE

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Doubt", "doubt_columns", "doubtful_changes", "doubtful_places", "doubts_under"]

_Window = tuple[np.datetime64, np.datetime64]
_ONE_MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A change of which it is not known whether it lies before, in or after what is asked for.

    It happened between two minutes, `earliest` and `latest`, both included; `known_to` says how precisely the
    sources know when, and is None where it lies between two reports. `before` and `after` are the spells;
    `is_counted` says that the map has the change in what is asked for, of an instant: until then.
    """

    before: Spell
    after: Spell
    earliest: np.datetime64
    latest: np.datetime64
    known_to: KnownTo | None
    is_counted: bool

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day on which it may have happened, or the reports' on either side."""
        first = self.earliest if self.known_to else self.earliest - _ONE_MINUTE
        earliest, latest = (format_instant(x.astype("datetime64[D]")) for x in (first, self.latest))
        return earliest, latest


def doubts_under(
    spells: Sequence[Spell],
    window: _Window,
    *,
    reports: Iterable[Report] = (),
    place: str | None = None,
) -> list[Doubt]:
    """Return the changes of some ground that may lie on either side of a window.

    The window lies after its first minute until its second one, as `History.window` has it; of an instant
    both are that. Of a place, `reports` tell of those that no report dates: see `told_before`.
    """
    return [
        Doubt(before, after, *stretch, known_to, _is_counted(after.start, window))
        for before, after in pairwise(spells)
        if _holding(before) != _holding(after)
        for known_to, stretch in [_when(before, after, reports, place)]
        if _is_either_side(stretch, window)
    ]


def _holding(spell: Spell) -> tuple[object, ...]:
    return () if spell.state is None else (spell.controller, spell.state.status, spell.state.others)


def _when(
    before: Spell, after: Spell, reports: Iterable[Report], place: str | None
) -> tuple[KnownTo | None, _Window]:
    """Return how precisely it is known when one spell followed another, and between which minutes it was."""
    last = (
        told_before(reports, place, before.controller, after.controller, after.start)
        if place is not None and before.controller != after.controller
        else None
    )
    if last is None:
        return after.start_known_to, _stretch(after.start, after.start_known_to)
    return None, (end_of(last.date.astype("datetime64[D]")), last_minute(after.start.astype("datetime64[D]")))


def _stretch(instant: np.datetime64, known_to: KnownTo) -> _Window:
    """Return the first and the last minute at which something may have happened that is known so far."""
    known = as_known(instant, known_to)
    return first_minute(known), last_minute(known)


def _is_either_side(stretch: _Window, window: _Window) -> bool:
    """Tell whether what happened in a stretch of time may have happened in a window as well as out of it."""
    (earliest, latest), (since, until) = stretch, window
    is_inside, is_outside = earliest > since and latest <= until, latest <= since or earliest > until
    return not is_inside and not is_outside


def _is_counted(date: np.datetime64, window: _Window) -> bool:
    """Tell whether the map has a change in a window, or before the end of an instant."""
    since, until = window
    return bool(date <= until and (since < date or since == until))


def doubtful_places(
    history: History, places: Iterable[Place], reports: Iterable[Report], start: Instant, end: Instant
) -> dict[str, list[Doubt]]:
    """Return by place the changes of hands that may lie on either side of two days, both included.

    Raises
    ------
    InputError
        When an instant lies outside the map's period, or the first after the second.
    """
    window, of_place = history.window(start, end), defaultdict[str, list[Report]](list)
    for report in reports:
        of_place[report.place].append(report)
    found = {}
    for place in places:
        cell = cell_of(history, place)
        spells = [] if cell == OUTSIDE else history.spells_of(cell)
        doubts = doubts_under(spells, window, reports=of_place[place.id], place=place.id)
        if passing := [doubt for doubt in doubts if doubt.before.controller != doubt.after.controller]:
            found[place.id] = passing
    return found


def doubtful_changes(history: History, start: Instant, end: Instant | None = None) -> gpd.GeoDataFrame:
    """Return the ground of which it is not known whether it changed hands from one day to another.

    The sources know the month, say, or the year, which lie in those days in part. A row for each pair and
    date, in order of time: `from`, `to` (actors), `area_km2` (geodesic), `within` (all that is known of when:
    2020-11), `precision` (how precisely: month), `is_counted` (whether `changes` counts it there), `sources`
    and `geometry` (EPSG:4326). Without `end`, it is that of which it is not known whether it had passed at
    the end of the first day; `is_counted` says that the map has it so.

    Raises
    ------
    InputError
        When an instant lies outside the map's period, or the first after the second.
    """
    return map_of(doubt_columns(history, start, end))


def doubt_columns(history: History, start: Instant, end: Instant | None = None) -> Columns:
    """Return the columns of `doubtful_changes`.

    Raises
    ------
    InputError
        As `doubtful_changes` does.
    """
    moment = history.moment(start)
    window = (moment, moment) if end is None else history.window(start, end)
    names = ["from", "to", "area_km2", "within", "precision", "is_counted", "sources", "geometry"]
    return columns_of(
        names, [row for date in _doubtful_dates(history, window) for row in _rows(history, date, window)]
    )


def _doubtful_dates(history: History, window: _Window) -> Iterator[np.datetime64]:
    for date, known_to in zip(history.dates, history.dates_known_to, strict=True):
        if date > history.start and _is_either_side(_stretch(date, known_to), window):
            yield date


def _rows(history: History, date: np.datetime64, window: _Window) -> Iterator[tuple[object, ...]]:
    """Yield what passed at an instant and may lie on either side of a window, a row a pair and precision."""
    actor, names, area = controller_of_states(history), actors_of(history), area_cm2(history)
    before, after = history.state_at(date - _ONE_MINUTE), history.state_at(date)
    groups = defaultdict[tuple[int, int, KnownTo], list[int]](list)
    for cell in np.flatnonzero(actor[before] != actor[after]).tolist():
        one, two = (None if i == NO_RECORD else history.states[i] for i in (before[cell], after[cell]))
        groups[int(actor[before[cell]]), int(actor[after[cell]]), known_between(date, one, two)].append(cell)
    for (one, two, known_to), listed in sorted(groups.items()):
        if not _is_either_side(_stretch(date, known_to), window):
            continue
        cells = np.array(listed)
        km2, within = area[cells].sum() / CM2_A_KM2, format_instant(as_known(date, known_to))
        counted = _is_counted(date, window)
        sources, ground = _sources(history, after[cells]), history.outline_lonlat(cells)
        yield names[one], names[two], km2, within, known_to, counted, sources, ground


def _sources(history: History, states: Ints) -> tuple[str, ...]:
    said = (history.states[i].sources for i in np.unique(states) if i != NO_RECORD)
    return tuple(dict.fromkeys(source for several in said for source in several))
