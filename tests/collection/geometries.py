"""Polygons whose rings do not go together, and some that look so and do."""

import json
from typing import Any

Ring = list[list[float]]


def _box(west: float, south: float, east: float, north: float) -> Ring:
    """A ring around a box, in hundredths of a degree from 36, 35."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return _ring(*corners)


def _ring(*corners: tuple[float, float]) -> Ring:
    return [[round(36 + x / 100, 6), round(35 + y / 100, 6)] for x, y in corners]


def _document(kind: str, coordinates: Any) -> bytes:
    geometry = {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "id": "one", "geometry": geometry, "properties": {"side": "North"}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, indent=1).encode()


_SHELL = _box(0, 0, 10, 10)
_CROSSED = {
    "bow-tie": [_ring((0, 0), (10, 10), (10, 0), (0, 10), (0, 0))],
    "spike": [_ring((0, 0), (10, 0), (10, 10), (15, 15), (10, 10), (0, 10), (0, 0))],
    "no-ground": [_ring((0, 0), (5, 0), (10, 0), (0, 0))],
    "loop": [_ring((0, 0), (10, 0), (10, 10), (4, 10), (4, 12), (6, 12), (6, 8), (0, 8), (0, 0))],
    "hole-outside": [_SHELL, _box(20, 0, 30, 10)],
    "hole-across": [_SHELL, _box(5, 5, 15, 15)],
    "hole-as-large": [_SHELL, _SHELL],
    "hole-in-hole": [_SHELL, _box(1, 1, 9, 9), _box(3, 3, 6, 6)],
    "holes-across": [_SHELL, _box(1, 1, 6, 6), _box(4, 4, 9, 9)],
    "hole-along-the-edge": [_SHELL, _box(0, 2, 5, 8)],
    "hole-that-parts": [_SHELL, _ring((0, 5), (5, 0), (10, 5), (5, 10), (0, 5))],
}
_OVER = {
    "parts-over-each-other": [[_box(0, 0, 10, 10)], [_box(5, 5, 15, 15)]],
    "part-in-part": [[_box(0, 0, 10, 10)], [_box(2, 2, 4, 4)]],
    "part-twice": [[_box(0, 0, 10, 10)], [_box(0, 0, 10, 10)]],
    "parts-side-by-side": [[_box(0, 0, 10, 10)], [_box(10, 0, 20, 10)]],
}
_SOUND = {
    "hole-that-touches": ("Polygon", [_SHELL, _ring((0, 5), (5, 3), (5, 7), (0, 5))]),
    "parts-that-touch": ("MultiPolygon", [[_box(0, 0, 10, 10)], [_box(10, 10, 20, 20)]]),
    "part-in-a-hole": ("MultiPolygon", [[_SHELL, _box(2, 2, 8, 8)], [_box(4, 4, 6, 6)]]),
    "many-corners": ("Polygon", [_ring(*((x / 50, x % 2 / 1000) for x in range(500)), (10, 5), (0, 0))]),
    "less-than-a-metre": ("Polygon", [_box(0, 0, 0.0002, 0.0002)]),
}
GEOMETRIES: dict[str, tuple[str, str, bytes]] = {
    **{f"{n}.geojson": ("invalid", f"[geometry] {n}", _document("Polygon", c)) for n, c in _CROSSED.items()},
    **{
        f"{n}.geojson": ("invalid", f"[geometry] {n}", _document("MultiPolygon", c)) for n, c in _OVER.items()
    },
    **{f"{n}.geojson": ("odd", n, _document(kind, c)) for n, (kind, c) in _SOUND.items()},
}
"""By name: what is expected, why, and the bytes."""
