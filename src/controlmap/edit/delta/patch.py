"""Patches: a delta as a file that can be mailed, read by people, and applied elsewhere."""

from __future__ import annotations

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.encoding import delta_text, parse_delta
from controlmap.errors import InputError, Problem
from controlmap.format import decode, read_json
from controlmap.model import Note, Project

__all__ = ["parse_patch", "patch_text"]

_FIRST = "controlmap patch, version 1"


def patch_text(project: Project, delta: Delta, note: Note, *, when: str, moved: list[dict]) -> str:
    """Return a patch: a header for people (who, when, why, sources, what moves), then the delta as JSON."""
    told = {
        "Who": note.who,
        "When": when,
        "Command": note.command,
        "Why": note.why or "",
        "Sources": ", ".join(note.sources),
    }
    lines = [f"{name}: {' '.join(text.split())}" for name, text in told.items() if text]
    lines += [f"Moves: {row['area_km2']:,.2f} km² from {row['from']} to {row['to']}" for row in moved]
    return "\n".join([_FIRST, *lines, "", delta_text(delta, grid=project.grid, spaced=True), ""])


def parse_patch(project: Project, data: bytes, *, file: str) -> tuple[Delta, Note]:
    """Return the delta of a patch, and what its header says of it.

    Raises
    ------
    InputError
        When it is no patch, or one of its features is no control state.
    """
    # Mailed, a patch may come back with other ends of lines; in JSON's strings none stands unescaped.
    text = decode(data, file=file).replace("\r\n", "\n")
    head, blank, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != _FIRST or not blank:
        raise InputError(Problem(f"is no patch: its first line is not {_FIRST!r}", file))
    told = dict(line.split(": ", 1) for line in lines if ": " in line)
    sources = tuple(filter(None, told.get("Sources", "").split(", ")))
    note = Note(told.get("Command", "apply"), told.get("Who", ""), told.get("Why"), sources)
    value = read_json(body.encode(), file=file).value
    return parse_delta(value, file=file, grid=project.grid, zone=project.zone), note
