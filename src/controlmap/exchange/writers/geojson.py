"""GeoJSON (RFC 7946): a feature a line, coordinates on the map's grid, members that say what the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely

from controlmap.exchange.sheets import About, Item, Sheet
from controlmap.format import geometry_text, json_text
from controlmap.plane import Grid

__all__ = ["GroundText", "about_members", "collection_text", "ground_text", "write_geojson"]

GroundText = Callable[[shapely.Geometry, Grid], str]


def ground_text(geometry: shapely.Geometry, grid: Grid) -> str:
    """Return a geometry as GeoJSON."""
    return geometry_text(geometry, grid=grid)


def write_geojson(path: Path, sheets: Sequence[Sheet], ground: GroundText = ground_text) -> list[str]:
    """Write the rows of all sheets as one FeatureCollection; `ground` writes geometries."""
    path.write_text(collection_text(sheets, ground), encoding="utf-8", newline="\n")
    return []


def collection_text(sheets: Sequence[Sheet], ground: GroundText = ground_text) -> str:
    """Return the rows of all sheets as a FeatureCollection, with what it says of itself in front."""
    members = "".join(f"{json_text(k)}: {json_text(v)}, " for k, v in about_members(sheets[0].about).items())
    lines = ",\n".join(_feature(item, sheet.grid, ground) for sheet in sheets for item in sheet.items)
    return f'{{"type": "FeatureCollection", {members}"features": [\n{lines}\n]}}\n'


def about_members(about: About) -> dict[str, Any]:
    """Return what a file says of itself, as members of its JSON; what is not known is left out."""
    said = {
        "title": dict(about.title),
        "licence": about.licence,
        "attribution": list(about.attribution),
        "as_of": about.as_of,
        "time_zone": about.time_zone,
    }
    return {name: value for name, value in said.items() if value}


def _feature(item: Item, grid: Grid, ground: GroundText) -> str:
    return "{" + ", ".join(f'"{name}": {text}' for name, text in _members(item, grid, ground)) + "}"


def _members(item: Item, grid: Grid, ground: GroundText) -> Iterator[tuple[str, str]]:
    yield "type", '"Feature"'
    if item.id is not None:
        yield "id", json_text(item.id)
    yield "geometry", "null" if item.geometry is None else ground(item.geometry, grid)
    yield "properties", json_text(item.fields)
    yield from ((name, json_text(value)) for name, value in item.members.items() if name != "bbox")
