"""Digests of what was imported come and go as members of a set: they are taken back whatever came between.

Neither their order nor their history means anything, so that no two changes of them are at odds. What a file
holds that says so of old is a restatement of it: `told_as_sets` reads that as what it did to the set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from controlmap.edit.delta.placed_state import Features
from controlmap.edit.delta.record_change import Restatement
from controlmap.format import imported_file, is_imported_file, marks_of, parse_marks, write_marks

__all__ = ["MarksChange", "marks_between", "told_as_sets"]

Marks = frozenset[str]


@dataclass(frozen=True, slots=True)
class MarksChange:
    """Digests that a file loses and gets; None: the file is not there before, or not afterwards."""

    file: str
    removed: Marks | None
    added: Marks | None

    def __invert__(self) -> MarksChange:
        return MarksChange(self.file, self.added, self.removed)

    def applied_to(self, data: bytes | None) -> bytes | None:
        """Return what a file holds afterwards, given what it holds.

        Raises
        ------
        InputError
            When what it holds are no digests.
        """
        there, _ = parse_marks(data or b"", file=self.file)
        marks = (there - (self.removed or frozenset())) | (self.added or frozenset())
        gone = self.added is None or (data is None and self.removed is not None)
        if gone and not marks:
            return None
        return write_marks(marks) if data is None or marks != there else data

    def to_json(self) -> dict[str, Any]:
        """Return the change as a JSON object."""
        sides = {"removed": self.removed, "added": self.added}
        return {
            "file": self.file,
            **{side: None if some is None else sorted(some) for side, some in sides.items()},
        }


def marks_between(file: str, before: bytes | None, after: bytes | None) -> MarksChange | None:
    """Return what makes one content of a file of digests of another; None where nothing does.

    Raises
    ------
    InputError
        When one of them holds no digests.
    """
    if before == after:
        return None
    old, new = (parse_marks(data or b"", file=file)[0] for data in (before, after))
    return MarksChange(file, None if before is None else old - new, None if after is None else new - old)


def told_as_sets(
    restated: Iterable[Restatement], added: Features
) -> tuple[tuple[Restatement, ...], tuple[MarksChange, ...]]:
    """Return which files are restated, and how those of digests change; `added` are the states put in.

    A file that later edits let grow may be kept nowhere as the edit left it: it got the digests of these.
    """
    whole, sets = list[Restatement](), list[MarksChange]()
    for one in restated:
        if not is_imported_file(one.file) or (one.old and one.old.data is None):
            whole.append(one)
        elif found := marks_between(one.file, one.old and one.old.data, _new(one, added)):
            sets.append(found)
    return tuple(whole), tuple(sets)


def _new(one: Restatement, added: Features) -> bytes | None:
    if one.new is None or one.new.data is not None:
        return one.new and one.new.data
    layers = [placed for layer, placed in added.items() if imported_file(layer) == one.file]
    old = parse_marks((one.old and one.old.data) or b"", file=one.file)[0]
    return write_marks(old | marks_of(p.state for placed in layers for p in placed))
