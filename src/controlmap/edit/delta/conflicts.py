"""Why a delta does not fit a map: feature by feature, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from controlmap.dates import exact_text, known_text
from controlmap.edit.delta.placed_state import Placed
from controlmap.model import ControlState, chosen, told
from controlmap.words import listing, phrase, word

__all__ = ["carries_on", "conflicts_of", "is_there", "same"]

_SAME_GROUND = 0.999
"""Share of the ground of two states together that both hold, from which on they are about one ground."""


def conflicts_of(
    removed: Sequence[Placed],
    added: Sequence[Placed],
    layer: str,
    layers: Mapping[str, Sequence[ControlState]],
) -> list[str]:
    """Return in words what of a layer is not as a delta that removes and adds features there expects it."""
    if layer not in layers:
        return [phrase("the map project has no layer {layer!r}", layer=layer)]
    there = _named(layers[layer], {placed.state.id for placed in (*removed, *added)})
    old, gone = [placed.state for placed in removed], {placed.state.id for placed in removed}
    new = [placed.state for placed in added if placed.state.id not in gone]
    lines = [
        phrase("{id} is not there", id=state.id)
        if found is None
        else phrase("{id} is not as it was: {how}", id=state.id, how=_difference(found, state))
        for state in old
        if (found := there.get(state.id)) is None or not same(found, state)
    ]
    lines += [phrase("{id} is there already", id=state.id) for state in new if state.id in there]
    if not lines:
        return []
    if is_there(removed, added, layers[layer]):
        return [phrase("{layer}: the map holds this change already", layer=layer)]
    fresh = [state for state in new if not any(carries_on(state, before) for before in old)]
    others = [state for state in layers[layer] if state.id not in gone and state.superseded_at is None]
    return [*_otherwise_dated(fresh, others), *lines]


def is_there(removed: Sequence[Placed], added: Sequence[Placed], states: Sequence[ControlState]) -> bool:
    """Tell whether a layer's states are already what a delta that removes and adds features makes of them."""
    come = {placed.state.id: placed.state for placed in added}
    gone = {placed.state.id for placed in removed} - come.keys()
    there = _named(states, {*come, *gone})
    put_in = all(name in there and same(there[name], state) for name, state in come.items())
    return put_in and not there.keys() & gone


def _named(states: Sequence[ControlState], names: Collection[str]) -> dict[str, ControlState]:
    """Return the states with some ids, by these."""
    there = [at for at, name in enumerate(told(states, "id").each()) if name in names]
    return {state.id: state for state in chosen(states, np.array(there, dtype=np.int64))}


def _otherwise_dated(new: Sequence[ControlState], there: Sequence[ControlState]) -> Iterator[str]:
    """Yield which states of the map say what a new one says, from another date."""
    for state in new:
        for other in there:
            alike = other.valid_from != state.valid_from and _says(other) == _says(state)
            if alike and _share(other, state) > _SAME_GROUND:
                yield (
                    phrase(
                        "{id} makes the same change already, on {start} instead of {wanted}",
                        id=other.id,
                        start=known_text(other.valid_from, other.known_to),
                        wanted=known_text(state.valid_from, state.known_to),
                    )
                )


def carries_on(state: ControlState, before: ControlState) -> bool:
    """Tell whether a state only says of some ground what another said of it."""
    if _says(state) != _says(before):
        return False
    both = shapely.area(shapely.intersection(state.geometry, before.geometry))
    return bool(both > _SAME_GROUND * shapely.area(state.geometry))


def _says(state: ControlState) -> tuple[str, str, frozenset[str]]:
    return state.controller, state.status, frozenset(state.others)


def _share(one: ControlState, two: ControlState) -> float:
    """Return the share of the ground of both together that both hold."""
    both = shapely.area(shapely.intersection(one.geometry, two.geometry))
    return float(both / (shapely.area([one.geometry, two.geometry]).sum() - both))


def same(one: ControlState, two: ControlState) -> bool:
    """Tell whether two states say the same, in whatever order their rings are written."""
    if one is two or one == two:
        return True
    alike = shapely.normalize(one.geometry) == shapely.normalize(two.geometry)
    return alike and one.model_copy(update={"geometry": two.geometry}) == two


def _difference(found: ControlState, expected: ControlState) -> str:
    """Return in words what a state says now, and what it was to say."""
    differing = [
        phrase(
            "{property} {now}, not {before}",
            property=name,
            now=_shown(getattr(found, name)),
            before=_shown(getattr(expected, name)),
        )
        for name in ControlState.model_fields
        if name != "geometry" and not _equal(getattr(found, name), getattr(expected, name))
    ]
    if shapely.normalize(found.geometry) != shapely.normalize(expected.geometry):
        differing.append(word("its ground is another"))
    return listing(differing) or word("further properties differ")


def _equal(one: Any, two: Any) -> bool:
    """Tell whether two values are alike, and of one kind; a day is another instant than its first minute."""
    alike = type(one) is type(two) and bool(one == two)
    return alike and getattr(one, "dtype", None) == getattr(two, "dtype", None)


def _shown(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return exact_text(value)
    if isinstance(value, tuple):
        return listing(map(str, value), " ") or word("none")
    return word("open") if value is None else str(value)
