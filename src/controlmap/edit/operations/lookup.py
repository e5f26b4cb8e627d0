"""Features looked up, copied and added: what the edits have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from controlmap.edit.operations.cut_out import Piece
from controlmap.errors import InputError, Problem
from controlmap.model import UNKNOWN, ControlState, Project, closing, nearest

__all__ = ["added", "chosen", "copied", "refuse_unknown", "states_of", "with_states"]

States = Mapping[str, Sequence[ControlState]]
"""By layer id."""


def states_of(project: Project) -> dict[str, Sequence[ControlState]]:
    """Return the control states of each layer by its id."""
    return {layer.id: layer.states for layer in project.layers}


def with_states(project: Project, states: States) -> Project:
    """Return a map project with other control states."""
    layers = tuple(replace(layer, states=tuple(states[layer.id])) for layer in project.layers)
    return replace(project, layers=layers)


def chosen(project: Project, names: Collection[str]) -> list[tuple[str, ControlState]]:
    """Return the states on record with some ids, in the order of the ids, each with its layer's id.

    Raises
    ------
    InputError
        When one is not there, or superseded.
    """
    there = {s.id: (layer.id, s) for layer in project.layers for s in layer.states if s.superseded_at is None}
    missing = [Problem(f"no state on record has the id {name!r}") for name in names if name not in there]
    if missing:
        raise InputError(missing)
    return [there[name] for name in names]


def refuse_unknown(project: Project, *, layer: str | None, held_by: str | None) -> None:
    """Refuse a layer or a holder, where one is named, that the map project does not list.

    Raises
    ------
    InputError
        With all that are not listed.
    """
    actors = [*(actor.id for actor in project.settings.actors), UNKNOWN]
    asked = (("layer", layer, [home.id for home in project.layers]), ("actor", held_by, actors))
    problems = [
        Problem(f"controlmap.toml lists no {kind} {name!r}", hint=nearest(name, known, f"{kind}s"))
        for kind, name, known in asked
        if name is not None and name not in known
    ]
    if problems:
        raise InputError(problems)


def copied(state: ControlState, piece: Piece, changes: Mapping[str, Any]) -> ControlState:
    """Return a state that says of a piece, and its period, what another says, with some changes."""
    place = {
        "geometry": piece.ground_lonlat,
        "valid_from": piece.period.start,
        "valid_to": closing(piece.period.end),
    }
    return state.model_copy(update={**place, **changes})


def added(states: States, fresh: Iterable[tuple[str, ControlState]]) -> dict[str, Sequence[ControlState]]:
    """Return states with new ones, each given with its layer's id, after those of its layer."""
    result = dict(states)
    for layer, state in fresh:
        result[layer] = (*result[layer], state)
    return result
