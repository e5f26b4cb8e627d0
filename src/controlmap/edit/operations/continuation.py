"""Ground followed over time: what passes from one state passes from those too that only carry it on.

Edits in the middle of recorded history leave states cut up in time that say the same one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import shapely

from controlmap.edit.operations.cut_out import Piece, Wanted, Window, same_control
from controlmap.model import ControlState, Project, period_of
from controlmap.plane import union

__all__ = ["ahead_of", "joined"]


def ahead_of(pieces: Sequence[Piece], project: Project) -> Iterator[tuple[Window, Wanted, shapely.Geometry]]:
    """Yield what to carve next: where the state of some pieces ends, those that begin there and say the same.

    Each comes as the window, the states that are wanted, and the ground of the pieces.
    """
    beginning = {(layer.id, state.valid_from) for layer in project.layers for state in layer.states}
    ending = [p for p in pieces if p.source and (p.layer, p.period.end) in beginning]
    for group in _alike(ending):
        ground = union([piece.ground_lonlat for piece in group], project.grid)
        yield _beginning(group[0].period.end), _carrying_on(group[0]), ground


def joined(project: Project, *, known: Project) -> Project:
    """Return a map project whose new states are one where they say the same of one ground without a break.

    New are those that `known` does not have.
    """
    old = {state.id for layer in known.layers for state in layer.states}
    layers = tuple(replace(layer, states=_joined_states(layer.states, old)) for layer in project.layers)
    return replace(project, layers=layers)


def _alike(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces of one layer that end together and whose states say the same."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        home = next((group for group in groups if _go_together(group[0], piece)), None)
        if home is None:
            groups.append([piece])
        else:
            home.append(piece)
    return groups


def _go_together(one: Piece, two: Piece) -> bool:
    if one.source is None or two.source is None:
        return False
    place_and_end = (one.layer, one.period.end) == (two.layer, two.period.end)
    return place_and_end and same_control(one.source, two.source)


def _beginning(instant: np.datetime64) -> Window:
    return lambda state: period_of(state) if state.valid_from == instant else None


def _carrying_on(piece: Piece) -> Wanted:
    return lambda layer, state: (
        layer.id == piece.layer and piece.source is not None and same_control(piece.source, state)
    )


def _joined_states(states: Sequence[ControlState], old: set[str]) -> tuple[ControlState, ...]:
    new = [state for state in states if state.id not in old]
    for first, second in permutations(new, 2):
        if second.valid_from == first.valid_to and _is_same(first, second):
            whole = first.model_copy(update={"valid_to": second.valid_to})
            swap = {first.id: whole, second.id: None}
            rest = [kept for state in states if (kept := swap.get(state.id, state))]
            return _joined_states(rest, old)
    return tuple(states)


def _is_same(one: ControlState, two: ControlState) -> bool:
    return same_control(one, two) and shapely.normalize(one.geometry) == shapely.normalize(two.geometry)
