"""What was on record before edits: the journal gone back, as far as it fits.

An edit shortens a record where somebody else takes its ground, and takes away one of which nothing is left:
the files say what is known now. What they said before is in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import count
from math import inf

import numpy as np

from controlmap.dates import first_minute, parse_instant
from controlmap.edit.delta.conflicts import carries_on, same
from controlmap.edit.delta.delta import Delta
from controlmap.edit.log.journal import DERIVE, delta_of, read_journal
from controlmap.edit.log.versions import states_in
from controlmap.errors import InputError
from controlmap.format import JOURNAL_FILE
from controlmap.model import ControlState, Entry, Layer, Picked, Project, chosen, told

__all__ = ["bears_days", "with_former"]

_MARKS = ("recorded_at", "superseded_at")
_WORDS = ("area", "note", "translations", *_MARKS)
"""Of which a change gives no other map."""

_EVER, _NOW = -inf, inf

States = Mapping[str, ControlState]
"""By id."""


def with_former(project: Project, *, derived: bool = True) -> Project:
    """Return a map with all that its layers had on record before edits, and when that was made and replaced.

    What an edit changed or took away comes as records that are superseded; so what is on record on a day is
    what the files said at its end. What an undoing took back never was on record. A layer is gone back to
    where the journal begins, does not fit what the layer held, or brings in states that bear no day, as
    imports and a first derivation do: what it held then is on record from ever. Unless layers that were
    `derived` anew are to be gone back, that ends there too.

    Raises
    ------
    InputError
        When a line of the journal is no entry, or has no date.
    """
    entries = read_journal(project.folder)
    days = {entry.id: _day_of(entry) for entry in entries}
    pasts = [_Past(layer) for layer in project.layers]
    for entry in reversed(entries):
        if all(past.has_ended for past in pasts):
            break
        undoes = entry.note.of is not None
        is_derivation = derived and entry.note.command == DERIVE
        try:
            delta = delta_of(entry, project)
            if undoes or is_derivation:
                delta = _by_features(delta, project)
        except InputError:  # what it changed is kept nowhere
            break
        day = days.get(entry.note.of or entry.id, days[entry.id])
        for past in pasts:
            past.go_back(delta, day, undoes=undoes, replaces=is_derivation)
    layers = (replace(past.layer, states=past.states()) for past in pasts)
    return replace(project, layers=tuple(layers))


def bears_days(project: Project) -> bool:
    """Tell whether any state says when it was made or replaced: else none is known to have been another."""
    return any(_marks_in(layer) for layer in project.layers)


def _by_features(delta: Delta, project: Project) -> Delta:
    """Return an edit that wrote layers whole as what it did to their features, as far as that is kept."""
    layers = {layer.file: layer for layer in project.layers}
    whole = []
    for one in delta.restated:
        layer = layers.get(one.file)
        if layer is None or not (one.old and one.old.data and one.new and one.new.data):
            whole.append(one)
            continue
        was, now = ({layer.id: states_in(data, layer, project)} for data in (one.old.data, one.new.data))
        told = Delta.between(was, now)
        delta = replace(delta, removed={**delta.removed, **told.removed}, added={**delta.added, **told.added})
    return replace(delta, restated=tuple(whole))


def _day_of(entry: Entry) -> np.datetime64:
    try:
        return parse_instant(entry.when).astype("datetime64[D]")
    except InputError as error:
        problems = (replace(one, file=JOURNAL_FILE, line=entry.number) for one in error.problems)
        raise InputError(problems) from None


@dataclass(slots=True)
class _Version:
    """What a record said since it was `made`, until it was `replaced`; None: from ever, and until now.

    `first` is how it began, before changes of words alone.
    """

    state: ControlState
    first: ControlState
    made: np.datetime64 | None = None
    replaced: np.datetime64 | None = None


class _Past:
    """A layer whose edits are taken back one after the other, the latest first."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.has_ended = False
        self._has_begun = False
        self._numbers: Mapping[str, int] | None = None
        self._records: list[list[_Version]] = []
        """What each record said that an edit touched, the latest first."""
        self._there: dict[str, list[_Version]] = {}
        """Those of them that are there at the time that is reached, by the id that they have then."""
        self._touched: set[str] = set()

    def go_back(self, delta: Delta, day: np.datetime64, *, undoes: bool, replaces: bool) -> None:
        """Take an edit of a day back; where that cannot be done, all stays as it is from here on.

        Those that came after the layer, where it is an earlier one than the files hold, do not fit it. What
        it `replaces` was on record until then, whatever the new states say.
        """
        old, new = (
            {placed.state.id: placed.state for placed in side.get(self.layer.id, ())}
            for side in (delta.removed, delta.added)
        )
        if self.has_ended or not (old or new or self.layer.file in delta.files):
            return
        self._look_up(old.keys() | new.keys())
        fits, is_edit = self._fits(old, new), undoes or (replaces and bool(old)) or _is_edit(old, new)
        if fits and is_edit and self.layer.file not in delta.files:
            marks = _marks(new.values()) - _marks(old.values())
            self._take_back(old, new, day if undoes else max(marks, key=_minute, default=day), undoes=undoes)
            self._has_begun = True
        else:
            self.has_ended = fits or self._has_begun or self.layer.file in delta.files

    def states(self) -> Picked:
        """Return all that ever was on record."""
        names = told(self.layer.states, "id").each()
        untouched = [number for number, name in enumerate(names) if name not in self._touched]
        extra, said = list[ControlState](), dict[str, ControlState]()
        for version in (version for record in self._records for version in _told_apart(record)):
            known = said.setdefault(version.state.id, version.state)
            name = known.id if _says(known) == _says(version.state) else _free_id(known.id, said)
            said.setdefault(name, version.state)
            extra.append(version.state.model_copy(update={"id": name, **_marked(version)}))
        numbers = [*untouched, *range(len(names), len(names) + len(extra))]
        return Picked([self.layer.states, extra], np.array(numbers, dtype=np.int64))

    def _look_up(self, names: Set[str]) -> None:
        """Have records at hand as they are now, unless an edit touched them already."""
        if self._numbers is None:
            self._numbers = {name: at for at, name in enumerate(told(self.layer.states, "id").each())}
        wanted = sorted(self._numbers[name] for name in names - self._touched if name in self._numbers)
        self._touched |= names
        for state in chosen(self.layer.states, np.array(wanted, dtype=np.int64)):
            self._there[state.id] = [_Version(state, state)]
            self._records.append(self._there[state.id])

    def _fits(self, old: States, new: States) -> bool:
        """Tell whether the layer at the time that is reached is as an edit left it."""
        is_there = (name in self._there and same(self._there[name][-1].first, new[name]) for name in new)
        return all(is_there) and not self._there.keys() & (old.keys() - new.keys())

    def _take_back(self, old: States, new: States, when: np.datetime64, *, undoes: bool) -> None:
        records = {name: self._there.pop(name) for name in new}
        # What a correction closed stands in the layer under another id.
        kept = {} if undoes else {was: name for name, state in new.items() if (was := _kept_in(state, old))}
        for name, state in new.items():
            is_closed = state.superseded_at is not None and not undoes
            if not is_closed and (name not in old or not _differ_only_in(old[name], state, _WORDS)):
                records[name][-1].made = when
        for name, state in old.items():
            if name in kept:
                record = records[kept[name]]
                record[-1].first = state
            elif name in new and _differ_only_in(state, new[name], _WORDS):
                record = records[name]
                record[-1].first = state
            else:
                record = records.get(name, [])
                if not record:
                    self._records.append(record)
                record.append(_Version(state, state, replaced=when))
            self._there[name] = record


