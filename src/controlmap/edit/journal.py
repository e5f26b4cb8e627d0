"""The journal: one line an edit, appended and never changed. Undoing an edit is one more line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from controlmap.edit.delta import Delta
from controlmap.edit.delta_text import delta_text, parse_delta
from controlmap.errors import InputError, Problem
from controlmap.grid import Grid
from controlmap.project import Project, json_text, read_data, read_json

__all__ = [
    "JOURNAL_FILE",
    "Entry",
    "Note",
    "Role",
    "end_of_last_line",
    "entry_line",
    "next_number",
    "read_journal",
    "to_redo",
    "to_undo",
]

JOURNAL_FILE = "journal.jsonl"
Role = Literal["edit", "undo", "redo"]


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of an edit: how, by whom, why, on whose word; `of` is the entry it undoes or redoes."""

    command: str
    who: str = ""
    why: str | None = None
    sources: tuple[str, ...] = ()
    role: Role = "edit"
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal; `files` are those rewritten, `delta` is as written, for `delta_of` to read."""

    number: int
    when: str
    note: Note
    moved: Sequence[dict[str, Any]]
    features: dict[str, Sequence[str]]
    result: str
    delta: Any
    files: Sequence[str] = ()

    def delta_of(self, project: Project) -> Delta:
        """Return what the entry changed.

        Raises
        ------
        InputError
            When it holds no delta.
        """
        file = f"{JOURNAL_FILE}, entry {self.number}"
        return parse_delta(self.delta, file=file, grid=project.grid, zone=project.zone)

    def summary(self) -> dict[str, Any]:
        """Return the entry without its features, for people and programs."""
        note = self.note
        told = {"entry": self.number, "when": self.when, "who": note.who, "command": note.command}
        told |= {"why": note.why, "sources": list(note.sources), "role": note.role, "of": note.of}
        told |= {"moved": list(self.moved), "features": self.features, "files": list(self.files)}
        return {**told, "result": self.result}


def entry_line(entry: Entry, delta: Delta, *, grid: Grid) -> bytes:
    """Return an entry as the journal's line."""
    head = json_text(entry.summary()).removesuffix("}")
    return f'{head}, "delta": {delta_text(delta, grid=grid)}}}\n'.encode()


def read_journal(folder: Path) -> list[Entry]:
    """Return the entries of a map project's journal, the oldest first.

    Raises
    ------
    InputError
        When a line is no entry.
    """
    lines = _bytes(folder).split(b"\n")
    return [_entry(line, number) for number, line in enumerate(lines, 1) if line]


def next_number(folder: Path) -> int:
    """Return the number of the entry that comes next."""
    return (_bytes(folder) + end_of_last_line(folder)).count(b"\n") + 1


def end_of_last_line(folder: Path) -> bytes:
    """Return the line's end that the journal lacks, as an editor may have left it; mostly none."""
    return b"" if _bytes(folder).endswith(b"\n") or not _bytes(folder) else b"\n"


def _bytes(folder: Path) -> bytes:
    path = folder / JOURNAL_FILE
    return read_data(path, JOURNAL_FILE) if path.exists() else b""


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


def _entry(line: bytes, number: int) -> Entry:
    value = read_json(line, file=f"{JOURNAL_FILE}:{number}").value
    try:
        note = Note(
            command=value["command"],
            who=value["who"],
            why=value["why"],
            sources=tuple(value["sources"]),
            role=value["role"],
            of=value["of"],
        )
        return Entry(
            value["entry"],
            value["when"],
            note,
            value["moved"],
            value["features"],
            value["result"],
            value["delta"],
            value.get("files", []),
        )
    except (KeyError, TypeError):
        raise InputError(Problem("is no entry of the journal", JOURNAL_FILE, number)) from None
