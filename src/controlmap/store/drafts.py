"""Drafts: what somebody is still drawing, kept beside a map project until it is written or thrown away.

They lie in a hidden folder that is no part of the map: it ignores itself in git, no command reads it, and it
goes with the last draft. What can be kept is bounded, in number and in bytes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from controlmap.errors import InputError, Problem
from controlmap.format import json_text, read_json
from controlmap.store.atomic import new_folder, write_atomically
from controlmap.words import phrase

__all__ = ["DRAFTS_FOLDER", "MOST_DRAFTS", "MOST_DRAFT_BYTES", "Draft", "Drafts"]

DRAFTS_FOLDER = ".drafts.controlmap-edit"
MOST_DRAFTS = 100
MOST_DRAFT_BYTES = 1_000_000
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 64
_IGNORED = b"*\n"


class Draft(NamedTuple):
    """A draft: its id, when it was kept (UTC, ISO 8601), and itself, a JSON object."""

    id: str
    saved_at: str
    draft: dict[str, Any]


class Drafts:
    """The drafts of one map project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / DRAFTS_FOLDER

    def __iter__(self) -> Iterator[Draft]:
        """Yield the drafts that can be read, by id."""
        for path in sorted(self.folder.glob("*.json")):
            with contextlib.suppress(InputError):
                yield self[path.stem]

    def __getitem__(self, name: str) -> Draft:
        """Return a draft.

        Raises
        ------
        InputError
            When there is none of that id, or it cannot be read.
        """
        path = self._path(name)
        try:
            data, saved = path.read_bytes(), path.stat().st_mtime
        except OSError:
            raise InputError(Problem(phrase("there is no draft {name!r}", name=name))) from None
        content = read_json(data, file=path.name).value
        if not isinstance(content, dict):
            raise InputError(Problem("is no draft", path.name))
        return Draft(name, datetime.fromtimestamp(saved, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), content)

    def keep(self, name: str, content: dict[str, Any]) -> None:
        """Keep a draft, in place of the one of that id.

        Raises
        ------
        InputError
            When the id is none, the draft is too large, or there are too many already.
        UnwrittenError
            When it cannot be written.
        """
        path = self._path(name)
        data = json_text(content).encode()
        if len(data) > MOST_DRAFT_BYTES:
            words = "a draft of {count:,} bytes: {most:,} are kept"
            raise InputError(Problem(phrase(words, count=len(data), most=MOST_DRAFT_BYTES)))
        if not path.exists() and sum(1 for _ in self.folder.glob("*.json")) >= MOST_DRAFTS:
            hint = "Apply or throw away some first."
            raise InputError(Problem(phrase("there are {most} drafts already", most=MOST_DRAFTS), hint=hint))
        with new_folder(self.folder):
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                write_atomically(ignore, _IGNORED)
            write_atomically(path, data)

    def drop(self, name: str) -> bool:
        """Throw a draft away; say whether there was one.

        Raises
        ------
        InputError
            When the id is none.
        """
        path = self._path(name)
        there = path.exists()
        path.unlink(missing_ok=True)
        if not any(self.folder.glob("*.json")):
            with contextlib.suppress(OSError):
                (self.folder / ".gitignore").unlink(missing_ok=True)
                self.folder.rmdir()
        return there

    def refuse(self, name: str) -> None:
        """Refuse what is no id of a draft.

        Raises
        ------
        InputError
            When it is none.
        """
        if len(name) > _LONGEST_ID or not _ID.fullmatch(name):
            what = phrase("{name!r} is no id of a draft", name=name[:_LONGEST_ID])
            raise InputError(Problem(what, hint="Small letters, digits and hyphens make one."))

    def _path(self, name: str) -> Path:
        self.refuse(name)
        return self.folder / f"{name}.json"
