"""What an edit does to the ground: who loses what to whom, found cell by cell from before and after.

`moved_km2` compares who holds ground before and after the edit, over all time at once. `by_date` compares
who *takes* it from whom, instant by instant: which transfers of the record the edit adds to or takes from.
`unrecorded` is the ground that was on record and is no more, with from when until when.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import OPEN_END, KnownTo, as_known, day_or_minute, format_instant, precision_of
from controlmap.edit.delta.changed_ground import changed_patches, within
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.passed_ground import passed_km2
from controlmap.history import Precedence
from controlmap.model import (
    UNKNOWN,
    ControlState,
    KnownDates,
    Picked,
    chosen,
    known_dates,
    on_record,
    period_of,
    periods_of,
    recorded_near,
    told,
)
from controlmap.plane import Grid, Topology, areas_of, cut_ground, slivers

__all__ = ["Effect", "Passing", "Unrecorded", "effect_in_brief", "effect_of"]

States = Mapping[str, Sequence[ControlState]]
"""By layer id."""
_DECIMALS = 6
"""Of square kilometres: a square metre."""


class _Claim(NamedTuple):
    """From when until when, in minutes, who claims ground, and where that comes by `precedence`."""

    start: int
    end: int
    controller: str
    order: tuple[Any, ...]


_Change = tuple[int, str, str]
"""A minute, and from whom to whom ground passes then."""


@dataclass(frozen=True, slots=True)
class Passing:
    """By how much an edit changes what passes from one actor to another at an instant.

    `area_km2` is positive where more passes than before the edit, negative where less does. `meant` is false
    where the edit is about other dates: it invents this transfer, or takes away from one that was there.
    `known_to` says how precisely the record knows the date, which has an hour where that shows the order of
    a day's changes.
    """

    date: np.datetime64
    loser: str
    gainer: str
    area_km2: float
    meant: bool = True
    known_to: KnownTo = "minute"

    @property
    def told(self) -> str:
        """The date as ISO 8601, as precisely as it is known."""
        return format_instant(as_known(self.date, self.known_to))

    def to_json(self) -> dict[str, Any]:
        """Return it as `{"date", "from", "to", "area_km2", "meant"}`, the date as an ISO 8601 text."""
        return {
            "date": self.told,
            "from": self.loser,
            "to": self.gainer,
            "area_km2": round(self.area_km2, _DECIMALS),
            "meant": self.meant,
        }


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """How much ground an edit leaves without a state in a stretch of time in which it had one.

    `until` is `OPEN_END` where no state has it ever after. `since_known_to` and `until_known_to` say how
    precisely the record knows them.
    """

    since: np.datetime64
    until: np.datetime64
    area_km2: float
    since_known_to: KnownTo = "minute"
    until_known_to: KnownTo = "minute"

    def to_json(self) -> dict[str, Any]:
        """Return it as `{"since", "until", "area_km2"}`, dates as ISO 8601 texts, `until` null: no end."""
        since = format_instant(as_known(self.since, self.since_known_to))
        until = as_known(self.until, self.until_known_to)
        until = None if self.until == OPEN_END else format_instant(until)
        return {"since": since, "until": until, "area_km2": round(self.area_km2, _DECIMALS)}


@dataclass(frozen=True, slots=True)
class Effect:
    """Ground that changes hands, in km² by (from, to), and in words where two states now overlap.

    Ground that passes from one actor to another in several stretches of time counts once. Slivers do not
    count: there a border only got a vertex.

    `by_date` has what the edit changes of the record's transfers, in order of time. Ground passes from one
    actor to another at an instant where the one holds it before and the other from then on; where no record
    speaks, `unknown` does. For each instant and each two actors it is the area that passes after the edit,
    less that which passed before it. Nobody takes the ground with which the map begins: at the first instant
    of all the record, ground counts as passing from whoever held it then before the edit. So the sum of all
    rows up to a date is what the edit changes on that date.

    `unrecorded` has the ground that no state has any more, by stretch of time, in order of time: `moved_km2`
    counts it as gone to `unknown`, together with ground that a state says is nobody's.
    """

    moved_km2: Mapping[tuple[str, str], float] = field(default_factory=dict)
    overlaps: tuple[str, ...] = ()
    by_date: tuple[Passing, ...] = ()
    unrecorded: tuple[Unrecorded, ...] = ()

    def rows(self) -> list[dict]:
        """Return the ground that moved as rows of from, to and area_km2, the largest first."""
        ordered = sorted(self.moved_km2.items(), key=lambda item: (-item[1], item[0]))
        return [{"from": old, "to": new, "area_km2": round(area, _DECIMALS)} for (old, new), area in ordered]


def effect_of(
    before: States,
    after: States,
    delta: Delta,
    grid: Grid,
    order: Precedence,
    *,
    one_holder: bool = False,
) -> Effect:
    """Return what a delta does to the ground of the layers that it is between.

    Where several states claim ground at one instant, it is that one's which comes first by `order`. With
    `one_holder` none had two holders before: then only what lies around borders that change is looked at.
    """
    removed, added = delta.ids()
    out, put = _named(before, removed), _named(after, added)
    boxes = changed_patches(out, put, grid) if one_holder and (out or put) else None
    if not (out or put) or (one_holder and boxes is None):
        return Effect()
    around = shapely.total_bounds([state.geometry for state in (*out, *put)])
    kept = [s for states in after.values() for s in recorded_near(states, around) if s.id not in added]
    beside = _neighbours(kept if boxes is None else _in_boxes(kept, boxes), [*out, *put])
    states = [*out, *put, *beside]
    grounds = [state.geometry for state in states]
    topology = cut_ground(grounds if boxes is None else within(grounds, boxes, grid), grid)
    claims = _claims(states, order)
    old = frozenset(range(len(out))) | frozenset(range(len(out) + len(put), len(states)))
    new = frozenset(range(len(out), len(states)))
    covers = [areas_of(runs) for runs in topology.cover_runs]
    moves = [_moves({claims[i] for i in c & old}, {claims[i] for i in c & new}) for c in covers]
    begins = _beginning([*before.values(), *after.values()])
    passings = [_passings({claims[i] for i in c & old}, {claims[i] for i in c & new}, begins) for c in covers]
    gaps = [_gaps({claims[i] for i in c & old}, {claims[i] for i in c & new}) for c in covers]
    moved: dict[tuple[str, str], float] = defaultdict(float)
    passed: dict[_Change, float] = defaultdict(float)
    bare: dict[tuple[int, int], float] = defaultdict(float)
    areas = topology.areas_km2(grid)
    wide = ~slivers(topology.cells)
    for area, cover in zip(areas[wide].tolist(), topology.covers[wide].tolist(), strict=True):
        for move in moves[cover]:
            moved[move] += area
        for change, sign in passings[cover].items():
            passed[change] += sign * area
        for gap in gaps[cover]:
            bare[gap] += area
    overlaps = tuple(_overlaps(topology, covers, states, old, new, added, grid))
    known = known_dates(states)
    by_date = _by_date(passed, begins, delta, known)
    return Effect(dict(moved), overlaps, by_date, _unrecorded(bare, known))


def effect_in_brief(before: States, after: States, delta: Delta, grid: Grid) -> Effect | None:
    """Return what a delta does to ground none of which had two holders before, but not by date.

    Ground counts in full that older borders cut into slivers. None where somebody may come to overlap
    somebody else: that takes `effect_of`.
    """
    sides = (delta.removed, delta.added)
    out, put = (_live([p.state for group in side.values() for p in group]) for side in sides)
    ids = (name for states in after.values() for name in told(states, "id").each())
    _, added = delta.ids()
    kept = Picked([*after.values()], np.flatnonzero([name not in added for name in ids]))

    def moves(old: Sequence[ControlState], new: Sequence[ControlState]) -> set[tuple[str, str]]:
        return _moves({*_claims(old, _in_any_order)}, {*_claims(new, _in_any_order)})

    moved = passed_km2(out, put, kept, grid, moves)
    return None if moved is None else Effect(moved)


def _in_any_order(_: ControlState) -> tuple[Any, ...]:
    return ()


def _named(layers: States, names: Set[str]) -> list[ControlState]:
    """Return the states on record that have some ids."""
    found = []
    for states in layers.values():
        meant = [number for number, name in enumerate(told(states, "id").each()) if name in names]
        found += chosen(states, np.array(meant, dtype=np.int64))
    return _live(found)


def _in_boxes(states: Sequence[ControlState], boxes: shapely.Geometry) -> list[ControlState]:
    shapely.prepare(boxes)
    found = shapely.intersects(boxes, np.array([state.geometry for state in states], dtype=object))
    return [states[i] for i in np.flatnonzero(found).tolist()]


def _by_date(
    passed: Mapping[_Change, float], begins: int, delta: Delta, known: KnownDates
) -> tuple[Passing, ...]:
    """Return what passes otherwise, without what is less than a square metre, in order of time."""
    meant = None if delta.dates is None else {_minute(date) for date in delta.dates} | {begins}
    return tuple(
        Passing(
            _dated(_instant(minute), known),
            loser,
            gainer,
            area,
            meant is None or minute in meant,
            known.to(_instant(minute)),
        )
        for (minute, loser, gainer), area in sorted(passed.items())
        if round(area, _DECIMALS)
    )


def _dated(date: np.datetime64, known: KnownDates) -> np.datetime64:
    """Return a date in the unit to which it is known, but with the hour that shows an order."""
    exact = date if known.to(date) in ("order", "part_of_day") else known.as_known(date)
    return day_or_minute(exact) if precision_of(exact) == "minute" else exact


def _unrecorded(bare: Mapping[tuple[int, int], float], known: KnownDates) -> tuple[Unrecorded, ...]:
    """Return what is left without a state, but for less than a square metre, in order of time."""
    return tuple(
        Unrecorded(since, until, area, known.to(since), known.to(until))
        for (since, until), area in (([*map(_instant, span)], area) for span, area in sorted(bare.items()))
        if round(area, _DECIMALS)
    )


def _beginning(layers: Iterable[Sequence[ControlState]]) -> int:
    """Return the first minute of all the record."""
    begun = [periods_of(states)[0][on_record(states)] for states in layers]
    return int(np.concatenate(begun).min().astype(np.int64))


def _passings(old: set[_Claim], new: set[_Claim], begins: int) -> dict[_Change, int]:
    """Return when one cell passes from whom to whom: 1 where only after the edit, -1 where only before."""
    if old == new:
        return {}
    instants = sorted({claim.start for claim in old | new} | {claim.end for claim in old | new} | {begins})
    before, after = _holders(old, instants), _holders(new, instants)
    found: dict[_Change, int] = defaultdict(int)
    for holders, sign in ((before, -1), (after, 1)):
        shown = [before[0], *holders, UNKNOWN]
        for minute, (loser, gainer) in zip(instants, pairwise(shown), strict=True):
            if loser != gainer and minute != _NEVER:
                found[minute, loser, gainer] += sign
    return {change: sign for change, sign in found.items() if sign}


def _claims(states: Sequence[ControlState], order: Precedence) -> list[_Claim]:
    return [_Claim(*_minutes(state), state.controller, order(state)) for state in states]


def _minute(instant: np.datetime64) -> int:
    return int(instant.astype("datetime64[m]").astype(np.int64))


def _instant(minute: int) -> np.datetime64:
    return np.datetime64(minute, "m")


_NEVER = _minute(OPEN_END)


def _minutes(state: ControlState) -> tuple[int, int]:
    start, end = np.array(period_of(state), dtype="datetime64[m]").astype(np.int64).tolist()
    return start, end


def _live(states: Sequence[ControlState]) -> list[ControlState]:
    return [state for state in states if state.superseded_at is None]


def _neighbours(states: Sequence[ControlState], near: Sequence[ControlState]) -> list[ControlState]:
    """Return the states that come to one of `near`, and share a moment with it, or follow on it or before."""
    if not states:
        return []
    theirs, ours = _boxes(states), _boxes(near)
    # Thousands of states in a row lie on one ground: a tree of longitude and time tells them apart.
    one, two = shapely.STRtree(_upright(theirs)).query(_upright(ours))
    south, north = ours[one, 2] <= theirs[two, 3], theirs[two, 2] <= ours[one, 3]
    return [states[j] for j in np.unique(two[south & north]).tolist()]


def _boxes(states: Sequence[ControlState]) -> NDArray[np.float64]:
    """Return west, east, south, north (degrees), first and last minute (n, 6) of states."""
    west, south, east, north = shapely.bounds([s.geometry for s in states]).T
    starts, ends = np.array([*map(_minutes, states)], dtype=np.float64).T
    return np.column_stack([west, east, south, north, starts, ends])


def _upright(boxes: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return boxes seen from the south: longitude to the right, time upwards."""
    return shapely.box(boxes[:, 0], boxes[:, 4], boxes[:, 1], boxes[:, 5])


