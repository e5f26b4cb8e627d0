"""A map in two parts: the payload of its page, which has the whole in outline, and a file with all the rest.

The formats are described in `src/viewer/PAYLOAD.md`, under "Tiles".
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import numpy as np

from controlmap.dates import format_instant
from controlmap.history import History
from controlmap.model import Project
from controlmap.plane import OUTSIDE, Ints, Topology
from controlmap.render.header import header_of
from controlmap.render.integers import encode_integers
from controlmap.render.payload import areas_m2, base_sections, packed, topology_in
from controlmap.render.regions import regions_in
from controlmap.render.seam import Seam, seam_of
from controlmap.render.tiled.borders import Borders, snapped
from controlmap.render.tiled.drawn import drawn_tiles
from controlmap.render.tiled.facts import fact_tiles
from controlmap.render.tiled.levels import Level, Plan, coarser_levels, planned
from controlmap.render.tiled.overview import overview_in
from controlmap.render.tiled.told import Told, components, told_of
from controlmap.render.told_records import state_rows
from controlmap.render.told_values import columns as columns_of

__all__ = ["TILES_SUFFIX", "tiled_payload", "tiles_name"]

TILES_SUFFIX = ".tiles"
_MAGIC = b"controlmap tiles 1\n"


def tiles_name(digest: str) -> str:
    """Return the name of a file of tiles, by the SHA-256 of what is in it: another map has another."""
    return f"map-{digest[:16]}{TILES_SUFFIX}"


def tiled_payload(
    project: Project,
    history: History,
    write: Callable[[bytes], object],
    *,
    known_on: np.datetime64 | None = None,
) -> tuple[bytes, str]:
    """Write the file of tiles piece by piece; return the payload of the page, and the digest of that file.

    `known_on` is the instant of the second time axis that the history was made for, if any. Tiles are made
    and written one after the other: of all that is written nothing is kept.
    """
    file = _File(write)
    seam = seam_of(history.cells)
    area = areas_m2(history)
    told = told_of(history, area)
    cells = _borders(topology_in(history, seam), told.story)
    plan = planned(cells)
    cells = cells._replace(start=cells.start - plan.corner, end=cells.end - plan.corner)
    ground, grounds, story, ground_area = _grounds(cells, told, area)
    step, overview = overview_in(grounds, plan, told, story, ground_area)
    del ground
    rows = state_rows(project, history, range(len(history.states)))
    regions, region_sections = regions_in(project, history)
    tiles = {
        "corner": list(plan.corner),
        "levels": [
            {**_level(level), **file.tiles(drawn_tiles(steps, level, told, story), level)}
            for level, steps in _levels(grounds, plan, step)
        ][::-1],
        "overview_step": step,
        "facts": {
            **_level(plan.finest),
            **file.tiles(fact_tiles(cells, plan, history, area, rows), plan.finest),
        },
        "ledger": file.add(_ledger(project, history, told, seam, regions, region_sections)),
    }
    digest = file.digest()
    header = {
        **header_of(project, history, known_on, seam),
        "states": columns_of([_look(rows[state], history) for state in told.looks]),
        "tiles": {"file": tiles_name(digest), "bytes": file.size, "sha256": digest, **tiles},
    }
    sections = {**overview, **told.flows(), **base_sections(project.base, seam)}
    return packed(header, sections), digest


class _File:
    """A file as it grows: it knows its size and digest, and where what was put into it lies."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._sum, self.size = write, sha256(), 0
        self._put(_MAGIC)

    def digest(self) -> str:
        return self._sum.hexdigest()

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._sum.update(data)
        self.size += len(data)

    def add(self, data: bytes) -> list[int]:
        """Put data at the end, compressed, and return where they lie: offset and length."""
        small = zlib.compress(data, 9)
        self._put(small)
        return [self.size - len(small), len(small)]

    def tiles(self, tiles: Iterator[tuple[int, bytes]], level: Level) -> dict[str, Any]:
        """Put the tiles of a level at the end, and what lists their lengths after them."""
        start = self.size
        lengths = np.zeros(level.across**2, dtype=np.int64)
        for place, data in tiles:
            self._put(data)
            lengths[place] = len(data)
        return {"start": start, "directory": self.add(encode_integers(lengths))}


def _levels(grounds: Borders, plan: Plan, longest: int) -> Iterator[tuple[Level, Borders]]:
    """Yield all levels that are finer than the overview, the finest first."""
    if longest > 1:
        yield plan.finest, snapped(grounds, 1)
    yield from coarser_levels(grounds, plan, longest)


