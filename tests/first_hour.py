"""What somebody finds who has never used controlmap: four publications, each in a form of its own."""

import json
from pathlib import Path

import geopandas as gpd
import shapely

_LIVE = {"2024-11-28": 0.3, "2024-11-29": 0.5, "2024-11-30": 0.7, "2024-12-01": 0.8}
_KML = {"2024-11-28": 0.3, "2024-12-01": 0.6}
_STYLES = {"poly-0288D1": "4dD18802", "poly-C2185B": "4d5B18C2"}
_MARKS = [
    ("36.20", "37.15", "Location dot red.svg", "[[Highgate]]"),
    ("36.30", "37.45", "Map-ctl2-red+yellow.svg", "[[Fordham]]"),
    ("36.10", "37.60", "Location dot yellow.svg", "[[Milltown]]"),
    ("36.50", "37.80", "Dot yellow ff4.svg", "[[Ridge End]]"),
    ("36.30", "37.20", "Mountain pass 12x12 e.svg", ""),
]
_MODULE = """return {
    marks = {
%s
    },
    containerArgs = { "Vale", caption = [=[[[File:Location_dot_red.svg|11px]] League;
        [[File:Dot_yellow_ff4.svg|11px]] Republic]=] }
}
"""


def write_all(folder: Path) -> None:
    """Write a live map's folder, a folder of KML, a Shapefile with years, and a module of Wikipedia."""
    _write_live(folder / "live", ["2024-11-28", "2024-11-29", "2024-11-30"])
    _write_live(folder / "today", ["2024-12-01"])
    _write_kml(folder / "kml")
    names = ["Österreich-Ungarn", "Österreich", "Magyarország"]
    boxes = [shapely.box(10, 46, 22, 49), shapely.box(10, 46, 16, 49), shapely.box(16, 46, 22, 49)]
    years = {"FROM": [1867, 1919, 1919], "TO": [1918, 1938, 9999]}
    borders = gpd.GeoDataFrame({"NAME": names, **years}, geometry=boxes, crs=4326)
    borders.to_file(folder / "borders.shp", encoding="utf-8")
    marks = "\n".join(
        f'        {{ lat = "{lat}", long = "{lon}", mark = "{mark}", marksize = "8", label = "{label}" }},'
        for lat, lon, mark, label in _MARKS
    )
    (folder / "vale.lua").write_text(_MODULE % marks, encoding="utf-8")


def _halves(share: float) -> list[shapely.Polygon]:
    return [shapely.box(37, 36, 37 + share, 37), shapely.box(37 + share, 36, 38, 37)]


def _write_live(folder: Path, days: list[str]) -> None:
    folder.mkdir()
    named = [("Звільнено /// Liberated", "#0f9d58"), ("Окуповано /// Occupied", "#a52714")]
    for day in days:
        features = [
            {
                "type": "Feature",
                "properties": {"name": name, "fill": fill},
                "geometry": shape.__geo_interface__,
            }
            for (name, fill), shape in zip(named, _halves(_LIVE[day]), strict=True)
        ]
        point = {"type": "Point", "coordinates": [37.2, 36.5, 0]}
        features.append({"type": "Feature", "properties": {"name": "Headquarters"}, "geometry": point})
        text = json.dumps({"id": 17, "map": {"type": "FeatureCollection", "features": features}})
        (folder / f"map_{day.replace('-', '')}.json").write_text(text, encoding="utf-8")


def _write_kml(folder: Path) -> None:
    folder.mkdir()
    styles = "".join(
        f'<Style id="{name}"><PolyStyle><color>{colour}</color></PolyStyle></Style>'
        for name, colour in _STYLES.items()
    )
    for day, share in _KML.items():
        placemarks = "".join(
            f"<Placemark><name>Zone {number}</name><styleUrl>#{style}</styleUrl><Polygon><outerBoundaryIs>"
            f"<LinearRing><coordinates>{_kml_ring(shape)}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
            "</Placemark>"
            for number, (style, shape) in enumerate(zip(_STYLES, _halves(share), strict=True), 1)
        )
        document = f"<Document>{styles}<Folder><name>Front</name>{placemarks}</Folder></Document>"
        text = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{document}</kml>'
        (folder / f"Control {day}.kml").write_text(text, encoding="utf-8")


def _kml_ring(shape: shapely.Polygon) -> str:
    return " ".join(f"{lon:.5f},{lat:.5f},0" for lon, lat in shape.exterior.coords)
