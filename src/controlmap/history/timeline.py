"""Spells: which state a cell is in, from when to when."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from controlmap.dates import OPEN_END, first_minute
from controlmap.model import CERTAINTIES, UNKNOWN, ControlState

NO_RECORD = -1
"""Stands for the state of ground that no record speaks of."""

Resolve = Callable[[Sequence[int]], int]

Minutes = tuple[int, int]
"""When a state begins and ends, in whole minutes since 1970."""

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
    minutes: Sequence[Minutes] | None = None,
) -> Timeline:
    """Return the spells of a cell from `start` to `end`, given the states (indexes) that cover it.

    `resolve` picks one of several states of the same instant. `minutes` is what `minutes_of` the states says,
    where that is known: of many cells it is asked once.
    """
    cover = sorted(covering)
    known = minutes or {i: _minutes(states[i]) for i in cover}
    first, last = int(first_minute(start).astype(int)), int(first_minute(end).astype(int))
    changes, written = _changes(cover, states, known, (first, last))
    spells: list[tuple[np.datetime64, int]] = []
    overlaps = []
    active: list[int] = []
    at = [first, *sorted(written), last]
    written |= {first: start, last: end}
    for since, until in pairwise(at):
        for i, begins in changes.get(since, ()):
            (insort if begins else list.remove)(active, i)
        if len(active) > 1:
            overlaps.append(Overlap(tuple(active), written[since], written[until]))
        state = resolve(active) if len(active) > 1 else active[0] if active else NO_RECORD
        if not spells or spells[-1][1] != state:
            spells.append((written[since], state))
    starts, shown = zip(*spells, strict=True)
    return Timeline(starts, shown, tuple(overlaps))


def minutes_of(states: Iterable[ControlState]) -> list[Minutes]:
    """Return when states begin and end, in whole minutes since 1970: they compare sooner than instants do."""
    return [*map(_minutes, states)]


def _minutes(state: ControlState) -> Minutes:
    begin, end = state.valid_from, _end_of(state)
    return int(first_minute(begin).astype(int)), int(first_minute(end).astype(int))


def _changes(
    cover: Sequence[int],
    states: Sequence[ControlState],
    minutes: Sequence[Minutes] | Mapping[int, Minutes],
    within: Minutes,
) -> tuple[dict[int, list[tuple[int, bool]]], dict[int, np.datetime64]]:
    """Return which states begin and end at which minute of a period, and how a state writes each inner one.

    What begins before the period begins with it. Of several ways to write an instant the first one counts.
    """
    first, last = within
    changes: dict[int, list[tuple[int, bool]]] = {}
    written: dict[int, np.datetime64] = {}
    for i in cover:
        begin, end = minutes[i]
        if first < begin < last:
            written.setdefault(begin, states[i].valid_from)
        if first < end < last:
            written.setdefault(end, _end_of(states[i]))
        if max(begin, first) < end:
            changes.setdefault(max(begin, first), []).append((i, True))
            changes.setdefault(end, []).append((i, False))
    return changes, written


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
        begun = int(first_minute(state.valid_from).astype(int))
        return sign * begun, -sure, listed, state.controller, state.id

    return order


def latest(states: Sequence[ControlState], actors: Sequence[str] = ()) -> Resolve:
    """Pick the state that comes first by `precedence`."""
    keys = [*map(precedence(actors), states)]
    return lambda active: min(active, key=keys.__getitem__)


def joint(states: list[ControlState], owner: list[int], actors: Sequence[str] = ()) -> Resolve:
    """Make one joint state of several and append it to `states`, and its layer to `owner`.

    Its controller is that of the state that comes first by `precedence`. Of states of one controller the
    latest is picked as it is.
    """
    pick, keys = latest(states, actors), [*map(precedence(actors, "joint"), states)]
    made: dict[tuple[int, ...], int] = {}

    def resolve(active: Sequence[int]) -> int:
        key = tuple(sorted(active, key=keys.__getitem__))
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
