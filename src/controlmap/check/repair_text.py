"""Files as spreadsheets and editors save them, written anew as UTF-8 with commas."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from controlmap.check.check_input import Subject
from controlmap.errors import InputError
from controlmap.format import SETTINGS_FILE, columns_of, recognised, with_commas

__all__ = ["FOREIGN", "recoded"]

FOREIGN = ("CM101", "CM140")
"""What is found of such files."""


def recoded(subject: Subject, named: Collection[str]) -> Iterator[tuple[str, tuple[str, ...], bytes]]:
    """Yield file, changes in words and new bytes of each file that one of the codes named is found of.

    What such a file says stays the same. Where it cannot be told what it is in, it is left alone.
    """
    wanted = {code for code in FOREIGN if code in named}
    files = {p.file: p.code for p in subject.problems if p.code in wanted and p.file != SETTINGS_FILE}
    for file, code in files.items():
        changes, text = _anew(subject, file or "")
        if changes:
            yield file or "", tuple(f"{change} ({code})" for change in changes), text.encode()


def _anew(subject: Subject, file: str) -> tuple[list[str], str]:
    """Return what is different in a file's new text, and that text; nothing where it cannot be told."""
    try:
        data = subject.data(file)
    except InputError:
        return [], ""
    changes = []
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    if text is None or text.startswith("\ufeff"):
        found = recognised(data, subject.project.settings.languages)
        if found is None:
            return [], ""
        changes, text = [f"writes as UTF-8 what is in {found.what}"], found.text
    parted = with_commas(text, columns_of(file)) if columns_of(file) else None
    if parted is not None:
        changes, text = [*changes, "parts columns by commas"], parted
    return changes, text
