"""Strict JSON: bytes to a value, or every fault with its line and column.

The standard library's C scanner reads; its hooks only note that something is wrong. A slow second pass, run
when there is something to report, finds out what and where.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json.decoder import scanstring
from typing import Any

import numpy as np

from controlmap.errors import InputError, Problem
from controlmap.project.line_index import LineIndex

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "Fault", "decode", "locate", "read_json"]

MAX_BYTES = 512 * 2**20
MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1

Path = tuple[str | int, ...]

_STRING = r'"(?:[^"\\]++|\\.)*+"?'
_STRINGS = re.compile(_STRING.encode(), re.DOTALL)
_TOKEN = re.compile(rf"{_STRING}|[{{}}\[\],:]|[^\s{{}}\[\],:\"]+", re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\n\r]*")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path of a document, before its line is looked up."""

    path: Path
    code: str
    message: str
    feature: str | None = None
    property: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text and its value."""

    file: str
    text: str
    value: Any

    def problems(self, faults: Iterable[Fault]) -> list[Problem]:
        """Return faults as problems with the line and column of their paths, in the text's order."""
        found = list(faults)
        if not found:
            return []
        places = _locate_all(self.text, {fault.path for fault in found})
        problems = [_problem(fault, self.file, places[fault.path]) for fault in found]
        return sorted(problems, key=lambda p: (p.line or 0, p.column or 0))


def read_json(data: bytes, *, file: str) -> Document:
    """Return the value of a JSON text.

    Refused: a text over 512 MiB, other encodings than UTF-8, a byte order mark, repeated members, NaN and
    infinities, numbers beyond a double, whole numbers beyond 2^53, half surrogate pairs, more than 64 levels.

    Raises
    ------
    InputError
        With one problem for each fault of that kind, or the first fault of the grammar.
    """
    text = decode(data, file=file)
    _check_depth(data, file)
    noted: list[str] = []
    try:
        value = _scan(text, noted)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise InputError(Problem(message, file, error.lineno, error.colno, code="CM102")) from None
    except RecursionError:
        raise InputError(Problem("is nested too deeply", file, code="CM106")) from None
    if noted or _SURROGATE_ESCAPE.search(text):
        _refuse_faults(text, file)
    return Document(file, text, value)


def decode(data: bytes, *, file: str) -> str:
    """Return the text of UTF-8 bytes.

    Raises
    ------
    InputError
        When there are too many bytes, a byte order mark, or bytes that are not UTF-8 (with their position).
    """
    if len(data) > MAX_BYTES:
        raise InputError(Problem(f"is larger than {MAX_BYTES >> 20} MiB", file, code="CM107"))
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        hint = "Save the file as UTF-8 without a byte order mark."
        raise InputError(Problem("begins with a byte order mark", file, 1, 1, hint=hint, code="CM101"))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at, line = error.start, data.count(b"\n", 0, error.start) + 1
        message = f"byte {at} (0x{data[at]:02x}) is not UTF-8"
        raise InputError(Problem(message, file, line, code="CM101")) from None


def locate(text: str, path: Path) -> tuple[int, int]:
    """Return the line and column, from 1, at which the value at a path of a JSON text begins.

    Where the path does not exist, the place of its deepest part that does.
    """
    return _locate_all(text, {path})[path]


def _scan(text: str, noted: list[str]) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            noted.append("repeated member")
        return members

    def whole(digits: str) -> int | float:
        if len(digits) < 16 or abs(number := _integer(digits)) <= MAX_INTEGER:
            return int(digits)
        noted.append(digits)
        return number

    def finite(digits: str) -> float:
        number = float(digits)
        if number - number != 0.0:  # only infinities
            noted.append(digits)
        return number

    def constant(name: str) -> float:
        noted.append(name)
        return math.nan

    return json.loads(
        text, object_pairs_hook=unique, parse_int=whole, parse_float=finite, parse_constant=constant
    )


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 400 else math.inf


def _check_depth(data: bytes, file: str) -> None:
    """Count brackets outside strings; this comes before the parser, which recurses."""
    brackets = np.frombuffer(_STRINGS.sub(b"", data).translate(None, _NOT_BRACKETS), dtype=np.uint8)
    opens = (brackets == ord("[")) | (brackets == ord("{"))
    depth = np.cumsum(np.where(opens, 1, -1), dtype=np.int32)
    if depth.size and depth.max() > MAX_DEPTH:
        raise InputError(Problem(f"is nested more than {MAX_DEPTH} levels deep", file, code="CM106"))


