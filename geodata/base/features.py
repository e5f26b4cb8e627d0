"""GeoJSON features with shapely geometries, and files of them: one feature a line, rounded coordinates."""

import json
from pathlib import Path

import shapely
from shapely.geometry import mapping

HERE = Path(__file__).parent


def write(name: str, features: list[dict], digits: int) -> None:
    """Write features, one a line, with coordinates rounded to `digits` decimals."""
    lines = [json.dumps(rounded(feature, digits), ensure_ascii=False) for feature in features]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / name).write_text(text, encoding="utf-8")


def rounded(feature: dict, digits: int) -> dict:
    """Replace the shapely geometry by its GeoJSON on the grid of `digits` decimals."""
    geometry = shapely.set_precision(feature["geometry"], 10**-digits)
    if geometry.geom_type.endswith("Polygon"):
        geometry = shapely.orient_polygons(geometry)
    members = mapping(geometry)
    return feature | {"geometry": members | {"coordinates": short_numbers(members["coordinates"], digits)}}


def short_numbers(value, digits: int):
    """Round nested coordinates, so that 36.123400000000004 is written as 36.1234."""
    if isinstance(value, float):
        return round(value, digits)
    return [short_numbers(item, digits) for item in value]


def new_feature(geometry, identifier: str | None = None, **properties) -> dict:
    head = {"type": "Feature"} | ({"id": identifier} if identifier else {})
    return head | {"geometry": geometry, "properties": properties}
