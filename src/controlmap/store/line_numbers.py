"""The lines of problems that were found after reading, in values that carry no positions.

The files are read once more, but only when there is something to report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from controlmap.errors import Problem
from controlmap.format import (
    Document,
    Fault,
    decode,
    feature_label,
    key_lines,
    raw_features,
    read_json,
    row_lines,
)
from controlmap.store.files import inside, read_data

__all__ = ["entry_places", "with_lines"]

Locating = Callable[[list[Problem], bytes, str], Iterable[Problem]]


def with_lines(problems: Iterable[Problem], folder: Path) -> list[Problem]:
    """Return problems that name a file, a feature and a property of it with the line where that stands.

    Raises
    ------
    InputError
        When a file cannot be read any more.
    """
    ordered = sorted(problems, key=lambda problem: problem.file or "")
    return [
        placed
        for file, group in groupby(ordered, key=lambda problem: problem.file or "")
        for placed in _LOCATING.get(_kind(file), _in_json)(
            list(group), read_data(inside(folder, file, file), file), file
        )
    ]


def entry_places(folder: Path, file: str) -> dict[str, tuple[int, int]]:
    """Return the index, from 0, and the line of each feature, row or entry of a file by its name in messages.

    Empty for controlmap.toml, which has no entries.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    data = read_data(inside(folder, file, file), file)
    if _kind(file) == ".csv":
        return {name: (i, line) for i, (name, line) in enumerate(row_lines(data, file=file).items())}
    return {} if _kind(file) == ".toml" else _json_places(read_json(data, file=file))


def _json_places(document: Document) -> dict[str, tuple[int, int]]:
    if isinstance(document.value, list):
        paths = {feature_label(entry, i): (i,) for i, entry in enumerate(document.value)}
    else:
        paths = {feature.label: feature.path for feature in raw_features(document)}
    indexes = {name: int(path[-1]) for name, path in paths.items()}
    placed = document.problems(Fault(path, "", "", name) for name, path in paths.items())
    return {name: (indexes[name], line) for name, line in ((p.feature or "", p.line or 1) for p in placed)}


def _kind(file: str) -> str:
    return Path(file.removesuffix(".gz")).suffix


def _in_json(problems: list[Problem], data: bytes, file: str) -> list[Problem]:
    document = read_json(data, file=file)
    paths = _entry_paths(document)
    return document.problems(_as_fault(problem, paths) for problem in problems)


def _entry_paths(document: Document) -> dict[str, tuple[str | int, ...]]:
    """Return the path of what holds the properties of each feature, or each entry of a list, by its id."""
    listed = isinstance(document.value, list)
    entries: list[Any] = document.value if listed else document.value["features"]
    return {
        str(entry.get("id")): (i,) if listed else ("features", i, "properties")
        for i, entry in enumerate(entries)
        if isinstance(entry, dict)
    }


def _as_fault(problem: Problem, paths: Mapping[str, tuple[str | int, ...]]) -> Fault:
    path = (*paths.get(problem.feature or "", ()), problem.property or "")
    return Fault(path, problem.code or "", problem.message, problem.feature, problem.property, problem.hint)


def _in_table(problems: list[Problem], data: bytes, file: str) -> list[Problem]:
    lines = row_lines(data, file=file)
    return [replace(problem, line=lines.get(problem.feature or "")) for problem in problems]


def _in_settings(problems: list[Problem], data: bytes, file: str) -> list[Problem]:
    lines = key_lines(decode(data, file=file))
    return [replace(problem, line=lines.get(problem.property or "")) for problem in problems]


# Layers may have any name: what is neither a table nor the settings is JSON.
_LOCATING: dict[str, Locating] = {".csv": _in_table, ".toml": _in_settings}