def _level(level: Level) -> dict[str, int]:
    return level._asdict()


def _borders(topology: Topology, story: Ints) -> Borders:
    """Return all segments of the arcs that have the map on a side at least."""
    whole = np.append(np.where(story == OUTSIDE, OUTSIDE, np.arange(len(story))), OUTSIDE)
    last = np.zeros(len(topology.arc_xy), dtype=bool)
    last[topology.arc_start[1:] - 1] = True
    arc = np.repeat(np.arange(len(topology.arc_left)), np.diff(topology.arc_start))
    begins = np.flatnonzero(~last)
    left, right = whole[topology.arc_left][arc[begins]], whole[topology.arc_right][arc[begins]]
    told = (left != right) & (topology.arc_xy[begins] != topology.arc_xy[begins + 1]).any(axis=1)
    at = begins[told]
    return Borders(topology.arc_xy[at], topology.arc_xy[at + 1], left[told], right[told])


def _grounds(cells: Borders, told: Told, area: Ints) -> tuple[Ints, Borders, Ints, Ints]:
    """Return the stretch of ground of each cell: cells of one story that touch; and borders between them.

    With them come the story and the area of each stretch.
    """
    inner = (cells.left != OUTSIDE) & (cells.right != OUTSIDE)
    a, b = cells.left[inner], cells.right[inner]
    alike = told.story[a] == told.story[b]
    root = components(len(told.story), a[alike], b[alike])
    roots, number = np.unique(root, return_inverse=True)
    ground_of = np.append(number.reshape(-1), OUTSIDE)
    left, right = ground_of[cells.left], ground_of[cells.right]
    summed = np.zeros(len(roots), dtype=np.int64)
    np.add.at(summed, number.reshape(-1), area)
    kept = left != right
    return (
        number,
        Borders(cells.start[kept], cells.end[kept], left[kept], right[kept]),
        told.story[roots],
        summed,
    )


def _look(row: Mapping[str, Any], history: History) -> dict[str, Any]:
    """Return a state of which only its look is told; of ground that was left to nobody, since when."""
    left = row["controller"] == 0 and row["from"] > format_instant(history.start)
    told = (
        "controller",
        "status",
        "others",
        "certainty",
        *(("id", "from", "from_precision") if left else ()),
    )
    empty = {"others": [], "sources": []}
    return {name: value if name in told else empty.get(name) for name, value in row.items()}


def _ledger(
    project: Project,
    history: History,
    told: Told,
    seam: Seam,
    regions: Mapping[str, Any],
    region_sections: Mapping[str, Ints],
) -> bytes:
    """Return what figures of any two dates are made of: a payload whose cells are stories, without ground."""
    nothing = np.zeros(0, dtype=np.int64)
    places = [place for place in project.places.values() if place.lon is not None and place.lat is not None]
    under = np.array([_cell_under(history, place.lon, place.lat) for place in places], dtype=np.int64)
    story = np.append(told.story, OUTSIDE)
    names = ("arc_lengths", "arc_xy", "arc_left", "arc_right", "base_lengths", "base_xy")
    sections = {
        **dict.fromkeys(names, nothing),
        "cell_layer": told.layer,
        "cell_area": told.area_m2,
        "spell_counts": np.diff(told.first),
        "spell_dates": told.spell_date,
        "spell_states": told.spell_look,
        "place_stories": story[under] + 1,
        **_regions_by_story(region_sections, told),
    }
    return packed({"format": "controlmap", "version": 1, **regions}, sections)


def _cell_under(history: History, lon: float | None, lat: float | None) -> int:
    return OUTSIDE if lon is None or lat is None else history.cell_under(lon, lat)


def _regions_by_story(sections: Mapping[str, Ints], told: Told) -> dict[str, Ints]:
    """Return the sections of regions with stories in place of cells."""
    if not sections:
        return {}
    region = np.repeat(np.arange(len(sections["region_counts"])), sections["region_counts"])
    pairs = np.column_stack([region, told.story[sections["region_cells"]]])
    kept = pairs[:, 1] != OUTSIDE
    distinct, which = np.unique(pairs[kept], axis=0, return_inverse=True)
    area = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(area, which.reshape(-1), sections["region_areas"][kept])
    return {
        "region_counts": np.bincount(distinct[:, 0], minlength=len(sections["region_counts"])),
        "region_cells": distinct[:, 1],
        "region_areas": area,
    }
