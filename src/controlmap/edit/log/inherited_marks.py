"""What an edit makes of imported states is expected by the check wherever what they were made of was.

A silence may hold for a layer as it was imported alone: `imported/LAYER.txt` has digests of that. Edits
cut states anew. Where a state goes on in another one, so does what its source left out before and after it,
and so do the slivers that the source drew; what is drawn anew is not in the file, and is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.marks_change import MarksChange
from controlmap.errors import InputError
from controlmap.format import SETTINGS_FILE, of_ground, of_period, parse_marks
from controlmap.model import ControlState, Project
from controlmap.plane import SLIVER_M, Grid, mean_widths_m
from controlmap.store import inside, read_data

__all__ = ["inherited_marks"]

_OLD_SHARE = 0.75
"""Of a sliver's outline that lies on borders which were there. One line beside a new one is half of it."""


def inherited_marks(project: Project, delta: Delta) -> Iterator[MarksChange]:
    """Yield which digests are added by an edit, those of files aside of which it says that itself."""
    said = {one.layer: one.imported for one in project.settings.silence if one.layer and one.imported}
    for layer, file in said.items():
        if layer not in delta.removed or file in delta.marked:
            continue
        known = _known(project, file)
        old = [placed.state for placed in delta.removed[layer]]
        new = [p.state for p in delta.added.get(layer, ()) if p.state.superseded_at is None]
        fresh = {*_marks(old, new, known, project.grid)} - known
        if fresh:
            yield MarksChange(file, frozenset(), frozenset(fresh))


def _known(project: Project, file: str) -> frozenset[str]:
    try:
        return parse_marks(read_data(inside(project.folder, file, SETTINGS_FILE), file), file=file)[0]
    except InputError:  # it is not there, or cannot be read: the check tells that
        return frozenset()


def _marks(
    old: Sequence[ControlState], new: Sequence[ControlState], known: Collection[str], grid: Grid
) -> Iterator[str]:
    """Yield the digests of new states that go on for imported ones, and of slivers on their borders."""
    kept = [state for state in old if of_period(state) in known or of_ground(state.geometry) in known]
    if not kept or not new:
        return
    tree = shapely.STRtree([state.geometry for state in kept])
    for state in new:
        made_of = [kept[i] for i in tree.query(state.geometry, predicate="intersects").tolist()]
        if any(_shares_an_end(state, one) for one in made_of):
            yield of_period(state)
        yield from _drawn_slivers(state, made_of, grid)


def _shares_an_end(one: ControlState, two: ControlState) -> bool:
    return one.valid_from == two.valid_from or one.valid_to == two.valid_to


def _drawn_slivers(state: ControlState, made_of: Sequence[ControlState], grid: Grid) -> Iterator[str]:
    """Yield the digests of a state's slivers that lie between borders which its source drew."""
    parts = shapely.get_parts(state.geometry)
    thin = parts[mean_widths_m(parts) < SLIVER_M]
    if not len(thin) or not made_of:
        return
    borders = shapely.buffer(shapely.boundary(np.array([one.geometry for one in made_of])), 2 * grid.size)
    outlines = shapely.boundary(thin)
    shares = shapely.length(shapely.intersection(outlines, shapely.union_all(borders))) / shapely.length(
        outlines
    )
    yield from map(of_ground, thin[shares >= _OLD_SHARE].tolist())
