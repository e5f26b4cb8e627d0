"""Files of a map project as an edit leaves them: records changed, files restated, and all of them read first.

What could not be read afterwards is refused: an edit never leaves a map that no command can open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from controlmap.dates import read_zone
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.record_change import with_changes
from controlmap.errors import InputError, Problem
from controlmap.format import (
    EMPTY_RECORDS,
    PLACES_FILE,
    REPORTS_FILE,
    SETTINGS_FILE,
    SOURCES_FILE,
    Spliced,
    check_references,
    imported_file,
    new_lines,
    parse_extent,
    parse_layer,
    parse_marks,
    parse_sources,
    parse_table,
    read_settings,
    severity,
)
from controlmap.model import Layer, Place, Project, Report
from controlmap.plane import Grid
from controlmap.store import Packed, encoded_for, inside, read_data, refuse_too_much, unpacked
from controlmap.words import phrase

__all__ = ["data_of", "files_after", "is_sound", "layers_after", "readers_of", "refuse_unusable", "text_of"]

_NO_FILE = "is no file that an edit changes"

Contents = Mapping[str, bytes | None]
"""Bytes as they lie on the disk, by file; None: the file goes."""
Read = Callable[[bytes], tuple[Any, list[Problem]]]


def data_of(project: Project, file: str) -> bytes | None:
    """Return the bytes of a file as it lies on the disk; None where it is not there.

    Raises
    ------
    InputError
        When it lies outside the folder.
    """
    path = inside(project.folder, file, file)
    return path.read_bytes() if path.is_file() else None


def text_of(project: Project, file: str) -> str:
    """Return the text of a file, unpacked; that of an empty one where there are no sources or rows yet.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    path = inside(project.folder, file, file)
    if file in EMPTY_RECORDS and not path.exists():
        return EMPTY_RECORDS[file].decode()
    return read_data(path, file).decode()


def files_after(
    project: Project, delta: Delta, features: Mapping[str, bytes], before: Mapping[str, Packed] | None = None
) -> dict[str, bytes | None]:
    """Return what files hold after a delta; `features` are layers, unpacked, with its features in them.

    What files were `before` is found where it is not known.

    Raises
    ------
    ConflictError
        When a record or file is not as the delta expects it.
    """
    known = {*(layer.file for layer in project.layers), *EMPTY_RECORDS}
    changes = (*delta.records, *delta.rewrites)
    wrong = [Problem(_NO_FILE, change.file) for change in changes if change.file not in known]
    if wrong:
        raise InputError(wrong)
    data = dict(features)

    def now(file: str) -> str:
        return data[file].decode() if file in data else text_of(project, file)

    for file in dict.fromkeys(change.file for change in delta.records):
        changes = [one for one in delta.records if one.file == file]
        data[file] = with_changes(file, now(file), changes).encode()
    for old in delta.rewrites:
        data[old.file] = old.applied_to(now(old.file)).encode()
    known = before or {}
    after: dict[str, bytes | None] = {
        file: _encoded(project, file, some, known.get(file)) for file, some in data.items()
    }
    for one in delta.restated:
        lies = after[one.file] if one.file in after else data_of(project, one.file)
        after[one.file] = one.applied_to(lies)
    for mark in delta.marks:
        lies = after[mark.file] if mark.file in after else data_of(project, mark.file)
        after[mark.file] = mark.applied_to(lies)
    return after


def _encoded(project: Project, file: str, data: bytes, known: Packed | None) -> bytes:
    before = known or (data_of(project, file) if file.endswith(".gz") else None)
    return encoded_for(inside(project.folder, file, file), data, before)


