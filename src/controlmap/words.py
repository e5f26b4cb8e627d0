"""Words that messages share."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePath
from typing import Any

__all__ = [
    "Listing",
    "Phrase",
    "counted",
    "distance",
    "first_lines",
    "first_of",
    "harmless_lines",
    "hidden_in",
]
__all__ += ["listing", "names_options", "naming_options", "one_line", "phrase", "shell", "unturned", "word"]

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BUT_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""All but line breaks and tabs: what a terminal takes for orders."""
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns all text after it round (Unicode, annex 9): Arabic needs none of these, forgers do."""
_names_options: ContextVar[bool] = ContextVar("whether messages name options", default=False)


@contextmanager
def naming_options() -> Iterator[None]:
    """Let messages name options in this context, as the command line does."""
    token = _names_options.set(True)
    try:
        yield
    finally:
        _names_options.reset(token)


def names_options() -> bool:
    """Tell whether messages name options in this context, not what Python has."""
    return _names_options.get()


class Phrase(str):
    """A text that knows what it was made of: a template, which another language has too, and values."""

    template: str
    values: Mapping[str, Any]


class Listing(str):
    """A text that knows the parts that it was made of."""

    parts: tuple[str, ...]


def phrase(template: str, /, **values: Any) -> Phrase:
    """Return what a template says of values, as `str.format` does. Words among the values are phrases too.

    Examples
    --------
    >>> said = phrase("no place is called {name!r}", name="West")
    >>> said, said.template
    ("no place is called 'West'", 'no place is called {name!r}')
    """
    made = Phrase(template.format(**values))
    made.template, made.values = template, values
    return made


def distance(metres: float) -> Phrase:
    """Return a distance in metres, or in kilometres where it is long.

    Examples
    --------
    >>> distance(350.4), distance(1234)
    ('350 m', '1.2 km')
    """
    if metres < 1000:
        return phrase("{metres:,.0f} m", metres=metres)
    return phrase("{km:,.1f} km", km=metres / 1000)


def word(text: str) -> Phrase:
    """Return a text of our own, which is no name and no value, as a phrase: without anything to fill in."""
    made = Phrase(text)
    made.template, made.values = text, {}
    return made


def listing(parts: Iterable[str], between: str = ", ") -> Listing:
    """Return texts one after the other.

    Examples
    --------
    >>> listing(["a", "b"]), listing(["a", "b"]).parts
    ('a, b', ('a', 'b'))
    """
    told = tuple(parts)
    made = Listing(between.join(told))
    made.parts = told
    return made


def one_line(text: str) -> str:
    r"""Return a text from data with its line breaks and other controls spelt, so that it stays on its line.

    Examples
    --------
    >>> print(one_line("West\n2 errors"))
    West\n2 errors
    """
    return unturned(_CONTROLS.sub(lambda found: repr(found[0])[1:-1], text))


def harmless_lines(text: str) -> str:
    r"""Return lines with all signs spelt that a terminal takes for orders, and that turn others round.

    Examples
    --------
    >>> print(harmless_lines("West\x1b[2J\n2 errors"))
    West\x1b[2J
    2 errors
    """
    return unturned(_BUT_LINES.sub(lambda found: repr(found[0])[1:-1], text))


def shell(*words: object) -> str:
    r"""Return a command line as a shell takes it; a path that begins with `-` is no option of it.

    Examples
    --------
    >>> from pathlib import Path
    >>> print(shell("import", "look", Path("-a b.csv")), shell("West\n"))
    import look './-a b.csv' $'West\n'
    """
    return " ".join(map(_quoted, words))


def _quoted(word: object) -> str:
    text = str(word)
    if isinstance(word, PurePath) and text.startswith("-"):
        text = f"./{text}"
    if hidden_in(text) is None:
        return shlex.quote(text)
    spelt = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{one_line(spelt)}'"


def unturned(text: str) -> str:
    r"""Return a text with the signs spelt that would turn round what is printed after them.

    Examples
    --------
    >>> print(unturned("West\u202e"))
    West\u202e
    """
    return _TURNS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def hidden_in(text: str, *, lines: bool = False) -> str | None:
    r"""Return the first sign of a text that nobody sees and that changes how others are read, spelt; or None.

    A text of one line is meant, such as a name: there line breaks and tabs are such signs too, unless it may
    have `lines`.

    Examples
    --------
    >>> print(hidden_in("Ox\x1b[2Jford"), hidden_in("Up\u202eper"), hidden_in("حلب"))
    \x1b \u202e None
    """
    found = (_BUT_LINES if lines else _CONTROLS).search(text) or _TURNS.search(text)
    return found and one_line(found[0])


def first_of(names: Sequence[str], shown: int) -> str:
    """Return the first of some names, and how many more there are.

    Examples
    --------
    >>> first_of(["a", "b", "c", "d"], 2), first_of(["a"], 2)
    ('a, b and 2 more', 'a')
    """
    first, more = listing(names[:shown]), len(names) - shown
    return phrase("{names} and {more:,} more", names=first, more=more) if more > 0 else first


def first_lines(lines: Sequence[str], shown: int, further: str = "") -> list[str]:
    """Return the first of some lines, and one that says how many more there are, and what else of them.

    Examples
    --------
    >>> first_lines(["a", "b", "c", "d"], 2), first_lines(["a"], 2)
    (['a', 'b', 'and 2 more'], ['a'])
    """
    if len(lines) <= shown:
        return [*lines]
    more = phrase("and {count:,} more", count=len(lines) - shown)
    return [*lines[:shown], f"{more}{further}" if further else more]


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with the noun that it counts; `plural` where that is no "s" more.

    Examples
    --------
    >>> counted(1, "cell"), counted(1200, "cell"), counted(0, "entry", "entries")
    ('1 cell', '1,200 cells', '0 entries')
    """
    what = noun if number == 1 else plural or noun + "s"
    return phrase("{number:,} {what}", number=number, what=word(what))