def _minute(instant: np.datetime64) -> int:
    return int(first_minute(instant).astype(int))


def _minute_or(instant: np.datetime64 | None, instead: float) -> float:
    return instead if instant is None else _minute(instant)


def _marks(states: Iterable[ControlState]) -> set[np.datetime64]:
    """Return when states were made and replaced, as they say."""
    marks = (getattr(state, name) for state in states for name in _MARKS)
    return {mark for mark in marks if mark is not None}


def _marks_in(layer: Layer) -> bool:
    """Tell whether any state of a layer says when it was made or replaced."""
    return any(mark is not None for name in _MARKS for mark in told(layer.states, name).values)


def _differ_only_in(one: ControlState, two: ControlState, names: Iterable[str]) -> bool:
    """Tell whether states differ in no more than some properties."""
    return same(one, two.model_copy(update={name: getattr(one, name) for name in names}))


def _is_edit(old: States, new: States) -> bool:
    """Tell whether all that is new bears a day, goes on what was there, or is an end."""
    fresh = [state for name, state in new.items() if name not in old]
    if not fresh and not _marks(new.values()):
        return all(_differ_only_in(old[name], state, ("valid_to", *_WORDS)) for name, state in new.items())
    return all(_marks([state]) or any(carries_on(state, was) for was in old.values()) for state in fresh)


def _kept_in(state: ControlState, old: States) -> str | None:
    """Return the id that a closed record had when it stood."""
    if state.superseded_at is None:
        return None
    names = ("id", "numeric_id", "superseded_at")
    return next((name for name, was in old.items() if _differ_only_in(was, state, names)), None)


def _told_apart(record: list[_Version]) -> Iterator[_Version]:
    """Yield what a record said, the latest first; what an undoing brought back was never gone."""
    later: _Version | None = None
    for version in record:
        begun, over = (_minute_or(version.made, _EVER), _minute_or(version.replaced, _NOW))
        if begun >= over:
            continue
        if later is None:
            later = version
        elif over >= _minute_or(later.made, _EVER) and _differ_only_in(version.state, later.state, _MARKS):
            later.made = version.made
        else:
            yield later
            later = version
    if later is not None:
        yield later


def _marked(version: _Version) -> dict[str, np.datetime64 | None]:
    """Return when a version was made and replaced, by the journal and by what it says itself."""
    made = [one for one in (version.state.recorded_at, version.made) if one is not None]
    replaced = [one for one in (version.state.superseded_at, version.replaced) if one is not None]
    return {
        "recorded_at": max(made, key=_minute, default=None),
        "superseded_at": min(replaced, key=_minute, default=None),
    }


def _says(state: ControlState) -> ControlState:
    """Return what a state says but for where, until when, and when it was made."""
    return state.model_copy(update=dict.fromkeys(("id", "geometry", "valid_to", "numeric_id", *_MARKS)))


def _free_id(name: str, taken: States) -> str:
    """Return an id for what a record said that said something else later."""
    return next(other for number in count(1) if (other := f"{name}@{number}") not in taken)
