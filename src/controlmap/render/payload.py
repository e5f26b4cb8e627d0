"""The payload: everything that comes from data, as one run of bytes for the page.

The format is described in `src/viewer/PAYLOAD.md`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from controlmap.history import NO_RECORD, Edition, History
from controlmap.model import Base, Project
from controlmap.plane import Ints, Topology, joined
from controlmap.render.background import BASE_DECIMALS, parts_of
from controlmap.render.earlier import earlier_in
from controlmap.render.header import header_of
from controlmap.render.integers import deltas, encode_integers
from controlmap.render.regions import regions_in
from controlmap.render.seam import Seam, seam_of

__all__ = ["areas_m2", "base_sections", "packed", "payload_bytes", "spells_in", "topology_in"]


def payload_bytes(
    project: Project,
    history: History,
    *,
    known_on: np.datetime64 | None = None,
    editions: Iterable[Edition] = (),
) -> bytes:
    """Return the page's payload for a map project and its history, before compression.

    `known_on` is the instant of the second time axis that the history was made for, if any. `editions` are
    what its reader may go back to, the latest first: that one's history is shown in place of `history`.
    """
    ahead = iter(editions)
    latest = next(ahead, None)
    shown = latest.history if latest else history
    seam = seam_of(shown.cell_bounds)
    earlier, layers = earlier_in(project, latest, ahead) if latest else ({}, shown.cell_layer)
    ever = replace(shown, cell_layer=layers)
    regions, region_sections = regions_in(project, ever)
    sections = {
        **_topology(shown, seam),
        **spells_in(shown),
        "cell_layer": ever.cell_layer,
        **region_sections,
        **base_sections(project.base, seam),
    }
    header = {
        **header_of(project, shown, known_on, seam),
        **regions,
        **earlier,
    }
    return packed(header, sections)


def packed(header: Mapping[str, Any], sections: Mapping[str, Ints]) -> bytes:
    """Return a header and sections of integers as one run of bytes."""
    coded = {name: encode_integers(values) for name, values in sections.items()}
    whole = {**header, "sections": _places_of(coded, sections)}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return b"".join([struct.pack("<I", len(text)), text, *coded.values()])


def _places_of(coded: Mapping[str, bytes], sections: Mapping[str, Ints]) -> dict[str, list[int]]:
    offsets = np.cumsum([0, *(len(part) for part in coded.values())]).tolist()
    return {name: [offset, len(sections[name])] for name, offset in zip(coded, offsets, strict=False)}


def base_sections(bases: Iterable[Base], seam: Seam) -> dict[str, Ints]:
    """Return the sections of the background."""
    parts = [part for base in bases for feature in base.features for part in parts_of(feature.geometry)]
    xy, part = shapely.get_coordinates(np.array(parts, dtype=object), return_index=True)
    if seam.lon is not None:
        # Part by part: one that reaches over the seam itself is not torn.
        middle = np.bincount(part, xy[:, 0], len(parts)) / np.maximum(
            1, np.bincount(part, minlength=len(parts))
        )
        xy = xy + np.column_stack([360 * (middle < seam.lon)[part], np.zeros(len(xy))])
    units = np.rint(xy * 10**BASE_DECIMALS).astype(np.int64)
    return {"base_lengths": np.bincount(part, minlength=len(parts)), "base_xy": deltas(units)}


def topology_in(history: History, seam: Seam) -> Topology:
    """Return a history's cells and arcs as the page has them: in one piece across the antimeridian."""
    topology = history.topology if seam.lon is None else joined(history.topology, history.grid)
    return replace(topology, arc_xy=seam.turned_units(topology.arc_xy, 1 / history.grid.size))


def areas_m2(history: History) -> Ints:
    """Return the area of each cell in whole m², of which all figures on the page are made."""
    return np.rint(history.cell_area_km2 * 1e6).astype(np.int64)


def _topology(history: History, seam: Seam) -> dict[str, Ints]:
    topology = topology_in(history, seam)
    return {
        "arc_lengths": np.diff(topology.arc_start),
        "arc_xy": deltas(topology.arc_xy),
        "arc_left": topology.arc_left + 1,
        "arc_right": topology.arc_right + 1,
        "cell_layer": history.cell_layer,
        "cell_area": areas_m2(history),
    }


def spells_in(history: History) -> dict[str, Ints]:
    """Return the sections of spells."""
    inside = history.cell_layer[history.spell_cell] != NO_RECORD
    state = history.spell_state[inside]
    return {
        "spell_counts": np.bincount(history.spell_cell[inside], minlength=len(history.cells)),
        "spell_dates": np.searchsorted(history.dates, history.spell_start[inside]),
        "spell_states": np.where(state == NO_RECORD, 0, state + 1),
    }
