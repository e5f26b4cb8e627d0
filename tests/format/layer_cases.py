"""Layers for tests: minimal ones by hand, random ones by hypothesis."""

import json
import re
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from controlmap.format import parse_layer
from controlmap.plane.grid import Grid

GRID = Grid(6)
ZONE = ZoneInfo("Asia/Damascus")
TRIANGLE = [[36.1, 35.1], [36.3, 35.1], [36.2, 35.4], [36.1, 35.1]]
OWN_PROPERTIES = ("controller", "valid_from", "valid_to")


def feature(ring=None, *, id="a", geometry=None, members=None, **properties):
    """Return a control state as a GeoJSON object: a triangle unless said otherwise."""
    own = {"controller": "league", "valid_from": "2024-03-01", "valid_to": None, **properties}
    shape = geometry or {"type": "Polygon", "coordinates": [ring or TRIANGLE]}
    return {"type": "Feature", "id": id, "geometry": shape, "properties": own, **(members or {})}


def collection(*features, **members):
    return {"type": "FeatureCollection", **members, "features": list(features)}


def parse(value, *, grid=GRID, zone=ZONE):
    """Parse a layer given as a JSON value or as bytes."""
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return parse_layer(data, file="layer.geojson", grid=grid, zone=zone)


def sound(value, **options):
    """Parse a layer that has no problem at all."""
    layer, problems = parse(value, **options)
    assert problems == []
    return layer


def codes(value, **options):
    return [problem.code for problem in parse(value, **options)[1]]


# Texts hold every character that UTF-8 can carry; half surrogates it cannot.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
GEOJSON_MEMBERS = {
    "type",
    "id",
    "geometry",
    "properties",
    "features",
    "coordinates",
    "geometries",
    "bbox",
    "crs",
}
foreign = st.dictionaries(texts.filter(lambda name: name not in GEOJSON_MEMBERS), json_values, max_size=3)
known = st.fixed_dictionaries(
    {
        "controller": texts,
        "valid_from": st.sampled_from(["2024-03-01", "-0044-03-15"]),
        "valid_to": st.sampled_from(["2024-03-09", "2024-03-09T14:00", None]),
    },
    optional={
        "area": texts | st.none(),
        "note_ar": texts,
        "status": st.sampled_from(["held", "joint"]),
        "others": st.lists(texts, max_size=2),
        "sources": st.lists(texts, max_size=2),
        "evidence_distance_km": st.floats(0, 1e6) | st.integers(0, 100),
        "probability": st.floats(0, 1),
        "recorded_at": st.sampled_from(["2024-04-01", None]),
    },
)
degrees = st.floats(-80, 80).map(lambda value: value + 0.0)
steps = st.floats(0.01, 1)


@st.composite
def triangles(draw):
    """Return a ring with a right angle, in either direction."""
    lon, lat, width, height = draw(degrees), draw(degrees), draw(steps), draw(steps)
    ring = [[lon, lat], [lon + width, lat], [lon, lat + height], [lon, lat]]
    return ring[::-1] if draw(st.booleans()) else ring


@st.composite
def multi_triangles(draw):
    """Return the coordinates of a MultiPolygon: triangles side by side, some with a hole."""
    size, polygons = draw(steps), []
    for i in range(draw(st.integers(1, 3))):
        x = -80 + 3 * i
        shell = [[x, 0], [x + 2 * size, 0], [x, 2 * size], [x, 0]]
        hole = [[x + 0.2 * size, 0.2 * size], [x + 0.5 * size, 0.2 * size], [x + 0.2 * size, 0.5 * size]]
        polygons.append([shell, [*hole, hole[0]]] if draw(st.booleans()) else [shell])
    return polygons


geometries = st.builds(
    lambda kind, rest: {**kind, **rest},
    triangles().map(lambda ring: {"type": "Polygon", "coordinates": [ring]})
    | multi_triangles().map(lambda polygons: {"type": "MultiPolygon", "coordinates": polygons}),
    foreign,
)
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
ids = st.integers(-(2**53) + 1, 2**53 - 1) | texts.filter(
    lambda text: text.strip() and not CONTROLS.search(text)
)


@st.composite
def collections(draw):
    """Return a sound layer as a GeoJSON object, with foreign members on every level."""
    features = [
        {
            "type": "Feature",
            "id": identifier,
            "geometry": draw(geometries),
            "properties": {**draw(json_properties), **draw(known)},
            **draw(foreign),
        }
        for identifier in draw(st.lists(ids, max_size=4, unique_by=str))
    ]
    return {"type": "FeatureCollection", **draw(foreign), "features": features}


# Names that the model has for itself are properties like any other.
reserved = st.sampled_from(["id", "geometry", "members", "numeric_id", "model_config", "__class__"])
MODEL_NAMES = {
    "area", "area_ar", "controller", "status", "others", "valid_from", "valid_to", "certainty", "sources",
    "evidence_distance_km", "probability", "recorded_at", "superseded_at", "note", "note_ar",
}  # fmt: skip
json_properties = st.dictionaries(
    reserved | texts.filter(lambda name: name not in MODEL_NAMES), json_values, max_size=3
)
