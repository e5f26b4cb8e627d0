"""Reads a tiled map from what PAYLOAD.md says, with nothing of the encoder's."""

import zlib
from collections import Counter
from itertools import accumulate, pairwise
from typing import NamedTuple

from .payload_reader import points, read_integers, read_payload, runs

TILES_A_PAGE = 1024
INSIDE_LEFT = (False, True, True, False)
"""Whether a tile's ground lies left of what runs along its western, eastern, southern and northern side."""


class Tile(NamedTuple):
    """A tile that is drawn; grounds by their place in it, -1 is outside, coordinates in half steps.

    `spells` are (date, look) of each ground.
    """

    grounds: list[int]
    spells: list[list[tuple[int, int]]]
    arcs: list[tuple[list[tuple[int, int]], int, int]]
    sides: list[tuple[int, int, int, int]]


def part(file: bytes, place) -> bytes:
    """Return an unpacked part of the file of tiles."""
    offset, length = place
    return zlib.decompress(file[offset : offset + length])


def tiles_of(file: bytes, level: dict, page_bytes: list[int]) -> dict[tuple[int, int], bytes]:
    """Return the tiles of a level, unpacked, by column and row."""
    found = {}
    page_at, tiles_at = level["directory"], level["start"]
    for begin in range(0, level["across"] ** 2, TILES_A_PAGE):
        number = level["page"] + begin // TILES_A_PAGE
        page, tiles = page_bytes[2 * number : 2 * number + 2]
        count = min(TILES_A_PAGE, level["across"] ** 2 - begin) if page else 0
        lengths = read_integers(part(file, (page_at, page)), 0, count) if page else []
        starts = [*accumulate(lengths, initial=tiles_at)]
        assert starts[-1] == tiles_at + tiles
        for place, (start, length) in enumerate(zip(starts, lengths, strict=False), start=begin):
            if length:
                found[column_and_row(place)] = part(file, (start, length))
        page_at, tiles_at = page_at + page, tiles_at + tiles
    return found


def column_and_row(place: int) -> tuple[int, int]:
    """Return whose bits take turns in a place."""
    bits = f"{place:064b}"
    return int(bits[1::2], 2), int(bits[::2], 2)


def read_tile(data: bytes) -> Tile:
    """Return what a tile that is drawn holds."""
    grounds, stories, spells, arcs, vertices, sides = read_integers(data, 0, 6)
    lengths = [grounds, grounds, stories, spells, spells, arcs, arcs, arcs, 2 * vertices, 4 * sides]
    parts = runs(lengths, read_integers(data, 0, 6 + sum(lengths))[6:])
    spells = [
        list(zip(*one, strict=True))
        for one in zip(runs(parts[2], parts[3]), runs(parts[2], parts[4]), strict=True)
    ]
    xy = runs(parts[5], points(parts[8]))
    rows = [parts[9][i : i + 4] for i in range(0, 4 * sides, 4)]
    return Tile(
        [*accumulate(parts[0])],
        [spells[story] for story in parts[1]],
        [(line, left - 1, right - 1) for line, left, right in zip(xy, parts[6], parts[7], strict=True)],
        [(a, b, c, d) for a, b, c, d in zip(*map(accumulate, zip(*rows, strict=True)), strict=True)],
    )


def lines_of(tile: Tile, span: int) -> list[tuple[list[tuple[int, int]], int, int]]:
    """Return a tile's arcs and what lies along its sides, with the grounds left and right; -1 beyond."""
    edge = (0, 2 * span, 0, 2 * span)
    along = [
        (
            [(edge[side], at) if side < 2 else (at, edge[side]) for at in (start, end)],
            *((ground, -1) if INSIDE_LEFT[side] else (-1, ground)),
        )
        for side, start, end, ground in tile.sides
    ]
    return [*tile.arcs, *along]


def open_ends(tile: Tile, span: int) -> dict[tuple[int, tuple[int, int]], int]:
    """Return ground and point where a boundary does not go on: nowhere, in a sound tile."""
    ends: Counter[tuple[int, tuple[int, int]]] = Counter()
    for line, left, right in lines_of(tile, span):
        for ground, sign in ((left, 1), (right, -1)):
            ends[ground, line[0]] += sign
            ends[ground, line[-1]] -= sign
    return {key: count for key, count in ends.items() if count and key[0] >= 0}


def passed(pages: list[dict[str, list[int]]], begin: int, end: int) -> list[tuple[int, int, int]]:
    """Return looks before and after, and m², of each story that changed after one date, up to another."""
    found: dict[int, tuple[int, int, int]] = {}
    for page in pages:
        dates = runs(page["change_counts"], page["change_dates"])
        looks = runs(page["change_counts"], page["change_after"])
        stories = accumulate(page["change_stories"])
        for story, area, first, when, later in zip(
            stories, page["change_areas"], page["change_before"], dates, looks, strict=True
        ):
            for date, before, after in zip(when, [first, *later], later, strict=False):
                if begin < date <= end:
                    found[story] = (found[story][0] if story in found else before, after, area)
    return list(found.values())


def beside(lines, x: float, y: float, east: float) -> int | None:
    """Return what lies west of the first line that a ray to the east meets up to an edge, or None."""
    best, found = east, None
    for line, left, right in lines:
        for (ax, ay), (bx, by) in pairwise(line):
            if (ay <= y) == (by <= y):
                continue
            met = ax + (y - ay) / (by - ay) * (bx - ax)
            if x <= met <= best:
                best, found = met, left if ay <= y else right
    return found


def fact(data: bytes, x: float, y: float) -> tuple[int, dict, dict[str, list[int]]]:
    """Return the cell under a point in grid units, and header and sections of the tile that is asked."""
    header, sections = read_payload(data)
    lines = [
        (line, left - 1, right - 1)
        for line, left, right in zip(
            runs(sections["arc_lengths"], points(sections["arc_xy"])),
            sections["arc_left"],
            sections["arc_right"],
            strict=True,
        )
    ]
    east, north = header["edge"]
    cell = beside(lines, x, y, east)
    if cell is None:
        # North along the edge is east once x and y have changed places, which changes the sides too.
        turned = [([(b, a) for a, b in line], right, left) for line, left, right in lines]
        cell = beside(turned, y, east, north)
    return header["corner_cell"] if cell is None else cell, header, sections
