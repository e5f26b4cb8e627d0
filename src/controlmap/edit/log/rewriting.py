"""Files restated: what a file of a map project is to hold, as an edit of the records that differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from pathlib import Path

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.marks_change import marks_between
from controlmap.edit.delta.record_change import Content, RecordChange, Restatement, changes_between
from controlmap.edit.log.apply import rehearsed, write_delta
from controlmap.edit.log.files_after import data_of, is_sound, text_of
from controlmap.format import (
    PLACES_FILE,
    REPORTS_FILE,
    SOURCES_FILE,
    Spliced,
    cut_records,
    is_imported_file,
    write_layer,
    write_sources,
    write_table,
)
from controlmap.model import Entry, Note, Place, Project, Report, Source
from controlmap.store import Lock, encoded_for, inside, locked, open_project, read_data

__all__ = ["delta_of_files", "format_layers", "places_with", "reports_with", "rewrite_files"]
__all__ += ["sources_with"]

RESTATED_BEYOND_BYTES = 64_000
"""Where the records that differ are longer than this, old and new, the journal keeps the file instead."""


def format_layers(folder: Path, note: Note | None = None, *, dry_run: bool = False) -> list[str]:
    """Write all layers in canonical form as one edit, and return the names of the files that were not.

    `note` is what the journal is to say. A dry run writes nothing.

    Raises
    ------
    InputError
        When the map project cannot be read; nothing is written then.
    """
    with locked(folder, exclusive=True) as lock:
        project = open_project(folder, held=lock)
        canonical = {layer.file: write_layer(layer, grid=project.grid) for layer in project.layers}
        changed = {
            file: data
            for file, data in canonical.items()
            if read_data(inside(folder, file, file), file) != data
        }
        if changed:
            rewrite_files(project, changed, note or Note("format"), held=lock, dry_run=dry_run)
    return list(changed)


def places_with(project: Project, rows: Collection[Place]) -> bytes:
    """Return places.csv with places added, or put in place of those with their ids.

    All other rows stay as they are written, where the columns stay the same.
    """
    every = {**project.places, **{row.id: row for row in rows}}
    whole = write_table(Place, every.values(), first=project.settings.languages[0])
    return _spliced(project, PLACES_FILE, whole, [row.id for row in rows])


def reports_with(project: Project, rows: Collection[Report]) -> bytes:
    """Return reports.csv with reports added, or put in place of those with their ids: see `places_with`."""
    every = {row.id: row for row in (*project.reports, *rows)}
    whole = write_table(Report, every.values(), first=project.settings.languages[0])
    return _spliced(project, REPORTS_FILE, whole, [row.id for row in rows])


def sources_with(project: Project, entries: Collection[Source]) -> bytes:
    """Return sources.json with sources added, or put in place of those with their ids: see `places_with`."""
    every = {**project.sources, **{entry.id: entry for entry in entries}}
    return _spliced(project, SOURCES_FILE, write_sources(every.values()), [entry.id for entry in entries])


def _spliced(project: Project, file: str, whole: bytes, changed: Iterable[str]) -> bytes:
    """Return a table with new and changed rows as `whole` has them, and all others as they are written."""
    old, new = cut_records(file, text_of(project, file)), cut_records(file, whole.decode())
    if old is None or new is None or old.before != new.before:
        return whole
    written, places = dict(zip(new.ids, new.texts, strict=True)), {name: i for i, name in enumerate(old.ids)}
    kept = reduce(
        lambda now, name: now.replaced(places[name], written[name]), set(changed) & places.keys(), old
    )
    text = str(kept)
    added = "".join(f"{text}\n" for name, text in written.items() if name not in places)
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{added}".encode()


def rewrite_files(
    project: Project,
    files: Mapping[str, bytes],
    note: Note,
    *,
    held: Lock | None = None,
    dry_run: bool = False,
    written: Mapping[str, Spliced] | None = None,
    affirmed: Collection[str] = (),
) -> Entry | None:
    """Write what files (paths in the folder) are to hold, unpacked, as one edit; None if they do already.

    `affirmed` are files of which the journal is to have a line even where they do.

    The journal tells the records that differ, or both contents where that is shorter or there is no telling.
    `held` is the lock of the folder, where the caller holds it alone already. A dry run refuses what would be
    refused, writes nothing and returns None. `written` is as for `refuse_unusable`.

    Raises
    ------
    InputError
        When a file could not be read afterwards, or is none that an edit may rewrite. Nothing is written.
    """
    delta = delta_of_files(project, files)
    if dry_run and (delta or affirmed):
        rehearsed(project, delta, note, written=written, affirmed=affirmed)
    if dry_run or not (delta or affirmed):
        return None
    with locked(project.folder, exclusive=True, held=held) as lock:
        return write_delta(project, delta, note, lock, written=written, affirmed=affirmed)[1]


def delta_of_files(project: Project, files: Mapping[str, bytes]) -> Delta:
    """Return what makes files (paths in the folder) hold something else, unpacked; empty if they do already.

    Raises
    ------
    InputError
        When a file cannot be read as it is.
    """
    records: list[RecordChange] = []
    restated: list[Restatement] = []
    sets = [*filter(is_imported_file, files)]
    for file, data in files.items():
        if file in sets:
            continue
        changes = _record_changes(project, file, data)
        records += changes or ()
        restated += [_restatement(project, file, data)] if changes is None else []
    return Delta(
        records=tuple(records),
        restated=tuple(one for one in restated if one.old != one.new),
        marks=tuple(filter(None, (marks_between(f, data_of(project, f), files[f]) for f in sets))),
    )


def _record_changes(project: Project, file: str, data: bytes) -> tuple[RecordChange, ...] | None:
    """Return the records in which a file is to differ, where those lead back to the byte and are few."""
    there = data_of(project, file)
    if there is None or not is_sound(project, file, there):
        return None
    path = inside(project.folder, file, file)
    before, after = text_of(project, file), data.decode()
    if encoded_for(path, before.encode()) != there:
        return None  # packed in another way than ours
    return changes_between(file, before, after, up_to=RESTATED_BEYOND_BYTES)


def _restatement(project: Project, file: str, data: bytes) -> Restatement:
    before = data_of(project, file)
    packed = encoded_for(inside(project.folder, file, file), data, before)
    return Restatement(file, Content.of(before), Content.of(packed))
