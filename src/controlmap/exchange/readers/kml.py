"""KML and KMZ, read for who holds what: GDAL drops the styles, folders and times that say so.

Offered as fields: `folder` (the path of folders, joined by `/`), `styleUrl`, `fill` (the polygon's colour
as `#rrggbb`), `name`, `description`, what stands in ExtendedData, and `begin` and `end` as texts. A
Placemark without a time has its folder's, as KML's own rule says (OGC 12-007r2, section 9.1.3.1). Colours
are written `aabbggrr`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.files import (
    data_of,
    members_of_zip,
    opened_zip,
    refuse_what_is_no_map,
    unpacked_member,
)
from controlmap.exchange.readers.rows import Reading, Row, Rows, refuse_doubled
from controlmap.exchange.xml_layout import without_layout

__all__ = ["read_kml", "read_kmz"]

MAX_DEPTH = 64
MAX_BYTES = 128 * 2**20
MAX_TAGS = 4_000_000
"""Each tag becomes an object of some hundred bytes, however short it is written."""
_CONTAINERS = ("Document", "Folder")
_POSITION = re.compile(r"[^\s,]+(?:,[^\s,]+)*")
_COLOUR = re.compile(r"[0-9a-fA-F]{8}")

Time = tuple[str | None, str | None]


def read_kml(path: Path, reading: Reading) -> Rows:
    """Return the placemarks of a KML file.

    Raises
    ------
    InputError
        When it is no KML, holds nothing but a link, or a placemark's coordinates cannot be read.
    """
    return _rows(data_of(path), path.name)


def read_kmz(path: Path, reading: Reading) -> Rows:
    """Return the placemarks of the KML file in a KMZ archive.

    Raises
    ------
    InputError
        When it is no archive with a KML file in it, or as `read_kml` does.
    """
    with opened_zip(path) as archive:
        found = members_of_zip(archive, (".kml",))
        if not found:
            raise InputError(Problem("holds no .kml file", path.name))
        # The first one is the map, whatever it is called (OGC 12-007r2, annex C).
        data = unpacked_member(archive, found[0], MAX_BYTES)
    refuse_what_is_no_map(data, path.name)
    return _rows(data, path.name)


class _Placemark(NamedTuple):
    """A Placemark with what it has from the folders around it."""

    element: Element
    folders: tuple[str, ...]
    time: Time


def _rows(data: bytes, file: str) -> Rows:
    root = _parsed(data, file)
    placemarks = list(_placemarks(root, (), (None, None), file))
    links = [href for link in root.iter() if _tag(link) == "NetworkLink" for href in _hrefs(link)]
    if not placemarks:
        raise InputError(_nothing(links, file))
    styles = _styles(root)
    rows, problems = [], []
    for number, placemark in enumerate(placemarks, 1):
        label = _text(placemark.element, "name") or f"number {number}"
        try:
            refuse_doubled(_names_of_data(placemark.element), file, feature=label)
            rows.append(Row(label, _geometry(placemark.element), _fields(placemark, styles)))
        except InputError as error:
            problems += error.problems
        except ValueError as error:
            problems.append(Problem(str(error), file, feature=label, code="CM203"))
    if problems:
        raise InputError(problems)
    told = [f"what is behind a link was not fetched: {href}" for href in links]
    title = next((_text(e, "name") for e in root.iter() if _tag(e) == "Document"), None)
    origin = {"title": title} if title else {}
    return Rows(file, tuple(rows), "begin", "end", "fill", told=tuple(told), origin=origin)


def _parsed(data: bytes, file: str) -> Element:
    if len(data) > MAX_BYTES or data.count(b"<") > MAX_TAGS:
        wrong = f"is larger than {MAX_BYTES >> 20} MiB, or has more than {MAX_TAGS:,} tags"
        raise InputError(Problem(wrong, file, code="CM107"))
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise InputError(Problem(f"is not XML: {error.msg}", file, line, column + 1)) from None
    except DefusedXmlException:
        raise InputError(Problem("defines entities or document types, which are not read", file)) from None
    except (ValueError, LookupError) as error:
        raise InputError(Problem(f"is not XML: {error}", file)) from None
    if _tag(root) != "kml" and not any(_tag(e) == "Placemark" for e in root.iter()):
        raise InputError(Problem(f"is XML, but no KML: its root is {_tag(root)!r}", file))
    return root


def _nothing(links: list[str], file: str) -> Problem:
    if not links:
        return Problem("holds no places", file)
    hint = 'Download the map itself (My Maps: untick "keep data up to date"); nothing was fetched.'
    return Problem(f"holds no places, only a link to {links[0]}", file, hint=hint)


def _placemarks(
    element: Element, folders: tuple[str, ...], time: Time, file: str, depth: int = 0
) -> Iterator[_Placemark]:
    if depth > MAX_DEPTH:
        raise InputError(Problem(f"nests folders more than {MAX_DEPTH} levels deep", file))
    for child in element:
        if _tag(child) == "Placemark":
            yield _Placemark(child, folders, _time(child) or time)
        elif _tag(child) in _CONTAINERS:
            # A Document is the file itself, not a folder that somebody made.
            name = _text(child, "name") if _tag(child) == "Folder" else None
            inner = (*folders, name) if name else folders
            yield from _placemarks(child, inner, _time(child) or time, file, depth + 1)


def _time(element: Element) -> Time | None:
    """Return an element's own time: a TimeStamp has a beginning only."""
    for child in element:
        if _tag(child) == "TimeSpan":
            return _text(child, "begin"), _text(child, "end")
        if _tag(child) == "TimeStamp":
            return _text(child, "when"), None
    return None


