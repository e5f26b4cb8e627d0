"""A layer file written anew after an edit, with the lines of untouched features taken over as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import orjson

from controlmap.format.canonical import feature_texts, write_layer
from controlmap.model import ControlState, Layer
from controlmap.plane import Grid

__all__ = ["Lines", "Spliced", "lines_in", "new_lines", "spliced"]


_BETWEEN, _END = b",\n", b"\n]}\n"
"""What parts two features, and what comes after the last."""


class Lines(NamedTuple):
    """A layer file whose features stand one a line: the line before the first, and theirs, without commas."""

    head: bytes
    features: list[bytes]

    def only(self, features: Iterable[bytes]) -> bytes:
        """Return the same file with some features alone."""
        return self.head + b"\n" + b",\n".join(features) + b"\n]}\n"


def lines_in(data: bytes) -> Lines | None:
    """Return the lines of a layer file (unpacked), or None where its features do not stand one a line."""
    begin, end = data.find(b"\n"), len(data) - len(_END)
    head, features = data[: max(begin, 0)], data[begin + 1 : end].split(_BETWEEN) if begin < end else []
    if not (head.endswith(b"[") and data.endswith(_END)):
        return None
    parted = len(features) - 1 == data.count(b"\n", begin + 1, end) if features else True
    return Lines(head, features) if parted and not (features and features[-1].endswith(b",")) else None


class Spliced(NamedTuple):
    """A layer file as an edit leaves it, and the same file with those features alone that it has written."""

    data: bytes
    written: bytes


def spliced(data: bytes, before: Sequence[ControlState], layer: Layer, *, grid: Grid) -> Spliced:
    """Return the file of a layer, given the bytes (unpacked) and the states that it had before.

    The same as `write_layer`, but large layers take as long as their changed features do, as long as the old
    file is in canonical form.
    """
    head, *lines, tail, end = data.split(b"\n") if data.count(b"\n") > 2 else (b"", b"", b"")
    known = _lines_by_state(lines, before)
    opening = write_layer(replace(layer, states=()), grid=grid).removesuffix(b"]}\n")
    canonical = known is not None and (tail, end) == (b"]}", b"") and head == opening
    if known is None or not canonical or not layer.states or "bbox" in layer.members:
        whole = write_layer(layer, grid=grid)
        return Spliced(whole, whole)
    fresh = [state for state in layer.states if id(state) not in known]
    news = [text.encode() for text in feature_texts(fresh, grid=grid)]
    known |= {id(state): text for state, text in zip(fresh, news, strict=True)}
    file = Lines(opening, [known[id(state)] for state in layer.states])
    return Spliced(file.only(file.features), file.only(news))


def new_lines(before: bytes, after: bytes) -> bytes:
    """Return a layer file (unpacked) with those features alone of which no line stood in it before.

    So what an edit made of a large layer can be read strictly without reading again what was read. The whole
    file where its features do not stand one a line, or something else than features is new.
    """
    old, new = lines_in(before), lines_in(after)
    if old is None or new is None or old.head != new.head:
        return after
    known = set(old.features)
    return new.only(line for line in new.features if line not in known)


def _lines_by_state(lines: Sequence[bytes], states: Sequence[ControlState]) -> dict[int, bytes] | None:
    """Return the line of each state by its identity, or None where they do not stand one a line."""
    if len(lines) != len(states):
        return None
    known = {}
    for line, state in zip(lines, states, strict=True):
        name = int(state.id) if state.numeric_id else state.id
        # As `json_text` writes a name, in a tenth of the time.
        if not line.startswith(b'{"type": "Feature", "id": %b, "geometry": ' % orjson.dumps(name)):
            return None
        known[id(state)] = line.removesuffix(b",")
    return known
