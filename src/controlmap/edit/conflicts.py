"""Why a delta does not fit a map: feature by feature, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from controlmap.dates import format_instant
from controlmap.edit.placed import Placed
from controlmap.model import ControlState

__all__ = ["conflicts_of"]

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
        return [f"the map project has no layer {layer!r}"]
    there = {state.id: state for state in layers[layer]}
    gone = {placed.state.id for placed in removed}
    lines = [
        f"{old.id} is {'not there' if found is None else f'not as it was: {_difference(found, old)}'}"
        for old in (placed.state for placed in removed)
        if (found := there.get(old.id)) is None or not _same(found, old)
    ]
    taken = [p.state.id for p in added if p.state.id in there and p.state.id not in gone]
    lines += [f"{name} is there already" for name in taken]
    return [*lines, *_otherwise_dated(added, gone, layers[layer])] if lines else []


def _otherwise_dated(
    added: Sequence[Placed], gone: set[str], states: Sequence[ControlState]
) -> Iterator[str]:
    """Yield which states of the map say what a new one says, from another date."""
    for new in (placed.state for placed in added if placed.state.id not in gone):
        for state in states:
            alike = state.superseded_at is None and _says(state) == _says(new)
            if alike and state.valid_from != new.valid_from and _one_ground(state, new):
                yield (
                    f"{state.id} makes the same change already, on {format_instant(state.valid_from)} "
                    f"instead of {format_instant(new.valid_from)}"
                )


def _says(state: ControlState) -> tuple[str, str, frozenset[str]]:
    return state.controller, state.status, frozenset(state.others)


def _one_ground(one: ControlState, two: ControlState) -> bool:
    both = shapely.area(shapely.intersection(one.geometry, two.geometry))
    return bool(both > _SAME_GROUND * (shapely.area([one.geometry, two.geometry]).sum() - both))


def _same(one: ControlState, two: ControlState) -> bool:
    """Tell whether two states say the same, in whatever order their rings are written."""
    if one is two or one == two:
        return True
    alike = shapely.normalize(one.geometry) == shapely.normalize(two.geometry)
    return alike and one.model_copy(update={"geometry": two.geometry}) == two


def _difference(found: ControlState, expected: ControlState) -> str:
    """Return in words what a state says now, and what it was to say."""
    differing = [
        f"{name} {_shown(getattr(found, name))}, not {_shown(getattr(expected, name))}"
        for name in ControlState.model_fields
        if name != "geometry" and not _equal(getattr(found, name), getattr(expected, name))
    ]
    if shapely.normalize(found.geometry) != shapely.normalize(expected.geometry):
        differing.append("its ground is another")
    return ", ".join(differing) or "further properties differ"


def _equal(one: Any, two: Any) -> bool:
    return type(one) is type(two) and bool(one == two)


def _shown(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return format_instant(value)
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    return "open" if value is None else str(value)
