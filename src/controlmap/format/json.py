"""Strict JSON: bytes to a value, or every fault with its line and column.

orjson reads what is plainly in order, in a sixth of the time. All else goes to the standard library, whose
hooks put a mark where a number or an object cannot be used. Only when there is a mark is the value searched
for where it stands.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from controlmap.errors import InputError, Problem
from controlmap.format.document import Document, Fault, Path
from controlmap.words import counted

__all__ = ["MAX_BYTES", "MAX_DEPTH", "decode", "read_json"]

MAX_BYTES = 2 * 2**30
MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1
"""Beyond it a double, and so a browser, does not tell neighbours apart (RFC 7493, section 2.2)."""

_DELIMITER = re.compile(r'[\s,:"{}\[\]]')
_LARGE = 8 * 2**20
"""Bytes of a text that is not read to find where its grammar breaks, where that is known already."""

_PIECE = 2**20
"""Bytes that are looked at together."""

_SHOWN = 40
"""Letters of a name or a number that a message shows."""

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_DIGITS_ALIKE = bytes.maketrans(b"123456789E", b"000000000e")
_LARGE_EXPONENT = re.compile(rb"e\+?000")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFLICT_MARKS = (b"<<<<<<< ", b"||||||| ", b">>>>>>> ")
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class _BadNumber:
    """Stands in a value for a number that cannot be used."""

    message: str


class _Repeating(dict[str, Any]):
    """Stands in a value for an object that names a member more than once."""

    names: frozenset[str]


def read_json(data: bytes, *, file: str) -> Document:
    """Return the value of a JSON text.

    Refused: more than 2 GiB, other encodings than UTF-8, a byte order mark, repeated members, NaN and
    infinities, numbers beyond a double, whole numbers beyond 2^53, half surrogate pairs, more than 64 levels.

    Raises
    ------
    InputError
        With one problem for each such fault, or the first fault of the grammar.
    """
    text = decode(data, file=file)
    bare = _without_strings(data)
    brackets = _brackets(bare, file)
    if len(data) > _LARGE and brackets.left_open > 0:
        # Whoever reads it finds that at its very end, after all the time and room that its values take.
        raise InputError(_ending(text, _unclosed(brackets), file))
    plain = bare.translate(_DIGITS_ALIKE)
    if brackets.are_one and not _has_long_numbers(plain):
        try:
            value = orjson.loads(data)
            if not _repeats_names(value, bare):
                return Document(file, text, value)
        except orjson.JSONDecodeError:
            pass  # Read it again for the words and the place of the fault.
    return _read_for_faults(text, file, brackets, _may_overflow(plain))


def _read_for_faults(text: str, file: str, brackets: _Brackets, may_overflow: bool) -> Document:
    """Return the value of a JSON text as `read_json` does, slowly: what is wrong is said with its place."""
    marks: list[Any] = []
    try:
        value = _scan(text, marks, may_overflow)
    except json.JSONDecodeError as error:
        if ends := _cut_off(text, error, brackets):
            raise InputError(_ending(text, ends, file)) from None
        message = f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise InputError(Problem(message, file, error.lineno, error.colno, code="CM102")) from None
    except RecursionError:
        raise InputError(_too_deep(file)) from None
    document = Document(file, text, value)
    if marks or _SURROGATE_ESCAPE.search(text):
        _refuse_marks(document)
    return document


def decode(data: bytes, *, file: str) -> str:
    """Return the text of UTF-8 bytes.

    Raises
    ------
    InputError
        When there are too many bytes, a byte order mark, a conflict of git, or bytes that are not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise InputError(Problem(f"is larger than {MAX_BYTES >> 20} MiB", file, code="CM107"))
    if data.startswith(_BYTE_ORDER_MARKS):
        hint = _as_utf8(file, 'Excel puts one into "CSV UTF-8".', "without it")
        raise InputError(Problem("begins with a byte order mark", file, 1, 1, hint=hint, code="CM101"))
    _refuse_conflict(data, file)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at, line = error.start, data.count(b"\n", 0, error.start) + 1
        message = f"byte {at} (0x{data[at]:02x}) is not UTF-8"
        hint = _as_utf8(file, 'Excel writes "CSV" in a code page of Windows.')
        raise InputError(Problem(message, file, line, hint=hint, code="CM101")) from None


