"""What the journal says of an edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

__all__ = ["Entry", "Note", "Role", "standing"]

Role = Literal["edit", "undo", "redo"]


_WHAT = {
    (True, False): "added",
    (False, True): "removed",
    (False, False): "changed",
    (True, True): "left as it was",
}


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of an edit: how, by whom, why, on whose word; `of` is the id of the entry it is about.

    Who is named as a source twice is one.
    """

    command: str
    who: str = ""
    why: str | None = None
    sources: tuple[str, ...] = ()
    role: Role = "edit"
    of: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A line of the journal; `files` are those rewritten, `delta` is as written.

    `id` is a digest of what the line says, `after` the id of the line before it when it was written. `number`
    is its rank, from 1, for people, where it is known: two branches of a repository give one rank twice.
    `same_as` is, where all entries are read, the id of one on another branch that made the same change: the
    map has it once.
    """

    id: str
    after: str | None
    when: str
    note: Note
    moved: Sequence[dict[str, Any]]
    features: dict[str, Sequence[str]]
    result: str
    delta: Any
    files: Sequence[str] = ()
    number: int | None = None
    same_as: str | None = None

    def __repr__(self) -> str:
        count = sum(len(ids) for ids in self.features.values())
        return f"Entry({self.id!r}, {self.note.command!r}, {self.when!r}, {count} features)"

    @property
    def records(self) -> list[dict[str, str]]:
        """The records of files that are added, changed or removed: file, id, and which of the three.

        What is not as a delta tells of records is left out: it is refused where the delta is applied.
        """
        told = self.delta.get("records") if isinstance(self.delta, Mapping) else None
        return [
            {
                "file": str(one["file"]),
                "id": str(one["id"]),
                "what": _WHAT[one["old"] is None, one["new"] is None],
            }
            for one in (told if isinstance(told, list) else ())
            if isinstance(one, Mapping) and {"file", "id", "old", "new"} <= one.keys()
        ]

    @property
    def dates(self) -> list[str]:
        """From when on states hold that come or go, without those that do both; as exactly as that is known.

        Empty where the delta is kept beside the journal.
        """
        come, gone = (self._begun(side) for side in ("added", "removed"))
        return sorted(come ^ gone)

    def _begun(self, side: str) -> set[str]:
        """Return when states of one side begin; what is not as a delta tells of states is left out."""
        try:
            placed = chain.from_iterable(self.delta[side].values())
            states = [one["feature"]["properties"] for one in placed]
            return {_as_known(one["valid_from"], one.get("precision")) for one in states}
        except (AttributeError, KeyError, TypeError):
            return set()

    def told(self) -> dict[str, Any]:
        """Return what the line says besides its id and its delta."""
        note = self.note
        told = {"after": self.after, "when": self.when, "who": note.who, "command": note.command}
        told |= {"why": note.why, "sources": list(note.sources), "role": note.role, "of": note.of}
        told |= {"moved": list(self.moved), "features": self.features, "files": list(self.files)}
        return {**told, "result": self.result}

    def summary(self) -> dict[str, Any]:
        """Return the entry without its features, for people and programs."""
        return {"entry": self.number, "id": self.id, "same_as": self.same_as, **self.told()}


def _as_known(valid_from: str, precision: str | None) -> str:
    """Return when a state begins, without an hour that shows no more than an order."""
    return valid_from if precision in (None, "hour") else valid_from.partition("T")[0]


def standing(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries of a journal that are neither undone nor reverted, nor are an undoing themselves."""
    undone: Counter[Any] = Counter()
    for entry in reversed(entries):
        role, of = entry.note.role, entry.note.of
        if role == "redo":
            undone[of] -= 1
        elif role == "undo":
            undone[of] += 1
        elif undone[entry.id] > 0:
            continue
        elif of is not None:
            undone[of] += 1
    yield from (e for e in entries if e.note.role == "edit" and e.note.of is None and undone[e.id] <= 0)
