"""What the map says goes out as rows in the format that the target's name says, or with one clear error."""

import csv
import json
import re
import warnings
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from defusedxml.ElementTree import fromstring
from fastkml.validator import validate

from controlmap.api import MapProject, open_map
from controlmap.errors import InputError
from controlmap.exchange import WHATS, Reading, possible, read_parts
from controlmap.exchange.readers import READERS
from controlmap.exchange.sheets import areas_sheet, dated
from controlmap.exchange.writers import FOLDER, WRITERS
from controlmap.store import init_project

ASKED = {
    "states": {"states": True},
    "at": {"at": "2024-03-10"},
    "each": {"each": "change"},
    "changes": {"changes": ("2024-03-08", "2024-03-10")},
    "fronts": {"fronts": "2024-03-10"},
    "cells": {"cells": True},
    "areas": {"areas": True},
    "reports": {"reports": True},
    "package": {"package": True},
}
EVIL = "=cmd|' /C calc'!A0 </script><b onclick=x>&amp; ]]>"


@pytest.fixture
def valley(tmp_path: Path) -> MapProject:
    """The invented valley; what the league is called would do harm wherever a text is taken for more."""
    init_project(tmp_path / "map")
    settings = tmp_path / "map" / "controlmap.toml"
    text = settings.read_text(encoding="utf-8")
    assert "Mountain League" in text
    settings.write_text(text.replace("Mountain League", EVIL), encoding="utf-8")
    return open_map(tmp_path / "map")


def out(project: MapProject, name: str, **asked) -> Path:
    return project.export(project.project.folder.parent / "out" / name, **asked).file


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def target_of(ending: str) -> str:
    return "days" if ending == FOLDER else f"file{ending}"


@pytest.mark.parametrize("what", [what for what in ASKED if ".kml" in possible(what)])
def test_kml_is_what_the_standard_s_schema_says(valley: MapProject, what: str) -> None:
    """OGC 07-147r2, as its schema has it."""
    assert validate(file_to_validate=out(valley, "file.kml", **ASKED[what]))


def test_everything_that_can_be_asked_for_is_tried() -> None:
    assert ASKED.keys() == WHATS.keys()


@pytest.mark.parametrize("what", WHATS)
def test_each_thing_goes_out_in_each_format_the_same_twice_or_is_refused(
    valley: MapProject, what: str
) -> None:
    folder = valley.project.folder
    before = files(folder)
    for ending in (*WRITERS, FOLDER):
        made = [folder.parent / where / target_of(ending) for where in ("one", "two")]
        if ending not in possible(what):
            with pytest.raises(InputError, match=f"{what} cannot be written as"):
                valley.export(made[0], **ASKED[what])
            assert not made[0].exists()
            continue
        done = [valley.export(path, **ASKED[what]) for path in made]
        assert done[0].rows > 0
        assert [p.name for p in done[0].files] == [p.name for p in done[1].files]
        assert [p.read_bytes() for p in done[0].files] == [p.read_bytes() for p in done[1].files], ending
    assert files(folder) == before


@pytest.mark.parametrize("ending", [e for e in possible("at") if e in READERS])
@pytest.mark.parametrize("what", ["at", "cells", "changes", "reports"])
def test_what_the_importer_reads_back_is_what_went_out(valley: MapProject, what: str, ending: str) -> None:
    plain = json.loads(out(valley, "plain.geojson", **ASKED[what]).read_text(encoding="utf-8"))["features"]
    (rows,) = read_parts(out(valley, f"file{ending}", **ASKED[what]), Reading())
    assert len(rows.rows) == len(plain)
    # A folder a controller puts the rows of KML into another order.
    left = [*rows.rows]
    for feature in plain:
        row = next(
            row for row in left if all(row_says(row, ending, *one) for one in feature["properties"].items())
        )
        left.remove(row)
        ground = feature["geometry"] and shapely.geometry.shape(feature["geometry"])
        assert (row.geometry is None) == (ground is None)
        assert ground is None or shapely.equals(row.geometry, ground)


def row_says(row, ending: str, name: str, value: object) -> bool:
    if ending == ".shp" and name not in row.fields:
        return True  # told when it went out
    return said(name, row.fields.get(name)) == said(name, value)


def said(name: str, value: object) -> object:
    """A value as a reader makes of it what another program's table has room for."""
    if isinstance(value, float | int):
        return round(float(value), 6)
    if isinstance(value, list):
        value = ("; " if name == "source_titles" else " ").join(filter(None, value))
    text = "" if value is None else str(value)
    return round(float(text), 6) if re.fullmatch(r"\d+(\.\d+)?", text) else text


