"""Earlier versions of a layer: the journal gone back, entry by entry, as far as it fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.record_change import with_changes
from controlmap.edit.log.journal import delta_of, read_journal
from controlmap.errors import ConflictError, InputError
from controlmap.format import feature_text, parse_layer, write_layer
from controlmap.model import ControlState, Entry, Layer, Project
from controlmap.plane import Grid
from controlmap.store import unpacked

__all__ = ["Version", "digest_of_states", "states_in", "versions_of"]

_DIGITS = 10


@dataclass(frozen=True, slots=True, repr=False)
class Version:
    """A layer's states at some time, and the entries that have changed the layer since, the oldest first."""

    states: Sequence[ControlState]
    since: tuple[Entry, ...] = ()


def versions_of(project: Project, layer: Layer) -> Iterator[Version]:
    """Yield the versions of a layer that are known, the newest first; that is how it is now.

    They end where the journal begins, or does not fit what the layer held.

    Raises
    ------
    InputError
        When a line of the journal is no entry.
    """
    states, since = layer.states, ()
    yield Version(states)
    for entry in reversed(read_journal(project.folder)):
        try:
            before = _before(project, replace(layer, states=states), ~delta_of(entry, project))
        except (InputError, ConflictError):
            return
        if before is None:
            continue
        states, since = before, (entry, *since)
        if not states:
            return
        yield Version(states, since)


def digest_of_states(states: Sequence[ControlState], grid: Grid, known: dict[int, int] | None = None) -> str:
    """Return ten hexadecimal digits that tell versions of a layer apart, whatever the order of its features.

    `known` keeps what was computed of a state, by its identity, from one version to the next.
    """
    known = {} if known is None else known
    total = 0
    for state in states:
        if id(state) not in known:
            known[id(state)] = int.from_bytes(sha256(feature_text(state, grid=grid).encode()).digest())
        total ^= known[id(state)]
    return f"{total:064x}"[:_DIGITS]


def states_in(held: bytes, layer: Layer, project: Project) -> Sequence[ControlState]:
    """Return the states that a layer's file held, from its bytes; one that cannot be read is left out.

    Raises
    ------
    InputError
        When it is no JSON, or no sound gzip stream.
    """
    return parse_layer(_as_text(held, layer), file=layer.file, grid=project.grid, zone=project.zone)[0].states


def _before(project: Project, layer: Layer, back: Delta) -> Sequence[ControlState] | None:
    """Return a layer's states once an entry is taken back; None where it is not about the layer."""
    if layer.id not in {*back.removed, *back.added} and layer.file not in back.files:
        return None
    states = layer.states
    if layer.file in back.files:
        text = write_layer(layer, grid=project.grid).decode()
        text = with_changes(layer.file, text, [c for c in back.records if c.file == layer.file])
        for old in (rewrite for rewrite in back.rewrites if rewrite.file == layer.file):
            text = old.applied_to(text)
        states = parse_layer(
            _restated(layer, back, text.encode()), file=layer.file, grid=project.grid, zone=project.zone
        )[0].states
    own = {layer.id: back.removed.get(layer.id, ())}, {layer.id: back.added.get(layer.id, ())}
    return Delta(*own).applied_to({layer.id: states})[layer.id]


def _restated(layer: Layer, back: Delta, data: bytes) -> bytes:
    """Return what a layer's file held before it was restated; nothing where it was not there."""
    for one in back.restated:
        if one.file == layer.file:
            held = one.new.data if one.new else b'{"type": "FeatureCollection", "features": []}'
            if held is None:
                raise ConflictError([f"what {layer.file} held is kept nowhere"])
            data = _as_text(held, layer) if one.new else held
    return data


def _as_text(held: bytes, layer: Layer) -> bytes:
    return unpacked(held, layer.file) if layer.file.endswith(".gz") else held
