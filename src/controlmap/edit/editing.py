"""The edits as methods of a map project: deltas are made from what people say, and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from controlmap.dates import Instant, instant_of
from controlmap.edit.delta.delta import Delta
from controlmap.edit.log.apply import Preview, apply_delta, preview
from controlmap.edit.log.journal import read_journal
from controlmap.edit.log.undo import redo, revert, undo
from controlmap.edit.named_area import NamedArea, line_of, named_area
from controlmap.edit.operations.correct import correct, retract
from controlmap.edit.operations.lookup import refuse_unknown
from controlmap.edit.operations.reshape import merge, reshape, split
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError, Problem
from controlmap.model import ControlState, Entry, Note, Project, validated

__all__ = ["Area", "Editing"]

Area = str | Path | Mapping[str, Any] | shapely.Geometry | NamedArea | None
"""Ground as `controlmap.edit.ground_of` takes it, or as `Editing.ground` returned it."""
Line = str | Path | Mapping[str, Any] | shapely.Geometry


class Editing:
    """What can be changed of a map project. Each edit returns a delta; `apply` writes one."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def ground(self, area: Area, *, radius_km: float | None = None, on: Instant | None = None) -> NamedArea:
        """Return the ground that is meant, the place or states it was taken for, and what is outside the map.

        `area`, `radius_km` and `on` are as for `transfer`, which takes the answer for `area` too.

        Raises
        ------
        InputError
            When it names no ground, or all of it lies outside the map.
        """
        return named_area(self.project, area, radius_km=radius_km, on=_moment(self.project, on))

    def transfer(
        self,
        area: Area,
        *,
        to: str,
        on: Instant,
        until: Instant | None = None,
        held_by: str | None = None,
        layer: str | None = None,
        radius_km: float | None = None,
        **said: Any,
    ) -> Delta:
        """Return what gives ground to an actor from an instant, up to the end of the states that it touches.

        `area` is a geometry (lon, lat), GeoJSON, WKT, a file, a place or point with `radius_km`, the id of a
        state, the name of an area, or "all"; `held_by` takes only what one actor holds there. `said` are
        further properties of the new state: status, others, certainty, sources, area, area_ar, note.

        Raises
        ------
        InputError
            When there is nothing to pass, or a value cannot be used.
        """
        start, end = _moment(self.project, on), _moment(self.project, until)
        ground = named_area(self.project, area, radius_km=radius_km, on=start).lonlat
        control = control_of({"controller": to, **said})
        refuse_unknown(self.project, sources=control.sources)
        return transfer(self.project, ground, control, on=start, until=end, held_by=held_by, layer=layer)

    def correct(
        self,
        area: Area = None,
        *,
        states: Sequence[str] = (),
        on: Instant | None = None,
        until: Instant | None = None,
        held_by: str | None = None,
        layer: str | None = None,
        radius_km: float | None = None,
        **right: Any,
    ) -> Delta:
        """Return what makes records say something else; the old records stay, superseded.

        `right` are properties of control states with their right values: controller, status, others,
        certainty, sources, area, area_ar, note. With `states` only those records are corrected. Where another
        controller or further actors are named, sources and certainty are needed: nothing is inherited.

        Raises
        ------
        InputError
            When there is nothing to correct, or a value cannot be used.
        """
        start, end = _moment(self.project, on), _moment(self.project, until)
        ground = named_area(self.project, area, radius_km=radius_km, on=start).lonlat
        changes = _checked(right)
        refuse_unknown(self.project, sources=changes.get("sources", ()))
        return correct(
            self.project,
            ground,
            changes,
            on=start,
            until=end,
            held_by=held_by,
            layer=layer,
            states=states,
        )

    def retract(self, *states: str) -> Delta:
        """Return what takes records back: their ground goes on as before them, or is unknown.

        Raises
        ------
        InputError
            When a state is not there.
        """
        return retract(self.project, states)

    def reshape(self, one: str, two: str, line: Line, *, on: Instant | None = None) -> Delta:
        """Return what moves the border between two neighbouring states to a line (lon, lat).

        Raises
        ------
        InputError
            When they are no neighbours, or the line does not divide their ground.
        """
        return reshape(self.project, one, two, line_of(self.project, line), on=_moment(self.project, on))

    def split(
        self, state: str, *, line: Line | None = None, area: Area = None, on: Instant | None = None
    ) -> Delta:
        """Return what makes several states of one, along a line, by other ground, or at an instant.

        Raises
        ------
        InputError
            When the state is not there, or is not divided, or not just one of line, area and on is given.
        """
        if sum(value is not None for value in (line, area, on)) != 1:
            raise InputError(Problem("split takes one of line, area and on"))
        if line is not None:
            divider = line_of(self.project, line)
        else:
            divider = _moment(self.project, on) if area is None else named_area(self.project, area).lonlat
        if divider is None:
            raise InputError(Problem(f"{state} is not divided by all there is"))
        return split(self.project, state, divider)

    def merge(self, *states: str) -> Delta:
        """Return what makes one state of several that say the same and touch, in space or in time.

        Raises
        ------
        InputError
            When they do not say the same, or do not touch.
        """
        return merge(self.project, states)

    def preview(self, delta: Delta) -> Preview:
        """Return what a delta would do: who loses and gains how many km², which features change.

        Raises
        ------
        ConflictError, InputError, OverlapError
            When it cannot be applied.
        """
        return preview(self.project, delta)

    def apply(
        self,
        delta: Delta,
        *,
        command: str = "apply",
        who: str = "",
        why: str | None = None,
        sources: Sequence[str] = (),
    ) -> Entry:
        """Write a delta to the layers, and the journal's entry on it, which is returned.

        Raises
        ------
        StaleError
            When the files are no longer those that were read.
        ConflictError, InputError, OverlapError
            When the delta does not fit; nothing is written then.
        """
        return self.write(delta, Note(command, who, why, tuple(sources)))

    def undo(self, *, who: str = "", why: str | None = None) -> Entry:
        """Take the last edit back.

        Raises
        ------
        InputError, StaleError, ConflictError
            When there is none, or the map has changed since.
        """
        return self.write(*undo(self.project, who=who, why=why))

    def redo(self, *, who: str = "", why: str | None = None) -> Entry:
        """Do the last undone edit again.

        Raises
        ------
        InputError, StaleError, ConflictError
            When there is none, or the map has changed since.
        """
        return self.write(*redo(self.project, who=who, why=why))

    def revert(self, number: int, *, who: str = "", why: str | None = None) -> Entry:
        """Take an entry of the journal back, whatever came after.

        Raises
        ------
        InputError, StaleError, ConflictError
            When there is no such entry, or what it did was changed since.
        """
        return self.write(*revert(self.project, number, who=who, why=why))

    def log(self) -> list[Entry]:
        """Return the entries of the journal, the oldest first.

        Raises
        ------
        InputError
            When the journal cannot be read.
        """
        return read_journal(self.project.folder)

    def write(self, delta: Delta, note: Note) -> Entry:
        """Write a delta, with what the journal is to say of it; as `apply`.

        Raises
        ------
        StaleError, ConflictError, InputError, OverlapError
            As `apply` does.
        """
        project, entry = apply_delta(self.project, delta, note)
        self._become(project)
        return entry

    def _become(self, project: Project) -> None:
        """Go on with the map project as it is after an edit."""
        self.project = project


def _moment(project: Project, value: Instant | None) -> Any:
    return None if value is None else instant_of(value, project.zone)


def control_of(said: Mapping[str, Any]) -> Control:
    """Return what a new state says, checked.

    Raises
    ------
    InputError
        When a property is not known, or its value is of the wrong kind.
    """
    return Control(**_checked(said))


_SAYABLE = ("controller", "status", "others", "certainty", "sources", "area", "area_ar", "note", "note_ar")


def _checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties of a control state as the model has them, once it accepts them."""
    unknown = [name for name in said if name not in _SAYABLE]
    if unknown:
        hint = f"It says {', '.join(_SAYABLE)}."
        raise InputError(Problem(f"a control state says nothing called {unknown[0]!r}", hint=hint))
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    rest = {"id": "new", "geometry": shapely.Point(), "valid_from": "2000-01-01", "valid_to": None}
    state = validated(ControlState, {"controller": "unknown", **rest, **told})
    return {name: getattr(state, name) for name in said}
