"""PMTiles: vector tiles of all zooms in one file, and beside it a style with which MapLibre draws them.

Times are numbers, so that a style's filter can choose a date: milliseconds since 1970 on the map's own clock,
as `Date.UTC(2024, 11, 1)` gives them; `ends` is not there where no end is known.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.exchange.sheets import Item, Sheet
from controlmap.exchange.writers.tile_style import ENDS, STARTS, style_text
from controlmap.exchange.writers.tiling import EXTENT, LIMIT, Tile, deepest, tiles_of
from controlmap.exchange.writers.values import flat
from controlmap.extras import extra
from controlmap.words import counted

__all__ = ["write_pmtiles"]

Box = list[float]
Named = Sequence[tuple[str, dict[str, Any]]]
"""The layer of each row, and what tiles say of it."""
_SCALE = 10_000_000
"""PMTiles has its bounds in ten-millionths of a degree."""


def write_pmtiles(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write the rows of each sheet as a layer of vector tiles, and a style for them.

    Raises
    ------
    InputError
        When the libraries for it are not installed.
    """
    with extra("tiles", path.name):
        import mapbox_vector_tile  # noqa: F401
        import pmtiles.tile  # noqa: F401
    rows = [(sheet, item, item.geometry) for sheet in sheets for item in sheet.items]
    drawn = [(sheet, item, ground) for sheet, item, ground in rows if ground is not None]
    grounds, box = [ground for _, _, ground in drawn], _box([ground for _, _, ground in drawn])
    named = [(sheet.name, _said(item, sheet)) for sheet, item, _ in drawn]
    depth = deepest(grounds) if grounds else 0
    _archive(path, tiles_of(grounds, sheets[0].grid, depth), named, box, _about(sheets, named, depth))
    style = path.with_suffix(".style.json")
    style.write_text(style_text(path.name, sheets, box), encoding="utf-8", newline="\n")
    return [*_told(len(rows) - len(drawn), box)]


def _archive(path: Path, tiles: Iterable[Tile], named: Named, box: Box, about: dict[str, Any]) -> None:
    """Write tiles in the order of the archive, in which those near each other are near; one at least."""
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import write

    nothing = Tile(0, 0, 0, np.empty(0, dtype=np.intp), np.empty(0, dtype=object))
    numbered = {zxy_to_tileid(tile.zoom, tile.x, tile.y): tile for tile in [nothing, *tiles]}
    with write(str(path)) as file:
        for number in sorted(numbered):
            file.write_tile(number, _encoded(numbered[number], named))
        head = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP, **_bounds(box)}
        file.finalize(head, about)


def _told(without: int, box: Box) -> Iterator[str]:
    yield "the style has no textures and hatches: how sure ground is stands in the rows"
    if without:
        yield f"left out, as they are nowhere on the map: {counted(without, 'row')}"
    if max(map(abs, box[1::2])) > LIMIT:
        yield f"ground beyond {LIMIT:.2f}° north or south is not on maps of the web"


def _said(item: Item, sheet: Sheet) -> dict[str, Any]:
    """Return what tiles say of a row: texts and numbers; what is not known is not there."""
    fields = {"id": item.id, **({"colour": item.look.colour} if item.look else {}), **item.fields}
    times = {STARTS: item.start, ENDS: item.end}
    said = {name: flat(name, value) for name, value in fields.items()}
    said |= {
        name: int(at.astype("datetime64[ms]").astype(np.int64))
        for name, at in times.items()
        if at is not None
    }
    return {name: value for name, value in said.items() if value not in (None, "")}


def _encoded(tile: Tile, named: Named) -> bytes:
    from mapbox_vector_tile import encode

    features = [
        (named[row][0], {"geometry": shape, "properties": named[row][1], "id": int(row) + 1})
        for row, shape in zip(tile.rows, tile.shapes, strict=True)
    ]
    layers = [
        {"name": name, "features": [feature for _, feature in group]}
        for name, group in groupby(features, key=lambda feature: feature[0])
    ]
    options = {"y_coord_down": True, "extents": EXTENT}
    return gzip.compress(encode(layers, default_options=options), mtime=0)


def _box(grounds: Sequence[shapely.Geometry]) -> Box:
    """Return west, south, east and north of all; east is beyond 180 where that makes the box narrower."""
    if not grounds:
        return [-180.0, -85.0, 180.0, 85.0]
    bounds = shapely.bounds(shapely.get_parts(np.array(grounds, dtype=object)))
    turned = bounds + np.where(bounds[:, :1] < 0, [360.0, 0.0, 360.0, 0.0], 0.0)
    found = [[*one[:, :2].min(axis=0).tolist(), *one[:, 2:].max(axis=0).tolist()] for one in (bounds, turned)]
    return min(found, key=lambda box: round(box[2] - box[0], 7))


def _bounds(box: Box) -> dict[str, int]:
    west, south, east, north = (round(degrees * _SCALE) for degrees in box)
    half, whole = 180 * _SCALE, 360 * _SCALE
    middle = ((west + east) // 2 + half) % whole - half
    ends = (west, east) if east <= half else (-half, half)
    lon = {"min_lon_e7": ends[0], "max_lon_e7": ends[1], "center_lon_e7": middle}
    return {**lon, "min_lat_e7": south, "max_lat_e7": north, "center_lat_e7": (south + north) // 2}


def _about(
    sheets: Sequence[Sheet], named: Sequence[tuple[str, dict[str, Any]]], depth: int
) -> dict[str, Any]:
    about = sheets[0].about
    layers = [
        {
            "id": sheet.name,
            "fields": _kinds(said for name, said in named if name == sheet.name),
            "maxzoom": depth,
        }
        for sheet in sheets
    ]
    credit = " · ".join(filter(None, [*about.attribution, about.licence]))
    return {"name": about.name, "attribution": credit, "as_of": about.as_of, "vector_layers": layers}


def _kinds(rows: Iterator[dict[str, Any]]) -> dict[str, str]:
    return {
        name: "String" if isinstance(value, str) else "Number"
        for said in rows
        for name, value in said.items()
    }
