"""A layer file written anew after an edit, with the lines of untouched features taken over as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import orjson

from controlmap.format.canonical import feature_texts, write_layer
from controlmap.model import ControlState, Layer, chosen, places_in, told
from controlmap.plane import Grid

__all__ = ["Lines", "Spliced", "lines_in", "new_lines", "spliced"]


_BETWEEN, _END = b",\n", b"\n]}\n"
"""What parts two features, and what comes after the last."""
_BEGIN, _GROUND = b'{"type": "Feature", "id": ', b', "geometry": '
"""What stands before a feature's name, and behind it."""


class Lines(NamedTuple):
    """A layer file whose features stand one a line: the line before the first, and theirs, without commas."""

    head: bytes
    features: list[bytes]

    def only(self, features: Iterable[bytes]) -> bytes:
        """Return the same file with some features alone."""
        return b"".join([self.head, b"\n", b",\n".join(features), _END])


def lines_in(data: bytes) -> Lines | None:
    """Return the lines of a layer file (unpacked), or None where its features do not stand one a line."""
    begin, end = data.find(b"\n"), len(data) - len(_END)
    head, features = data[: max(begin, 0)], data[begin + 1 : end].split(_BETWEEN) if begin < end else []
    if not (head.endswith(b"[") and data.endswith(_END)):
        return None
    parted = len(features) - 1 == data.count(b"\n", begin + 1, end) if features else True
    return Lines(head, features) if parted and not (features and features[-1].endswith(b",")) else None


class Spliced(NamedTuple):
    """A layer file as an edit leaves it, and the same file with the new features that have to be read."""

    data: bytes
    written: bytes


def spliced(data: bytes, before: Sequence[ControlState], layer: Layer, *, grid: Grid) -> Spliced:
    """Return the file of a layer, given the bytes (unpacked) and the states that it had before.

    The same as `write_layer`, but large layers take as long as their changed features do, as long as the old
    file is in canonical form.
    """
    there = lines_in(data)
    opening = write_layer(replace(layer, states=()), grid=grid).removesuffix(b"]}\n")
    canonical = there is not None and there.head == opening and _are_of(there.features, before)
    if there is None or not canonical or not layer.states or "bbox" in layer.members:
        whole = write_layer(layer, grid=grid)
        return Spliced(whole, whole)
    places = places_in(layer.states, before)
    fresh = chosen(layer.states, np.flatnonzero(places < 0))
    news = [text.encode() for text in feature_texts(fresh, grid=grid)]
    more = iter(news)
    lines = [there.features[place] if place >= 0 else next(more) for place in places.tolist()]
    return Spliced(there.only(lines), there.only(news))


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


def _are_of(lines: Sequence[bytes], states: Sequence[ControlState]) -> bool:
    """Tell whether lines are those of states, by their ids."""
    ids, numeric = (told(states, name).each() for name in ("id", "numeric_id"))
    names = [int(name) if number else name for name, number in zip(ids, numeric, strict=True)]
    found = [line[len(_BEGIN) : line.find(_GROUND)] for line in lines if line.startswith(_BEGIN)]
    # As `json_text` writes names, in a tenth of the time.
    return len(lines) == len(names) == len(found) and b"[%b]" % b",".join(found) == orjson.dumps(names)
