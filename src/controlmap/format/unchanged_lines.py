"""A layer file written anew after an edit, with the lines of untouched features taken over as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from controlmap.format.canonical import feature_text, json_text, write_layer
from controlmap.model import ControlState, Layer
from controlmap.plane import Grid

__all__ = ["new_lines", "spliced"]


def spliced(data: bytes, before: Sequence[ControlState], layer: Layer, *, grid: Grid) -> bytes:
    """Return the file of a layer, given the bytes (unpacked) and the states that it had before.

    The same as `write_layer`, but large layers take as long as their changed features do, as long as the old
    file is in canonical form.
    """
    head, *lines, tail, end = data.split(b"\n") if data.count(b"\n") > 2 else (b"", b"", b"")
    known = _lines_by_state(lines, before)
    if not layer.states or known is None or "bbox" in layer.members or (tail, end) != (b"]}", b""):
        return write_layer(layer, grid=grid)
    texts = [known.get(id(state)) or feature_text(state, grid=grid).encode() for state in layer.states]
    opening = write_layer(replace(layer, states=()), grid=grid).removesuffix(b"]}\n")
    if head != opening:
        return write_layer(layer, grid=grid)
    return opening + b"\n" + b",\n".join(texts) + b"\n]}\n"


def new_lines(before: bytes, after: bytes) -> bytes:
    """Return a layer file (unpacked) with those features alone of which no line stood in it before.

    So what an edit made of a large layer can be read strictly without reading again what was read. The whole
    file where its features do not stand one a line, or something else than features is new.
    """
    old, new = before.split(b"\n"), after.split(b"\n")
    known = {line.removesuffix(b",") for line in old[1:-2]}
    lines = new[1:-2]
    parted = all(line.endswith(b",") for line in lines[:-1]) and not (lines and lines[-1].endswith(b","))
    if not parted or (old[0], old[-2:]) != (new[0], new[-2:]) or new[-2:] != [b"]}", b""]:
        return after
    bare = (line.removesuffix(b",") for line in lines)
    return new[0] + b"\n" + b",\n".join(line for line in bare if line not in known) + b"\n]}\n"


def _lines_by_state(lines: Sequence[bytes], states: Sequence[ControlState]) -> dict[int, bytes] | None:
    """Return the line of each state by its identity, or None where they do not stand one a line."""
    if len(lines) != len(states):
        return None
    known = {}
    for line, state in zip(lines, states, strict=True):
        name = int(state.id) if state.numeric_id else state.id
        if not line.startswith(f'{{"type": "Feature", "id": {json_text(name)}, "geometry": '.encode()):
            return None
        known[id(state)] = line.removesuffix(b",")
    return known