def _moves(old: set[_Claim], new: set[_Claim]) -> set[tuple[str, str]]:
    """Return from whom to whom one cell passes, at any time."""
    if old == new:
        return set()
    instants = sorted({claim.start for claim in old | new} | {claim.end for claim in old | new})
    passings = zip(_holders(old, instants), _holders(new, instants), strict=True)
    return {(before, after) for before, after in passings if before != after}


def _gaps(old: set[_Claim], new: set[_Claim]) -> list[tuple[int, int]]:
    """Return from when until when one cell had a state before the edit, and has none after it."""
    if old == new:
        return []
    instants = sorted({claim.start for claim in old | new} | {claim.end for claim in old | new})
    had, has = (_on_record(claims, instants) for claims in (old, new))
    stretches = zip(pairwise(instants), had, has, strict=True)
    runs = groupby(stretches, key=lambda one: one[1] is not None and one[2] is None)
    gaps = [[when for when, *_ in run] for gone, run in runs if gone]
    return [(gap[0][0], gap[-1][1]) for gap in gaps]


def _holders(claims: Collection[_Claim], instants: Sequence[int]) -> list[str]:
    """Return who holds from each instant until the next, `unknown` where no state says who."""
    return [holder or UNKNOWN for holder in _on_record(claims, instants)]


