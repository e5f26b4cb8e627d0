"""The journal: one line an edit, appended and never changed. Undoing an edit is one more line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.encoding import parse_delta
from controlmap.errors import InputError, Problem
from controlmap.format import JOURNAL_FILE, KEPT_FOLDER, json_text, parse_entry, read_json
from controlmap.model import Entry, Project
from controlmap.store import ends_with_line, inside, lines_from_end, lines_of, read_data
from controlmap.words import phrase

__all__ = ["DERIVE", "delta_of", "end_of_last_line", "entry_named", "kept_path", "last_entry", "read_journal"]
__all__ += ["to_redo", "to_undo"]

DERIVE = "derive"
"""What entries are called that write layers whole, as they are derived."""

_LONGEST_RANK = 7
"""Digits of a rank; what is longer is an id."""


def read_journal(folder: Path) -> list[Entry]:
    """Return the entries of a map project's journal, the oldest first, with their ranks.

    Of those that made the same change on two branches the later one names the earlier one.

    Raises
    ------
    InputError
        When a line is no entry.
    """
    return [*_with_twins([*_entries(folder)])]


def _with_twins(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield entries; an edit that changed what an earlier one did, and did not come after it, is its twin."""
    befores = {entry.id: entry.after for entry in entries}
    if len({*befores.values()}) == len(befores):  # no two follow the same one: there was one branch
        yield from entries
        return
    first: dict[str, str] = {}
    for entry in entries:
        if entry.note.role != "edit":
            yield entry
            continue
        twin = first.setdefault(json_text(entry.delta), entry.id)
        is_other = twin != entry.id and twin not in _before(entry, befores)
        yield replace(entry, same_as=twin) if is_other else entry


def _before(entry: Entry, befores: Mapping[str, str | None]) -> Iterator[str]:
    """Yield the ids of the entries that were there when an entry was written, the last first."""
    at, seen = entry.after, set[str]()
    while at is not None and at not in seen:
        yield at
        seen.add(at)
        at = befores.get(at)


def _entries(folder: Path) -> Iterator[Entry]:
    lines = lines_of(folder / JOURNAL_FILE, JOURNAL_FILE)
    return _each_once(parse_entry(line, number) for number, line in lines)


def _backwards(folder: Path) -> Iterator[Entry]:
    return _each_once(map(parse_entry, lines_from_end(folder / JOURNAL_FILE, JOURNAL_FILE)))


def _each_once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries without those that stand there again: git's union of two branches writes them twice."""
    seen: set[str] = set()
    for entry in entries:
        if entry.id not in seen:
            seen.add(entry.id)
            yield entry


def last_entry(folder: Path) -> Entry | None:
    """Return the journal's last entry; None where there is none.

    Raises
    ------
    InputError
        When the last line is no entry.
    """
    return next(_backwards(folder), None)


def end_of_last_line(folder: Path) -> bytes:
    """Return the line's end that the journal lacks, as an editor may have left it; mostly none."""
    return b"" if ends_with_line(folder / JOURNAL_FILE) else b"\n"


def entry_named(folder: Path, name: str) -> Entry:
    """Return the entry with an id, the beginning of one, or a rank.

    Raises
    ------
    InputError
        When there is none, or several begin like that.
    """
    ranked = name.isdigit() and len(name) <= _LONGEST_RANK
    found = [
        entry
        for entry in _entries(folder)
        if (entry.number == int(name) if ranked else entry.id.startswith(name))
    ]
    if len(found) != 1:
        hint = "`controlmap log` lists them."
        words = (
            "the journal has {count} entries that begin with {name!r}"
            if found
            else "the journal has no entry {name}"
        )
        raise InputError(Problem(phrase(words, count=len(found), name=name), hint=hint))
    return found[0]


def delta_of(entry: Entry, project: Project) -> Delta:
    """Return what an entry changed.

    Raises
    ------
    InputError
        When it holds no delta, or what is kept beside the journal is not there.
    """
    file = f"{JOURNAL_FILE}, entry {entry.id}"
    find = partial(_kept, project.folder, entry.files)
    value = entry.delta
    if isinstance(value, dict) and set(value) == {"kept"}:
        value = read_json(_kept_or_refuse(project.folder, value["kept"], file), file=file).value
    return parse_delta(value, file=file, grid=project.grid, zone=project.zone, kept=find)


def kept_path(digest: str) -> str:
    """Return the path in the folder of what is kept beside the journal."""
    return f"{KEPT_FOLDER}/{digest}.gz"


def _kept(folder: Path, files: Iterable[str], digest: str) -> bytes | None:
    """Return bytes by their SHA-256: as kept beside the journal, or as one of some files holds them still."""
    path = folder / kept_path(digest)
    if set(digest) <= set("0123456789abcdef") and path.is_file():
        return read_data(path, kept_path(digest))
    there = (inside(folder, name, JOURNAL_FILE) for name in files)
    held = (path.read_bytes() for path in there if path.is_file())
    return next((data for data in held if sha256(data).hexdigest() == digest), None)


def _kept_or_refuse(folder: Path, digest: str, file: str) -> bytes:
    data = _kept(folder, (), str(digest))
    if data is None:
        raise InputError(
            Problem(phrase("what it changed is not there: {path}", path=kept_path(str(digest))), file)
        )
    return data


def to_undo(folder: Path, who: str) -> Entry | None:
    """Return the last edit of somebody that is not undone; the last of all, where none is theirs."""
    done: Counter[str] = Counter()
    first = None
    for entry in _backwards(folder):
        if entry.note.role != "edit":
            done[entry.note.of or ""] += 1 if entry.note.role == "undo" else -1
        elif done[entry.id] <= 0:
            if entry.note.who == who:
                return entry
            first = first or entry
    return first


def to_redo(folder: Path) -> Entry | None:
    """Return the last undone edit, as long as no other came after."""
    redone: Counter[str] = Counter()
    for entry in _backwards(folder):
        of = entry.note.of or ""
        if entry.note.role == "edit":
            return None
        if entry.note.role == "redo":
            redone[of] += 1
        elif redone[of]:
            redone[of] -= 1
        else:
            return next((one for one in _backwards(folder) if one.id == of), None)
    return None
