"""Whatever a map holds, exports lose none of it silently, and nothing that opens them runs it."""

import csv
import json
import re
from pathlib import Path

import pytest
import shapely
from pmtiles.reader import MmapSource, Reader

from controlmap.api import MapProject, open_map
from controlmap.exchange import WHATS, Reading, possible, read_parts
from controlmap.exchange.readers import READERS
from controlmap.exchange.writers import FOLDER
from controlmap.store import init_project
from tests.exchange.test_export import ASKED

TEXTS = {
    "commas and quotes": "A, \"B\"; 'C'",
    "lines": "one\ntwo\r\nthree",
    "a formula": "=cmd|'/C calc'!A0",
    "a sum": "+1+1",
    "a sign": "@SUM(1)",
    "a formula after a tab": "\t=1",
    "a formula after a line": "\n=1",
    "a formula in wide letters": "＝1+1",
    "a formula with an apostrophe": "'=1",
    "an end of CDATA": "x ]]> y <![CDATA[ z",
    "HTML": "<img src=x onerror=alert(1)></td></script><script>alert(1)</script>",
    "length": "L" * 10_000,
    "Arabic": "هيئة «تحرير» الشام",
    "directions": "a\u202eb\u2066c",
    "flags": "🏴‍☠️",
    "what looks like another type": "007",
    "what looks like nothing": "NULL",
    "the letter U+0000": "a\0b",
    "letters that XML lacks": "a\x01b\x0bc",
    "blanks around": "  a  b  ",
    "blanks alone": "   ",
    "blanks that XML does not count": "\u00a0a\u2003",
    "tabs around": "\ta\t",
    "a line break before": "\na",
    "a line break after": "a\r\n",
    "line breaks around": "\n  a\n",
    "an apostrophe": "'a",
    "JSON": '["a", {"b": 1}]',
    "a date": "2024-11-30T00:00:00Z",
    "what looks like true": "true",
    "a number of many digits": "00123456789012345678901234567890.10",
    "an empty text": "",
    "letters put together": "e\u0301 \u00e9",
    "the last letters of all": "\U0010fffd\uffff",
}
STATES = [ending for ending in possible("states") if ending in READERS]
HOLDS = {
    **dict.fromkeys(["the letter U+0000"], (".gpkg", ".fgb", ".shp", ".kml")),
    **dict.fromkeys(["letters that XML lacks"], (".kml",)),
    **dict.fromkeys(["length"], (".shp",)),
    **dict.fromkeys(["line breaks around", "the last letters of all"], (".kml",)),
    **dict.fromkeys(["blanks around", "blanks alone"], (".shp",)),
}
"""Formats that have no room for a text, and say so."""
MAPS = {
    "before our era": ((10, 40, 11, 41), ("-0044-03-15", "-0043-01-01", "-0042-12-31")),
    "years only": ((10, 40, 11, 41), ("1914", "1916", "1918")),
    "far ahead": ((10, 40, 11, 41), ("+12000", "+12001", "+12002")),
    "on the antimeridian": ((178, -2, 182, 2), ("2024-01-01", "2024-01-03", "2024-01-05")),
}


def named(folder: Path, text: str) -> MapProject:
    """The valley, each of whose areas is called so."""
    init_project(folder)
    layer = folder / "valley.geojson"
    found = json.loads(layer.read_text(encoding="utf-8"))
    for feature in found["features"]:
        feature["properties"]["area"] = text
    layer.write_text(json.dumps(found), encoding="utf-8")
    return open_map(folder)


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_comes_back_from_each_format_or_it_is_told_that_it_cannot(tmp_path: Path, kind: str) -> None:
    project = named(tmp_path / "map", TEXTS[kind])
    for ending in STATES:
        done = project.export(tmp_path / f"file{ending}", states=True)
        (rows,) = read_parts(done.file, Reading())
        found = {str(row.fields["area"]) for row in rows.rows}
        if ending in HOLDS.get(kind, ()):
            assert found != {TEXTS[kind]}
            assert any(re.search("cut|blanks|U\\+0000|XML", sentence) for sentence in done.told), ending
        else:
            nothing = ending == ".shp" and not TEXTS[kind]  # an empty field is either
            assert found == {str(None) if nothing else TEXTS[kind]}, ending