ORDER = [
    "name", "description", "TimeSpan", "styleUrl", "Style", "ExtendedData", "Point", "LineString", "Polygon",
    "MultiGeometry", "Folder", "Placemark",
]  # fmt: skip
"""What a schema's sequence asks for: children of an element stand in this order."""


@pytest.mark.parametrize("what", [what for what in WHATS if ".kml" in possible(what)])
def test_kml_is_in_the_order_of_its_schema_and_opens_in_gdal(valley: MapProject, what: str) -> None:
    path = out(valley, "map.kml", **ASKED[what])
    root = fromstring(path.read_bytes())
    space = "{http://www.opengis.net/kml/2.2}"
    document = root.find(f"{space}Document")
    assert document is not None
    for element in [document, *document.iter(f"{space}Folder"), *document.iter(f"{space}Placemark")]:
        names = [child.tag.removeprefix(space) for child in element]
        assert names == sorted(names, key=ORDER.index)
    styles = {f"#{style.get('id')}" for style in document.iter(f"{space}Style")}
    assert {url.text for url in document.iter(f"{space}styleUrl")} == styles
    colours = [colour.text for colour in document.iter(f"{space}color")]
    assert all(re.fullmatch("[0-9a-f]{8}", text or "") for text in colours)
    for span in document.iter(f"{space}TimeSpan"):
        begin, end = (span.findtext(f"{space}{name}") for name in ("begin", "end"))
        assert end is None or (begin or "") < end
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = [gpd.read_file(path, layer=name) for name, _ in pyogrio.list_layers(path)]
    assert sum(map(len, layers)) == len(list(document.iter(f"{space}Placemark")))


def test_a_balloon_says_who_says_so_and_runs_nothing(valley: MapProject) -> None:
    text = out(valley, "map.kml", states=True).read_text(encoding="utf-8")
    balloons = [e.text or "" for e in fromstring(text).iter("{http://www.opengis.net/kml/2.2}description")]
    assert any("League enters the lower town (The Valley Herald" in balloon for balloon in balloons)
    assert not any("<b" in balloon or "<script" in balloon for balloon in balloons)


def test_names_sources_licence_and_date_stand_in_the_rows(valley: MapProject) -> None:
    found = json.loads(out(valley, "s.geojson", states=True).read_text(encoding="utf-8"))
    assert found["as_of"] == "2024-03-20"
    assert found["title"]["en"] == "An invented valley"
    last = next(f["properties"] for f in found["features"] if f["id"] == "valley-0004")
    assert last["controller_name"] == EVIL
    assert "controller_name_ar" in last
    assert last["source_titles"] == [
        "League enters the lower town (The Valley Herald (invented), 2024-03-09)"
    ]
    assert last["valid_to"] is None


def test_a_text_that_is_not_there_in_a_language_stays_empty(valley: MapProject) -> None:
    settings = valley.project.folder / "controlmap.toml"
    text = settings.read_text(encoding="utf-8")
    assert 'languages = ["en", "ar"]' in text
    settings.write_text(text.replace('["en", "ar"]', '["en", "ar", "de"]'), encoding="utf-8")
    project = open_map(valley.project.folder)
    further = set()
    tables = {name: asked for name, asked in ASKED.items() if ".csv" in possible(name)}
    for name, asked in {**tables, "wide": {"areas": True, "each": "day", "wide": True}}.items():
        for row in table(out(project, f"{name}.csv", **asked)):
            assert all(value for value in (row.get("controller_name", "-"), row.get("label_ar", "-")))
            further |= {(key, value) for key, value in row.items() if key.endswith("_de")}
    assert {key for key, _ in further} >= {"layer_name_de", "controller_name_de", "label_de", "statement_de"}
    assert {value for _, value in further} == {""}


def test_ground_without_a_record_is_told_as_not_known(valley: MapProject) -> None:
    layer = valley.project.folder / "valley.geojson"
    text = layer.read_text(encoding="utf-8")
    layer.write_text(
        text.replace('"valid_from": "2024-03-09"', '"valid_from": "2024-03-12"'), encoding="utf-8"
    )
    found = json.loads(out(open_map(layer.parent), "at.geojson", at="2024-03-10").read_text(encoding="utf-8"))
    (gap,) = [f["properties"] for f in found["features"] if f["properties"]["state"] is None]
    assert (gap["controller"], gap["controller_name"], gap["certainty"], gap["sources"]) == (
        "unknown", "Unknown", None, [],
    )  # fmt: skip


