"""Text of a file replaced: so sources, reports and repairs stand in a delta, to be taken back to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from controlmap.errors import ConflictError, InputError, Problem

__all__ = ["Rewrite", "parse_rewrites", "rewritten"]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Text of a file of the map project: `old`, which stands `at` so many characters, becomes `new`."""

    file: str
    at: int
    old: str
    new: str

    @classmethod
    def between(cls, file: str, before: str, after: str) -> Self:
        """Return what makes one text of another: all from the first to the last difference."""
        start = _shared(before, after)
        rest = before[start:], after[start:]
        end = _shared(*(text[::-1] for text in rest))
        old, new = (text[: len(text) - end] for text in rest)
        return cls(file, start, old, new)

    def __invert__(self) -> Rewrite:
        return Rewrite(self.file, self.at, self.new, self.old)

    def applied_to(self, text: str) -> str:
        """Return a text with the old text replaced where it stood, or where else it stands once.

        Raises
        ------
        ConflictError
            When the old text is not there.
        """
        at = self.at if text.startswith(self.old, self.at) else -1
        if at < 0 and self.old and text.count(self.old) == 1:
            at = text.index(self.old)
        if not 0 <= at <= len(text):
            raise ConflictError([f"{self.file} is not as it was"])
        return text[:at] + self.new + text[at + len(self.old) :]

    def to_json(self) -> dict[str, Any]:
        """Return the rewrite as a JSON object."""
        return {"file": self.file, "at": self.at, "old": self.old, "new": self.new}


def rewritten(text: str, file: str, rewrites: tuple[Rewrite, ...]) -> str:
    """Return a file's text after those of some rewrites that are about it.

    Raises
    ------
    ConflictError
        When one does not fit.
    """
    for rewrite in rewrites:
        text = rewrite.applied_to(text) if rewrite.file == file else text
    return text


def parse_rewrites(value: Any, file: str) -> tuple[Rewrite, ...]:
    """Return the rewrites that a JSON value lists.

    Raises
    ------
    InputError
        When it lists something else.
    """
    if not isinstance(value, list) or not all(map(_is_rewrite, value)):
        example = '{"file": "sources.json", "at": 3, "old": "", "new": "…"}'
        raise InputError(Problem(f"lists items like {example}", file))
    return tuple(Rewrite(**item) for item in value)


def _is_rewrite(item: Any) -> bool:
    kinds = {"file": str, "at": int, "old": str, "new": str}
    return (
        isinstance(item, dict)
        and {name: type(given) for name, given in item.items()} == kinds
        and item["at"] >= 0
    )


def _shared(one: str, two: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
