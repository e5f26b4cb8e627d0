"""Tiles that are asked: the very borders and states, so that what is said of a point is exact.

A tile has each segment that touches it whole. From a point a ray goes east; where it meets nothing before the
tile's eastern edge it goes on north along that edge, and where it meets nothing there either, it ends in the
cell at the corner.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from controlmap.history import NO_RECORD, History
from controlmap.plane import OUTSIDE, Ints
from controlmap.render.header import VERSION
from controlmap.render.integers import deltas
from controlmap.render.payload import packed
from controlmap.render.tiled.borders import Borders, counted
from controlmap.render.tiled.chained import Arcs, chained
from controlmap.render.tiled.edges import cut_at_edges, edge_sides
from controlmap.render.tiled.levels import Level, Plan, place_in_row, tile_at
from controlmap.render.tiled.spread import batched, spread_over
from controlmap.render.told_values import columns

__all__ = ["fact_tiles"]

_NEAR = 1
"""Grid units: a segment may be cut so far from where it meets an edge, and touch a further tile."""
_NOTHING = np.zeros(0, dtype=np.int64)


class Places(NamedTuple):
    """Places by the cell under them: their numbers, and these cells in rising order."""

    number: Ints
    cell: Ints


def fact_tiles(
    borders: Borders,
    plan: Plan,
    history: History,
    area_m2: Ints,
    rows: Sequence[Mapping[str, Any]],
    under: Ints,
) -> Iterator[tuple[int, bytes]]:
    """Yield place and bytes of each tile of the finest level that is not empty, in the order of places.

    `borders` are in grid units from the corner, between cells; `rows` are the history's states,
    `under` the cells under places.
    """
    level = plan.finest
    spread = spread_over(borders, level, room=_NEAR)
    cut, source = cut_at_edges(borders.chosen(spread.others), level.span)
    corner_place, corner_cell = _corners(cut, level.span)
    touched_place, touched = _touched(cut, spread.others[source], level)
    spell_first = np.searchsorted(history.spell_cell, np.arange(len(history.cell_layer) + 1))
    by_corner = dict(zip(corner_place.tolist(), corner_cell.tolist(), strict=True))
    corner = np.asarray(plan.corner)
    by_cell = np.argsort(under, kind="stable")
    places = Places(by_cell, under[by_cell])
    for batch in batched(spread, touched_place, corner_place):
        rows_here = np.concatenate([batch.rows, touched[batch.others]])
        place = np.concatenate([batch.row_place, touched_place[batch.others]])
        arcs = chained(borders.chosen(rows_here), place)
        first = np.searchsorted(arcs.tile, np.append(batch.places, batch.places[-1] + 1))
        vertex = np.append(0, np.cumsum(arcs.length))
        edges = (2 * level.span * (tile_at(batch.places) + 1) - 1) / 2 + corner
        for i, at in enumerate(batch.places.tolist()):
            low, high = first[i], first[i + 1]
            xy = arcs.xy[vertex[low] : vertex[high]] + corner
            one = Arcs(xy, *(column[low:high] for column in arcs[1:]))
            cell = by_corner.get(at, OUTSIDE)
            yield at, _packed(one, cell, edges[i].tolist(), history, area_m2, spell_first, rows, places)


def _place_cells(places: Places, cells: Ints) -> Ints:
    """Return of each place, up to the last that is in some cells, its own among them plus one, else 0."""
    first, last = (np.searchsorted(places.cell, cells, side=side) for side in ("left", "right"))
    which = np.repeat(np.arange(len(cells)), last - first)
    numbers = places.number[first[which] + counted(last - first)]
    found = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.int64)
    found[numbers] = which + 1
    return found


def _touched(cut: Borders, source: Ints, level: Level) -> tuple[Ints, Ints]:
    """Return the place of each tile that a cut segment may touch, with what it is a part of; each once."""
    low, high = (of(cut.start, cut.end) for of in (np.minimum, np.maximum))
    first = ((low - 2 * _NEAR + 1) // (2 * level.span)).clip(0, level.across - 1)
    last = ((high + 2 * _NEAR + 1) // (2 * level.span)).clip(0, level.across - 1)
    wide = last - first + 1
    which = np.repeat(np.arange(len(source)), wide[:, 0] * wide[:, 1])
    number = counted(wide[:, 0] * wide[:, 1])
    tile = first[which] + np.column_stack([number % wide[which, 0], number // wide[which, 0]])
    place, source = place_in_row(tile), source[which]
    order = np.lexsort((source, place))
    place, source = place[order], source[order]
    new = np.append(True, (place[1:] != place[:-1]) | (source[1:] != source[:-1]))[: len(place)]
    return place[new], source[new]


def _corners(cut: Borders, span: int) -> tuple[Ints, Ints]:
    """Return the places of tiles, and the cell at the north-eastern corner of each that has one there."""
    sides = edge_sides(cut, span)
    at = (sides.axis == 0) & (sides.end == 2 * span * (sides.tile + 1) - 1)
    tile = np.column_stack([sides.edge[at] - 1, sides.tile[at]])
    # A cell that fills a tile without a border in it is found so too.
    return place_in_row(tile), sides.ground[at]


def _packed(
    arcs: Arcs,
    corner_cell: int,
    edge: Sequence[float],
    history: History,
    area_m2: Ints,
    spell_first: Ints,
    rows: Sequence[Mapping[str, Any]],
    places: Places,
) -> bytes:
    """Return a tile: a payload of its own, of which PAYLOAD.md says what is special."""
    cells = np.unique(np.concatenate([arcs.left, arcs.right, [corner_cell]]))
    cells = cells[cells != OUTSIDE]
    count = np.diff(spell_first)[cells]
    spells = np.repeat(spell_first[:-1][cells], count) + counted(count)
    shown = history.spell_state[spells]
    states = np.unique(shown[shown != NO_RECORD])
    header = {
        "format": "controlmap",
        "version": VERSION,
        "edge": list(edge),
        "corner_cell": int(np.searchsorted(cells, corner_cell)) if corner_cell != OUTSIDE else -1,
        "states": columns([rows[state] for state in states.tolist()]),
    }
    left, right = (
        np.where(of == OUTSIDE, 0, np.searchsorted(cells, of) + 1) for of in (arcs.left, arcs.right)
    )
    sections = {
        "arc_lengths": arcs.length,
        "arc_xy": deltas(arcs.xy),
        "arc_left": left,
        "arc_right": right,
        "cell_layer": history.cell_layer[cells],
        "cell_area": area_m2[cells],
        "spell_counts": count,
        "spell_dates": np.searchsorted(history.dates, history.spell_start[spells]),
        "spell_states": np.where(shown == NO_RECORD, 0, np.searchsorted(states, shown) + 1),
        "place_stories": _place_cells(places, cells),
        "base_lengths": _NOTHING,
        "base_xy": _NOTHING,
    }
    return zlib.compress(packed(header, sections), 6)