def _on_record(claims: Collection[_Claim], instants: Sequence[int]) -> list[str | None]:
    """Return whom states name from each instant until the next; of several, who comes first in order."""
    place = {instant: i for i, instant in enumerate(instants)}
    holders: list[str | None] = [None] * (len(instants) - 1)
    for start, end, controller, _ in sorted(claims, key=lambda claim: claim.order, reverse=True):
        holders[place[start] : place[end]] = [controller] * (place[end] - place[start])
    return holders


def _overlaps(
    topology: Topology,
    covers: Sequence[frozenset[int]],
    states: Sequence[ControlState],
    old: frozenset[int],
    new: frozenset[int],
    added: Collection[str],
    grid: Grid,
) -> Iterator[str]:
    """Yield in words which states hold ground together that nobody held together before, and where."""
    seen, known = set(), known_dates(states)
    for cover in np.unique(topology.covers).tolist():
        now = [states[i] for i in sorted(covers[cover] & new)]
        if len({state.controller for state in now}) < 2 or not any(state.id in added for state in now):
            continue
        before = [states[i] for i in covers[cover] & old]
        if any(_clashes(before, {state.id for state in before}, known)):
            continue
        for line in _clashes(now, added, known):
            if line not in seen:
                seen.add(line)
                yield f"{line}, at {_place_in(topology.cells[topology.covers == cover], grid)}"


