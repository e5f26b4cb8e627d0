"""Ids that are made for records whose own nobody said: readable, and the same of no two people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from controlmap.errors import InputError, Problem
from controlmap.format import short_digest
from controlmap.store import slug

__all__ = ["next_number", "own_id", "place_id", "source_id"]

_ID_LETTERS = 4
"""Two people's sources of one publisher and day have the same id once in a million; then git tells."""


def source_id(said: Mapping[str, Any]) -> str:
    """Return an id of a source's publisher and day, else of its title or its site.

    Raises
    ------
    InputError
        When it has none of these.
    """
    issued = said.get("issued") or {}
    parts = issued.get("date-parts", [[]])[0] if isinstance(issued, Mapping) else ()  # else it is refused
    date = "-".join(f"{part:02d}" for part in parts)
    telling = (
        slug(said.get("publisher") or ""),
        slug(said["title"]),
        slug(_host(said.get("URL") or "")),
        _letters(said.get("publisher") or said["title"]),
    )
    who = next(filter(None, telling), None)
    name = "-".join(filter(None, [who, date])) if who else None
    if not name:
        raise InputError(Problem("say an id: none can be made of the publisher or the title"))
    return name


def place_id(name: str) -> str:
    """Return an id of a place's name, in any script."""
    return slug(name) or _letters(name) or "place"


def next_number(names: Iterable[str], places: Container[str] = ()) -> str:
    """Return the number after the last one, like `r0325` after `r0324` or `r0324-k3fq`.

    What stands behind the id of one of the `places` is no number but a year, as in `hama-2024` of a table.
    """
    matches = (re.fullmatch(r"(\D*)(\d+)(-[a-z2-7]{4,})?", name) for name in names)
    found = [m for m in matches if m and m[1].rstrip("-") not in places]
    if not found:
        return "r1"
    last = max(found, key=lambda m: int(m[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"


def own_id(name: str, says: bytes, known: Collection[str]) -> str:
    """Return an id that two people never both invent: a readable one, and letters of what the record says."""
    digests = (short_digest(says.decode(), letters) for letters in range(_ID_LETTERS, 53))
    return next(own for digest in digests if (own := f"{name}-{digest}") not in known)


def _host(url: str) -> str:
    """Return the name of a site, like `sana.sy`, in ASCII."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host if host.isascii() and not host.startswith("xn--") else ""


def _letters(text: str) -> str:
    """Return the letters and digits of any script, joined by hyphens: it tells a reader something."""
    plain = unicodedata.normalize("NFC", text).casefold()
    # Marks (M) are vowels in many scripts.
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in plain)
    return "-".join("".join(kept).split())
