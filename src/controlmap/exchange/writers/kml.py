"""KML 2.2 (OGC 07-147r2) for Google Earth and My Maps: a folder a controller, colours, times, balloons.

Elements stand in the order that the schema has them in. All fields stand in ExtendedData too, so that the
importer reads what went out. Balloons are HTML whose texts are references, and so run nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from controlmap.dates import day_or_minute, exact_text, precision_of
from controlmap.exchange.sheets import Item, Sheet
from controlmap.exchange.writers.values import flat
from controlmap.exchange.xml_layout import without_layout
from controlmap.model import Look
from controlmap.plane import Grid
from controlmap.words import counted

__all__ = ["kml_text", "write_kml"]

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, not even as a reference."""
_OPACITY, _LINE = 0.84, 1.2
"""The page's opacity of ground, so that colours are as far apart as the check says; pixels of its outline."""
_TEXTURES = "has no textures: how sure ground is stands in the balloons"
_FIRST, _LAST = np.datetime64("0001-01-01", "m"), np.datetime64("9999-12-31", "m")
_IN_BALLOON = (
    "area", "status", "certainty", "since", "until", "date", "area_km2", "length_km", "statement",
    "confidence", "note",
)  # fmt: skip
"""What people read: `since` and `until`, where `valid_from` may bear an hour that only shows an order."""


