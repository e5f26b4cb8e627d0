"""Ground followed over time: what passes from one state passes from those too that only carry it on.

Edits in the middle of recorded history leave states cut up in time that say the same one after the other, by
the thousand in a map of daily restatements. So chains are walked, not recursed into, and each state is looked
up by where it begins, not searched for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely

from controlmap.dates import OPEN_END
from controlmap.edit.operations.cut_out import Piece, what_it_says
from controlmap.model import ControlState, Project, period_of
from controlmap.plane import union

__all__ = ["Ahead", "ahead_of", "groups_ending", "joined"]

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What to carve next: some ground, out of states by id; behind the `last` of them it may go on."""

    ground_lonlat: shapely.Geometry
    states: frozenset[str]
    last: frozenset[str]


def groups_ending(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Return pieces of states in groups of one layer that end together and whose states say the same.

    Those that have no end are left out: nothing follows on them.
    """
    groups: dict[Key, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.source is not None and piece.period.end != OPEN_END:
            groups[piece.layer, piece.period.end, what_it_says(piece.source)].append(piece)
    return list(groups.values())


def ahead_of(group: Sequence[Piece], project: Project) -> Ahead:
    """Return which states carry on what the pieces of a group (see `groups_ending`) are cut out of.

    As long as those that begin where the ones before end cover all the ground, and end together, the ground
    stays the same, and is to be cut out of all of them at once.
    """
    ground = union([piece.ground_lonlat for piece in group], project.grid)
    beginning = _by_beginning(project, group[0].layer)
    saying = "" if group[0].source is None else what_it_says(group[0].source)
    ends, found, last = {group[0].period.end}, [], []
    while len(ends) == 1:
        begun = beginning.get(ends.pop(), ())
        last = [s for s in begun if what_it_says(s) == saying and shapely.intersects(s.geometry, ground)]
        found += last
        ends = {period_of(state).end for state in last} if _covered(ground, last) else set()
    return Ahead(ground, frozenset(s.id for s in found), frozenset(s.id for s in last))


def joined(project: Project, *, known: Project) -> Project:
    """Return a map project whose new states are one where they say the same of one ground without a break.

    New are those that `known` does not have.
    """
    old = {state.id for layer in known.layers for state in layer.states}
    layers = tuple(replace(layer, states=_joined_states(layer.states, old)) for layer in project.layers)
    return replace(project, layers=layers)


def _by_beginning(project: Project, layer_id: str) -> dict[np.datetime64, list[ControlState]]:
    """Return the states on record of a layer by the instant from which they are valid."""
    beginning: dict[np.datetime64, list[ControlState]] = defaultdict(list)
    for layer in project.layers:
        for state in layer.states if layer.id == layer_id else ():
            if state.superseded_at is None:
                beginning[state.valid_from].append(state)
    return beginning


def _covered(ground: shapely.Geometry, states: Sequence[ControlState]) -> bool:
    if len(states) > 1:
        return bool(shapely.covers(shapely.union_all([state.geometry for state in states]), ground))
    return bool(states) and bool(shapely.covers(states[0].geometry, ground))


def _joined_states(states: Sequence[ControlState], old: set[str]) -> tuple[ControlState, ...]:
    """Return states with each chain of new ones as its first, up to the end of its last."""
    swap: dict[str, ControlState | None] = {}
    for chain in _chains([state for state in states if state.id not in old]):
        swap |= dict.fromkeys((state.id for state in chain[1:]), None)
        swap[chain[0].id] = chain[0].model_copy(update={"valid_to": chain[-1].valid_to})
    return tuple(kept for state in states if (kept := swap.get(state.id, state)))


def _chains(states: Iterable[ControlState]) -> Iterator[list[ControlState]]:
    """Yield states that say the same of one ground, each beginning where the one before ends."""
    groups: dict[Key, list[ControlState]] = defaultdict(list)
    for state in states:
        groups[what_it_says(state), shapely.to_wkb(shapely.normalize(state.geometry))].append(state)
    for group in groups.values():
        group.sort(key=lambda state: state.valid_from)
        breaks = [i for i, (one, two) in enumerate(pairwise(group), 1) if one.valid_to != two.valid_from]
        for start, end in pairwise([0, *breaks, len(group)]):
            if end - start > 1:
                yield group[start:end]
