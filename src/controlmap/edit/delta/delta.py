"""A delta: what an edit takes out of the layers and puts in. It is a value; applying it is another matter.

A feature that an edit changes stands on both sides, under one id. Each stands with its place in the file, so
that applying a delta and then its inverse gives the same file back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from controlmap.edit.delta.conflicts import conflicts_of
from controlmap.edit.delta.marks_change import MarksChange
from controlmap.edit.delta.old_rewrite import OldRewrite
from controlmap.edit.delta.placed_state import Features, Placed
from controlmap.edit.delta.record_change import RecordChange, Restatement
from controlmap.errors import ConflictError
from controlmap.model import ControlState, Picked, chosen, places_in, told

__all__ = ["Delta", "Placed"]


@dataclass(frozen=True, slots=True)
class Delta:
    """Features removed and added, by layer id; `~d` undoes `d`, `d1 + d2` is `d2` after `d1`.

    After the features, and in their order, `records` change records of files by their ids, and `restated`
    whole files; `marks` change what is known to be as imported. `rewrites` are what older journals and
    patches tell of files. `dates` are those of which it means to change who takes ground from whom, None
    where it does not say; no file keeps them.
    """

    removed: Features = field(default_factory=dict)
    added: Features = field(default_factory=dict)
    records: tuple[RecordChange, ...] = ()
    restated: tuple[Restatement, ...] = ()
    rewrites: tuple[OldRewrite, ...] = ()
    marks: tuple[MarksChange, ...] = ()
    dates: frozenset[np.datetime64] | None = field(default=None, compare=False)

    @classmethod
    def between(
        cls, before: Mapping[str, Sequence[ControlState]], after: Mapping[str, Sequence[ControlState]]
    ) -> Delta:
        """Return what makes the layers `after` of the layers `before`, both by layer id."""
        layers = dict.fromkeys([*before, *after])
        sides = {layer: _apart(before.get(layer, ()), after.get(layer, ())) for layer in layers}
        removed = {layer: out for layer, (out, _) in sides.items()}
        added = {layer: put for layer, (_, put) in sides.items()}
        return cls(_filled(removed), _filled(added))

    def __repr__(self) -> str:
        removed, added = (len(ids) for ids in self.ids())
        return f"Delta(removed={removed}, added={added}, rewrites={len(self.rewrites)})"

    def __invert__(self) -> Delta:
        return Delta(
            self.added,
            self.removed,
            tuple(~change for change in reversed(self.records)),
            tuple(~restatement for restatement in reversed(self.restated)),
            tuple(~rewrite for rewrite in reversed(self.rewrites)),
            tuple(~change for change in reversed(self.marks)),
            self.dates,
        )

    def __add__(self, later: Delta) -> Delta:
        layers = dict.fromkeys([*self.removed, *self.added, *later.removed, *later.added])
        sums = {layer: _composed(self, later, layer) for layer in layers}
        return Delta(
            _filled({layer: removed for layer, (removed, _) in sums.items()}),
            _filled({layer: added for layer, (_, added) in sums.items()}),
            (*self.records, *later.records),
            (*self.restated, *later.restated),
            (*self.rewrites, *later.rewrites),
            (*self.marks, *later.marks),
            _dates_of([self, later]),
        )

    def __bool__(self) -> bool:
        return self.has_features or bool(self.files or self.marks)

    @property
    def has_features(self) -> bool:
        """Whether it is about features, and not about records and files alone."""
        return bool(self.removed or self.added)

    @property
    def files(self) -> tuple[str, ...]:
        """The files of which it changes records, or all."""
        changes = (*self.records, *self.restated, *self.rewrites)
        return tuple(dict.fromkeys(change.file for change in changes))

    @property
    def marked(self) -> tuple[str, ...]:
        """The files of digests that lose or get some: they follow from the rest."""
        return tuple(dict.fromkeys(change.file for change in self.marks))

    def applied_to(self, layers: Mapping[str, Sequence[ControlState]]) -> dict[str, Sequence[ControlState]]:
        """Return the layers, by id, with the removed features taken out and the added ones put in.

        All others are picked from what is there, and none of them is made for that.

        Raises
        ------
        ConflictError
            When a removed feature is not there as it was, or an added one's id is taken.
        """
        conflicts = [
            line
            for layer in self._layers()
            for line in conflicts_of(self.removed.get(layer, ()), self.added.get(layer, ()), layer, layers)
        ]
        if conflicts:
            raise ConflictError(conflicts)
        return {layer: self._applied(layer, states) for layer, states in layers.items()}

    def about(self, *dates: np.datetime64 | None) -> Delta:
        """Return the same delta, that means to change who takes ground from whom at these dates only."""
        return replace(self, dates=frozenset(date for date in dates if date is not None))

    def ids(self) -> tuple[set[str], set[str]]:
        """Return the ids of the removed and of the added features."""
        return _ids(self.removed), _ids(self.added)

    def _layers(self) -> list[str]:
        return list(dict.fromkeys([*self.removed, *self.added]))

    def _applied(self, layer: str, states: Sequence[ControlState]) -> Sequence[ControlState]:
        if layer not in self._layers():
            return states
        gone = {placed.state.id for placed in self.removed.get(layer, ())}
        come = [placed.state for placed in self.added.get(layer, ())]
        numbers = [at for at, name in enumerate(told(states, "id").each()) if name not in gone]
        for number, placed in enumerate(self.added.get(layer, ()), len(states)):
            numbers.insert(placed.at, number)
        return Picked([states, come], np.array(numbers, dtype=np.int64))


def _dates_of(deltas: Sequence[Delta]) -> frozenset[np.datetime64] | None:
    """Return the dates that deltas are about, those of them that are about features at all."""
    told = [delta.dates for delta in deltas if delta.has_features]
    known = [dates for dates in told if dates is not None]
    return frozenset().union(*known) if known and len(known) == len(told) else None


def _apart(
    before: Sequence[ControlState], after: Sequence[ControlState]
) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """Return the states that are not the same in both, of each side."""
    old, new = (_unlike(*sides) for sides in ((before, after), (after, before)))
    there = {placed.state.id: placed.state for placed in old}
    same = {
        name
        for name, state in ((placed.state.id, placed.state) for placed in new)
        if (known := there.get(name)) is not None and (known is state or known == state)
    }
    out, put = (tuple(placed for placed in side if placed.state.id not in same) for side in (old, new))
    return out, put


def _unlike(states: Sequence[ControlState], others: Sequence[ControlState]) -> list[Placed]:
    """Return the states that are not known to be among others: where these are picked, most are."""
    numbers = np.flatnonzero(places_in(states, others) < 0)
    return [*map(Placed, numbers.tolist(), chosen(states, numbers))]


def _composed(first: Delta, later: Delta, layer: str) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """Return what both together remove and add in a layer, with places in the first and the last file."""
    added, gone = first.added.get(layer, ()), later.removed.get(layer, ())
    removed, come = first.removed.get(layer, ()), later.added.get(layer, ())
    passing = {placed.state.id for placed in added} & {placed.state.id for placed in gone}
    earlier = [_moved(p, added, removed) for p in gone if p.state.id not in passing]
    lasting = [_moved(p, gone, come) for p in added if p.state.id not in passing]
    return _without_same([*removed, *earlier], [*come, *lasting])


def _moved(placed: Placed, out: Sequence[Placed], back: Sequence[Placed]) -> Placed:
    """Return a feature with the place it has once some features are taken out and others put in."""
    rank = placed.at - bisect_left(out, placed.at, key=_place)
    return Placed(reduce(lambda at, other: at + (other.at <= at), back, rank), placed.state)


def _without_same(
    removed: list[Placed], added: list[Placed]
) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """Leave out features that are back as and where they were."""
    same = [p for p in removed if p in added]
    out, come = ([p for p in side if p not in same] for side in (removed, added))
    return tuple(sorted(out, key=_place)), tuple(sorted(come, key=_place))


def _place(placed: Placed) -> int:
    return placed.at


def _filled(features: Mapping[str, tuple[Placed, ...]]) -> Features:
    return {layer: placed for layer, placed in features.items() if placed}


def _ids(features: Features) -> set[str]:
    return {placed.state.id for group in features.values() for placed in group}
