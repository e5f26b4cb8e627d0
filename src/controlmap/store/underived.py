"""Layers whose areas are not what their reports would make of them any more, as far as the journal tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from controlmap.errors import InputError
from controlmap.format import JOURNAL_FILE, parse_entry
from controlmap.model import Entry, Layer, Project, standing
from controlmap.store.lines import lines_of

__all__ = ["Underived", "underived"]

Underived = Literal["never", "reports since"]
_REPORTS = "reports.csv"


def underived(project: Project) -> Mapping[str, Underived]:
    """Return by id the layers that wait for a derivation: never derived, or not since reports changed.

    A layer that marks made waits for its first one. Layers that were never derived otherwise are left out,
    and all of them where the journal cannot be read.
    """
    try:
        lines = lines_of(project.folder / JOURNAL_FILE, JOURNAL_FILE)
        entries = [*standing([parse_entry(line, number) for number, line in lines])]
    except (InputError, OSError):
        return {}
    found: dict[str, Underived] = {}
    for layer in project.layers:
        if why := _waits(entries, layer):
            found[layer.id] = why
    return found


def _waits(entries: Sequence[Entry], layer: Layer) -> Underived | None:
    has_reports = False
    for entry in reversed(entries):
        has_layer = layer.file in entry.files
        if has_layer and entry.note.command == "derive":
            return "reports since" if has_reports else None
        if has_layer and entry.note.command == "import marks":
            return "never"
        has_reports |= _REPORTS in entry.files
    return None
