"""Tiles that are drawn: arcs between stretches of ground, what lies along the edges, and the stories."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from controlmap.plane import OUTSIDE, Ints
from controlmap.render.integers import encode_integers
from controlmap.render.tiled.borders import Borders, counted, joined
from controlmap.render.tiled.chained import chained
from controlmap.render.tiled.edges import Sides, cut_at_edges, edge_sides, tiles_of
from controlmap.render.tiled.levels import Level, place_in_row
from controlmap.render.tiled.spread import batched, spread_over
from controlmap.render.tiled.told import Told

__all__ = ["THINNED", "drawn_tiles"]

THINNED = 1.5
"""In half steps: so far a border of a level that is not the finest may lie from where its steps are."""


def drawn_tiles(steps: Borders, level: Level, told: Told, story: Ints) -> Iterator[tuple[int, bytes]]:
    """Yield place and bytes of each tile of a level that is not empty, in the order of places.

    `steps` are borders in whole steps from the corner, between stretches of ground of which `story` tells the
    story.
    """
    spread = spread_over(steps, level)
    cut, _ = cut_at_edges(steps.chosen(spread.others), level.span)
    side_place, sides = _by_tile(edge_sides(cut, level.span), level)
    cut, cut_place = _in_order(cut, level)
    for batch in batched(spread, cut_place, side_place):
        inner = steps.chosen(batch.rows)
        doubled = inner._replace(start=2 * inner.start, end=2 * inner.end)
        place = np.concatenate([batch.row_place, cut_place[batch.others]])
        arcs = chained(
            _in_tiles(joined([doubled, cut.chosen(batch.others)]), level.span),
            place,
            THINNED if level.step > 1 else 0,
        )
        ends = np.append(batch.places, batch.places[-1] + 1)
        arc_first, side_first = (np.searchsorted(of, ends) for of in (arcs.tile, side_place))
        vertex = np.append(0, np.cumsum(arcs.length))
        for i, at in enumerate(batch.places.tolist()):
            one = slice(arc_first[i], arc_first[i + 1])
            xy = arcs.xy[vertex[one.start] : vertex[one.stop]]
            lying = sides[side_first[i] : side_first[i + 1]]
            yield at, _packed(arcs.length[one], arcs.left[one], arcs.right[one], xy, lying, told, story)


def _in_order(cut: Borders, level: Level) -> tuple[Borders, Ints]:
    """Return what was cut in the order of the places of its tiles, and these."""
    place = place_in_row(tiles_of(cut, level.span))
    order = np.argsort(place, kind="stable")
    return cut.chosen(order), place[order]


def _in_tiles(cut: Borders, span: int) -> Borders:
    """Return what was cut in half steps from the corner of the tile that it lies in."""
    base = 2 * span * tiles_of(cut, span) - 1
    return cut._replace(start=cut.start - base, end=cut.end - base)


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
    place = place_in_row(at)
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
        count,
        told.spell_date[spells],
        told.spell_look[spells],
        length,
        *number,
        np.diff(xy, axis=0, prepend=0).reshape(-1),
        np.diff(sides, axis=0, prepend=0).reshape(-1),
    ]
    return zlib.compress(encode_integers(np.concatenate(parts).astype(np.int64)), 6)
