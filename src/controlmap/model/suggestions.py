"""Hints: the known name that somebody may have meant."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches

from controlmap.words import listing, phrase, word

__all__ = ["hinting", "nearest"]

_MANY = 15
_LONG = 200
"""Names of more letters are no slips of a finger; the search takes the square of their length."""
_HINTED = 100
"""Of so many different names it is looked for what they may mean: nobody reads more."""


def nearest(name: str, known: Collection[str], what: str) -> str | None:
    """Return a sentence that names the known name most like another, or all of them while they are few."""
    near = get_close_matches(name, known, 1) if len(name) <= _LONG else []
    if near:
        return phrase("Did you mean {name!r}?", name=near[0])
    few = 0 < len(known) <= _MANY
    return phrase("Known {what}: {known}.", what=word(what), known=listing(known)) if few else None


def hinting(known: Collection[str], what: str) -> Callable[[str], str | None]:
    """Return `nearest` for many names: it looks for each one once, and for the first hundred only."""
    hints: dict[str, str | None] = {}

    def hint(name: str) -> str | None:
        if name not in hints and len(hints) < _HINTED:
            hints[name] = nearest(name, known, what)
        return hints.get(name)

    return hint
