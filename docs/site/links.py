"""Where the links of pages lead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

__all__ = ["anchors_of", "broken", "targets_of"]

_CODE = re.compile(r"^(?P<fence>`{3,}).*?^(?P=fence)$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"^[a-z]+:")


def targets_of(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield file and anchor, empty if none is named, of each link of a page that stays on the site."""
    for target in _LINK.findall(_CODE.sub("", text)):
        if not _ELSEWHERE.match(target):
            name, _, anchor = target.partition("#")
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path, anchor


def anchors_of(text: str) -> set[str]:
    """Return the anchors of a page's headings, as the site and the usual hosts of repositories make them."""
    return {_anchor(title) for title in _HEADING.findall(_FENCED.sub("", text))}


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def broken(pages: dict[str, str], files: Collection[str]) -> list[str]:
    """Return the links that lead nowhere, each with its page."""
    anchors = {path: anchors_of(text) for path, text in pages.items()}
    return [
        f"{path}: {name}{'#' * bool(anchor)}{anchor}"
        for path, text in pages.items()
        for name, anchor in targets_of(path, text)
        if (name not in pages and name not in files) or (anchor and anchor not in anchors.get(name, ()))
    ]
