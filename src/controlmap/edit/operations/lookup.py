"""Features looked up, copied and added: what the edits have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import shapely

from controlmap.dates import format_instant
from controlmap.edit.operations.cut_out import Piece
from controlmap.errors import InputError, Problem
from controlmap.model import (
    UNKNOWN,
    ControlState,
    Project,
    close_to,
    faults_of_holding,
    lasting,
    nearest,
    on_record,
    period_of,
    told,
)
from controlmap.model import chosen as picked
from controlmap.words import listing, phrase, word

__all__ = ["added", "chosen", "copied", "refuse_meaningless", "refuse_unknown"]

States = Mapping[str, Sequence[ControlState]]
"""By layer id."""


def chosen(project: Project, names: Collection[str]) -> list[tuple[str, ControlState]]:
    """Return the states on record with some ids, in the order of the ids, each with its layer's id.

    Raises
    ------
    InputError
        When one is not there, or superseded.
    """
    ids = {layer.id: told(layer.states, "id").each() for layer in project.layers}
    live = {layer.id: on_record(layer.states).tolist() for layer in project.layers}
    asked, there = {*names}, dict[str, tuple[str, ControlState]]()
    for layer in project.layers:
        pairs = enumerate(zip(ids[layer.id], live[layer.id], strict=True))
        numbers = [at for at, (name, is_live) in pairs if is_live and name in asked]
        there |= {s.id: (layer.id, s) for s in picked(layer.states, np.array(numbers, dtype=np.int64))}
    if asked - there.keys():
        sides = zip(chain(*ids.values()), chain(*live.values()), strict=True)
        known = [name for name, is_live in sides if is_live]
        raise InputError([_not_there(project, name, known) for name in names if name not in there])
    return [there[name] for name in names]


def _not_there(project: Project, name: str, known: Sequence[str]) -> Problem:
    """Return why no state on record has an id: it was replaced, or never there."""
    for layer in project.layers:
        for state in layer.states:
            if state.id == name and state.superseded_at is not None:
                when = format_instant(state.superseded_at)
                heirs = _heirs(state, layer.states)
                if not heirs:
                    words = "{name} is no longer on record: it was taken back on {when}"
                    return Problem(phrase(words, name=name, when=when))
                words = "{name} is no longer on record: it was replaced on {when} by {heirs}"
                return Problem(phrase(words, name=name, when=when, heirs=listing(heirs)))
    return Problem(
        phrase("no state on record has the id {name!r}", name=name), hint=nearest(name, known, "states")
    )


def _heirs(state: ControlState, states: Sequence[ControlState]) -> list[str]:
    """Return the ids on record of what replaced a state on its ground and in its period."""
    found: dict[str, None] = {}
    for other in states:
        if other.recorded_at == state.superseded_at and other.id != state.id and _shares(state, other):
            found |= dict.fromkeys([other.id] if other.superseded_at is None else _heirs(other, states))
    return list(found)


def _shares(one: ControlState, two: ControlState) -> bool:
    """Tell whether two states share ground and a moment."""
    same_time = period_of(one).meet(period_of(two)) is not None
    return same_time and bool(shapely.relate_pattern(one.geometry, two.geometry, "T********"))


def refuse_unknown(
    project: Project,
    *,
    layer: str | None = None,
    actors: Iterable[str | None] = (),
    sources: Iterable[str] = (),
) -> None:
    """Refuse layers, actors and sources, where some are named, that the map project does not list.

    Raises
    ------
    InputError
        With all that are not listed, each with the nearest that is.
    """
    layers, parties = project.layers, project.settings.actors
    near = partial(close_to, things=layers, kind="layer")
    asked = [("controlmap.toml", "layer", layer, [home.id for home in layers], near)]
    near = partial(close_to, things=parties, kind="actor", besides=[UNKNOWN])
    asked += [
        ("controlmap.toml", "actor", name, [*project.settings.actor_ids, UNKNOWN], near) for name in actors
    ]
    near = partial(nearest, known=[*project.sources], what="sources")
    asked += [("sources.json", "source", name, [*project.sources], near) for name in sources]
    problems = [
        Problem(
            phrase("{file} lists no {kind} {name!r}", file=file, kind=word(kind), name=name),
            hint=_hint(kind, near(name)),
        )
        for file, kind, name, known, near in asked
        if name is not None and name not in known
    ]
    if problems:
        raise InputError(dict.fromkeys(problems))


def _hint(kind: str, near: str | None) -> str | None:
    """Return what else may be meant; a new actor can be listed by a command."""
    if kind != "actor":
        return near
    new = word("A new one: controlmap actor add --name …")
    return phrase("{near} {new}", near=near, new=new) if near else new


def refuse_meaningless(controller: str, status: str, others: Sequence[str]) -> None:
    """Refuse a controller, a status and further actors that mean nothing together.

    Raises
    ------
    InputError
        With all that is wrong with them, and what to say instead.
    """
    faults = [
        replace(fault, message=phrase("the new state {message}", message=fault.message))
        for fault in faults_of_holding(controller, status, others)
    ]
    if faults:
        raise InputError(faults)


def copied(state: ControlState, piece: Piece, changes: Mapping[str, Any]) -> ControlState:
    """Return a state that says of a piece, and its period, what another says, with some changes."""
    place = {"geometry": piece.ground_lonlat, **lasting(state, piece.period)}
    return state.model_copy(update={**place, **changes})


def added(states: States, fresh: Iterable[tuple[str, ControlState]]) -> dict[str, Sequence[ControlState]]:
    """Return states with new ones, each given with its layer's id, after those of its layer."""
    result = dict(states)
    for layer, state in fresh:
        result[layer] = (*result[layer], state)
    return result
