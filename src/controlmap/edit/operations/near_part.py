"""The part of a map that an edit can have to do with, and the whole map with that part as it is afterwards.

A series of years has thousands of states, and the news of a day touch some hundred. So an edit is worked on a
map of the states around its ground, and comes out as it would on the whole map: features keep their order,
and new ones their names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.edit.delta.delta import Delta
from controlmap.model import (
    ControlState,
    Layer,
    Picked,
    Project,
    bounds_of,
    chosen,
    on_record,
    states_of,
    told,
    with_states,
)
from controlmap.plane import Ints, woven_with

__all__ = ["edited_near", "near_part", "part_with", "put_back", "worked_near"]


def worked_near(
    project: Project,
    grounds_lonlat: Sequence[shapely.Geometry] | None,
    work: Callable[[Project], Project | None],
) -> dict[str, Sequence[ControlState]] | None:
    """Return a map project's states after edits of some ground (lon, lat; None: all there is).

    `work` makes them, of the part around the ground alone; of all, where a new name turns out to be taken.
    None where it comes to nothing.
    """
    if grounds_lonlat is not None:
        part = near_part(project, grounds_lonlat)
        after = work(part)
        there = None if after is None else put_back(project, part, after)
        if after is None or there is not None:
            return there
    after = work(project)
    return None if after is None else states_of(after)


def edited_near(project: Project, part: Project, edit: Callable[[Project], Delta]) -> Delta:
    """Return what an edit makes of a map project, of which a part has all that it can have to do with.

    Of the whole where a new name turns out to be taken there.
    """
    delta = edit(part)
    there = put_back(project, part, with_states(part, delta.applied_to(states_of(part))))
    if there is None:
        return edit(project)
    return replace(Delta.between(states_of(project), there), dates=delta.dates)


def near_part(project: Project, grounds_lonlat: Sequence[shapely.Geometry]) -> Project:
    """Return a map project with those states alone to which edits of some ground (lon, lat) can come.

    With them stay those that new ones stand behind, or are numbered after: each layer's last and highest.
    """
    first = np.cumsum([0, *(len(layer.states) for layer in project.layers)])
    every = Picked([layer.states for layer in project.layers], np.arange(first[-1]))
    live = np.flatnonzero(on_record(every))

    def areas(some: Ints) -> NDArray[np.object_]:
        return np.array([state.geometry for state in chosen(every, live[some])], dtype=object)

    near = np.zeros(len(every), dtype=bool)
    near[live[woven_with(bounds_of(every)[live], areas, grounds_lonlat, project.grid)]] = True
    return _part(project, [near[begin:end] for begin, end in pairwise(first)])


def part_with(project: Project, names: Collection[str]) -> Project:
    """Return a map project with the states of some ids alone, and those that `near_part` has besides."""
    known = {*names}
    ids = (told(layer.states, "id").each() for layer in project.layers)
    return _part(project, [np.array([name in known for name in each], dtype=bool) for each in ids])


def _part(project: Project, near: Sequence[NDArray[np.bool_]]) -> Project:
    layers = (
        replace(layer, states=_part_of(layer, some)) for layer, some in zip(project.layers, near, strict=True)
    )
    return replace(project, layers=tuple(layers))


def _part_of(layer: Layer, near: NDArray[np.bool_]) -> Sequence[ControlState]:
    """Return the states of a layer that are near, its last one, and that with the highest number."""
    start, names = f"{layer.id}-", told(layer.states, "id").each()
    ends = {at: name[len(start) :] for at, name in enumerate(names) if name.startswith(start)}
    numbered = {at: int(end) for at, end in ends.items() if end.isdecimal()}
    highest = [max(numbered, key=numbered.__getitem__)] if numbered else []
    kept = near.copy()
    kept[[*highest, *range(len(kept))[-1:]]] = True
    return Picked([layer.states], np.flatnonzero(kept))


def put_back(project: Project, part: Project, after: Project) -> dict[str, Sequence[ControlState]] | None:
    """Return a map project's states with those of a part as an edit left them; a new one follows whom it did.

    None where one got a name that another has, of which the part did not know.
    """
    sides = zip(project.layers, part.layers, after.layers, strict=True)
    found = {whole.id: _put_back(whole.states, old.states, new.states) for whole, old, new in sides}
    names = [name for states in found.values() for name in told(states, "id").each()]
    return found if len(set(names)) == len(names) else None


def _put_back(
    whole: Sequence[ControlState], old: Sequence[ControlState], new: Sequence[ControlState]
) -> Sequence[ControlState]:
    """Return the states of a layer: what is fresh stands behind the state before it in the part."""
    known = {*told(old, "id").each()}
    place = {name: at for at, name in enumerate(told(whole, "id").each()) if name in known}
    behind = [*accumulate(told(new, "id").each(), lambda last, name: place.get(name, last), initial=-1)][1:]
    others = np.delete(np.arange(len(whole)), [*place.values()])
    order = np.argsort(np.concatenate([others, np.array(behind, dtype=np.int64)]), kind="stable")
    return Picked([whole, new], np.concatenate([others, np.arange(len(new)) + len(whole)])[order])
