"""What a map project's evidence says of a cut in time: layers drawn anew without what came later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from dataclasses import replace

import numpy as np

from controlmap.edit import read_journal
from controlmap.errors import InputError
from controlmap.model import ControlState, Entry, Layer, Project

__all__ = ["entered", "redrawn"]

_PLACES = "places.csv"


def entered(project: Project) -> Mapping[str, np.datetime64]:
    """Return the days on which places were entered, by id, as far as the journal tells."""
    try:
        entries = read_journal(project.folder)
    except (InputError, OSError):
        return {}
    return {name: np.datetime64(entry.when[:10]) for entry in entries for name in _places_added(entry)}


def _places_added(entry: Entry) -> Iterator[str]:
    """Yield the ids of the places that an edit added, alone or with a table that was written anew."""
    for record in entry.records:
        if record["file"] == _PLACES and record["what"] == "added":
            yield record["id"]
    restated = entry.delta.get("restated", ()) if isinstance(entry.delta, Mapping) else ()
    for one in restated:
        if one["file"] == _PLACES:
            old, new = (_ids((one[when] or {}).get("text") or "") for when in ("old", "new"))
            yield from new - old


def _ids(table: str) -> set[str]:
    return {row["id"] for row in DictReader(table.splitlines()) if row.get("id")}


def redrawn(whole: Project, kept: Project) -> Mapping[str, Sequence[ControlState]]:
    """Return the states of layers that are as derived, derived anew from the records that are kept, by id.

    `kept` is the map project without the later ones. Layers that were drawn or edited by hand since are left
    out, and all of them where no record is gone: then they are as they were.
    """
    from controlmap.derive import METHODS, derive_project

    asked = [layer for layer in whole.layers if _may_be_derived(layer, whole)]
    if not asked or not _can_be_derived(whole) or _evidence(whole) == _evidence(kept):
        return {}
    for method in METHODS:
        found = derive_project(whole, method=method)
        same = [layer.id for layer in asked if [*layer.states] == found[layer.id]]
        if same:
            # The settings of the map say its first day; those that are cut say the first minute of it.
            anew = derive_project(replace(kept, settings=whole.settings), method=method)
            return {layer: anew[layer] for layer in same}
    return {}


def _can_be_derived(project: Project) -> bool:
    bounded = all(layer.extent_lonlat is not None for layer in project.layers)
    return project.settings.period is not None and bounded


def _evidence(project: Project) -> tuple[object, ...]:
    """What areas are derived from, and may be held back."""
    return project.reports, dict(project.hand), dict(project.sources), dict(project.places)


def _may_be_derived(layer: Layer, project: Project) -> bool:
    """Tell at a glance whether a layer may be as derived: by ids, and as no edit has been put on record."""
    drawn = [re.escape(str(one.id)) for features in project.hand.values() for one in features]
    names = re.compile("|".join([rf"{re.escape(layer.id)}-\d+", *(rf"{name}(-\d+)?" for name in drawn)]))
    return all(
        names.fullmatch(str(state.id)) and state.recorded_at is state.superseded_at is None
        for state in layer.states
    )
