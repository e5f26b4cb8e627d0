"""What a day of a layer that goes on changes, and the days of which nothing is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from controlmap.dates import OPEN_END, format_instant
from controlmap.edit import Control, restated
from controlmap.exchange.claims import Said
from controlmap.exchange.incoming import minute_of
from controlmap.exchange.restatements import Found
from controlmap.exchange.when import When
from controlmap.model import (
    UNKNOWN,
    ControlState,
    Layer,
    MapPeriod,
    Project,
    chosen,
    on_record,
    periods_of,
    states_of,
    with_states,
)
from controlmap.plane import areas_km2, mean_widths_m
from controlmap.words import listing

__all__ = ["before_it", "begun_between", "gone_on", "noted", "untold_days"]

_STRIP_M, _SEVERAL = 50.0, 3
"""Strips narrower than so many metres are told of, where there are so many."""


def gone_on(
    project: Project,
    home: Layer,
    when: When,
    controls: Mapping[Control, shapely.Geometry],
    found: Found,
    snap_m: float,
) -> Project:
    """Return a map project in which a layer says from a day on what is restated (lon, lat, on the grid).

    `home` is the layer as it is on record. A day that it has already stays as it is, where only borders that
    `snap_m` may shift are drawn otherwise.
    """
    if snap_m and _is_on_record(home, when, controls, snap_m):
        found.told[f"{when.text} is on record, but for what --snap-m may shift"].append(home.id)
        return project
    changes = periods_of(states_of(project)[home.id])
    later = changes[(changes > when.start) & (changes < OPEN_END)]
    until = later.min() if later.size else None
    if until is not None:
        first, next_ = format_instant(when.start), format_instant(until)
        found.told[f"{first} lies before the layer's last date: a correction until {next_}"].append(home.id)
    delta, ended = restated(project, home.id, controls, on=when.start, until=until)
    if ended is not None and not snap_m:
        found.tell(_strips(ended), home.id)
    return with_states(project, delta.applied_to(states_of(project)))


def before_it(layer: Layer, when: When) -> list[shapely.Geometry]:
    """Return the ground (lon, lat) that a layer has on record up to when a restatement begins."""
    return [state.geometry for state in _held_before(layer, minute_of(when.start))]


def _held_before(layer: Layer, on: int) -> list[ControlState]:
    """Return the states on record in the minute before a minute."""
    starts, ends = periods_of(layer.states).astype(np.int64)
    return chosen(layer.states, np.flatnonzero(on_record(layer.states) & (starts < on) & (ends >= on)))


def _is_on_record(
    layer: Layer, when: When, controls: Mapping[Control, shapely.Geometry], snap_m: float
) -> bool:
    """Tell whether a layer changes on a day, and says then of ground what a file says.

    Borders that are drawn together come out otherwise when they are drawn to what they were drawn to before:
    strips that are narrower than that say nothing.
    """
    on = minute_of(when.start)
    begun, _ = periods_of(layer.states).astype(np.int64)
    if not (on_record(layer.states) & (begun == on)).any():
        return False
    known, restated = defaultdict(list), defaultdict(list)
    for state in _held_before(layer, on + 1):
        known[_said_of(state)].append(state.geometry)
    for control, ground in controls.items():
        restated[_said_of(control)].append(ground)
    others = [
        shapely.symmetric_difference(shapely.union_all(known[said]), shapely.union_all(restated[said]))
        for said in known.keys() | restated.keys()
        if said[0] != UNKNOWN
    ]
    pieces = [one for one in shapely.get_parts(others) if isinstance(one, shapely.Polygon)]
    return not pieces or bool((mean_widths_m(pieces) < snap_m).all())


def _said_of(who: ControlState | Control) -> tuple[str, str, tuple[str, ...], str]:
    return who.controller, who.status, tuple(who.others), who.certainty


def _strips(ended_lonlat: shapely.Geometry) -> Iterator[str]:
    """Yield a sentence about strips that become nobody's, as borders leave that do not quite meet."""
    parts = shapely.get_parts(ended_lonlat)
    widths = mean_widths_m(parts)
    narrow = widths < _STRIP_M
    if narrow.sum() >= _SEVERAL:
        width, area = int(np.ceil(widths[narrow].max())), areas_km2(parts[narrow]).sum()
        strips = f"{narrow.sum():,} strips up to {width} m wide, {area:,.3f} km² in all, become nobody's"
        yield f"{strips}: if borders are redrawn a little off each time, --snap-m {width} makes one of them"


def untold_days(period: MapPeriod | None, starts: Sequence[np.datetime64]) -> Iterator[str]:
    """Yield a sentence on the days, after a map's last one if it has any, of which nothing is told."""
    named = [_days(end, on) for end, on in _untold(period, starts).values()]
    if named:
        yield f"nothing is told of {listing(named)}: as before"


def begun_between(period: MapPeriod | None, starts: Sequence[np.datetime64]) -> dict[str, str]:
    """Return what is to be noted of what begins with restatements, by their dates, before which days miss.

    Nobody says on which of those days it began.
    """
    return {
        start: f"began between {format_instant(end - _DAY)} and {format_instant(on)}: "
        "nothing is told of the days between"
        for start, (end, on) in _untold(period, starts).items()
    }


def noted(said: Said, note: str | None) -> Said:
    """Return what is said of ground with a further note, behind one that it has."""
    if note is None:
        return said
    texts = dict(said.kept)
    texts["note"] = "; ".join(filter(None, (texts.get("note"), note)))
    return replace(said, kept=tuple(texts.items()))


_DAY = np.timedelta64(1, "D")


def _untold(
    period: MapPeriod | None, starts: Sequence[np.datetime64]
) -> dict[str, tuple[np.datetime64, np.datetime64]]:
    """Return by restatements, in order of their dates, the first day untold before one, and its own."""
    # What was told of the days before a map's last one is not known here.
    last = None if period is None else period.end.astype("datetime64[D]")
    found: dict[str, tuple[np.datetime64, np.datetime64]] = {}
    for start in starts:
        on, after = start.astype("datetime64[D]"), _day_after(start)
        if last is not None and last < on:
            found[str(start)] = (last, on)
        last = after if last is None else max(last, after)
    return found


def _day_after(told: np.datetime64) -> np.datetime64:
    """Return the first day after the day, month or year of which a restatement tells."""
    unit = np.datetime_data(told.dtype)[0]
    whole = unit if unit in ("Y", "M") else "D"
    return (told.astype(f"datetime64[{whole}]") + np.timedelta64(1, whole)).astype("datetime64[D]")


def _days(end: np.datetime64, on: np.datetime64) -> str:
    return " to ".join(dict.fromkeys(map(format_instant, (end, on - _DAY))))
