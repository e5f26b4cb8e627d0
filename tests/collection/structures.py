"""GeoJSON with one thing wrong or odd in its form: each made of one sound document."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Files = dict[str, tuple[str, str, bytes]]
"""By name: `valid`, `invalid` or `odd`, why, and the bytes."""

SOUND: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "north",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[36.1, 35.1], [36.2, 35.1], [36.2, 35.2], [36.1, 35.2], [36.1, 35.1]]],
            },
            "properties": {"side": "North", "day": "2024-03-02"},
        }
    ],
}
ABSENT = object()
F, G, C = ("features", 0), ("features", 0, "geometry"), ("features", 0, "geometry", "coordinates")
BROKEN: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "no-features": (("features",), ABSENT),
    "features-an-object": (("features",), {"0": {}}),
    "features-a-text": (("features",), "none"),
    "a-feature-a-number": (F, 7),
    "a-feature-null": (F, None),
    "a-feature-without-type": ((*F, "type"), ABSENT),
    "a-feature-of-another-type": ((*F, "type"), "feature"),
    "a-feature-whose-type-is-a-list": ((*F, "type"), ["Feature"]),
    "a-feature-without-geometry": (G, ABSENT),
    "a-geometry-a-text": (G, "POINT (1 2)"),
    "a-geometry-a-list": (G, [36.1, 35.1]),
    "a-geometry-without-type": ((*G, "type"), ABSENT),
    "a-geometry-of-no-known-type": ((*G, "type"), "Poligon"),
    "a-geometry-a-feature": (G, {"type": "Feature", "geometry": None, "properties": None}),
    "no-coordinates": (C, ABSENT),
    "coordinates-null": (C, None),
    "coordinates-an-object": (C, {"lon": 36.1, "lat": 35.1}),
    "coordinates-a-text": (C, "36.1,35.1"),
    "coordinates-too-flat": (C, [[36.1, 35.1], [36.2, 35.1], [36.2, 35.2], [36.1, 35.1]]),
    "coordinates-too-deep": (C, [[[[36.1, 35.1], [36.2, 35.1], [36.2, 35.2], [36.1, 35.1]]]]),
    "a-position-of-one-number": ((*C, 0, 1), [36.2]),
    "a-position-of-none": ((*C, 0, 1), []),
    "a-position-of-texts": ((*C, 0, 1), ["36.2", "35.1"]),
    "a-position-with-null": ((*C, 0, 1), [36.2, None]),
    "a-position-with-true": ((*C, 0, 1), [36.2, True]),
    "a-ring-of-three": ((*C, 0), [[36.1, 35.1], [36.2, 35.1], [36.1, 35.1]]),
    "a-ring-that-is-open": ((*C, 0, 4), [36.15, 35.15]),
    "a-ring-of-nothing": ((*C, 0), []),
    "a-latitude-beyond-the-pole": ((*C, 0, 2), [36.2, 91]),
    "properties-a-list": ((*F, "properties"), ["North"]),
    "properties-a-text": ((*F, "properties"), "North"),
    "properties-a-number": ((*F, "properties"), 1),
    "an-id-an-object": ((*F, "id"), {"a": 1}),
    "a-box-of-three": (("bbox",), [36.1, 35.1, 36.2]),
    "a-box-of-texts": (("bbox",), ["36.1", "35.1", "36.2", "35.2"]),
    "another-type": (("type",), "Collection"),
    "a-type-null": (("type",), None),
}
ODD: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "heights": ((*C, 0, 1), [36.2, 35.1, 400]),
    "more-than-heights": ((*C, 0, 1), [36.2, 35.1, 400, 7]),
    "beyond-the-antimeridian": ((*C, 0, 1), [190, 35.1]),
    "turned-the-other-way": ((*C, 0), SOUND["features"][0]["geometry"]["coordinates"][0][::-1]),
    "a-position-twice": ((*C, 0, 1), [36.1, 35.1]),
    "a-reference-system": (("crs",), {"type": "name", "properties": {"name": "EPSG:3857"}}),
    "a-reference-system-elsewhere": (
        ("crs",),
        {"type": "link", "properties": {"href": "http://127.0.0.1:9"}},
    ),
    "no-properties": ((*F, "properties"), None),
    "a-number-too-long-for-others": ((*F, "id"), 2**53 + 1),
    "an-id-a-fraction": ((*F, "id"), 1.5),
    "an-empty-id": ((*F, "id"), ""),
    "a-property-of-no-text": ((*F, "properties", "side"), [{"a": None}]),
    "text-that-turns-round": ((*F, "properties", "side"), "\u202eevil\u202c \x7f"),
    "no-feature": (("features",), []),
    "a-geometry-null": (G, None),
    "a-collection-inside": (G, {"type": "GeometryCollection", "geometries": []}),
}


def structures() -> Files:
    """All files of this kind."""
    made: Files = {"sound.geojson": ("valid", "a polygon with an id", _text(SOUND))}
    for name, (path, value) in BROKEN.items():
        made[f"{name}.geojson"] = ("invalid", f"[structure] {name}", _text(_changed(path, value)))
    for name, (path, value) in ODD.items():
        made[f"{name}.geojson"] = ("odd", name, _text(_changed(path, value)))
    for name, (expected, why, change) in _BYTES.items():
        made[f"{name}.geojson"] = (expected, why, change(_text(SOUND)))
    return made


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _changed(path: tuple[str | int, ...], value: Any) -> Any:
    """The sound document with one value another, or absent."""
    document = deepcopy(SOUND)
    home: Any = document
    for key in path[:-1]:
        home = home[key]
    if value is ABSENT:
        del home[path[-1]]
    else:
        home[path[-1]] = value
    return document


def _number(text: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"36.2", text.encode(), 1)


_BYTES: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "nothing": ("invalid", "[structure] no byte", lambda data: b""),
    "spaces": ("invalid", "[structure] spaces only", lambda data: b" \n\t "),
    "cut-off": ("invalid", "[structure] the second half is not there", lambda data: data[: len(data) // 2]),
    "two-documents": ("invalid", "[structure] one after the other", lambda data: data + data),
    "more-at-the-end": ("invalid", "[structure] a word after the end", lambda data: data + b"end"),
    "a-comma-too-many": (
        "invalid",
        "[structure] before a bracket",
        lambda data: data.replace(b"]", b",]", 1),
    ),
    "a-comment": ("invalid", "[structure] a comment", lambda data: b"// a map\n" + data),
    "single-quotes": ("invalid", "[structure] quoted otherwise", lambda data: data.replace(b'"', b"'")),
    "a-raw-line-break": ("invalid", "[structure] in a text", lambda data: data.replace(b"North", b"No\nrth")),
    "a-wrong-escape": ("invalid", "[structure] \\x", lambda data: data.replace(b"North", b"\\x41")),
    "half-a-letter": ("invalid", "[structure] no UTF-8", lambda data: data.replace(b"North", b"\xd8")),
    "half-a-pair": (
        "invalid",
        "[structure] a lone surrogate",
        lambda data: data.replace(b"North", b"\\ud800"),
    ),
    "zeros": ("invalid", "[structure] NUL bytes only", lambda data: bytes(len(data))),
    "not-a-number": ("invalid", "[structure] NaN", _number("NaN")),
    "infinite": ("invalid", "[structure] Infinity", _number("Infinity")),
    "too-large-a-number": ("invalid", "[structure] beyond all doubles", _number("1e999")),
    "a-leading-zero": ("invalid", "[structure] 036.2", _number("036.2")),
    "a-plus": ("invalid", "[structure] +36.2", _number("+36.2")),
    "a-name-twice": (
        *("invalid", "[structure] two members of one name"),
        lambda data: data.replace(b'"side"', b'"day": "2024-03-03", "side"'),
    ),
    "deep": ("invalid", "[structure] 100,000 lists", lambda data: b"[" * 100_000 + b"]" * 100_000),
    "a-mark-before": ("odd", "a byte order mark", lambda data: b"\xef\xbb\xbf" + data),
    "utf-16": ("odd", "UTF-16 with its mark", lambda data: data.decode().encode("utf-16")),
    "an-exponent": ("odd", "3.62e1", _number("3.62e1")),
    "many-digits": ("odd", "more digits than doubles have", _number("36.200000000000000000000000000001")),
    "lines-of-windows": ("odd", "CR LF", lambda data: data.replace(b"\n", b"\r\n")),
}
