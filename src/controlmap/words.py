"""Words that messages share."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["counted", "first_lines", "first_of", "hidden_in", "one_line", "unturned"]

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns all text after it round (Unicode, annex 9): Arabic needs none of these, forgers do."""


def one_line(text: str) -> str:
    r"""Return a text from data with its line breaks and other controls spelt, so that it stays on its line.

    Examples
    --------
    >>> print(one_line("West\n2 errors"))
    West\n2 errors
    """
    return unturned(_CONTROLS.sub(lambda found: repr(found[0])[1:-1], text))


def unturned(text: str) -> str:
    r"""Return a text with the signs spelt that would turn round what is printed after them.

    Examples
    --------
    >>> print(unturned("West\u202e"))
    West\u202e
    """
    return _TURNS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def hidden_in(text: str) -> str | None:
    r"""Return the first sign of a text that nobody sees and that changes how others are read, spelt; or None.

    A text of one line is meant, such as a name: there line breaks and tabs are such signs too.

    Examples
    --------
    >>> print(hidden_in("Ox\x1b[2Jford"), hidden_in("Up\u202eper"), hidden_in("حلب"))
    \x1b \u202e None
    """
    found = _CONTROLS.search(text) or _TURNS.search(text)
    return found and one_line(found[0])


def first_of(names: Sequence[str], shown: int) -> str:
    """Return the first of some names, and how many more there are.

    Examples
    --------
    >>> first_of(["a", "b", "c", "d"], 2), first_of(["a"], 2)
    ('a, b and 2 more', 'a')
    """
    more = f" and {len(names) - shown:,} more" if len(names) > shown else ""
    return f"{', '.join(names[:shown])}{more}"


def first_lines(lines: Sequence[str], shown: int, more: str = "more") -> list[str]:
    """Return the first of some lines, and one that says how many more there are.

    Examples
    --------
    >>> first_lines(["a", "b", "c", "d"], 2), first_lines(["a"], 2)
    (['a', 'b', 'and 2 more'], ['a'])
    """
    rest = [f"and {len(lines) - shown:,} {more}"] if len(lines) > shown else []
    return [*lines[:shown], *rest]


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with the noun that it counts; `plural` where that is no "s" more.

    Examples
    --------
    >>> counted(1, "cell"), counted(1200, "cell"), counted(0, "entry", "entries")
    ('1 cell', '1,200 cells', '0 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
