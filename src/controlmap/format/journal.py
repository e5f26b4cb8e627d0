"""journal.jsonl: one line an edit, appended and never changed. Undoing an edit is one more line."""

from __future__ import annotations

from dataclasses import replace

from controlmap.errors import InputError, Problem
from controlmap.format.canonical import json_text
from controlmap.format.json import read_json
from controlmap.model import Entry, Note

__all__ = ["JOURNAL_FILE", "entry_line", "parse_entry"]

JOURNAL_FILE = "journal.jsonl"

_GO_ON = (
    "Take the line from a copy or from git; or empty it, but keep its line break: the map stays as it is,\n"
    "  and only what that line told can no longer be undone."
)


def entry_line(entry: Entry, delta_text: str) -> bytes:
    """Return an entry as the journal's line; `delta_text` is its delta as a JSON object."""
    head = json_text(entry.summary()).removesuffix("}")
    return f'{head}, "delta": {delta_text}}}\n'.encode()


def parse_entry(line: bytes, number: int) -> Entry:
    """Return what a line of the journal says; `number` is the line's, from 1.

    Raises
    ------
    InputError
        When it is no entry.
    """
    try:
        value = read_json(line, file=JOURNAL_FILE).value
    except InputError as error:
        raise InputError(replace(p, line=number, hint=_GO_ON) for p in error.problems) from None
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
        problem = Problem("is no entry of the journal", JOURNAL_FILE, number, hint=_GO_ON, code="CM144")
        raise InputError(problem) from None
