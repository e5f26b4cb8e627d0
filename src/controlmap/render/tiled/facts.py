"""Tiles that are asked: the very borders and states, so that what is said of a point is exact.

A tile has each segment that touches it whole. From a point a ray goes east; where it meets nothing before the
tile's eastern edge it goes on north along that edge, and where it meets nothing there either, it ends in the
cell at the corner.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from controlmap.history import NO_RECORD, History
from controlmap.plane import OUTSIDE, Ints
from controlmap.render.header import VERSION
from controlmap.render.integers import deltas
from controlmap.render.payload import packed
from controlmap.render.tiled.borders import Borders, batches, counted, cut_at_edges, edge_sides
from controlmap.render.tiled.chained import Arcs, chained
from controlmap.render.tiled.levels import Plan, place_in_row
from controlmap.render.told_values import columns

__all__ = ["fact_tiles"]

_BATCH = 1_000_000
_NEAR = 2
"""Half units: a segment may be cut so far from where it meets an edge, and more, and touch a further tile."""
_NOTHING = np.zeros(0, dtype=np.int64)


def fact_tiles(
    borders: Borders, plan: Plan, history: History, area_m2: Ints, rows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, bytes]]:
    """Yield place and bytes of each tile of the finest level that is not empty, in the order of places.

    `borders` are in grid units from the corner, between cells; `rows` are the history's states.
    """
    level = plan.finest
    doubled = Borders(2 * borders.start, 2 * borders.end, borders.left, borders.right)
    cut, source = cut_at_edges(doubled, level.span)
    corner_place, corner_cell = _corners(cut, level.span, level.across)
    tile, source = _touched(cut, source, level.span, level.across)
    place = place_in_row(tile, level.across)
    order = np.lexsort((source, place))
    new = np.append(True, np.diff(place[order]) | np.diff(source[order]))[: len(order)].astype(bool)
    place, source, tile = place[order][new], source[order][new], tile[order][new]
    places = np.union1d(place, corner_place)
    whole = np.zeros((len(places), 2), dtype=np.int64)
    whole[np.searchsorted(places, place)] = tile
    first = np.searchsorted(place, np.append(places, places[-1:] + 1))
    spell_first = np.searchsorted(history.spell_cell, np.arange(len(history.cell_layer) + 1))
    corner = np.asarray(plan.corner)
    by_corner = dict(zip(corner_place.tolist(), corner_cell.tolist(), strict=True))
    for some in batches(np.diff(first), _BATCH):
        begin, end = first[some.start], first[some.stop]
        arcs = chained(borders.chosen(source[begin:end]), place[begin:end])
        arc_first = np.searchsorted(arcs.tile, np.append(places[some], places[some][-1] + 1))
        vertex = np.append(0, np.cumsum(arcs.length))
        for i in range(some.start, some.stop):
            low, high = arc_first[i - some.start], arc_first[i - some.start + 1]
            one = Arcs(
                arcs.xy[vertex[low] : vertex[high]] + corner, *(column[low:high] for column in arcs[1:])
            )
            at = by_corner.get(int(places[i]), OUTSIDE)
            edge = (2 * level.span * (whole[i] + 1) - 1) / 2 + corner
            yield int(places[i]), _packed(one, at, edge.tolist(), history, area_m2, spell_first, rows)


def _touched(cut: Borders, source: Ints, span: int, across: int) -> tuple[Ints, Ints]:
    """Return each tile that a cut segment may touch, with the segment that it is a part of."""
    low, high = (of(cut.start, cut.end) for of in (np.minimum, np.maximum))
    first = ((low - _NEAR + 1) // (2 * span)).clip(0, across - 1)
    last = ((high + _NEAR + 1) // (2 * span)).clip(0, across - 1)
    wide = last - first + 1
    which = np.repeat(np.arange(len(source)), wide[:, 0] * wide[:, 1])
    number = counted(wide[:, 0] * wide[:, 1])
    tile = first[which] + np.column_stack([number % wide[which, 0], number // wide[which, 0]])
    return tile, source[which]


def _corners(cut: Borders, span: int, across: int) -> tuple[Ints, Ints]:
    """Return the places of tiles, and the cell at the north-eastern corner of each that has one there."""
    sides = edge_sides(cut, span)
    at = (sides.axis == 0) & (sides.end == 2 * span * (sides.tile + 1) - 1)
    tile = np.column_stack([sides.edge[at] - 1, sides.tile[at]])
    # A cell that fills a tile without a border in it is found so too.
    return place_in_row(tile, across), sides.ground[at]


def _packed(
    arcs: Arcs,
    corner_cell: int,
    edge: Sequence[float],
    history: History,
    area_m2: Ints,
    spell_first: Ints,
    rows: Sequence[Mapping[str, Any]],
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
        "base_lengths": _NOTHING,
        "base_xy": _NOTHING,
    }
    return zlib.compress(packed(header, sections), 6)
