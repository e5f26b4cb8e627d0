"""The journal: one line an edit, appended and never changed. Undoing an edit is one more line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.encoding import parse_delta
from controlmap.format import JOURNAL_FILE, parse_entry
from controlmap.model import Entry, Project
from controlmap.store import read_data

__all__ = ["delta_of", "end_of_last_line", "next_number", "read_journal", "to_redo", "to_undo"]


def read_journal(folder: Path) -> list[Entry]:
    """Return the entries of a map project's journal, the oldest first.

    Raises
    ------
    InputError
        When a line is no entry.
    """
    lines = _bytes(folder).split(b"\n")
    return [parse_entry(line, number) for number, line in enumerate(lines, 1) if line]


def next_number(folder: Path) -> int:
    """Return the number of the entry that comes next."""
    return (_bytes(folder) + end_of_last_line(folder)).count(b"\n") + 1


def end_of_last_line(folder: Path) -> bytes:
    """Return the line's end that the journal lacks, as an editor may have left it; mostly none."""
    return b"" if _bytes(folder).endswith(b"\n") or not _bytes(folder) else b"\n"


def _bytes(folder: Path) -> bytes:
    path = folder / JOURNAL_FILE
    return read_data(path, JOURNAL_FILE) if path.exists() else b""


def delta_of(entry: Entry, project: Project) -> Delta:
    """Return what an entry changed.

    Raises
    ------
    InputError
        When it holds no delta.
    """
    file = f"{JOURNAL_FILE}, entry {entry.number}"
    return parse_delta(entry.delta, file=file, grid=project.grid, zone=project.zone)


def to_undo(entries: Sequence[Entry]) -> Entry | None:
    """Return the last edit that is not undone."""
    done, _ = _stacks(entries)
    return done[-1] if done else None


def to_redo(entries: Sequence[Entry]) -> Entry | None:
    """Return the last undone edit, as long as no other came after."""
    _, undone = _stacks(entries)
    return undone[-1] if undone else None


def _stacks(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the edits that stand, and those that were undone, each with the last one to take at its end."""
    done: list[Entry] = []
    undone: list[Entry] = []
    for entry in entries:
        if entry.note.role == "edit":
            done, undone = [*done, entry], []
        elif entry.note.role == "undo" and done:
            undone.append(done.pop())
        elif entry.note.role == "redo" and undone:
            done.append(undone.pop())
    return done, undone
