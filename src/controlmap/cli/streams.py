"""What is printed: it never fails for a letter, nor because nobody reads on, and gives a terminal no orders.

An edit that is written must not end in an error because its answer could not be shown. Names and texts come
from files that somebody else made: all that commands print goes through `say`, where each line stays one.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, TextIO

import click

from controlmap.words import harmless_lines, one_line

__all__ = ["Printed", "json_for", "printing", "readable", "say", "say_lines"]

_READABLE = "controlmap-readable"
_SIGNS = {"→": "->", "←": "<-", "↔": "<->", "–": "-", "—": "-", "×": "x", "·": "-", "•": "*"}
_SIGNS |= dict.fromkeys("‘’‚", "'") | dict.fromkeys("“”„«»", '"')
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_NOT_SEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What JSON takes as it is, and nobody sees."""
_ASCII = ("ascii", "us-ascii", "ansi_x3.4-1968")
_UNICODE = ("utf-8", "utf-16", "utf-32")


class Printed(io.TextIOBase):
    """A text stream over another; what that cannot take is spelt otherwise, or dropped once it takes nothing.

    `error` is what ended it, unless its reader just went away, as `head` does; `paints` says that colours in
    what is written are our own, `has_spoken` that something was written.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.paints = False
        self.has_spoken = False
        self._ended = False
        self.error: OSError | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream below."""
        return self._stream.encoding or "ascii"

    @property
    def buffer(self) -> BinaryIO:
        """The bytes below, where shells are told what they can complete."""
        if self.encoding.lower() in _ASCII:
            # There click would write all text to them, in UTF-8.
            raise AttributeError("buffer")
        return self._stream.buffer

    def write(self, text: str, /) -> int:
        """Write a text as far as somebody takes it."""
        self.has_spoken = True
        if not self._ended:
            with self._until_its_end():
                self._stream.write(self._shown(text))
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        if not self._ended:
            with self._until_its_end():
                self._stream.flush()

    def close(self) -> None:
        """End this stream only: the one below may be closed already, and what is in it is another's."""
        self._ended = True
        super().close()

    def isatty(self) -> bool:
        """Whether the stream below is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the descriptor of the stream below."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    @property
    def terminal(self) -> TextIO:
        """The stream below, for what moves the cursor and tells nothing of data."""
        return self._stream

    def _shown(self, text: str) -> str:
        parts = _COLOUR.split(text) if self.paints else [text]
        return "".join(part if i % 2 else readable(part, self.encoding) for i, part in enumerate(parts))

    @contextlib.contextmanager
    def _until_its_end(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._ended = True
            self.error = None if isinstance(error, BrokenPipeError) else error
            # What still lies in the buffer must go somewhere when the interpreter ends.
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)


def say(*lines: object, err: bool = False) -> None:
    """Print lines; what of data in them would break them is spelt."""
    for line in lines:
        click.echo(one_line(str(line)), err=err)


def say_lines(text: str, *, err: bool = False, painted: bool = False) -> None:
    """Print a text that is lines already; `painted` has colours, and nothing else that is not spelt yet."""
    stream = sys.stderr if err else sys.stdout
    if isinstance(stream, Printed):
        stream.paints = painted
    try:
        click.echo(text, err=err)
    finally:
        if isinstance(stream, Printed):
            stream.paints = False


@contextlib.contextmanager
def printing() -> Iterator[Printed]:
    """Let all that is printed meanwhile go through `Printed`; give the one that stands for stdout."""
    before = sys.stdout, sys.stderr
    out, err = map(Printed, map(_stream, before))
    sys.stdout, sys.stderr = out, err  # type: ignore[assignment]
    try:
        yield out
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = before


def readable(text: str, encoding: str) -> str:
    """Return a text with what an encoding lacks spelt otherwise: `->`, `km2`, `e` for `é`, else an escape.

    So is what would turn round the text after it, and what a terminal takes for an order.
    """
    text = harmless_lines(text)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode(encoding, _READABLE).decode(encoding)
    return text


def json_for(text: str, encoding: str) -> str:
    """Return a JSON text of the same value that an encoding can write, and in which all is seen."""
    text = _NOT_SEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if codecs.lookup(encoding).name.startswith(_UNICODE):
        return text
    return _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _stream(stream: TextIO | None) -> TextIO:
    """Return a standard stream in UTF-8, unless PYTHONIOENCODING says otherwise; in its stead nothing.

    Terminals and files take UTF-8 even where the locale is C, and names are in any script.
    """
    if stream is None:
        # The next file that is opened would be taken for the standard stream that is closed: keep its place.
        return io.TextIOWrapper(io.FileIO(os.open(os.devnull, os.O_WRONLY), "w", closefd=False), "utf-8")
    if isinstance(stream, io.TextIOWrapper) and not os.environ.get("PYTHONIOENCODING"):
        stream.reconfigure(encoding="utf-8")
    return stream


def _spelt_otherwise(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelt, error.object[error.start : error.end])), error.end


def _spelt(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    parts = unicodedata.normalize("NFKD", letter)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain if plain.isascii() else letter.encode("ascii", "backslashreplace").decode()


codecs.register_error(_READABLE, _spelt_otherwise)