def _refuse_faults(text: str, file: str) -> None:
    lines = LineIndex(text)
    problems = [_problem(fault, file, lines.place(offset)) for offset, fault in _faults(text)]
    if problems:
        raise InputError(problems)


def _faults(text: str) -> Iterator[tuple[int, Fault]]:
    """Yield what the hooks noted, with its offset, from the tokens of a text that is grammatical JSON."""
    names: list[set[str] | None] = []
    path: list[str | int] = []
    key_next = False
    for token in _TOKEN.finditer(text):
        mark, offset = token[0], token.start()
        if mark in "{[":
            names.append(set() if mark == "{" else None)
            path.append("" if mark == "{" else 0)
            key_next = mark == "{"
        elif mark in "}]":
            names.pop(), path.pop()
            key_next = False
        elif mark == ",":
            key_next = names[-1] is not None
            if not key_next:
                path[-1] = int(path[-1]) + 1
        elif mark != ":":
            code_message = _token_fault(mark)
            if code_message:
                yield offset, Fault(tuple(path), *code_message, property=_dotted(path))
            if key_next and (seen := names[-1]) is not None:
                path[-1] = name = json.loads(mark)
                if name in seen:
                    yield offset, Fault(tuple(path), "CM103", f"names {name!r} twice", property=_dotted(path))
                seen.add(name)
                key_next = False


def _token_fault(mark: str) -> tuple[str, str] | None:
    if mark[0] == '"':
        lone = "\\u" in mark and _SURROGATE.search(json.loads(mark))
        return ("CM105", "holds half of a surrogate pair") if lone else None
    if mark in ("NaN", "Infinity", "-Infinity"):
        return "CM104", f"{mark} is not a JSON number"
    if mark in ("true", "false", "null"):
        return None
    shown = mark if len(mark) < 40 else f"{mark[:37]}..."
    if mark.lstrip("-").isdigit():
        exact = abs(_integer(mark)) <= MAX_INTEGER
        return None if exact else ("CM104", f"{shown} is a whole number beyond 2^53: not exact everywhere")
    return None if math.isfinite(float(mark)) else ("CM104", f"{shown} is beyond the largest number")


def _dotted(path: Iterable[str | int]) -> str | None:
    return ".".join(map(str, path)) or None


def _problem(fault: Fault, file: str, place: tuple[int, int]) -> Problem:
    return Problem(
        fault.message,
        file,
        *place,
        feature=fault.feature,
        property=fault.property,
        hint=fault.hint,
        code=fault.code,
    )


def _locate_all(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    offsets: dict[Path, int] = {}
    _seek(text, _SPACE.match(text).end(), paths, 0, offsets)  # type: ignore[union-attr]
    lines = LineIndex(text)
    return {path: lines.place(offset) for path, offset in offsets.items()}


def _seek(text: str, start: int, paths: set[Path], depth: int, offsets: dict[Path, int]) -> None:
    """Note the offset of each path below the value at `start`; skip what no path enters."""
    offsets.update(dict.fromkeys(paths, start))
    deeper: dict[str | int, set[Path]] = {}
    for path in paths:
        if len(path) > depth:
            deeper.setdefault(path[depth], set()).add(path)
    if deeper and text[start] in "{[":
        for key, offset in _children(text, start):
            if key in deeper:
                _seek(text, offset, deeper[key], depth + 1, offsets)


def _children(text: str, start: int) -> Iterator[tuple[str | int, int]]:
    """Yield the key or index and the offset of each value in the object or array at `start`."""
    decoder = json.JSONDecoder()
    space = lambda at: _SPACE.match(text, at).end()  # type: ignore[union-attr]  # noqa: E731
    at, index = space(start + 1), 0
    while text[at] not in "}]":
        key: str | int = index
        if text[start] == "{":
            key, at = scanstring(text, at + 1, True)
            at = space(space(at) + 1)
        yield key, at
        at = space(decoder.raw_decode(text, at)[1])
        if text[at] == ",":
            at = space(at + 1)
        index += 1
