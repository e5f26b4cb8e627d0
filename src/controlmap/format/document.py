"""JSON documents, and where in their text a path stands.

Values carry no positions, so that big files stay fast; a second pass over the text looks lines up when there
is something to report.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from controlmap.errors import Problem

__all__ = ["Document", "Fault", "Path", "locate"]

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a value."""

_SPACE = re.compile(r"[ \t\n\r]*")
# Skips values; whole numbers of any length are taken, since here they are not used.
_DECODER = json.JSONDecoder(parse_int=float)


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
    """A JSON text and its value; `file` is its name in problems."""

    file: str
    text: str
    value: Any

    def problems(self, faults: Iterable[Fault]) -> list[Problem]:
        """Return faults as problems with the line and column of their paths, in the text's order."""
        found = list(faults)
        places = _locate_all(self.text, {fault.path for fault in found})
        problems = [_problem(fault, self.file, places[fault.path]) for fault in found]
        return sorted(problems, key=lambda problem: (problem.line, problem.column))


def locate(text: str, path: Path) -> tuple[int, int]:
    """Return the line and column, from 1, at which the value at a path of a sound JSON text begins.

    Where the path does not exist, the place of its deepest part that does.
    """
    return _locate_all(text, {path})[path]


def _problem(fault: Fault, file: str, place: tuple[int, int]) -> Problem:
    line, column = place
    return Problem(
        fault.message,
        file=file,
        line=line,
        column=column,
        feature=fault.feature,
        property=fault.property,
        hint=fault.hint,
        code=fault.code,
    )


def _locate_all(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    if not paths:
        return {}
    offsets: dict[Path, int] = {}
    _seek(text, _after_space(text, 0), paths, 0, offsets)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return {path: _line_and_column(offset, starts) for path, offset in offsets.items()}


def _line_and_column(offset: int, line_starts: list[int]) -> tuple[int, int]:
    line = bisect_right(line_starts, offset)
    return line, offset - line_starts[line - 1] + 1


def _seek(text: str, start: int, paths: set[Path], depth: int, offsets: dict[Path, int]) -> None:
    """Note the offset of each path at or below the value at `start`; skip what no path enters."""
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
    """Yield the key or index, and the offset, of each value in the object or array at `start`."""
    at, index = _after_space(text, start + 1), 0
    while text[at] not in "}]":
        key: str | int = index
        if text[start] == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        yield key, at
        at = _after_space(text, _DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _after_space(text, at + 1)
        index += 1


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
