"""journal.jsonl: one line an edit, appended and never changed. Undoing an edit is one more line."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any, get_args

from controlmap.errors import InputError, Problem
from controlmap.format.canonical import json_text
from controlmap.format.json import read_json
from controlmap.model import Entry, Note, Role

__all__ = ["JOURNAL_FILE", "KEPT_FOLDER", "entry_line", "named_entry", "parse_entry", "short_digest"]

JOURNAL_FILE = "journal.jsonl"
KEPT_FOLDER = "journal"
"""Beside the journal: what is too large for a line, by its SHA-256."""

_ID_LETTERS = 10


def short_digest(text: str, letters: int) -> str:
    """Return the first letters and digits (a to z, 2 to 7) of a text's SHA-256."""
    return base64.b32encode(sha256(text.encode()).digest()).decode().lower()[:letters]


def named_entry(entry: Entry, delta_text: str) -> Entry:
    """Return an entry with its id: a digest of all that its line says, of what came before it too."""
    return replace(entry, id=short_digest(json_text(entry.told()) + delta_text, _ID_LETTERS))


_GO_ON = (
    "Take the line from a copy or from git; or empty it, but keep its line break: the map stays as it is,\n"
    "  and only what that line told can no longer be undone."
)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_if_any(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _id(value: Any) -> bool:
    return isinstance(value, str | int)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _ids_by_what(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_texts, value.values()))


def _moved(value: Any) -> bool:
    return isinstance(value, list) and all(map(_move, value))


def _move(value: Any) -> bool:
    named = isinstance(value, dict) and {"from", "to", "area_km2"} <= value.keys()
    return (
        named and _text(value["from"]) and _text(value["to"]) and isinstance(value["area_km2"], int | float)
    )


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "entry": _id,
    "when": _text,
    "who": _text,
    "command": _text,
    "why": _text_if_any,
    "sources": _texts,
    "role": get_args(Role).__contains__,
    "of": lambda value: value is None or _id(value),
    "moved": _moved,
    "features": _ids_by_what,
    "result": _text,
}
"""What each member of an entry is; lines from before have ids that are numbers."""
_LATER: dict[str, Callable[[Any], bool]] = {"after": _text_if_any, "files": _texts}
"""What lines from before may lack."""


def _is_entry(value: Any) -> bool:
    """Tell whether a JSON value is an entry; whether its delta is one is told where that is read."""
    return (
        isinstance(value, dict)
        and {"delta", *_SHAPES} <= value.keys()
        and all(is_one(value[name]) for name, is_one in _SHAPES.items())
        and all(is_one(value[name]) for name, is_one in _LATER.items() if name in value)
    )


def entry_line(entry: Entry, delta_text: str) -> bytes:
    """Return an entry as the journal's line; `delta_text` is its delta as a JSON object."""
    head = json_text({"entry": entry.id, **entry.told()}).removesuffix("}")
    return f'{head}, "delta": {delta_text}}}\n'.encode()


def parse_entry(line: bytes, number: int | None = None) -> Entry:
    """Return what a line of the journal says; `number` is the line's, from 1, where it is known.

    Lines from before entries had ids of their own are known by their number.

    Raises
    ------
    InputError
        When it is no entry.
    """
    try:
        value = read_json(line, file=JOURNAL_FILE).value
    except InputError as error:
        raise InputError(
            replace(p, line=number, hint=p.hint if p.code == "CM147" else _GO_ON) for p in error.problems
        ) from None
    if not _is_entry(value):
        problem = Problem("is no entry of the journal", JOURNAL_FILE, number, hint=_GO_ON, code="CM144")
        raise InputError(problem)
    note = Note(
        command=value["command"],
        who=value["who"],
        why=value["why"],
        sources=tuple(value["sources"]),
        role=value["role"],
        of=None if value["of"] is None else str(value["of"]),
    )
    return Entry(
        str(value["entry"]),
        value.get("after"),
        value["when"],
        note,
        value["moved"],
        value["features"],
        value["result"],
        value["delta"],
        value.get("files", []),
        number,
    )
