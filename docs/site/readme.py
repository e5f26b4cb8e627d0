"""The README in pages: what it tells stands there alone, and the site shows it part by part."""

from __future__ import annotations

import re

__all__ = ["HOME", "parts_of"]

HOME = "index.md"
_HEADING = re.compile(r"^(##|###) (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def parts_of(text: str) -> dict[str, str]:
    """Return each part under a heading of the second or third degree by its page.

    What stands before them all is the home page; a heading without a text of its own opens none.
    """
    found = list(_HEADING.finditer(_without_code(text)))
    ends = [match.start() for match in found[1:]] + [len(text)]
    bodies = {match[2]: text[match.end() : end].strip() for match, end in zip(found, ends, strict=True)}
    home = {HOME: text[: found[0].start()]}
    return home | {page_of(title): f"# {title}\n\n{body}\n" for title, body in bodies.items() if body}


def page_of(title: str) -> str:
    """Return the page of a heading.

    >>> page_of("To QGIS and back")
    'to-qgis-and-back.md'
    """
    return "-".join(re.findall(r"\w+", title.lower())) + ".md"


def _without_code(text: str) -> str:
    """Return a text of the same length, its blocks of code blank: a comment in a shell is no heading."""
    return _FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
