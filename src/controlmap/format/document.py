"""JSON documents, and where in their text a path stands.

Values carry no positions, so that big files stay fast; a second pass over the text looks lines up when there
is something to report.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from controlmap.errors import Problem

__all__ = ["Document", "Fault", "Path", "feature_label", "keys_in", "located"]

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a value."""

_Tree = dict[str | int, "_Tree"]
"""Keys and indexes, each with those below it."""

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
        places = located(self.text, {fault.path for fault in found})
        problems = [_problem(self._in_feature(fault), self.file, places[fault.path]) for fault in found]
        return sorted(problems, key=lambda problem: (problem.line, problem.column))

    def _in_feature(self, fault: Fault) -> Fault:
        """Return a fault that lies in a feature as one of it: features are named, or numbered from 1."""
        outer, index = (*fault.path, None, None)[:2]
        if fault.feature is not None or outer != "features" or not isinstance(index, int):
            return fault
        inner = (fault.property or "").removeprefix(f"features.{index + 1}").removeprefix(".")
        label = feature_label(self.value["features"][index], index)
        return replace(fault, feature=label, property=inner.removeprefix("properties.") or None)


def keys_in(dotted: str) -> Path:
    """Return the path that a property's name stands for: names count entries of lists from 1."""
    return tuple(int(key) - 1 if key.isdecimal() else key for key in dotted.split(".") if key)


def feature_label(value: Any, index: int) -> str:
    """Return what a message calls a feature: its id, or its number from 1."""
    found = value.get("id") if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int) and str(found) else f"number {index + 1}"


@dataclass(slots=True)
class _Place:
    """Where a value begins in a text, and where what is wanted in it does."""

    offset: int
    inner: dict[str | int, _Place] = field(default_factory=dict)

    def offset_of(self, path: Path) -> int:
        """Return where the value at a path begins, or its deepest part that exists."""
        place = self
        for key in path:
            if key not in place.inner:
                break
            place = place.inner[key]
        return place.offset


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


def located(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    """Return the line and column, from 1, at which the value at each path of a sound JSON text begins.

    Where a path does not exist, the place of its deepest part that does.
    """
    if not paths:
        return {}
    _, root = _walk(text, _after_space(text, 0), _tree(paths))
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return {path: _line_and_column(root.offset_of(path), starts) for path in paths}


def _line_and_column(offset: int, line_starts: list[int]) -> tuple[int, int]:
    line = bisect_right(line_starts, offset)
    return line, offset - line_starts[line - 1] + 1


def _tree(paths: Iterable[Path]) -> _Tree:
    """Return paths as a tree of their keys."""
    root: _Tree = {}
    for path in paths:
        inner = root
        for key in path:
            inner = inner.setdefault(key, {})
    return root


def _walk(text: str, start: int, wanted: _Tree) -> tuple[int, _Place]:
    """Return where the value at `start` ends, and the places of what is wanted in it.

    The text is read once: what is not wanted is skipped, and what is walked into is not skipped as well.
    """
    place = _Place(start)
    if not wanted or text[start] not in "{[":
        return _DECODER.raw_decode(text, start)[1], place
    at, index = _after_space(text, start + 1), 0
    while text[at] not in "}]":
        key: str | int = index
        if text[start] == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        if key in wanted:
            # Of members with one name the last one counts, as it does for the value.
            at, place.inner[key] = _walk(text, at, wanted[key])
        else:
            at = _DECODER.raw_decode(text, at)[1]
        at = _after_space(text, at)
        if text[at] == ",":
            at = _after_space(text, at + 1)
        index += 1
    return at + 1, place


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
