"""Spells: which state a cell is in, from when to when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from controlmap.dates import OPEN_END, first_minute
from controlmap.history.stretches import NO_RECORD, Minutes, Stretches, stretches_of, swept
from controlmap.model import CERTAINTIES, UNKNOWN, ControlState
from controlmap.plane import BY_TURNS, Cutting, Ints

Resolve = Callable[[Sequence[int]], int]

Precedence = Callable[[ControlState], tuple[Any, ...]]
"""A key for sorting: of states that claim one ground at one instant, the first is the one that holds it."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """States (indexes) that claim the same ground from `start` until `end`."""

    states: tuple[int, ...]
    start: np.datetime64
    end: np.datetime64


@dataclass(frozen=True, slots=True)
class Timeline:
    """Maximal spells in one state: `starts[i]` to `starts[i + 1]`, the last one to the end of the map."""

    starts: tuple[np.datetime64, ...]
    states: tuple[int, ...]
    overlaps: tuple[Overlap, ...] = ()


def timeline(
    covering: Iterable[int],
    states: Sequence[ControlState],
    *,
    start: np.datetime64,
    end: np.datetime64,
    resolve: Resolve,
) -> Timeline:
    """Return the spells of a cell from `start` to `end`, given the states (indexes) that cover it.

    `resolve` picks one of several states of the same instant.
    """
    cover = sorted(covering)
    within = minute_of(start), minute_of(end)
    spells: list[tuple[np.datetime64, int]] = []
    overlaps = []
    minutes = {i: (minute_of(states[i].valid_from), minute_of(_end_of(states[i]))) for i in cover}
    for since, until, active, written in swept(cover, minutes, within):
        begin, after = (instant_at(written[minute], states, (start, end)) for minute in (since, until))
        if len(active) > 1:
            overlaps.append(Overlap(tuple(active), begin, after))
        state = resolve(active) if len(active) > 1 else active[0] if active else NO_RECORD
        if not spells or spells[-1][1] != state:
            spells.append((begin, state))
    starts, shown = zip(*spells, strict=True)
    return Timeline(starts, shown, tuple(overlaps))


class Lines(NamedTuple):
    """Maximal spells, of cover i from `first[i]` to `first[i + 1]`; overlaps, and the cover of each."""

    first: Ints
    start: Ints
    state: Ints
    overlaps: list[Overlap]
    cover: Ints


def lines_of(
    covers: Sequence[Sequence[int]],
    states: Sequence[ControlState],
    *,
    start: np.datetime64,
    end: np.datetime64,
    resolve: Resolve,
    how: Cutting = BY_TURNS,
) -> Lines:
    """Return what `timeline` does, of many covers; `how` says who finds it, and of how many at once.

    Starts are in minutes since 1970.
    """
    found = stretches_of(covers, minutes_of(states), (minute_of(start), minute_of(end)), how)
    return lines_in(found, states, start=start, end=end, resolve=resolve)


def minutes_of(states: Sequence[ControlState]) -> list[Minutes]:
    """Return when states begin and end, in minutes since 1970."""
    return [*zip(_minutes(s.valid_from for s in states), _minutes(map(_end_of, states)), strict=True)]


def lines_in(
    found: Stretches,
    states: Sequence[ControlState],
    *,
    start: np.datetime64,
    end: np.datetime64,
    resolve: Resolve,
) -> Lines:
    """Return what `lines_of` does, given the stretches of the covers.

    What `several` holds is resolved in the order in which covers have it, as far as they do.
    """
    state, cover = found.state.copy(), np.repeat(np.arange(len(found.counts)), found.counts)
    many = np.flatnonzero(state < NO_RECORD)
    rows = NO_RECORD - 1 - state[many]
    used, first_use = np.unique(rows, return_index=True)
    picked = np.full(len(found.several), NO_RECORD)
    for row in used[np.argsort(first_use)].tolist():
        picked[row] = resolve(found.several[row])
    state[many] = picked[rows]
    new = np.ones(len(state), dtype=bool)
    new[1:] = (cover[1:] != cover[:-1]) | (state[1:] != state[:-1])
    first = np.searchsorted(cover[new], np.arange(len(found.counts) + 1))
    overlaps = [
        Overlap(found.several[row], *(instant_at(edge, states, (start, end)) for edge in edges))
        for row, edges in zip(rows.tolist(), found.edges.tolist(), strict=True)
    ]
    return Lines(first, found.since[new], state[new], overlaps, cover[many])


def instant_at(edge: int, states: Sequence[ControlState], period: Sequence[np.datetime64]) -> np.datetime64:
    """Return an instant as what begins or ends then writes it: see `Stretches.edges`."""
    if edge < 0:
        return period[-1 - edge]
    state = states[edge // 2]
    return _end_of(state) if edge % 2 else state.valid_from


def minute_of(instant: np.datetime64) -> int:
    """Return the first minute of an instant, since 1970: numbers compare sooner than instants do."""
    return int(first_minute(instant).astype(int))


def _minutes(instants: Iterable[np.datetime64]) -> list[int]:
    """Return what `minute_of` does of each: all at once, as one by one takes ten times as long."""
    return np.array([*instants], dtype="datetime64[m]").astype(int).tolist()


def precedence(actors: Sequence[str] = (), overlaps: str = "latest") -> Precedence:
    """Return the order in which states that claim one ground at one instant take it.

    The state that began last comes first, or where `overlaps` is "joint" the one that began first: whoever
    joins takes nothing away. Of those that began together the surest comes first; of those as sure the one
    whose controller stands first in `actors` (by name where none is listed, `unknown` after all others); of
    one controller's the one with the first id. No state's end and no file's order counts: what is known up to
    a date decides the map of that date.
    """
    sign = 1 if overlaps == "joint" else -1
    rank = {actor: number for number, actor in enumerate(actors)} | {UNKNOWN: len(actors) + 1}

    def order(state: ControlState) -> tuple[Any, ...]:
        sure = CERTAINTIES.index(state.certainty)
        listed = rank.get(state.controller, len(actors))
        return sign * minute_of(state.valid_from), -sure, listed, state.controller, state.id

    return order


def latest(states: Sequence[ControlState], actors: Sequence[str] = ()) -> Resolve:
    """Pick the state that comes first by `precedence`."""
    order = precedence(actors)
    # Few of many states ever claim what others do.
    key = cache(lambda number: order(states[number]))
    return lambda active: min(active, key=key)


def joint(states: list[ControlState], owner: list[int], actors: Sequence[str] = ()) -> Resolve:
    """Make one joint state of several and append it to `states`, and its layer to `owner`.

    Its controller is that of the state that comes first by `precedence`. Of states of one controller the
    latest is picked as it is.
    """
    pick, order = latest(states, actors), precedence(actors, "joint")
    place = cache(lambda number: order(states[number]))
    made: dict[tuple[int, ...], int] = {}

    def resolve(active: Sequence[int]) -> int:
        key = tuple(sorted(active, key=place))
        if len({states[i].controller for i in key}) == 1:
            return pick(key)
        if key not in made:
            made[key] = len(states)
            states.append(_joined([states[i] for i in key]))
            owner.append(owner[key[0]])
        return made[key]

    return resolve


def between_controllers(overlaps: Iterable[Overlap], states: Sequence[ControlState]) -> list[Overlap]:
    """Return the overlaps of states that do not all have the same controller."""
    return [overlap for overlap in overlaps if len({states[i].controller for i in overlap.states}) > 1]


def _joined(states: Sequence[ControlState]) -> ControlState:
    """One state for ground that several claim, as sure as the least sure of them."""
    first, *rest = states
    newest = max(states, key=lambda state: state.valid_from)
    others = (s.controller for s in rest)
    further = (other for s in states for other in s.others)
    named = dict.fromkeys(a for a in (*others, *further) if a not in (first.controller, UNKNOWN))
    return first.model_copy(
        update={
            "id": "+".join(s.id for s in states),
            "status": "joint",
            "others": tuple(named),
            "valid_from": newest.valid_from,
            "precision": newest.precision,
            "valid_to": min((s.valid_to for s in states if s.valid_to is not None), default=None),
            "certainty": min((s.certainty for s in states), key=CERTAINTIES.index),
            "sources": tuple(dict.fromkeys(source for s in states for source in s.sources)),
        }
    )


def _end_of(state: ControlState) -> np.datetime64:
    return OPEN_END if state.valid_to is None else state.valid_to
