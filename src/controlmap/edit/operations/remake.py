"""A transfer made anew on a map that is not the one it was made for, from what its patch says."""

from __future__ import annotations

from collections.abc import Iterator

from controlmap.edit.delta.conflicts import carries_on
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import ConflictError, InputError, Problem
from controlmap.model import ControlState, LocalizedText, Project, states_of, with_states

__all__ = ["fitted"]


def fitted(project: Project, delta: Delta, command: str) -> Delta:
    """Return a delta as it fits a map project: as it is, or a transfer made anew of the ground it gives.

    Raises
    ------
    ConflictError
        When it does not fit, and is no transfer, or tells what cannot be made anew.
    InputError
        When all the ground that it gives is held so already.
    """
    try:
        delta.applied_to(states_of(project))
    except ConflictError:
        if command != "transfer" or delta.files:
            raise
        return _remade(project, delta)
    return delta


def _remade(project: Project, delta: Delta) -> Delta:
    """Return what gives all ground of a transfer, piece by piece, on the map as it is now."""
    current, refused = project, None
    for layer, given in _given(delta):
        try:
            passing = transfer(
                current,
                given.geometry,
                _control(given),
                on=given.valid_from,
                until=given.valid_to,
                layer=layer,
            )
        except InputError as error:  # that piece is theirs already
            refused = error.with_traceback(None)
            continue
        current = with_states(current, passing.applied_to(states_of(current)))
    delta = Delta.between(states_of(project), states_of(current))
    if not delta:
        raise refused or InputError(Problem("the map holds all of this already", hint="Nothing was written."))
    return delta


def _given(delta: Delta) -> Iterator[tuple[str, ControlState]]:
    """Yield the new states of a transfer that say something else of their ground than what was there."""
    for layer, group in delta.added.items():
        before = [placed.state for placed in delta.removed.get(layer, ())]
        gone = {state.id for state in before}
        for state in (placed.state for placed in group if placed.state.id not in gone):
            if not any(carries_on(state, old) for old in before):
                yield layer, state


def _control(state: ControlState) -> Control:
    told = {"area": state.area, "note": state.note, **(state.model_extra or {})}
    return Control(
        controller=state.controller,
        status=state.status,
        others=state.others,
        certainty=state.certainty,
        sources=state.sources,
        area=LocalizedText.of(told, "area"),
        note=LocalizedText.of(told, "note"),
        precision=state.precision,
    )
