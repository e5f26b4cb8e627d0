"""Text of a file replaced at an offset: so journals and patches told of changed files before records had ids.

They are read, so that such an entry can be taken back. What puts text in where none is to be replaced is
refused, for nothing says whether the offset is still the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from controlmap.errors import ConflictError, InputError, Problem
from controlmap.words import phrase

__all__ = ["OldRewrite", "parse_old_rewrites"]


@dataclass(frozen=True, slots=True)
class OldRewrite:
    """Text of a file of the map project: `old`, which stands `at` so many characters, becomes `new`."""

    file: str
    at: int
    old: str
    new: str

    def __invert__(self) -> OldRewrite:
        return OldRewrite(self.file, self.at, self.new, self.old)

    def applied_to(self, text: str) -> str:
        """Return a text with the old text replaced where it stood, or where else it stands once.

        Raises
        ------
        ConflictError
            When the old text is not there, or there is none.
        """
        if not self.old:
            words = "{file} would put text in at an offset, which is no longer done: make the edit anew"
            raise ConflictError([phrase(words, file=self.file)])
        if text.startswith(self.old, self.at):
            return text[: self.at] + self.new + text[self.at + len(self.old) :]
        if text.count(self.old) == 1:
            return text.replace(self.old, self.new)
        raise ConflictError([phrase("{file} is not as it was", file=self.file)])

    def to_json(self) -> dict[str, Any]:
        """Return the rewrite as a JSON object."""
        return {"file": self.file, "at": self.at, "old": self.old, "new": self.new}


def parse_old_rewrites(value: Any, file: str) -> tuple[OldRewrite, ...]:
    """Return the rewrites that a JSON value lists.

    Raises
    ------
    InputError
        When it lists something else.
    """
    if not isinstance(value, list) or not all(map(_is_rewrite, value)):
        example = '{"file": "sources.json", "at": 3, "old": "…", "new": "…"}'
        raise InputError(Problem(phrase("lists items like {example}", example=example), file))
    return tuple(OldRewrite(**item) for item in value)


def _is_rewrite(item: Any) -> bool:
    kinds = {"file": str, "at": int, "old": str, "new": str}
    return (
        isinstance(item, dict)
        and {name: type(given) for name, given in item.items()} == kinds
        and item["at"] >= 0
    )
