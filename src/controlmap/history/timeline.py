"""Spells: which state a cell is in, from when to when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from controlmap.dates import OPEN_END, first_minute
from controlmap.model import CERTAINTIES, UNKNOWN, ControlState

NO_RECORD = -1
"""Stands for the state of ground that no record speaks of."""

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
    periods = [(states[i].valid_from, _end_of(states[i]), i) for i in sorted(covering)]
    inner = {t for period in periods for t in period[:2] if start < t < end}
    breaks = [start, *sorted(inner), end]
    spells: list[tuple[np.datetime64, int]] = []
    overlaps = []
    for since, until in pairwise(breaks):
        active = [i for valid_from, valid_to, i in periods if valid_from <= since < valid_to]
        if len(active) > 1:
            overlaps.append(Overlap(tuple(active), since, until))
        state = resolve(active) if len(active) > 1 else active[0] if active else NO_RECORD
        if not spells or spells[-1][1] != state:
            spells.append((since, state))
    starts, shown = zip(*spells, strict=True)
    return Timeline(starts, shown, tuple(overlaps))


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
