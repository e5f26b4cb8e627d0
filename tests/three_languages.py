"""A made-up map whose languages are Ukrainian, Hebrew and Chinese: none of those that the shipped map has."""

import csv
import json
from pathlib import Path

LANGUAGES = ("uk", "he", "zh-Hant")
TITLE = {"uk": "Річкова долина", "he": "עמק הנהר", "zh-Hant": "河谷"}
AREA = {"uk": "Верхній міст", "he": "הגשר העליון", "zh-Hant": "上橋"}
NOTE = {"uk": "За словами мешканців.", "he": "לפי התושבים.", "zh-Hant": "據居民所述。"}
TOWN = {"uk": "Білий Брід", "he": "מעבר לבן", "zh-Hant": "白渡"}
MILL = {"uk": "Старий Млин", "he": "הטחנה הישנה", "zh-Hant": "舊磨坊"}
STRIKE = {"uk": "Удар по мосту.", "he": "תקיפה על הגשר.", "zh-Hant": "橋樑遭襲。"}

_SETTINGS = """
format = 1
title = { uk = "Річкова долина", he = "עמק הנהר", zh-Hant = "河谷" }
time_zone = "Europe/Kyiv"
languages = ["uk", "he", "zh-Hant"]
period = { from = "2024-03-01", through = "2024-03-10" }

[[actors]]
id = "north"
name = { uk = "Північ", he = "הצפון", zh-Hant = "北方" }
colour = "#7a8b99"

[[actors]]
id = "south"
name = { uk = "Південь", he = "הדרום", zh-Hant = "南方" }
colour = "#b5485d"

[[layers]]
id = "valley"
file = "valley.geojson"
name = { uk = "Долина", he = "העמק", zh-Hant = "河谷" }
extent = { file = "base/land.geojson", ids = ["V"] }

[[base]]
file = "base/land.geojson"
kind = "governorate"

[[base]]
file = "base/settlements.geojson"
kind = "settlement"

[strings.uk]
derived_near = "Поблизу: {place}"
derived_more = " і ще {more}"
derived_also = "Також названо: {actors}"
"""


def spelled(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Texts by language as the properties or columns that a file has them in."""
    first, *rest = LANGUAGES
    return {name: texts[first], **{f"{name}_{language}": texts[language] for language in rest}}


def square(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(id: str, geometry: dict | None, **properties) -> dict:
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": properties}


def write_map(folder: Path) -> Path:
    """Write the map into a new folder, and return that."""
    (folder / "base").mkdir(parents=True)
    (folder / "hand").mkdir()
    (folder / "controlmap.toml").write_text(_SETTINGS.lstrip(), encoding="utf-8")
    valley = square(30, 50, 30.4, 50.2)
    held = {"valid_from": "2024-03-01", "valid_to": None, "certainty": "confirmed", "sources": ["paper"]}
    west = feature(
        "valley-0001", square(30, 50, 30.2, 50.2), controller="north", **held,
        **spelled("area", AREA), **spelled("note", NOTE),
    )  # fmt: skip
    east = feature("valley-0002", square(30.2, 50, 30.4, 50.2), controller="south", **held)
    mill = square(30.3, 50.1, 30.35, 50.15)
    drawn = feature("mill-yard", mill, role="override", controller="north", **spelled("area", MILL))
    ground = feature("south-bank", valley, role="baseline", controller="south")
    town, point = (
        {"type": "Point", "coordinates": [30.1, 50.1]},
        {"type": "Point", "coordinates": [30.2, 50.1]},
    )
    event = feature(
        "e1", point, date="2024-03-04", kind="air_strike", sources=["paper"],
        **spelled("place", TOWN), **spelled("statement", STRIKE), **spelled("note", NOTE),
    )  # fmt: skip
    _write(folder / "valley.geojson", west, east)
    _write(folder / "events.geojson", event)
    _write(folder / "hand" / "valley.geojson", drawn, ground)
    _write(folder / "base" / "land.geojson", feature("V", valley, **spelled("name", TITLE)))
    _write(folder / "base" / "settlements.geojson", feature("b", town, rank=1, **spelled("name", TOWN)))
    source = {"id": "paper", "type": "article-newspaper", "title": "Долина сьогодні", "publisher": "Вісник"}
    (folder / "sources.json").write_text(json.dumps([source], ensure_ascii=False), encoding="utf-8")
    place = {
        "admin1": "",
        "coord_source": "made up",
        "coord_accuracy_m": 100,
        "population": "",
        "cell": "yes",
    }
    _write_table(
        folder / "places.csv",
        {
            "id": "ford",
            **spelled("name", TOWN),
            "kind": "town",
            "lon": 30.1,
            "lat": 50.1,
            **place,
            "note": "",
        },
        {
            "id": "mill",
            **spelled("name", MILL),
            "kind": "village",
            "lon": 30.3,
            "lat": 50.1,
            **place,
            "note": "",
        },
    )
    report = {"place": "ford", "from_controller": "", "status": "held", "others": "", "named": "named"}
    report |= {"date": "2024-03-02", "kind": "held", "sources": "paper", **spelled("statement", STRIKE)}
    _write_table(
        folder / "reports.csv",
        {"id": "r1", **report, "controller": "north", "confidence": "high", **spelled("note", NOTE)},
        {"id": "r2", **report, "controller": "south", "confidence": "low", **spelled("note", NOTE)},
    )
    return folder


def _write(path: Path, *features: dict) -> None:
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _write_table(path: Path, *rows: dict) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
