"""What a layer was when it was imported: short digests of its states, so that what came later is told apart.

A file of them stands in `imported/`, eight hexadecimal digits a line, in rising order. A state has two: of
its ground, and of its ground and period. So has each part of its ground that is a sliver one of its own: a
state that is cut anew keeps the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import islice

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import exact_text
from controlmap.errors import InputError, Problem
from controlmap.model import ControlState
from controlmap.plane import SLIVER_M, mean_widths_m

__all__ = ["imported_file", "is_imported_file", "is_mark", "marks_of", "of_ground", "of_period"]
__all__ += ["parse_marks", "write_marks"]

_MARK = re.compile(r"[0-9a-f]{8}")
_MARKS = re.compile(rb"(?:[0-9a-f]{8}\n)*")
"""All of a file at once: it has a line for each feature."""
_AT_ONCE = 2_000
"""States that are digested together: their ground is copied for it."""


def imported_file(layer: str) -> str:
    """Return the name of the file that tells what a layer was when it was imported."""
    return f"imported/{layer}.txt"


def is_imported_file(file: str) -> bool:
    """Tell whether a path in the folder is that of such a file."""
    return file.startswith("imported/") and file.endswith(".txt")


def is_mark(text: str) -> bool:
    """Tell whether a text is such a digest."""
    return bool(_MARK.fullmatch(text))


def marks_of(states: Iterable[ControlState]) -> frozenset[str]:
    """Return the digests of states, and of slivers in them."""
    found, rest = set[str](), iter(states)
    while some := [*islice(rest, _AT_ONCE)]:
        found.update(_marks(some))
    return frozenset(found)


def _marks(some: Sequence[ControlState]) -> Iterator[str]:
    grounds = np.array([state.geometry for state in some], dtype=object)
    parts = shapely.get_parts(grounds)
    thin = parts[mean_widths_m(parts) < SLIVER_M] if len(parts) else parts
    texts = _texts(np.concatenate([grounds, thin]))
    yield from map(_digest, texts)
    yield from (_digest(text, *_ends(state)) for text, state in zip(texts, some, strict=False))


def of_ground(ground: shapely.Geometry) -> str:
    """Return the digest of ground, in whatever order its rings and parts are written."""
    return _digest(*_texts(np.array([ground])))


def of_period(state: ControlState) -> str:
    """Return the digest of a state's ground and period."""
    return _digest(*_texts(np.array([state.geometry])), *_ends(state))


def _texts(grounds: NDArray[np.object_]) -> list[bytes]:
    return shapely.to_wkb(shapely.normalize(grounds)).tolist()


def _ends(state: ControlState) -> Iterator[str | None]:
    return (None if end is None else exact_text(end) for end in (state.valid_from, state.valid_to))


def _digest(*parts: bytes | str | None) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:8]


# An edit looks several times at what such a file holds before it and after it.
@lru_cache(maxsize=2)
def write_marks(marks: frozenset[str]) -> bytes:
    """Return the bytes of a file of digests."""
    return "".join(f"{mark}\n" for mark in sorted(marks)).encode()


def parse_marks(data: bytes, *, file: str) -> tuple[frozenset[str], list[Problem]]:
    """Return the digests that a file holds.

    Raises
    ------
    InputError
        At the first line that is none.
    """
    if (marks := _all_of(data)) is not None:
        return marks, []
    lines = data.decode("ascii", "replace").splitlines()
    for number, line in enumerate(lines, 1):
        if not _MARK.fullmatch(line):
            hint = "It is written by imports; take it from where the map came from, or remove what names it."
            raise InputError(
                Problem(f"{line[:20]!r} is no digest of eight digits", file, number, hint=hint, code="CM124")
            )
    return frozenset(lines), []


@lru_cache(maxsize=2)
def _all_of(data: bytes) -> frozenset[str] | None:
    """Return the digests of a file that holds nothing else."""
    return frozenset(data.decode().split("\n")[:-1]) if _MARKS.fullmatch(data) else None
