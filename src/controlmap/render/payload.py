"""The payload: everything that comes from data, as one run of bytes for the page.

The format is described in `src/viewer/PAYLOAD.md`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from controlmap.history import NO_RECORD, Edition, History
from controlmap.model import Base, Project
from controlmap.plane import Ints, joined
from controlmap.render.earlier import earlier_in
from controlmap.render.header import BASE_DECIMALS, header_of, parts_of
from controlmap.render.regions import regions_in
from controlmap.render.seam import Seam, seam_of

__all__ = ["encode_integers", "payload_bytes"]


def payload_bytes(
    project: Project,
    history: History,
    *,
    known_on: np.datetime64 | None = None,
    editions: Sequence[Edition] = (),
) -> bytes:
    """Return the page's payload for a map project and its history, before compression.

    `known_on` is the instant of the second time axis that the history was made for, if any. `editions` are
    what its reader may go back to, the latest first: that one's history is shown in place of `history`.
    """
    shown = editions[0].history if editions else history
    seam = seam_of(shown.cells)
    ever = replace(shown, cell_layer=_layers_ever(editions)) if editions else shown
    regions, region_sections = regions_in(project, ever)
    sections = {
        **_topology(shown, seam),
        **_spells(shown),
        "cell_layer": ever.cell_layer,
        **region_sections,
        **_base_sections(project.base, seam),
    }
    coded = {name: encode_integers(values) for name, values in sections.items()}
    header = {
        **header_of(project, shown, known_on, seam),
        **regions,
        **(earlier_in(project, editions) if editions else {}),
        "sections": _places_of(coded, sections),
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return b"".join([struct.pack("<I", len(text)), text, *coded.values()])


def _layers_ever(editions: Sequence[Edition]) -> Ints:
    """Return each cell's layer, of a cell that is no part of the map now the one that it was part of."""
    return np.max([one.history.cell_layer for one in editions], axis=0)


def encode_integers(values: Ints) -> bytes:
    """Return integers zigzag-coded as LEB128 varints: seven bits a byte, the lowest first."""
    rest = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    width = np.maximum(1, np.ceil(np.log2(rest.astype(float) + 1) / 7)).astype(np.int64)
    width += (rest >> (7 * width).astype(np.uint64) != 0) & (width < 10)
    shifts = np.arange(width.max(initial=1), dtype=np.uint64) * np.uint64(7)
    digits = (rest[:, None] >> shifts) & np.uint64(127)
    place = np.arange(len(shifts))
    digits |= np.where(place < width[:, None] - 1, np.uint64(128), np.uint64(0))
    return digits[place < width[:, None]].astype(np.uint8).tobytes()


def _places_of(coded: Mapping[str, bytes], sections: Mapping[str, Ints]) -> dict[str, list[int]]:
    offsets = np.cumsum([0, *(len(part) for part in coded.values())]).tolist()
    return {name: [offset, len(sections[name])] for name, offset in zip(coded, offsets, strict=False)}


def _base_sections(bases: Iterable[Base], seam: Seam) -> dict[str, Ints]:
    parts = [part for base in bases for feature in base.features for part in parts_of(feature.geometry)]
    xy, part = shapely.get_coordinates(np.array(parts, dtype=object), return_index=True)
    if seam.lon is not None:
        # Part by part: one that reaches over the seam itself is not torn.
        middle = np.bincount(part, xy[:, 0], len(parts)) / np.maximum(
            1, np.bincount(part, minlength=len(parts))
        )
        xy = xy + np.column_stack([360 * (middle < seam.lon)[part], np.zeros(len(xy))])
    units = np.rint(xy * 10**BASE_DECIMALS).astype(np.int64)
    return {"base_lengths": np.bincount(part, minlength=len(parts)), "base_xy": _deltas(units)}


def _topology(history: History, seam: Seam) -> dict[str, Ints]:
    topology = history.topology if seam.lon is None else joined(history.topology, history.grid)
    return {
        "arc_lengths": np.diff(topology.arc_start),
        "arc_xy": _deltas(seam.turned_units(topology.arc_xy, 1 / history.grid.size)),
        "arc_left": topology.arc_left + 1,
        "arc_right": topology.arc_right + 1,
        "cell_layer": history.cell_layer,
        "cell_area": np.rint(history.cell_area_km2 * 1e6).astype(np.int64),
    }


def _spells(history: History) -> dict[str, Ints]:
    inside = history.cell_layer[history.spell_cell] != NO_RECORD
    state = history.spell_state[inside]
    return {
        "spell_counts": np.bincount(history.spell_cell[inside], minlength=len(history.cells)),
        "spell_dates": np.searchsorted(history.dates, history.spell_start[inside]),
        "spell_states": np.where(state == NO_RECORD, 0, state + 1),
    }


def _deltas(xy: Ints) -> Ints:
    return np.diff(xy, axis=0, prepend=0).reshape(-1)