_BETWEEN = " (with a comma between two features or records, and none after the last)"


def _refuse_conflict(data: bytes, file: str) -> None:
    """Refuse what git leaves in a file where two people changed the same lines."""
    starts = (0 if data.startswith(mark) else data.find(b"\n" + mark) + 1 for mark in _CONFLICT_MARKS)
    found = [
        start for mark, start in zip(_CONFLICT_MARKS, starts, strict=True) if data.startswith(mark, start)
    ]
    if not found and data.rstrip(b"\r\n") != b"=======":
        return
    line = data.count(b"\n", 0, min(found, default=0)) + 1
    message = (
        "a merge in git is not finished here: lines that begin with <<<<<<<, ======= or >>>>>>> are git's"
    )
    between = _BETWEEN if file.removesuffix(".gz").endswith("json") else ""
    hint = (
        f"Of the lines between them keep what is right, one side's or both{between}, and take out those of "
        f"git; then git add {file}.\n"
        f"  `git checkout --ours {file}`, or --theirs, takes one side's file whole."
    )
    raise InputError(Problem(message, file, line, hint=hint, code="CM147"))


def _as_utf8(file: str, habit: str, how: str = "") -> str:
    """Return what to do about a file in another encoding: tables are mostly saved by a spreadsheet."""
    save = " ".join(filter(None, ["Save the file as UTF-8", how]))
    if file.endswith(".toml"):
        return f"{save}."
    anew = f"{save}, or let controlmap check --fix CM101 write it anew."
    return f"{habit} {anew}" if file.endswith(".csv") else anew


def _without_strings(data: bytes) -> bytearray:
    """Return a JSON text without its strings, piece by piece: a list of them all takes ten times the room."""
    unescaped = data.replace(rb"\\", b"  ").replace(rb"\"", b"  ") if b"\\" in data else data
    bare, inside = bytearray(), 0
    for at in range(0, len(unescaped), _PIECE):
        parts = unescaped[at : at + _PIECE].split(b'"')
        bare += b"".join(parts[inside::2])
        inside = (inside + len(parts) - 1) % 2
    return bare


class _Brackets(NamedTuple):
    """How many brackets a text leaves open, and whether all of them are one value's."""

    left_open: int = 0
    are_one: bool = True


def _brackets(bare: bytearray, file: str) -> _Brackets:
    """Count open brackets, piece by piece; the scanner, which recurses, never sees too many."""
    found: _Brackets | None = None
    for at in range(0, len(bare), _PIECE):
        brackets = np.frombuffer(bare[at : at + _PIECE].translate(None, _NOT_BRACKETS), dtype=np.uint8)
        if len(brackets):
            found = _with_more(found, brackets, file)
    return found or _Brackets()


def _with_more(before: _Brackets | None, brackets: NDArray[np.uint8], file: str) -> _Brackets:
    opening = (brackets == ord("[")) | (brackets == ord("{"))
    depths = np.cumsum(np.where(opening, np.int8(1), np.int8(-1)), dtype=np.int32)
    depths += before.left_open if before else 0
    if depths.max() > MAX_DEPTH:
        raise InputError(_too_deep(file))
    # What comes after the last bracket was closed is another value.
    goes_on = before is None or (before.are_one and before.left_open != 0)
    return _Brackets(int(depths[-1]), goes_on and bool((depths[:-1] != 0).all()))


def _cut_off(text: str, error: json.JSONDecodeError, brackets: _Brackets) -> str | None:
    """Return in words where a text ends before its value does; None where something else is wrong with it."""
    if not text.strip():
        return "it is empty"
    if error.msg.startswith("Unterminated string"):
        return f"it is cut off, and ends inside the text that begins in line {error.lineno}"
    at_the_end = not _DELIMITER.search(text[error.pos :].rstrip())
    return _unclosed(brackets) if brackets.left_open > 0 and at_the_end else None


