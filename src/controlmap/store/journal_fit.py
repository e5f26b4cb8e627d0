"""Whether layers are as the journal left them: each feature as the last entry that touched it wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from controlmap.errors import InputError
from controlmap.format import JOURNAL_FILE, KEPT_FOLDER, feature_text, parse_entry, read_json
from controlmap.model import Entry, Layer, Project
from controlmap.store.files import read_data
from controlmap.store.lines import lines_of
from controlmap.words import first_of

__all__ = ["OutOfStep", "out_of_step"]

_SHOWN = 5
"""Ids that a message names."""

Left = dict[tuple[str, str], tuple[Any, str]]
"""By layer and id: the feature as it was left, None where it was taken out, and the entry's id."""


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """Features of a layer's file that are not as the journal left them, and the entries that did."""

    file: str
    ids: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def message(self) -> str:
        """Say which features, and of which entries."""
        said = "is not as its last entry" if len(self.ids) == 1 else "are not as their last entries"
        return (
            f"{first_of(self.ids, _SHOWN)} {said} in the journal left it ({first_of(self.entries, _SHOWN)})"
        )

    @property
    def hint(self) -> str:
        """Say how to go on."""
        return "If what is there is right, go on: the next edit builds on it. Else take it back from git."


def out_of_step(project: Project) -> Iterator[OutOfStep]:
    """Yield the layers with features that are not as the journal's last word on them.

    Lines that are no entries, and deltas that are not there, are passed over.
    """
    left: Left = {}
    for entry in _entries(project.folder):
        _follow(left, entry, project)
    for layer in project.layers:
        there = {state.id: state for state in layer.states}
        wrong = {
            name: entry
            for (home, name), (feature, entry) in left.items()
            if home == layer.id and not _is_left(there.get(name), feature, project)
        }
        if wrong:
            yield OutOfStep(layer.file, tuple(wrong), tuple(dict.fromkeys(wrong.values())))


def _entries(folder: Path) -> Iterator[Entry]:
    try:
        for number, line in lines_of(folder / JOURNAL_FILE, JOURNAL_FILE):
            try:
                yield parse_entry(line, number)
            except InputError:
                continue
    except (InputError, OSError):
        return


def _follow(left: Left, entry: Entry, project: Project) -> None:
    """Take over what an entry says of features; of files changed otherwise nothing is known any more."""
    delta = _delta(entry, project.folder)
    for side in ("removed", "added"):
        for layer, group in delta.get(side, {}).items():
            for item in group:
                feature = item["feature"]
                left[layer, str(feature["id"])] = (feature if side == "added" else None, entry.id)
    for layer in project.layers:
        if layer.file in entry.files:
            _forget(left, layer)


def _forget(left: Left, layer: Layer) -> None:
    for key in [key for key in left if key[0] == layer.id]:
        del left[key]


def _delta(entry: Entry, folder: Path) -> dict[str, Any]:
    value = entry.delta
    if isinstance(value, dict) and set(value) == {"kept"}:
        file = f"{KEPT_FOLDER}/{value['kept']}.gz"
        try:
            value = read_json(read_data(folder / file, file), file=file).value
        except InputError:
            return {}
    return value if isinstance(value, dict) else {}


def _is_left(state: Any, feature: Any, project: Project) -> bool:
    if state is None or feature is None:
        return state is None and feature is None
    return json.loads(feature_text(state, grid=project.grid)) == feature