@pytest.mark.parametrize("kind", TEXTS)
def test_no_cell_is_worked_out_and_no_balloon_or_page_runs(tmp_path: Path, kind: str) -> None:
    project = named(tmp_path / "map", TEXTS[kind])
    path = project.export(tmp_path / "file.csv", states=True).file
    with path.open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    text = project.export(tmp_path / "file.kml", states=True).file.read_text(encoding="utf-8")
    assert not re.search("<(img|script)", text)
    assert "]]>" not in text
    balloons = re.findall("<description>(.*?)</description>", text, re.DOTALL)
    assert not any(re.search("&lt;(img|script)", balloon) for balloon in balloons)


def made(folder: Path, box: tuple[float, ...], dates: tuple[str, ...]) -> MapProject:
    """A map of one piece of ground that passes from a to b."""
    west, south, east, north = box
    cut = [shapely.box(west, south, min(east, 180), north)]
    cut += [shapely.box(-180, south, east - 360, north)] if east > 180 else []
    ground = json.loads(shapely.to_geojson(shapely.MultiPolygon(cut) if len(cut) > 1 else cut[0]))
    start, passes, through = dates
    states = [
        {"type": "Feature", "id": f"l-{i}", "geometry": ground, "properties": {
            "controller": who, "status": "held", "valid_from": since, "valid_to": until,
            "certainty": "confirmed", "sources": ["s"]}}
        for i, (who, since, until) in enumerate([("a", start, passes), ("b", passes, None)])
    ]  # fmt: skip
    actors = "".join(
        f'[[actors]]\nid = "{who}"\nname = {{ en = "{who}" }}\ncolour = "{colour}"\n'
        for who, colour in (("a", "#aa0000"), ("b", "#0000aa"))
    )
    folder.mkdir()
    (folder / "controlmap.toml").write_text(
        'format = 1\ntitle = { en = "Strange" }\ntime_zone = "Europe/Rome"\nlanguages = ["en"]\n'
        'grid = 1e-6\noverlaps = "error"\nlicence = "CC0 1.0"\n'
        f'period = {{ from = "{start}", through = "{through}" }}\n[view]\nbounds = {[*box]}\n{actors}'
        '[[layers]]\nid = "l"\nfile = "l.geojson"\nname = { en = "L" }\n',
        encoding="utf-8",
    )
    collection = {"type": "FeatureCollection", "features": states}
    (folder / "l.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (folder / "sources.json").write_text(
        '[\n{"id": "s", "type": "book", "title": "S"}\n]\n', encoding="utf-8"
    )
    return open_map(folder)


@pytest.mark.parametrize("kind", MAPS)
def test_strange_times_and_places_go_out_in_every_format_and_come_back(tmp_path: Path, kind: str) -> None:
    box, dates = MAPS[kind]
    project = made(tmp_path / "map", box, dates)
    asked = {
        **ASKED,
        "at": {"at": dates[1]},
        "changes": {"changes": dates[1:]},
        "fronts": {"fronts": dates[1]},
    }
    for what in WHATS:
        for ending in possible(what):
            target = tmp_path / "out" / f"{what}{'' if ending == FOLDER else ending}"
            done = project.export(target, **asked[what])
            assert all(path.stat().st_size for path in done.files)
            if what != "states" or ending not in READERS:
                continue
            (rows,) = read_parts(target, Reading())
            assert [str(row.fields["valid_from"]) for row in rows.rows] == [*dates[:2]]
            states = project.project.layers[0].states
            assert all(
                shapely.equals(row.geometry, state.geometry)
                for row, state in zip(rows.rows, states, strict=True)
            )
            if kind in ("before our era", "far ahead") and ending in (".kml", ".gpkg"):
                assert any("years go from 1 to 9999" in sentence for sentence in done.told)


def test_tiles_of_a_map_across_the_antimeridian_are_where_it_is(tmp_path: Path) -> None:
    project = made(tmp_path / "map", *MAPS["on the antimeridian"])
    path = project.export(tmp_path / "file.pmtiles", states=True).file
    with path.open("rb") as stream:
        header = Reader(MmapSource(stream)).header()
    assert header["max_zoom"] >= 8
    assert abs(header["center_lon_e7"]) == 180 * 10_000_000
    style = json.loads(path.with_suffix(".style.json").read_text(encoding="utf-8"))
    assert abs(style["center"][0]) == 180
    assert style["zoom"] > 5
