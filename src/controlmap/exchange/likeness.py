"""Features whose ids a program has lost, told by what they say: GDAL keeps no ids that are whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import shapely

from controlmap.exchange.returned import Feature
from controlmap.model import ControlState

__all__ = ["identified"]

_ENOUGH = 0.5
"""Share of the features that must lie on ground of the layer: else the file is of something else."""


def identified(features: Sequence[Feature], states: Iterable[ControlState]) -> list[Feature] | None:
    """Return features with the ids of the states that they are; None where too few are on their ground.

    A feature is the state on the same ground that it says the least otherwise of; and of those that are on
    no state's ground, the one state left that says the same.
    """
    live = [state for state in states if state.superseded_at is None]
    there: dict[bytes, list[ControlState]] = defaultdict(list)
    for state in live:
        there[_ground(state.geometry)].append(state)
    pairs = [
        (len(feature.change_of(state).said), i, state.id)
        for i, feature in enumerate(features)
        for state in there.get(_ground(feature.ground_lonlat), ())
    ]
    names = _paired(sorted(pairs))
    if len(names) < _ENOUGH * len(features):
        return None
    free = [state for state in live if state.id not in set(names.values())]
    for i, feature in enumerate(features):
        alike = [state for state in free if i not in names and not feature.change_of(state).said]
        if len(alike) == 1 and alike[0].id not in names.values():
            names[i] = alike[0].id
    return [replace(feature, id=names.get(i), known={}) for i, feature in enumerate(features)]


def _paired(pairs: Iterable[tuple[int, int, str]]) -> dict[int, str]:
    """Return the best pairs of a feature and a state's id, each of both once."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for _, i, name in pairs:
        if i not in names and name not in taken:
            names[i] = name
            taken.add(name)
    return names


def _ground(geometry: shapely.Geometry) -> bytes:
    parts = shapely.normalize(shapely.get_parts(geometry))
    return b"".join(sorted(shapely.to_wkb(parts).tolist()))
