"""A delta applied: written to layers and journal as one, once it is sure that it may be, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from controlmap.dates import format_instant
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.encoding import journal_text
from controlmap.edit.delta.marks_change import marks_between
from controlmap.edit.log.files_after import data_of, files_after, layers_after, refuse_unusable
from controlmap.edit.log.inherited_marks import inherited_marks
from controlmap.edit.log.journal import end_of_last_line, kept_path, last_entry
from controlmap.edit.log.preview import Preview, features_of, preview
from controlmap.edit.operations.new_ids import present
from controlmap.errors import InputError, Problem, StaleError
from controlmap.format import (
    JOURNAL_FILE,
    Spliced,
    entry_line,
    named_entry,
    parse_layer,
    spliced,
)
from controlmap.model import ControlState, Entry, Layer, Note, Project
from controlmap.store import (
    GIT_ATTRIBUTES_FILE,
    Lock,
    Packed,
    commit,
    encoded_for,
    inside,
    inspect_project,
    lacking_attributes,
    locked,
    open_project,
    read_packed,
)
from controlmap.words import listing, phrase, word

__all__ = ["apply_delta", "map_digest", "rebased", "rehearsed", "write_delta"]


def apply_delta(
    project: Project,
    delta: Delta,
    note: Note,
    *,
    now: np.datetime64 | None = None,
    held: Lock | None = None,
    shown: Preview | None = None,
) -> tuple[Project, Entry]:
    """Write what a delta makes of a map project, and its entry in the journal; return both.

    `held` is the lock of its folder, where the caller holds it alone already; `shown` what `preview` told of
    the delta on this very project, where that is known already.

    Raises
    ------
    StaleError
        When the layers on disk are no longer those that were read; nothing is written then.
    ConflictError, InputError, OverlapError
        As `preview` does; nothing is written then.
    """
    with locked(project.folder, exclusive=True, held=held) as lock:
        changed, entry = write_delta(project, delta, note, lock, now=now, shown=shown)
        # What was written as text is read again as text.
        return (_read_again(changed, lock) if delta.files else changed), entry


def _read_again(changed: Project, held: Lock) -> Project:
    """Return a map project as its files are now; as it was changed where they cannot be read."""
    try:
        return inspect_project(changed.folder, held=held)[0]
    except InputError:
        return changed


def write_delta(
    project: Project,
    delta: Delta,
    note: Note,
    held: Lock,
    *,
    now: np.datetime64 | None = None,
    written: Mapping[str, Spliced] | None = None,
    affirmed: Collection[str] = (),
    brief: bool = False,
    shown: Preview | None = None,
) -> tuple[Project, Entry]:
    """Do as `apply_delta` does, with the lock held alone; the project comes back without its files' news.

    `written` is as for `refuse_unusable`, `brief` as for `preview`; `affirmed` are files that the entry names
    though they stay as before.

    Raises
    ------
    InputError
        When all files would stay as they are and none is affirmed, and it does not undo or redo.
    """
    with locked(project.folder, exclusive=True, held=held):
        ready = _ready(
            project, delta, note, now=now, written=written, affirmed=affirmed, brief=brief, shown=shown
        )
        commit(project.folder, ready.files, appended=ready.appended)
        return ready.changed, ready.entry


class _Ready(NamedTuple):
    """What an edit leads to: the map project, its entry, and what is written to files, and at their ends."""

    changed: Project
    entry: Entry
    files: Mapping[str, bytes | None]
    appended: Mapping[str, bytes]
    shown: Preview


def _ready(
    project: Project,
    delta: Delta,
    note: Note,
    *,
    now: np.datetime64 | None = None,
    written: Mapping[str, Spliced] | None = None,
    affirmed: Collection[str] = (),
    brief: bool = False,
    shown: Preview | None = None,
) -> _Ready:
    """Return what is to be written of an edit, once it is sure that it may be."""
    if note.role == "edit" and note.of is None:
        delta = replace(delta, marks=(*delta.marks, *inherited_marks(project, delta)))
    back = _put_back(delta, note)
    shown, features, contents = _as_written(project, delta, back, written, brief=brief, shown=shown)
    if note.role == "edit" and not affirmed:
        _refuse_nothing(project, features, contents)
    besides = {*affirmed, *delta.marked} - {*shown.files}
    shown = replace(shown, files=[*shown.files, *sorted(besides)])
    others = {name: data for name, data in contents.items() if name not in features}
    changed = _changed(project, shown.states, features)
    text, kept = journal_text(_with_marks_as_they_change(project, delta, contents), grid=project.grid)
    entry = named_entry(_entry(changed, others, note, shown, now), text)
    # What is kept has its own digest for a name: it need not be written twice.
    packed = {kept_path(name): data for name, data in kept.items()}
    fresh = {name: data for name, data in packed.items() if not (project.folder / name).exists()}
    files = {**{name: encoded_for(Path(name), data) for name, data in fresh.items()}, **contents}
    return _Ready(changed, entry, files, _appended(project.folder, entry_line(entry, text)), shown)


def _refuse_nothing(
    project: Project, features: Mapping[str, bytes], contents: Mapping[str, bytes | None]
) -> None:
    """Refuse an edit after which all files are as before: an entry of it is one more that undo takes back."""
    if not features and all(data == data_of(project, file) for file, data in contents.items()):
        raise InputError(Problem("the map holds all of this already", hint="Nothing was written."))


def _with_marks_as_they_change(project: Project, delta: Delta, contents: Mapping[str, bytes | None]) -> Delta:
    """Return a delta that tells of digests those that do come or go: so it is taken back to the byte."""
    changes = (marks_between(file, data_of(project, file), contents[file]) for file in delta.marked)
    return replace(delta, marks=tuple(filter(None, changes)))


def rehearsed(
    project: Project,
    delta: Delta,
    note: Note,
    *,
    written: Mapping[str, Spliced] | None = None,
    affirmed: Collection[str] = (),
    brief: bool = False,
) -> Preview:
    """Return what a delta would do once it is sure that it would be written; nothing is.

    `written`, `affirmed` and `brief` are as for `write_delta`.

    Raises
    ------
    StaleError, ConflictError, InputError, OverlapError
        As `apply_delta` does.
    """
    return _ready(project, delta, note, written=written, affirmed=affirmed, brief=brief).shown


def _as_written(
    project: Project,
    delta: Delta,
    as_before: Sequence[str] = (),
    written: Mapping[str, Spliced] | None = None,
    *,
    brief: bool = False,
    shown: Preview | None = None,
) -> tuple[Preview, dict[str, bytes], dict[str, bytes | None]]:
    """Return what a delta does, the layers that it changes, unpacked, and all files as they will lie."""
    current = _current(project) if delta.has_features else {}
    shown = shown or preview(project, delta, brief=brief)
    before, new = _features_written(project, current, shown.states) if current else ({}, {})
    features = {file: one.data for file, one in new.items()}
    contents = files_after(project, delta, features, before)
    known = {file: one.data for file, one in before.items()}
    # What records or texts change besides is unpacked and looked at as it will lie.
    parts = {**(written or {}), **{file: one for file, one in new.items() if file not in delta.files}}
    refuse_unusable(project, contents, as_before=as_before, read=known, written=parts)
    return shown, features, contents


def _appended(folder: Path, line: bytes) -> dict[str, bytes]:
    """Return what an edit appends: its line to the journal, and to .gitattributes what that lacks."""
    lacking = lacking_attributes(folder)
    journal = {JOURNAL_FILE: end_of_last_line(folder) + line}
    return {**journal, GIT_ATTRIBUTES_FILE: lacking} if lacking else journal


def _put_back(delta: Delta, note: Note) -> list[str]:
    """Return the files that are put back to the byte, even if they were broken before a repair."""
    return [one.file for one in delta.restated] if note.role in ("undo", "redo") else []


def rebased(
    project: Project, make: Callable[[Project], tuple[Delta, Note]], *, now: np.datetime64 | None = None
) -> tuple[Project, Entry]:
    """Read the map project again, make the delta anew from what is there, and apply it, with nobody between.

    Raises
    ------
    ConflictError, InputError, OverlapError
        As `make` and `preview` do; nothing is written then.
    """
    with locked(project.folder, exclusive=True) as lock:
        current = open_project(project.folder, held=lock)
        delta, note = make(current)
        return apply_delta(current, delta, note, now=now, held=lock)


def map_digest(layers: Sequence[Layer]) -> str:
    """Return one SHA-256 for all layers of a map."""
    return sha256("\n".join(f"{layer.id} {layer.digest}" for layer in layers).encode()).hexdigest()


def _data(project: Project, layer: Layer) -> Packed:
    return read_packed(inside(project.folder, layer.file, layer.file), layer.file)


def _refuse_stale(project: Project, current: Mapping[str, Packed]) -> None:
    changes = [
        line
        for layer in project.layers
        if sha256(current[layer.id].data).hexdigest() != layer.digest
        for line in _what_changed(project, layer, current[layer.id].data)
    ]
    if changes:
        raise StaleError(changes)


def _what_changed(project: Project, layer: Layer, data: bytes) -> Iterator[str]:
    """Yield in words how a layer's file differs from what was read."""
    there, _ = parse_layer(data, file=layer.file, grid=project.grid, zone=project.zone)
    delta = Delta.between({layer.id: layer.states}, {layer.id: there.states})
    found = [
        phrase("{file}: {ids} {kind}", file=layer.file, ids=listing(ids), kind=word(kind))
        for kind, ids in features_of(delta).items()
        if ids
    ]
    yield from found or [phrase("{file}: written in another form", file=layer.file)]


