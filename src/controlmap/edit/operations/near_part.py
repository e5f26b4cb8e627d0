"""The part of a map that an edit can have to do with, and the whole map with that part as it is afterwards.

A series of years has thousands of states, and the news of a day touch some hundred. So an edit is worked on a
map of the states around its ground, and comes out as it would on the whole map: features keep their order,
and new ones their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import shapely

from controlmap.model import ControlState, Layer, Project
from controlmap.plane import woven_with

__all__ = ["near_part", "put_back"]


def near_part(project: Project, grounds_lonlat: Sequence[shapely.Geometry]) -> Project:
    """Return a map project with those states alone to which edits of some ground (lon, lat) can come.

    With them stay those that new ones stand behind, or are numbered after: each layer's last and highest.
    """
    live = [s for layer in project.layers for s in layer.states if s.superseded_at is None]
    near = woven_with([state.geometry for state in live], grounds_lonlat, project.grid)
    chosen = {live[i].id for i in np.flatnonzero(near).tolist()}
    layers = (
        replace(layer, states=tuple(_chosen(layer, chosen | _landmarks(layer)))) for layer in project.layers
    )
    return replace(project, layers=tuple(layers))


def _chosen(layer: Layer, names: set[str]) -> Iterator[ControlState]:
    return (state for state in layer.states if state.id in names)


def _landmarks(layer: Layer) -> set[str]:
    """Return the ids of the last state of a layer, and of that with the highest number."""
    number = re.compile(rf"{re.escape(layer.id)}-(\d+)")
    numbered = {m[0]: int(m[1]) for state in layer.states if (m := number.fullmatch(state.id))}
    highest = [max(numbered, key=numbered.__getitem__)] if numbered else []
    return {*highest, *(state.id for state in layer.states[-1:])}


def put_back(project: Project, part: Project, after: Project) -> dict[str, tuple[ControlState, ...]] | None:
    """Return a map project's states with those of a part as an edit left them; a new one follows whom it did.

    None where one got a name that another has, of which the part did not know.
    """
    sides = zip(project.layers, part.layers, after.layers, strict=True)
    found = {whole.id: tuple(_put_back(whole, old.states, new.states)) for whole, old, new in sides}
    names = [state.id for states in found.values() for state in states]
    return found if len(set(names)) == len(names) else None


def _put_back(
    whole: Layer, old: Sequence[ControlState], new: Sequence[ControlState]
) -> Iterator[ControlState]:
    """Yield the states of a layer: what is fresh stands behind the state before it in the part."""
    known, behind, ahead = {state.id for state in old}, dict[str, list[ControlState]](), list[ControlState]()
    follow = ahead
    for state in new:
        if state.id in known:
            follow = behind[state.id] = [state]
        else:
            follow.append(state)
    yield from ahead
    for state in whole.states:
        yield from behind.get(state.id, [] if state.id in known else [state])
