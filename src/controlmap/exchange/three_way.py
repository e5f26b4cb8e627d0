"""A file held against the layer that it was made of, and against the layer as it is now: three ways by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from controlmap.edit import Amendment
from controlmap.errors import InputError, Problem
from controlmap.exchange.returned import Change, Feature, Returned, as_state, same_ground
from controlmap.format import as_ours, properties_of
from controlmap.model import ControlState, Project, faults_of_holding

__all__ = ["Comparison", "compared", "differences"]

States = Mapping[str, ControlState]
"""By id, those on record."""
_RECORD = ("recorded_at", "superseded_at")
_NEAR_UNITS = 2
"""Grid units by which a border may have been led aside, so that neighbours share it, and be the same."""
_HOLDING = ("controller", "status", "others")


@dataclass(slots=True)
class Comparison:
    """What the file changes, removes and adds; what the map has changed since, and where both did.

    `moved_on` are ids that the map says something of which the file does not know. `conflicts` are sentences.
    """

    changed: dict[str, ControlState] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    added: list[ControlState] = field(default_factory=list)
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)
    moved_on: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def amendment(self) -> Amendment:
        """What becomes of the layer's states."""
        return Amendment(self.changed, self.removed, self.added)


def on_record(states: Iterable[ControlState]) -> dict[str, ControlState]:
    """Return the states on record by their ids."""
    return {state.id: state for state in states if state.superseded_at is None}


def differences(returned: Returned, states: Iterable[ControlState]) -> int:
    """Return in how many features a file differs from a version of the layer."""
    there = on_record(states)
    named = {f.id: f for f in returned.features if f.id is not None}
    both = named.keys() & there.keys()
    differing = sum(bool(named[name].change_of(there[name]).in_words()) for name in both)
    return differing + len(named.keys() ^ there.keys())


def compared(returned: Returned, base: Iterable[ControlState], project: Project, layer: str) -> Comparison:
    """Return what a file that was made of `base` does to a layer as it is now.

    Of several features with one id, as a program leaves them that split or copied one, that keeps it which
    says the least otherwise, and of those the largest.
    """
    closed = {state.id for state in base if state.superseded_at is not None}
    old = on_record(base)
    now = on_record(next(home.states for home in project.layers if home.id == layer))
    found = Comparison()
    first, further = _by_id([f for f in returned.features if f.id not in closed], old)
    meeting = _Meeting(returned.file, project, found)
    for name, state in old.items():
        feature = first.pop(name, None)
        if feature is None:
            meeting.removed(name, state, now.get(name))
        else:
            meeting.kept(feature, state, now.get(name))
    since = [state for name, state in now.items() if name not in old]
    for feature in first.values():
        meeting.new(feature, None, since)
    for feature in further:
        meeting.new(feature, old.get(feature.id or ""), since, named=False)
    meeting.unknown(since)
    return found