def refuse_unusable(
    project: Project,
    after: Contents,
    *,
    as_before: Iterable[str] = (),
    read: Mapping[str, bytes] | None = None,
    written: Mapping[str, Spliced] | None = None,
) -> None:
    """Refuse contents that could not be read, or leave names dangling that did not before.

    Files `as_before` are put back as they were, faults and all; a fault that a file has already may stay.
    Of layers that were `read` in full before, as this says (unpacked), only new lines are read; of those that
    are `written` it is known which have to be.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    if SETTINGS_FILE in after and after[SETTINGS_FILE] is None:
        hint = "Remove the folder instead."
        raise InputError(Problem("this edit made the map project", SETTINGS_FILE, hint=hint))
    known = read or {}
    new = _resettled(project, after)
    readers = readers_of(project) | readers_of(new)
    wrong = [Problem(_NO_FILE, file) for file in after if file not in readers]
    if wrong:
        raise InputError(wrong)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for file, data in after.items():
        if data is not None:
            part = partial(new_lines, known[file]) if file in known else _same
            values[file], found = _read(readers[file], file, data, part, (written or {}).get(file))
            problems += [] if file in as_before else _new_errors(project, readers[file], file, found)
    told = _with_values(new, after, values)
    if after.keys() <= known.keys():  # nothing else can name what is not listed
        layers = tuple(layer for layer in told.layers if layer.file in after)
        told = replace(told, layers=layers, reports=(), events=())
    problems += [*_dangling(project, told), *_absent(new, after, as_before)]
    if problems:
        raise InputError(problems)


def layers_after(project: Project, after: Contents) -> list[Layer]:
    """Return the layers that there will be, with the digests of what their files will hold, unpacked."""
    return [replace(layer, digest=_digest(layer, after)) for layer in _resettled(project, after).layers]


def is_sound(project: Project, file: str, data: bytes) -> bool:
    """Tell whether a file of a map project can be read in full."""
    readers = readers_of(project)
    errors = (
        [p for p in _read(readers[file], file, data)[1] if severity(p) == "error"] if file in readers else []
    )
    return not errors


def _resettled(project: Project, after: Contents) -> Project:
    """Return the map project with the settings and the list of layers that it will have."""
    data = after.get(SETTINGS_FILE)
    if data is None:
        return project
    told = read_settings(data)
    known = {layer.id: layer for layer in project.layers}
    layers = (
        known.get(entry.id) or Layer(entry.id, entry.file, entry.name, (), None, {}, "")
        for entry in told.layers
    )
    grid, zone = Grid.of_size(told.grid), read_zone(told.time_zone)
    return replace(project, settings=told, grid=grid, zone=zone, layers=tuple(layers))


def _digest(layer: Layer, after: Contents) -> str:
    data = after.get(layer.file)
    if data is None:
        return "" if layer.file in after else layer.digest
    return sha256(unpacked(data, layer.file) if layer.file.endswith(".gz") else data).hexdigest()


def readers_of(project: Project) -> dict[str, Read]:
    """Return how each file that an edit may touch is read."""
    languages = project.settings.languages
    layer = partial(parse_layer, grid=project.grid, zone=project.zone, languages=languages)
    table = partial(parse_table, zone=project.zone, languages=languages)
    tables = {REPORTS_FILE: Report, PLACES_FILE: Place}
    return {
        **{one.file: partial(layer, file=one.file) for one in project.layers},
        SOURCES_FILE: partial(parse_sources, file=SOURCES_FILE),
        **{file: partial(table, row, file=file) for file, row in tables.items()},
        **{name: partial(parse_marks, file=name) for name in _imported(project)},
        **_extents(project),
        SETTINGS_FILE: _settings,
    }


def _imported(project: Project) -> list[str]:
    return [imported_file(layer.id) for layer in project.layers]


def _extents(project: Project) -> dict[str, Read]:
    """Return how the files are read that layers name for their extents."""
    named = (entry.extent for entry in project.settings.layers if entry.extent is not None)
    return {one.file: partial(parse_extent, file=one.file, ids=one.ids, grid=project.grid) for one in named}


def _settings(data: bytes) -> tuple[Any, list[Problem]]:
    return read_settings(data), []


def _same(data: bytes) -> bytes:
    return data


def _read(
    read: Read,
    file: str,
    data: bytes,
    part: Callable[[bytes], bytes] = _same,
    known: Spliced | None = None,
) -> tuple[Any, list[Problem]]:
    """Return what is read of a file's bytes, as they lie on the disk, or of a part of them once unpacked.

    What they hold unpacked, and that part, may be `known`.
    """
    try:
        if known is not None:
            if file.endswith(".gz"):
                refuse_too_much(len(known.data), len(data), file)
            return read(known.written)
        return read(part(unpacked(data, file) if file.endswith(".gz") else data))
    except InputError as error:
        return None, list(error.problems)


def _new_errors(project: Project, read: Read, file: str, found: list[Problem]) -> list[Problem]:
    errors = [problem for problem in found if severity(problem) == "error"]
    before = data_of(project, file) if errors else None
    known = {_gist(problem) for problem in _read(read, file, before)[1]} if before is not None else set()
    return [problem for problem in errors if _gist(problem) not in known]


def _gist(problem: Problem) -> tuple[str | None, ...]:
    return problem.code, problem.feature, problem.property, problem.message


def _with_values(project: Project, after: Contents, values: Mapping[str, Any]) -> Project:
    """Return the map project as it will be read, as far as names in it are concerned."""
    told = {file: None if after[file] is None else values.get(file) for file in after}
    layers = tuple(
        replace(layer, states=getattr(told[layer.file], "states", ())) if layer.file in told else layer
        for layer in project.layers
    )
    lists = {}
    for file, name in ((SOURCES_FILE, "sources"), (PLACES_FILE, "places"), (REPORTS_FILE, "reports")):
        if file in told:
            items = told[file] or ()
            lists[name] = tuple(items) if name == "reports" else {item.id: item for item in items}
    return replace(project, layers=layers, **lists)


def _dangling(before: Project, after: Project) -> list[Problem]:
    found = list(check_references(after))
    known = set(check_references(before)) if found else set()
    return [problem for problem in found if problem not in known]


def _absent(project: Project, after: Contents, as_before: Iterable[str]) -> Iterator[Problem]:
    for layer in project.layers:
        if layer.file in after and layer.file not in as_before and after[layer.file] is None:
            hint = phrase("{file} lists it.", file=SETTINGS_FILE)
            yield Problem("would no longer be there", layer.file, hint=hint, code="CM108")
