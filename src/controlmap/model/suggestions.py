"""Hints: the known name that somebody may have meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

__all__ = ["nearest"]

_MANY = 15


def nearest(name: str, known: Collection[str], what: str) -> str | None:
    """Return a sentence that names the known name most like another, or all of them while they are few."""
    near = get_close_matches(name, known, 1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known {what}: {', '.join(known)}." if 0 < len(known) <= _MANY else None
