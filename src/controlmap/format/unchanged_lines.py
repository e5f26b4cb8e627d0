"""A layer file written anew after an edit, with the lines of untouched features taken over as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from controlmap.format.canonical import feature_text, json_text, write_layer
from controlmap.model import ControlState, Layer
from controlmap.plane import Grid

__all__ = ["spliced"]


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