def _fields(placemark: _Placemark, styles: Mapping[str, str]) -> dict[str, Any]:
    element = placemark.element
    url = (_text(element, "styleUrl") or "").rpartition("#")[2]
    own = next((_fill(child) for child in element if _tag(child) == "Style"), None)
    begin, end = placemark.time
    own_id = {"id": element.get("id")} if element.get("id") else {}
    known = {
        "name": _text(element, "name"),
        "description": _text(element, "description"),
        "folder": "/".join(placemark.folders),
        "styleUrl": url,
        "fill": own or styles.get(url),
        "begin": begin,
        "end": end,
    }
    return {**own_id, **_extended(element), **{name: value for name, value in known.items() if value}}


def _names_of_data(element: Element) -> list[str]:
    return [child.get("name", "") for child in element.iter() if _tag(child) in ("Data", "SimpleData")]


def _extended(element: Element) -> dict[str, str]:
    """Return what stands in ExtendedData, typed or not."""
    found: dict[str, str] = {}
    for child in element.iter():
        name = child.get("name")
        if name and _tag(child) == "Data":
            value = next((part for part in child if _tag(part) == "value"), None)
            found[name] = "" if value is None else without_layout("".join(value.itertext()))
        elif name and _tag(child) == "SimpleData":
            found[name] = without_layout(child.text or "")
    return found


def _styles(root: Element) -> dict[str, str]:
    """Return the colour of each shared style by its id; a StyleMap has that of its normal style."""
    shared = [e for e in root.iter() if e.get("id")]
    colours = {e.get("id", ""): fill for e in shared if _tag(e) == "Style" and (fill := _fill(e))}
    for element in shared:
        if _tag(element) == "StyleMap":
            for pair in element:
                if _text(pair, "key") == "normal":
                    url = (_text(pair, "styleUrl") or "").rpartition("#")[2]
                    inline = next((_fill(child) for child in pair if _tag(child) == "Style"), None)
                    if fill := inline or colours.get(url):
                        colours[element.get("id", "")] = fill
    return colours


def _fill(style: Element) -> str | None:
    """Return the colour that a style fills polygons with, or draws them with where it fills none."""
    found = {_tag(part): part for part in style}
    poly = found.get("PolyStyle")
    filled = poly is not None and _text(poly, "fill") not in ("0", "false")
    part = poly if filled and poly is not None and _text(poly, "color") else found.get("LineStyle")
    colour = None if part is None else _text(part, "color")
    if colour is None or not _COLOUR.fullmatch(colour):
        return None
    return f"#{colour[6:8]}{colour[4:6]}{colour[2:4]}".lower()


def _geometry(element: Element, depth: int = 0) -> shapely.Geometry | None:
    """Return the geometry of a Placemark or a part of one; None where it has none that is known here.

    Raises
    ------
    ValueError
        When its coordinates are none.
    """
    if depth > MAX_DEPTH:
        raise ValueError(f"nests geometries more than {MAX_DEPTH} levels deep")
    found = [
        shape
        for child in element
        if (build := _BUILDERS.get(_tag(child)))
        and (shape := build(child, depth + 1) if build is _geometry else build(child))
    ]
    return found[0] if len(found) == 1 else shapely.GeometryCollection(found) if found else None


def _point(element: Element) -> shapely.Geometry | None:
    positions = _positions(element)
    return shapely.Point(positions[0]) if positions else None


def _line(element: Element) -> shapely.Geometry | None:
    positions = _positions(element)
    return shapely.LineString(positions) if len(positions) > 1 else None


def _polygon(element: Element) -> shapely.Geometry | None:
    shells = [_ring(b) for b in element if _tag(b) == "outerBoundaryIs"]
    holes = [_ring(b) for b in element if _tag(b) == "innerBoundaryIs"]
    return shapely.Polygon(shells[0], holes) if shells else None


def _ring(boundary: Element) -> list[tuple[float, float]]:
    positions = [position for ring in boundary for position in _positions(ring)]
    if len(positions) < 4:
        raise ValueError(f"a ring has {len(positions)} positions: at least four are needed")
    if positions[0] != positions[-1]:
        raise ValueError(f"the ring that begins at {list(positions[0])} is not closed")
    return positions


def _positions(element: Element) -> list[tuple[float, float]]:
    text = _text(element, "coordinates") or ""
    return [_position(words) for words in _POSITION.findall(text)]


def _position(text: str) -> tuple[float, float]:
    words = text.split(",")
    try:
        lon, lat = float(words[0]), float(words[1])
    except (ValueError, IndexError):
        raise ValueError(f"{text!r} is no position: lon,lat[,height] is expected") from None
    if not (-360 <= lon <= 360 and -90 <= lat <= 90):
        raise ValueError(f"{text!r} is no longitude and latitude in degrees")
    return lon, lat


_BUILDERS = {
    "Point": _point,
    "LineString": _line,
    "LinearRing": _line,
    "Polygon": _polygon,
    "MultiGeometry": _geometry,
}


def _hrefs(link: Element) -> Iterator[str]:
    return (e.text.strip() for e in link.iter() if _tag(e) == "href" and e.text)


def _tag(element: Element) -> str:
    """Return an element's name without its namespace, which many files leave out."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element, name: str) -> str | None:
    child = next((child for child in element if _tag(child) == name), None)
    text = "" if child is None else "".join(child.itertext()).strip()
    return text or None
