"""Where an offset of a text stands: line and column."""

from __future__ import annotations

import re
from bisect import bisect_right

__all__ = ["LineIndex"]


class LineIndex:
    """The line starts of a text, found once, for many look-ups."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column, from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
