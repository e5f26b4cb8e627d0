"""A map in two parts: the payload of its page, which has the whole in outline, and a file with all the rest.

The formats are described in `src/viewer/PAYLOAD.md`, under "Tiles".
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from controlmap.history import NO_RECORD, History
from controlmap.model import Project
from controlmap.plane import OUTSIDE, Ints, Topology
from controlmap.render.header import header_of
from controlmap.render.payload import areas_m2, base_sections, packed, topology_in
from controlmap.render.regions import regions_in
from controlmap.render.seam import seam_of
from controlmap.render.tiled.borders import Borders, parts_of
from controlmap.render.tiled.drawn import drawn_tiles
from controlmap.render.tiled.facts import fact_tiles
from controlmap.render.tiled.front_lengths import front_lengths_in
from controlmap.render.tiled.growing_file import GrowingFile, tiles_name
from controlmap.render.tiled.ledger import (
    changes_by_time,
    grounds_by_date,
    held_since_the_beginning,
    stories_of_places,
)
from controlmap.render.tiled.levels import Level, Plan, coarser_levels, planned
from controlmap.render.tiled.overview import overview_in
from controlmap.render.tiled.told import Told, components, sides_of, told_of
from controlmap.render.told_records import state_rows
from controlmap.render.told_values import columns as columns_of

__all__ = ["tiled_payload"]

MOST_WORDS = 100_000
"""Bytes of sources, reports and events, compressed, that a page itself carries."""

_OF_ALL = (
    "arc_lengths", "arc_xy", "arc_left", "arc_right", "cell_layer", "cell_area",
    "spell_counts", "spell_dates", "spell_states", "base_lengths", "base_xy",
)  # fmt: skip


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
    file = GrowingFile(write)
    seam = seam_of(history.cell_bounds)
    area = areas_m2(history)
    told = told_of(history, area)
    rows = state_rows(project, history, range(len(history.states)))
    regions, region_sections = regions_in(project, history)
    under = _cells_under_places(project, history)
    ledger = file.add(_ledger(under, history, told, regions, region_sections))
    changes = _changes(history, told, file)
    cells, plan = _from_corner(_borders(topology_in(history, seam), told.story))
    facts = file.tiles(fact_tiles(cells, plan, history, area, rows, under), plan.finest)
    grounds, story, ground_area = _grounds(cells, told, area)
    # Of tens of millions of segments no more is held than is still to be written.
    del cells
    fronts = file.add(_without_ground({}, front_lengths_in(grounds, plan.corner, told, story, history)))
    step, overview = overview_in(grounds, plan, told, story, ground_area)
    levels = [
        _level(level) | file.tiles(drawn_tiles(steps, level, told, story), level)
        for level, steps in _levels(grounds, plan, step)
    ]
    tiles = {
        "corner": list(plan.corner),
        "facts": _level(plan.finest) | facts,
        "levels": levels[::-1],
        "overview_step": step,
        "ledger": ledger,
        "changes": changes,
        "fronts": fronts,
        "sourced": _sourced(history),
        "states_by_source": _states_by_source(project, rows),
    }
    words, later = _words(header_of(project, history, known_on, seam), file)
    digest = file.digest()
    header = {
        **words,
        "states": columns_of([_look(rows[state]) for state in told.looks]),
        "tiles": {"file": tiles_name(digest), "bytes": file.size, "sha256": digest, **tiles, **later},
    }
    pages = {"page_bytes": np.array(file.pages, dtype=np.int64).reshape(-1)}
    sections = {**overview, **told.flows(), **base_sections(project.base, seam), **pages}
    return packed(header, sections), digest


def _levels(grounds: Borders, plan: Plan, longest: int) -> Iterator[tuple[Level, Borders]]:
    """Yield all levels that are finer than the overview, the finest first."""
    if longest > 1:
        yield plan.finest, grounds
    yield from coarser_levels(grounds, plan, longest)


def _level(level: Level) -> dict[str, int]:
    return level._asdict()


def _words(header: dict[str, Any], file: GrowingFile) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a header, and where in the file lies what is read of it when it is looked at, if it is much."""
    nothing = {
        "sources": [],
        "reports": columns_of([]),
        "reports_unplaced": [],
        "events": [],
        "corrections": [],
    }
    later = {name: header[name] for name in nothing if name in header}
    text = json.dumps(later, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    if len(zlib.compress(text, 9)) <= MOST_WORDS:
        return header, {}
    return header | {name: nothing[name] for name in later}, {"words": file.add(text)}


def _from_corner(borders: Borders) -> tuple[Borders, Plan]:
    """Return borders in grid units from the corner of all ground, where they are in memory, and the plan."""
    plan = planned(borders)
    for xy in (borders.start, borders.end):
        xy -= plan.corner
    return borders, plan


def _borders(topology: Topology, story: Ints) -> Borders:
    """Return all segments of the arcs that have the map on a side at least."""
    whole = np.append(np.where(story == OUTSIDE, OUTSIDE, np.arange(len(story))), OUTSIDE)
    left, right = whole[topology.arc_left], whole[topology.arc_right]
    told = np.repeat(left != right, np.diff(topology.arc_start))
    told[topology.arc_start[1:] - 1] = False
    at = np.flatnonzero(told)
    for part in parts_of(len(at)):
        told[at[part]] = (topology.arc_xy[at[part]] != topology.arc_xy[at[part] + 1]).any(axis=1)
    at = np.flatnonzero(told)
    arc = np.searchsorted(topology.arc_start, at, side="right") - 1
    return Borders(topology.arc_xy[at], topology.arc_xy[at + 1], left[arc], right[arc])


def _grounds(cells: Borders, told: Told, area: Ints) -> tuple[Borders, Ints, Ints]:
    """Return the borders between stretches of ground: cells of one story that touch.

    With them come the story and the area of each stretch.
    """
    pairs = [_alike(cells.left[part], cells.right[part], told.story) for part in parts_of(len(cells.left))]
    none = np.zeros((0, 2), dtype=np.int64)
    a, b = np.concatenate([none, *pairs]).T
    root = components(len(told.story), a, b)
    is_root = root == np.arange(len(root))
    number = np.cumsum(is_root) - 1
    ground_of = np.append(number[root], OUTSIDE)
    left, right = ground_of[cells.left], ground_of[cells.right]
    summed = np.zeros(int(is_root.sum()), dtype=np.int64)
    np.add.at(summed, number[root], area)
    kept = left != right
    borders = Borders(cells.start[kept], cells.end[kept], left[kept], right[kept])
    return borders, told.story[is_root], summed


def _alike(left: Ints, right: Ints, story: Ints) -> Ints:
    """Return the pairs of cells of one story that touch."""
    inner = (left != OUTSIDE) & (right != OUTSIDE)
    pairs = np.column_stack([left[inner], right[inner]])
    return pairs[story[pairs[:, 0]] == story[pairs[:, 1]]]


def _look(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state of which only its look is told."""
    told = ("controller", "status", "others", "certainty")
    empty = {"others": [], "sources": []}
    return {name: value if name in told else empty.get(name) for name, value in row.items()}


def _sourced(history: History) -> list[str]:
    """Return the certainties of which some state that holds ground names a source."""
    shown = (history.states[at] for at in np.unique(history.spell_state) if at != NO_RECORD)
    return sorted({state.certainty for state in shown if state.sources and state.certainty is not None})


def _states_by_source(project: Project, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return how many states rest on each source."""
    cited = Counter(source for row in rows for source in set(row["sources"]))
    return [cited[source] for source in range(len(project.sources))]


def _ledger(
    under: Ints,
    history: History,
    told: Told,
    regions: Mapping[str, Any],
    region_sections: Mapping[str, Ints],
) -> bytes:
    """Return what figures of a date are made of, and of the first and another: a payload without ground."""
    sides = sides_of(told, history)
    parts = _regions_by_story(region_sections, told) if region_sections else _layers_by_story(told)
    sections = {
        **stories_of_places(under, told),
        **grounds_by_date(*parts, told, sides),
        **held_since_the_beginning(told, sides),
    }
    return _without_ground({"grounds": regions["regions"]} if regions else {}, sections)


def _changes(history: History, told: Told, file: GrowingFile) -> list[list[int]]:
    """Put what passes between dates into the file; return of each page the first date, offset and length."""
    pages = changes_by_time(told, sides_of(told, history))
    return [[first, *file.add(_without_ground({}, sections))] for first, sections in pages]


def _without_ground(header: Mapping[str, Any], sections: Mapping[str, Ints]) -> bytes:
    """Return a payload of figures; of the sections that every payload has, those it has not are empty."""
    nothing = dict.fromkeys(_OF_ALL, np.zeros(0, dtype=np.int64))
    return packed({"format": "controlmap", "version": 1, **header}, {**nothing, **sections})


def _cells_under_places(project: Project, history: History) -> Ints:
    """Return the cell under each of the places that have a point; outside it is OUTSIDE."""
    points = [(one.lon, one.lat) for one in project.places.values()]
    cells = [history.cell_under(lon, lat) for lon, lat in points if lon is not None and lat is not None]
    return np.array(cells, dtype=np.int64)


def _layers_by_story(told: Told) -> tuple[Ints, Ints, Ints]:
    """Return layer, story and area of all ground."""
    return told.layer, np.arange(len(told.layer)), told.area_m2


def _regions_by_story(sections: Mapping[str, Ints], told: Told) -> tuple[Ints, Ints, Ints]:
    """Return region, story and area of all ground that lies in regions."""
    region = np.repeat(np.arange(len(sections["region_counts"])), sections["region_counts"])
    story = told.story[sections["region_cells"]]
    kept = story != OUTSIDE
    return region[kept], story[kept], sections["region_areas"][kept]
