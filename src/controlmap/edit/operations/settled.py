"""What an edit made, with names and places that two people's edits do not dispute."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from controlmap.edit.delta.delta import Delta
from controlmap.format import feature_text, short_digest
from controlmap.model import ControlState, Project, states_of
from controlmap.plane import Grid

__all__ = ["settled", "settled_states"]

_ID_LETTERS = 6
"""Two of a thousand new ids are the same once in two thousand maps; then one gets a letter more."""


def settled(
    project: Project, after: Mapping[str, Sequence[ControlState]], *, named: Collection[str] = ()
) -> Delta:
    """Return what makes the layers `after` of a map project's, with new features named by what they say.

    An id is a digest, so that no two people can both invent it for different ground, and the same edit of the
    same map gives the same. New features stand behind the last one of their layer that the edit changes: so
    git merges two edits at different places of a file. Those `named` have the ids that they are to have.
    """
    return Delta.between(states_of(project), settled_states(project, after, named=named))


def settled_states(
    project: Project, after: Mapping[str, Sequence[ControlState]], *, named: Collection[str] = ()
) -> dict[str, tuple[ControlState, ...]]:
    """Return the layers that `settled` leads to."""
    before = states_of(project)
    taken = {state.id for states in before.values() for state in states}
    return {
        layer: _settled(layer, before[layer], states, taken | set(named), project.grid, named)
        for layer, states in after.items()
    }


def _settled(
    layer: str,
    before: Sequence[ControlState],
    after: Sequence[ControlState],
    taken: set[str],
    grid: Grid,
    named: Collection[str],
) -> tuple[ControlState, ...]:
    known = {state.id: state for state in before}
    new = [state for state in after if state.id not in known]
    fresh = [state if state.id in named else _named(state, layer, taken, grid) for state in new]
    kept = [state for state in after if state.id in known]
    touched = [at for at, state in enumerate(kept, 1) if known[state.id] is not state]
    place = touched[-1] if touched else len(kept)
    return (*kept[:place], *fresh, *kept[place:])


def _named(state: ControlState, layer: str, taken: set[str], grid: Grid) -> ControlState:
    says = feature_text(state.model_copy(update={"id": ""}), grid=grid)
    names = (f"{layer}-{short_digest(says, letters)}" for letters in range(_ID_LETTERS, 53))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return state.model_copy(update={"id": name})