@dataclass(slots=True)
class _Meeting:
    """File, base and map as they meet, feature by feature; what is found is gathered."""

    file: str
    project: Project
    found: Comparison
    matched: set[str] = field(default_factory=set)

    def removed(self, name: str, old: ControlState, now: ControlState | None) -> None:
        """Look at a state that the file no longer has."""
        if now is None:
            return
        self.found.absent.append(name)
        if self._same(old, now):
            self.found.removed.append(name)
        else:
            self.found.conflicts.append(f"{name} is removed in the file; since then the map has changed it")

    def kept(self, feature: Feature, old: ControlState, now: ControlState | None) -> None:
        """Look at a state that the file has too."""
        name = old.id
        change = feature.change_of(old)
        if not change.in_words():
            self.found.unchanged += now is not None
            if now is None or not self._knows(feature, old, now):
                self.found.moved_on.append(name)
            return
        if now is None:
            self.found.conflicts.append(
                f"{name}: {change.in_words()} changed in the file; it is not there any more"
            )
            return
        change, clashes = self._merged(feature, change, old, now)
        self.found.conflicts += clashes
        if clashes:
            return
        if not self._knows(feature, old, now):
            self.found.moved_on.append(name)
        if change.in_words():
            self._take(feature, now, change, name)
        else:
            self.found.unchanged += 1

    def new(
        self,
        feature: Feature,
        template: ControlState | None,
        since: Iterable[ControlState],
        *,
        named: bool = True,
    ) -> None:
        """Look at a feature that the file has besides; what it has no field for is as in its template."""
        for state in since:
            if state.id not in self.matched and self._says_all(feature, state) and self._near(state, feature):
                self.matched.add(state.id)
                self.found.unchanged += 1
                return
        name = self._new_id(feature.id) if named and feature.id is not None else ""
        if name and any(name == state.id for state in since):
            self.found.conflicts.append(f"{name} is new in the file; the map has another one since")
            return
        said = _all(feature) if template is None else feature.change_of(template).said
        self._take(feature, template, Change(said, feature.ground_lonlat), name, added=True)

    def unknown(self, since: Iterable[ControlState]) -> None:
        """Note the states that the map has got and the file does not know."""
        self.found.moved_on += [state.id for state in since if state.id not in self.matched]

    def _new_id(self, name: str) -> str:
        """Return the id that somebody gave a feature; a number that a program counts by is none."""
        numbers = any(state.numeric_id for home in self.project.layers for state in home.states)
        return "" if name.isdigit() and not numbers else name

    def _merged(
        self, feature: Feature, change: Change, old: ControlState, now: ControlState
    ) -> tuple[Change, list[str]]:
        """Return what is left to change where the map may have changed too, and where both did otherwise."""
        before, since = properties_of(old), properties_of(now)
        said, clashes = {}, []
        for name, value in change.said.items():
            if feature.says(name, since.get(name)):
                continue
            if since.get(name) != before.get(name):
                both = f"{_shown(since.get(name))} in the map since, {_shown(value)} in the file"
                clashes.append(f"{old.id}: {name} is {both}")
            said[name] = value
        ground = change.ground_lonlat
        if ground is not None and self._near(now, feature):
            ground = None
        elif ground is not None and not _close(old.geometry, now.geometry, self.project):
            clashes.append(f"{old.id}: its ground is redrawn in the map since, and in the file otherwise")
        return Change(said, ground), clashes

    def _take(
        self, feature: Feature, base: ControlState | None, change: Change, name: str, *, added: bool = False
    ) -> None:
        try:
            state = as_state(feature, base, change, self.project, file=self.file, name=name)
        except InputError as error:
            self.found.problems += error.problems
            return
        if added or any(key in change.said for key in _HOLDING):
            faults = faults_of_holding(state.controller, state.status, state.others)
            self.found.problems += [
                Problem(f.message, self.file, feature=name or feature.label, property=f.property, hint=f.hint)
                for f in faults
            ]
        if added:
            self.found.added.append(state)
        else:
            self.found.changed[name] = state

    def _same(self, old: ControlState, now: ControlState) -> bool:
        """Tell whether a state says what it said, in whatever way its borders were led."""
        if old is now:
            return True
        before, since = properties_of(old), properties_of(now)
        names = [name for name in {*before, *since} if name not in _RECORD]
        said = all(before.get(name) == since.get(name) for name in names)
        return said and _close(old.geometry, now.geometry, self.project)

    def _knows(self, feature: Feature, old: ControlState, now: ControlState) -> bool:
        """Tell whether all that the map has changed since stands in the file too."""
        if self._same(old, now):
            return True
        before, since = properties_of(old), properties_of(now)
        news = [n for n in {*before, *since} if n not in _RECORD and before.get(n) != since.get(n)]
        said = all(n in feature.columns and feature.says(n, since.get(n)) for n in news)
        return said and (_close(old.geometry, now.geometry, self.project) or self._near(now, feature))

    def _says_all(self, feature: Feature, state: ControlState) -> bool:
        said = properties_of(state)
        return all(feature.says(name, said.get(name)) for name in feature.columns if name not in _RECORD)

    def _near(self, state: ControlState, feature: Feature) -> bool:
        return _close(state.geometry, feature.ground_lonlat, self.project)


def _by_id(features: Sequence[Feature], old: States) -> tuple[dict[str, Feature], list[Feature]]:
    """Return features by their ids, one of each, and all others."""
    groups: dict[str, list[Feature]] = defaultdict(list)
    nameless = [feature for feature in features if feature.id is None]
    for feature in features:
        if feature.id is not None:
            groups[feature.id].append(feature)

    def strangeness(feature: Feature) -> tuple[int, float]:
        state = old.get(feature.id or "")
        said = feature.change_of(state).said if state else ()
        return len(said), -float(shapely.area(feature.ground_lonlat))

    ordered = {
        name: sorted(group, key=strangeness) if len(group) > 1 else group for name, group in groups.items()
    }
    rest = [feature for group in ordered.values() for feature in group[1:]]
    return {name: group[0] for name, group in ordered.items()}, [*rest, *nameless]


def _all(feature: Feature) -> dict[str, Any]:
    """Return all that a feature says, as the format writes it."""
    said = {name: as_ours(name, value) for name, value in feature.columns.items()}
    return {"valid_to": None, **{name: value for name, value in said.items() if value is not None}}


def _close(one: shapely.Geometry, two: shapely.Geometry, project: Project) -> bool:
    """Tell whether two grounds are the same but for borders led aside to where others meet them."""
    if one is two or same_ground(one, two):
        return True
    apart = shapely.hausdorff_distance(shapely.boundary(one), shapely.boundary(two))
    return bool(apart <= _NEAR_UNITS * project.grid.size)


def _shown(value: Any) -> str:
    return "none" if value is None else " ".join(map(str, value)) if isinstance(value, list) else str(value)
