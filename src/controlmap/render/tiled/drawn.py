"""Tiles that are drawn: arcs between stretches of ground, what lies along the edges, and the stories."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from controlmap.plane import OUTSIDE, Ints
from controlmap.render.integers import encode_integers
from controlmap.render.tiled.borders import (
    Borders,
    Sides,
    batches,
    counted,
    cut_at_edges,
    edge_sides,
    tiles_of,
)
from controlmap.render.tiled.chained import chained
from controlmap.render.tiled.levels import Level, place_in_row
from controlmap.render.tiled.told import Told

__all__ = ["THINNED", "drawn_tiles"]

THINNED = 1.5
"""In half steps: so far a border of a level that is not the finest may lie from where its steps are."""
_BATCH = 1_000_000
"""Segments that are joined to arcs at a time."""


def drawn_tiles(steps: Borders, level: Level, told: Told, story: Ints) -> Iterator[tuple[int, bytes]]:
    """Yield place and bytes of each tile of a level that is not empty, in the order of places.

    `steps` are borders in doubled steps from the corner, between stretches of ground of which `story` tells
    the story.
    """
    cut, _ = cut_at_edges(steps, level.span)
    sides = _by_tile(edge_sides(cut, level.span), level)
    tile = tiles_of(cut, level.span)
    place = place_in_row(tile, level.across)
    order = np.argsort(place, kind="stable")
    cut, place, tile = cut.chosen(order), place[order], tile[order]
    base = (2 * level.span * tile - 1)[:, :]
    local = Borders(cut.start - base, cut.end - base, cut.left, cut.right)
    side_place, rows = sides
    places = np.union1d(place, side_place)
    first, side_first = (
        np.searchsorted(of, np.append(places, places[-1:] + 1)) for of in (place, side_place)
    )
    if not len(places):
        return
    for some in batches(np.diff(first), _BATCH):
        begin, end = int(first[some.start]), int(first[some.stop])
        arcs = chained(
            local.chosen(np.arange(begin, end)), place[begin:end], THINNED if level.step > 1 else 0
        )
        arc_first = np.searchsorted(arcs.tile, np.append(places[some], places[some][-1] + 1))
        vertex = np.append(0, np.cumsum(arcs.length))
        for i in range(some.start, some.stop):
            one = slice(arc_first[i - some.start], arc_first[i - some.start + 1])
            xy = arcs.xy[vertex[one.start] : vertex[one.stop]]
            lying = rows[side_first[i] : side_first[i + 1]]
            yield (
                int(places[i]),
                _packed(arcs.length[one], arcs.left[one], arcs.right[one], xy, lying, told, story),
            )


def _by_tile(sides: Sides, level: Level) -> tuple[Ints, Ints]:
    """Return the place of each stretch's tile, and (side, from, to, ground) in it; each is in two tiles.

    Sides are 0 west, 1 east, 2 south and 3 north.
    """
    axis, edge, tile, start, end, ground = sides
    base = 2 * level.span * tile - 1
    found = []
    for before in (False, True):
        own = edge - before
        at = np.where((axis == 0)[:, None], np.column_stack([own, tile]), np.column_stack([tile, own]))
        rows = np.column_stack([2 * axis + before, start - base, end - base, ground])
        found.append((at, rows))
    at, rows = (np.concatenate(part) for part in zip(*found, strict=True))
    place = place_in_row(at, level.across)
    order = np.lexsort((*rows.T[::-1], place))
    return place[order], rows[order]


def _packed(length: Ints, left: Ints, right: Ints, xy: Ints, sides: Ints, told: Told, story: Ints) -> bytes:
    """Return a tile: see PAYLOAD.md."""
    grounds = np.unique(np.concatenate([left, right, sides[:, 3]]))
    grounds = grounds[grounds != OUTSIDE]
    stories, story_of = np.unique(story[grounds], return_inverse=True)
    count = np.diff(told.first)[stories]
    spells = np.repeat(told.first[:-1][stories], count) + counted(count)
    sides = np.column_stack([sides[:, :3], np.searchsorted(grounds, sides[:, 3])])
    number = [np.where(of == OUTSIDE, 0, np.searchsorted(grounds, of) + 1) for of in (left, right)]
    parts = [
        np.array([len(grounds), len(stories), len(spells), len(length), len(xy), len(sides)]),
        np.diff(grounds, prepend=0),
        story_of.reshape(-1),
        np.diff(stories, prepend=0),
        count,
        told.spell_date[spells],
        told.spell_look[spells],
        length,
        *number,
        np.diff(xy, axis=0, prepend=0).reshape(-1),
        np.diff(sides, axis=0, prepend=0).reshape(-1),
    ]
    return zlib.compress(encode_integers(np.concatenate(parts).astype(np.int64)), 6)
