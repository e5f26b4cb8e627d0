"""What a source draws is expected by the check: silences of a layer that hold for what was imported alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import shapely

from controlmap.errors import InputError
from controlmap.format import (
    SETTINGS_FILE,
    extended_settings,
    imported_file,
    marks_of,
    parse_marks,
    write_marks,
)
from controlmap.model import ControlState, Project
from controlmap.plane import SLIVER_M, mean_widths_m
from controlmap.store import inside, read_data

__all__ = ["SLIVERS", "has_slivers", "marks_with", "silences_of"]

_REASONS = {
    "CM212": "strips as the source draws them; imported with --repair they are joined to the ground beside",
    "CM213": "lines that nearly meet, as the source draws them",
    "CM305": "ground that the source leaves to nobody for a time",
}
SLIVERS = ("CM212", "CM213")
"""Rules of the check that find slivers."""


def silences_of(layer: str, rules: Iterable[str]) -> list[Mapping[str, str]]:
    """Return what keeps a check from finding, thing by thing, what the source draws and the import told."""
    file = imported_file(layer)
    return [{"rule": one, "layer": layer, "imported": file, "reason": _REASONS[one]} for one in rules]


def has_slivers(states: Iterable[ControlState]) -> bool:
    """Tell whether a part of some ground is a sliver."""
    parts = shapely.get_parts([state.geometry for state in states])
    return bool((mean_widths_m(parts) < SLIVER_M).any()) if len(parts) else False


def marks_with(
    project: Project, layer: str, added: Sequence[ControlState], settings: str
) -> dict[str, bytes]:
    """Return the files that make a check expect further states of a layer, as they were imported.

    `settings` is the text of controlmap.toml, which gets silences where it has none and needs them.
    """
    file = imported_file(layer)
    listed = any(silence.imported == file for silence in project.settings.silence)
    if not listed and not has_slivers(added):
        return {}
    files = {file: write_marks(_known(project, file) | marks_of(added))}
    if listed:
        return files
    return files | {SETTINGS_FILE: extended_settings(settings, silence=silences_of(layer, SLIVERS)).encode()}


def _known(project: Project, file: str) -> frozenset[str]:
    try:
        return parse_marks(read_data(inside(project.folder, file, SETTINGS_FILE), file), file=file)[0]
    except InputError:  # it is not there, or is written anew
        return frozenset()
