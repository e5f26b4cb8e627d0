"""Records of files changed by their ids, and files restated whole: both are taken back to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import Any

from controlmap.errors import ConflictError
from controlmap.format import RecordTexts, cut_records
from controlmap.words import phrase

__all__ = ["Content", "RecordChange", "Restatement", "changes_between", "with_changes"]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record of a file: `old` becomes `new`, both as written, None where there is none.

    `at` is its place among the file's records, from 0, where it is put in.
    """

    file: str
    id: str
    at: int
    old: str | None
    new: str | None

    def __invert__(self) -> RecordChange:
        return RecordChange(self.file, self.id, self.at, self.new, self.old)

    def applied_to(self, records: RecordTexts) -> RecordTexts:
        """Return a file's records with this one changed.

        Raises
        ------
        ConflictError
            When the record is not as it was, or one to put in is there already.
        """
        there = records.ids.index(self.id) if self.id in records.ids else None
        if there is None and self.old is not None:
            raise ConflictError([phrase("{file}: {id} is not there", file=self.file, id=self.id)])
        if there is None:
            return records.with_record(min(self.at, len(records.ids)), self.id, self.new or "")
        if self.old is None:
            raise ConflictError([phrase("{file}: {id} is there already", file=self.file, id=self.id)])
        if not _alike(records.texts[there], self.old):
            raise ConflictError([phrase("{file}: {id} is not as it was", file=self.file, id=self.id)])
        return records.without(there) if self.new is None else records.replaced(there, self.new)

    def to_json(self) -> dict[str, Any]:
        """Return the change as a JSON object."""
        return {"file": self.file, "id": self.id, "at": self.at, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file as it lies on the disk, or only their SHA-256 where they are not at hand."""

    digest: str
    data: bytes | None

    @classmethod
    def of(cls, data: bytes | None) -> Content | None:
        """Return a content, None for a file that is not there."""
        return None if data is None else cls(sha256(data).hexdigest(), data)


@dataclass(frozen=True, slots=True)
class Restatement:
    """A file that becomes another as a whole; None: it is not there."""

    file: str
    old: Content | None
    new: Content | None

    def __invert__(self) -> Restatement:
        return Restatement(self.file, self.new, self.old)

    def applied_to(self, data: bytes | None) -> bytes | None:
        """Return what a file holds afterwards, given what it holds.

        Raises
        ------
        ConflictError
            When it holds anything else than it did, or what it is to hold is kept nowhere any more.
        """
        found = Content.of(data)
        if (found and found.digest) != (self.old and self.old.digest):
            raise ConflictError(
                [
                    phrase(
                        "{file} has changed since, and this edit wrote it whole, so that going back would "
                        "lose the change; take the change out first, or mend what the edit did by hand",
                        file=self.file,
                    )
                ]
            )
        if self.new is not None and self.new.data is None:
            raise ConflictError(
                [
                    phrase(
                        "what {file} is to hold is kept nowhere: journal/{digest}.gz",
                        file=self.file,
                        digest=self.new.digest,
                    )
                ]
            )
        return self.new.data if self.new else None


def with_changes(file: str, text: str, changes: Iterable[RecordChange]) -> str:
    """Return the text of a file after changes of its records.

    Raises
    ------
    ConflictError
        When one does not fit.
    """
    records = cut_records(file, text)
    if records is None:
        raise ConflictError([phrase("{file} does not hold its records as it did", file=file)])
    return str(reduce(lambda now, change: change.applied_to(now), changes, records))


def changes_between(file: str, before: str, after: str, *, up_to: int) -> tuple[RecordChange, ...] | None:
    """Return what makes one text of another by its records; None where that would not lead there and back.

    None too where it would take more characters than `up_to` to tell.
    """
    old, new = cut_records(file, before), cut_records(file, after)
    if old is None or new is None:
        return None
    changes = (*_removed(file, old, new), *_replaced(file, old, new), *_put_in(file, old, new))
    if sum(len(change.old or "") + len(change.new or "") for change in changes) > up_to:
        return None
    try:
        there = with_changes(file, before, changes)
        back = with_changes(file, after, (~change for change in reversed(changes)))
    except ConflictError:
        return None
    return changes if (there, back) == (after, before) else None


def _removed(file: str, old: RecordTexts, new: RecordTexts) -> list[RecordChange]:
    gone = set(old.ids) - set(new.ids)
    numbered = reversed([*enumerate(zip(old.ids, old.texts, strict=True))])
    return [RecordChange(file, name, at, text, None) for at, (name, text) in numbered if name in gone]


def _replaced(file: str, old: RecordTexts, new: RecordTexts) -> list[RecordChange]:
    before = dict(zip(old.ids, old.texts, strict=True))
    return [
        RecordChange(file, name, at, before[name], text)
        for at, (name, text) in enumerate(zip(new.ids, new.texts, strict=True))
        if name in before and before[name] != text
    ]


def _put_in(file: str, old: RecordTexts, new: RecordTexts) -> list[RecordChange]:
    numbered = enumerate(zip(new.ids, new.texts, strict=True))
    come = set(new.ids) - set(old.ids)
    return [RecordChange(file, name, at, None, text) for at, (name, text) in numbered if name in come]


def _alike(one: str, two: str) -> bool:
    """Tell whether two records say the same, in JSON in whatever form they are written."""
    if one == two:
        return True
    try:
        return json.loads(one) == json.loads(two)
    except ValueError:
        return False