def _unclosed(brackets: _Brackets) -> str:
    number = brackets.left_open
    are = "are" if number > 1 else "is"
    return f"it is cut off, and ends with {counted(number, 'bracket')} that {are} never closed"


def _ending(text: str, how: str, file: str) -> Problem:
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    return Problem(f"is not JSON: {how}", file, line, column, code="CM102")


def _too_deep(file: str) -> Problem:
    return Problem(f"is nested more than {MAX_DEPTH} levels deep", file, code="CM106")


def _has_long_numbers(plain: bytearray) -> bool:
    """Tell whether a number might be a whole one beyond 2^53, or beyond a double; digits are made alike."""
    return b"0" * 16 in plain or _LARGE_EXPONENT.search(plain) is not None


def _may_overflow(plain: bytearray) -> bool:
    """Tell whether a number might be beyond a double: hundreds of digits, or an exponent of three.

    Looking for that costs far less than a call in Python for each of a million coordinates.
    """
    return b"0" * 200 in plain or _LARGE_EXPONENT.search(plain) is not None


def _repeats_names(value: Any, bare: bytearray) -> bool:
    """Tell whether an object of a text names a member twice: its value then has fewer than there are colons.

    It is looked through level by level until all objects are found, which is before any coordinates.
    """
    objects, members = bare.count(b"{"), bare.count(b":")
    level = [value]
    while objects and level:
        found = [one for one in level if isinstance(one, dict)]
        objects, members = objects - len(found), members - sum(map(len, found))
        inner = chain.from_iterable(one.values() if isinstance(one, dict) else one for one in level)
        level = [one for one in inner if isinstance(one, dict | list)]
    return members > 0


def _scan(text: str, marks: list[Any], may_overflow: bool) -> Any:
    """Return the value of a text, with a mark, also added to `marks`, for what cannot be used."""

    def bad(digits: str, why: str) -> _BadNumber:
        marks.append(_BadNumber(f"{_cut_short(digits)} {why}"))
        return marks[-1]

    def whole(digits: str) -> int | _BadNumber:
        if len(digits) < 16 or (len(digits) < 20 and abs(int(digits)) <= MAX_INTEGER):
            return int(digits)
        return bad(digits, "is a whole number beyond 2^53: not exact everywhere")

    def finite(digits: str) -> float | _BadNumber:
        number = float(digits)
        return number if math.isfinite(number) else bad(digits, "is beyond the largest number")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        marks.append(_repeating(pairs))
        return marks[-1]

    return json.loads(
        text,
        object_pairs_hook=unique,
        parse_int=whole,
        parse_float=finite if may_overflow else None,
        parse_constant=lambda name: bad(name, "is not a JSON number"),
    )


def _repeating(pairs: list[tuple[str, Any]]) -> _Repeating:
    mark = _Repeating(pairs)
    mark.names = frozenset(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return mark


def _refuse_marks(document: Document) -> None:
    problems = document.problems(_faults(document.value, ()))
    if problems:
        raise InputError(problems)


def _faults(value: Any, path: Path) -> Iterator[Fault]:
    """Yield a fault for each mark, and for each text with half of a surrogate pair, in a value."""
    if isinstance(value, _BadNumber):
        yield Fault(path, "CM104", value.message, property=_property(path))
    elif isinstance(value, str):
        if _SURROGATE.search(value):
            yield Fault(path, "CM105", "holds half of a surrogate pair", property=_property(path))
    elif isinstance(value, dict):
        for key in sorted(value.names) if isinstance(value, _Repeating) else ():
            message = f"names {_cut_short(key)!r} more than once"
            yield Fault((*path, key), "CM103", message, property=_property(path))
        for key, member in value.items():
            yield from _faults(key, path)
            yield from _faults(member, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _faults(item, (*path, i))


def _property(path: Path) -> str | None:
    """Return a path as messages name it, entries counted from 1.

    A name without end is cut short: each fault below would repeat it.
    """
    counted = (str(key + 1) if isinstance(key, int) else _cut_short(key) for key in path)
    return ".".join(counted) or None


def _cut_short(name: str) -> str:
    return name if len(name) <= _SHOWN else f"{name[: _SHOWN - 3]}..."