def _place_in(cells: NDArray[np.object_], grid: Grid) -> str:
    """Return a point (lon, lat) in the largest of some cells."""
    largest = cells[np.argmax(shapely.area(cells))]
    lon, lat = grid.to_degrees(shapely.get_coordinates(shapely.point_on_surface(largest)))[0].tolist()
    return f"{lon:.6f}, {lat:.6f}"


def _clashes(states: Sequence[ControlState], added: Collection[str], known: KnownDates) -> Iterator[str]:
    """Yield in words which states of different controllers, one of them new, hold one cell together."""
    for since, until, active in _together(states):
        if len({s.controller for s in active}) > 1 and any(s.id in added for s in active):
            named = ", ".join(f"{s.id} ({s.controller})" for s in active)
            end = "" if until == OPEN_END else f" until {known.text(until)}"
            yield f"{named} from {known.text(since)}{end}"


def _together(
    states: Sequence[ControlState],
) -> Iterator[tuple[np.datetime64, np.datetime64, list[ControlState]]]:
    """Yield each stretch of time in which the same states are valid, with them in their order."""
    periods = [period_of(state) for state in states]
    coming = deque(sorted(range(len(states)), key=lambda i: periods[i].start))
    active: list[int] = []
    for since, until in pairwise(sorted({instant for period in periods for instant in period})):
        active = [i for i in active if periods[i].end > since]
        while coming and periods[coming[0]].start <= since:
            active.append(coming.popleft())
        yield since, until, [states[i] for i in sorted(active)]
