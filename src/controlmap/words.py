"""Words that messages share."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with the noun that it counts; `plural` where that is no "s" more.

    Examples
    --------
    >>> counted(1, "cell"), counted(1200, "cell"), counted(0, "entry", "entries")
    ('1 cell', '1,200 cells', '0 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