def test_a_folder_has_a_file_for_each_date_and_an_index_with_the_figures(valley: MapProject) -> None:
    folder = out(valley, "days", each="day")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert [row["file"] for row in index["dates"]] == [f"2024-03-{day:02d}.geojson" for day in range(1, 21)]
    assert {p.name for p in folder.iterdir()} == {"index.json", *(row["file"] for row in index["dates"])}
    for row in index["dates"]:
        told = valley.history().areas_km2(row["date"])
        assert row["area_km2"] == pytest.approx(told, abs=1e-5)
        assert len(gpd.read_file(folder / row["file"])) == row["features"]
    # What is not made any more is taken away, and nothing else is written into a folder that holds it.
    out(valley, "days", at=["2024-03-02", "2024-03-03"])
    assert {p.name for p in folder.iterdir()} == {"index.json", "2024-03-02.geojson", "2024-03-03.geojson"}
    (folder / "index.json").unlink()
    with pytest.raises(InputError, match="folder with other things"):
        out(valley, "days", each="day")


def test_figures_are_those_of_the_map_long_and_wide(valley: MapProject) -> None:
    wide = table(out(valley, "w.csv", areas=True, each="day", by="controller", wide=True))
    long = table(out(valley, "l.csv", areas=True, each="day", by=["controller"]))
    assert len(wide) == 20
    for row in long:
        km2 = valley.history().areas_km2(row["date"])[row["controller"]]
        assert float(row["area_km2"]) == pytest.approx(km2, abs=1e-5)
        (day,) = [one for one in wide if one["date"] == row["date"]]
        assert day[row["controller_name"]] == row["area_km2"]


@pytest.mark.parametrize("geometry", [None, "wkt", "geojson"])
def test_no_cell_of_a_table_runs_and_its_ground_reads_as_asked(valley: MapProject, geometry) -> None:
    path = out(valley, "s.csv", states=True, geometry=geometry)
    rows = table(path)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]
    assert "'" + EVIL in {row["controller_name"] for row in rows}
    assert all(row["geometry"].startswith("{" if geometry == "geojson" else "POLYGON") for row in rows)
    (read,) = read_parts(path, Reading())
    assert EVIL in {row.fields["controller_name"] for row in read.rows}


def test_a_page_of_figures_holds_texts_as_texts(valley: MapProject) -> None:
    page = out(valley, "t.html", areas=True, by="controller").read_text(encoding="utf-8")
    assert "<b" not in page.replace("<body", "")
    assert "&lt;/script&gt;&lt;b onclick=x&gt;&amp;amp;" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "asked for is nothing"),
        ({"states": True, "cells": True}, "states and cells"),
        ({"areas": True, "at": "2024-03-10", "each": "day"}, "one thing"),
        ({"reports": True, "layer": "valley"}, "layer means nothing with reports"),
        ({"cells": True, "wide": True}, "wide means nothing with cells"),
        ({"states": True, "geometry": "wkt"}, "geometry means nothing here"),
        ({"states": True, "layer": "hill"}, "no layer 'hill'"),
        ({"at": "2025-03-10"}, "outside the map's period"),
    ],
)
def test_what_cannot_be_had_is_one_error_and_nothing_is_written(valley: MapProject, asked, said) -> None:
    with pytest.raises(InputError, match=said):
        out(valley, "x.geojson", **asked)
    assert not (valley.project.folder.parent / "out").exists()


@pytest.mark.parametrize(
    "name", ["valley.geojson", "controlmap.toml", "events.geojson", "hand/x.geojson", "journal/x.csv", ""]
)
def test_nothing_that_the_map_is_made_of_is_written_over(valley: MapProject, name: str) -> None:
    before = files(valley.project.folder)
    with pytest.raises(InputError, match="map"):
        valley.export(valley.project.folder / name, at="2024-03-10")
    assert files(valley.project.folder) == before


def test_which_of_a_day_s_changes_a_row_is_stands_where_a_day_has_several(valley: MapProject) -> None:
    assert "of_day" not in table(out(valley, "plain.csv", areas=True))[0]
    history = valley.history()
    morning, evening, later = (
        dated(history, hour)._replace(date=hour[:10])
        for hour in ("2024-03-09T07:00", "2024-03-09T19:00", "2024-03-10T07:00")
    )
    sheet = areas_sheet(valley.project, history, [morning, evening, later], ["controller"])
    assert [item.fields["of_day"] for item in sheet.items] == ["1/2", "1/2", "2/2", "2/2", None, None]


def test_a_topology_has_each_step_of_a_border_once_and_a_layer_of_it_comes_back(valley: MapProject) -> None:
    path = out(valley, "valley.topojson", states=True)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["title"]["en"], found["as_of"]) == ("An invented valley", "2024-03-20")
    arcs = [np.cumsum(arc, axis=0).tolist() for arc in found["arcs"]]
    steps = [frozenset(map(tuple, step)) for arc in arcs for step in pairwise(arc)]
    assert len(steps) == len(set(steps))
    assert valley.import_layer(path, layer="valley").changed == ()
