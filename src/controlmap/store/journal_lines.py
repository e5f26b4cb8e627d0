"""The lines of the journal, read one after the other: there is no limit to how many there may be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.format import JOURNAL_FILE, parse_entry
from controlmap.store.files import inside

__all__ = ["journal_problems"]


def journal_problems(folder: Path) -> list[Problem]:
    """Return what is wrong with the journal of a map project, line by line; nothing where there is none."""
    if not os.path.lexists(folder / JOURNAL_FILE):
        return []
    try:
        path = inside(folder, JOURNAL_FILE, JOURNAL_FILE)
        if not path.is_file():
            return [Problem("is no regular file", JOURNAL_FILE, code="CM108")]
        return list(_problems(path))
    except InputError as error:
        return list(error.problems)
    except OSError as error:
        return [Problem(f"cannot be read: {error.strerror}", JOURNAL_FILE, code="CM108")]


def _problems(path: Path) -> Iterator[Problem]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                if line := line.removesuffix(b"\n"):
                    parse_entry(line, number)
            except InputError as error:
                yield from error.problems