def _current(project: Project) -> dict[str, Packed]:
    """Return the contents of all layers, once none is stale: who edits another map is told that first."""
    current = {layer.id: _data(project, layer) for layer in project.layers}
    _refuse_stale(project, current)
    return current


def _features_written(
    project: Project, current: Mapping[str, Packed], states: Mapping[str, Sequence[ControlState]]
) -> tuple[dict[str, Packed], dict[str, Spliced]]:
    """Return the contents, old and new, of the layers whose states are others."""
    changed = [layer for layer in project.layers if states[layer.id] != layer.states]
    new = {
        layer.file: spliced(
            current[layer.id].data,
            layer.states,
            replace(layer, states=states[layer.id]),
            grid=project.grid,
        )
        for layer in changed
    }
    return {layer.file: current[layer.id] for layer in changed}, new


def _changed(
    project: Project, states: Mapping[str, Sequence[ControlState]], contents: Mapping[str, bytes]
) -> Project:
    """Return the map project as it will be read again."""
    layers = tuple(
        replace(layer, states=states[layer.id], digest=sha256(contents[layer.file]).hexdigest())
        if layer.file in contents
        else layer
        for layer in project.layers
    )
    return replace(project, layers=layers)


def _entry(
    changed: Project,
    contents: Mapping[str, bytes | None],
    note: Note,
    shown: Preview,
    now: np.datetime64 | None,
) -> Entry:
    moment = present(changed) if now is None else now
    last = last_entry(changed.folder)
    return Entry(
        id="",
        after=last.id if last else None,
        when=format_instant(moment.astype("datetime64[m]")),
        note=note,
        moved=shown.effect.rows(),
        features=dict(shown.features),
        result=map_digest(layers_after(changed, contents)),
        delta=None,
        files=shown.files,
    )