def write_kml(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write the rows of all sheets as one KML document."""
    path.write_text(kml_text(sheets), encoding="utf-8", newline="\n")
    items = [item for sheet in sheets for item in sheet.items]
    early = sum(item.start is not None and not _is_told(item) for item in items)
    told = [f"{counted(early, 'row')} without a time: KML's years go from 1 to 9999"] if early else []
    lost = sum(bool(_ILLEGAL.search(str(value))) for item in items for value in item.fields.values())
    told += [f"{counted(lost, 'text')} with letters that XML cannot hold: � stands for them"] if lost else []
    lines = sum(isinstance(v, str) and without_layout(v) != v for item in items for v in item.fields.values())
    told += [f"{counted(lines, 'text')} between line breaks, which XML takes for layout"] if lines else []
    return [*told, *([_TEXTURES] if any(item.look and item.look.texture for item in items) else [])]


def kml_text(sheets: Sequence[Sheet]) -> str:
    """Return the rows of all sheets as a KML document."""
    return "\n".join(_document(sheets)) + "\n"


def _document(sheets: Sequence[Sheet]) -> Iterator[str]:
    about = sheets[0].about
    said = filter(None, [about.as_of, about.licence, *about.attribution])
    styles = {look: f"look-{i}" for i, look in enumerate(_looks(sheets), start=1)}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2">'
    yield f"<Document><name>{_text(about.name)}</name><description>{_text(' · '.join(said))}</description>"
    yield from (_style(look, name) for look, name in styles.items())
    zone = ZoneInfo(about.time_zone)
    for legend in dict.fromkeys(_legend(item) for sheet in sheets for item in sheet.items):
        yield f"<Folder><name>{_text(legend)}</name>"
        for sheet in sheets:
            mine = (item for item in sheet.items if _legend(item) == legend)
            yield from (_placemark(item, styles, zone, sheet.grid) for item in mine)
        yield "</Folder>"
    yield "</Document></kml>"


def _looks(sheets: Sequence[Sheet]) -> list[tuple[str, str]]:
    looks = (_key(item.look) for sheet in sheets for item in sheet.items if item.look)
    return [*dict.fromkeys(looks)]


def _key(look: Look) -> tuple[str, str]:
    return look.colour, look.legend


def _legend(item: Item) -> str:
    return item.look.legend if item.look else ""


def _style(look: tuple[str, str], name: str) -> str:
    colour = look[0].lstrip("#")
    bgr = f"{colour[4:6]}{colour[2:4]}{colour[0:2]}"
    fill = f"{round(_OPACITY * 255):02x}{bgr}"
    return (
        f'<Style id="{name}"><IconStyle><color>ff{bgr}</color></IconStyle>'
        f"<LineStyle><color>ff{bgr}</color><width>{_LINE}</width></LineStyle>"
        f"<PolyStyle><color>{fill}</color></PolyStyle></Style>"
    )


def _placemark(item: Item, styles: dict[tuple[str, str], str], zone: ZoneInfo, grid: Grid) -> str:
    name = item.fields.get("place_name") or item.fields.get("label") or _legend(item)
    url = f"<styleUrl>#{styles[_key(item.look)]}</styleUrl>" if item.look else ""
    fields = {**({} if item.id is None else {"id": item.id}), **item.fields}
    parts = [
        f"<name>{_text(str(name))}</name>",
        f"<description>{_text(_balloon(item))}</description>",
        _span(item, zone),
        url,
        f"<ExtendedData>{''.join(_data(k, flat(k, v)) for k, v in fields.items())}</ExtendedData>",
        "" if item.geometry is None else _geometry(item.geometry, grid),
    ]
    return f"<Placemark>{''.join(parts)}</Placemark>"


def _data(name: str, value: object) -> str:
    text = "" if value is None else _text(str(value))
    return f'<Data name="{_text(name)}"><value>{text}</value></Data>'


def _balloon(item: Item) -> str:
    """Return what is known of a row as HTML, with its sources as links."""
    rows = ((name, item.fields.get(name)) for name in _IN_BALLOON)
    table = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(v))}</td></tr>"
        for name, v in rows
        if v not in (None, "")
    )
    titles, urls = item.fields.get("source_titles") or (), item.fields.get("source_urls") or ()
    cited = "".join(f"<li>{_link(title, url)}</li>" for title, url in zip(titles, urls, strict=True))
    return f"<table>{table}</table>" + (f"<ul>{cited}</ul>" if cited else "")


def _link(title: str, url: str | None) -> str:
    return f'<a href="{escape(url)}">{escape(title)}</a>' if url else escape(title)


def _is_told(item: Item) -> bool:
    ends = [end for end in (item.start, item.end) if end is not None]
    return bool(ends) and all(_FIRST <= end <= _LAST for end in ends)


def _span(item: Item, zone: ZoneInfo) -> str:
    if not _is_told(item):
        return ""
    begin = "" if item.start is None else f"<begin>{_time(item.start, zone)}</begin>"
    end = "" if item.end is None else f"<end>{_time(item.end, zone)}</end>"
    return f"<TimeSpan>{begin}{end}</TimeSpan>"


def _time(instant: np.datetime64, zone: ZoneInfo) -> str:
    """Return a day, or a time in UTC: programs take one without an offset for that."""
    told = day_or_minute(instant)
    if precision_of(told) == "day":
        return exact_text(told)
    civil = instant.astype("datetime64[s]").item().replace(tzinfo=zone)
    return civil.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _geometry(geometry: shapely.Geometry, grid: Grid) -> str:
    parts = [_part(part, grid) for part in shapely.get_parts(shapely.orient_polygons(geometry))]
    return parts[0] if len(parts) == 1 else f"<MultiGeometry>{''.join(parts)}</MultiGeometry>"


def _part(part: shapely.Geometry, grid: Grid) -> str:
    if not isinstance(part, shapely.Polygon):
        kind = "Point" if isinstance(part, shapely.Point) else "LineString"
        return f"<{kind}>{_coordinates(part, grid)}</{kind}>"
    rings = [("outerBoundaryIs", part.exterior), *(("innerBoundaryIs", ring) for ring in part.interiors)]
    walls = (f"<{n}><LinearRing>{_coordinates(ring, grid)}</LinearRing></{n}>" for n, ring in rings)
    return f"<Polygon>{''.join(walls)}</Polygon>"


def _coordinates(line: shapely.Geometry, grid: Grid) -> str:
    lonlat: Iterable[Sequence[float]] = grid.to_degrees(grid.to_units(shapely.get_coordinates(line))).tolist()
    positions = (f"{_number(lon)},{_number(lat)}" for lon, lat in lonlat)
    return f"<coordinates>{' '.join(positions)}</coordinates>"


def _number(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("�", text)).replace("\r", "&#13;")
