"""Records amended as a file has them: changed, added and removed by their ids, borders shared.

What is said of a feature anew is a correction: the feature keeps its id, and what was on record of it stays
beside it under an id of its own, closed. Ground redrawn, an end set and texts are changed in place, as other
edits change them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.lookup import States
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.settled import settled
from controlmap.model import ControlState, Project, period_of, states_of
from controlmap.plane import Grid, new_borders, weave

__all__ = ["Amendment", "amend"]

_CLAIM = ("controller", "status", "others", "valid_from", "precision", "certainty", "sources")
"""What a record says on somebody's word: it is never said anew without the old word being kept."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What becomes of a layer's states on record: those changed by id, ids removed, and new states.

    New states without an id of their own have the empty text for one.
    """

    changed: Mapping[str, ControlState] = field(default_factory=dict)
    removed: Collection[str] = ()
    added: Sequence[ControlState] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed or self.added)


def amend(project: Project, layer: str, amendment: Amendment) -> Delta:
    """Return what amends a layer's states (ground in lon, lat, on the grid) as one edit.

    Borders that are new are woven into those they meet (see `plane.weave`), so that neighbours share them.
    Records whose claim changes, or that are removed, stay as closed records under new ids.
    """
    before = {state.id: state for state in states_of(project)[layer]}
    lost = [
        before[name] for name in (*amendment.changed, *amendment.removed) if _loses(before[name], amendment)
    ]
    naming = Naming.of(project).after(lost)
    closed = [_closed(state, layer, naming) for state in lost]
    fresh = [_recorded(state, layer, naming) for state in amendment.added]
    changed = {name: _said_anew(before[name], state, naming) for name, state in amendment.changed.items()}
    kept = [changed.get(s.id, s) for s in before.values() if s.id not in amendment.removed]
    after = _woven(project, {**states_of(project), layer: (*kept, *fresh)})
    named = {state.id for state in amendment.added if state.id}
    return settled(project, {**after, layer: (*after[layer], *closed)}, named=named)


def _loses(state: ControlState, amendment: Amendment) -> bool:
    """Tell whether a claim of a record is to be said no more."""
    new = amendment.changed.get(state.id)
    return new is None or (new.superseded_at is None and _is_another_claim(state, new))


def _is_another_claim(state: ControlState, new: ControlState) -> bool:
    return any(getattr(state, name) != getattr(new, name) for name in _CLAIM) or _goes_on_longer(state, new)


def _goes_on_longer(state: ControlState, new: ControlState) -> bool:
    """Tell whether an end is taken back: to set one is news, and no correction."""
    return bool(period_of(new).end > period_of(state).end)


def _closed(state: ControlState, layer: str, naming: Naming) -> ControlState:
    name = naming.new(layer)["id"]
    return naming.superseded(state).model_copy(update={"id": name, "numeric_id": False})


def _recorded(state: ControlState, layer: str, naming: Naming) -> ControlState:
    """Return a new state on record from now, unless it says itself since when."""
    new = naming.new(layer)
    named = {"id": new["id"], "numeric_id": False} if not state.id else {}
    since = {} if state.recorded_at is not None else {"recorded_at": new["recorded_at"]}
    return state.model_copy(update={**named, **since})


def _said_anew(state: ControlState, new: ControlState, naming: Naming) -> ControlState:
    if new.superseded_at is not None or not _is_another_claim(state, new):
        return new
    return new.model_copy(update={"recorded_at": naming.recorded_at, "superseded_at": None})


def _woven(project: Project, states: States) -> dict[str, Sequence[ControlState]]:
    """Return states with a vertex wherever a border that is new meets one that was there."""
    live = [s for group in states.values() for s in group if s.superseded_at is None]
    known = {s.id: s for group in states_of(project).values() for s in group}
    borders = (_new_border(s, known.get(s.id), project.grid) for s in live)
    lines = [border for border in borders if border is not None]
    if not lines:
        return dict(states)
    limits = [layer.extent_lonlat for layer in project.layers if layer.extent_lonlat is not None]
    areas, _ = weave(
        [s.geometry for s in live],
        lines,
        project.grid,
        within=np.ones(len(live), dtype=bool),
        limits_lonlat=limits,
        drawn=True,
    )
    led = {
        s.id: s.model_copy(update={"geometry": area})
        for s, area in zip(live, areas, strict=True)
        if area is not s.geometry
    }
    return {layer: tuple(led.get(s.id, s) for s in group) for layer, group in states.items()}


def _new_border(state: ControlState, before: ControlState | None, grid: Grid) -> shapely.Geometry | None:
    """Return the segments of a state's border that it did not have before; None where there is none."""
    if before is not None and before.geometry is state.geometry:
        return None
    return new_borders(state.geometry, before.geometry if before else None, grid)
