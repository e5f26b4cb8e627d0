"""Hand features as files, and the derivation of a whole map project."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from derive_cases import at, holders

from controlmap.derive import derive_project, open_to_derive
from controlmap.errors import InputError
from controlmap.model import Project
from controlmap.store import inspect_project

SETTINGS = """
format = 1
title = { en = "Two lands" }
period = { from = "2024-11-26", through = "2024-12-12" }
actors = [
  { id = "red", name = { en = "Reds" }, colour = "#aa0000" },
  { id = "blue", name = { en = "Blues" }, colour = "#0000aa" },
]
[[layers]]
id = "west"
file = "west.geojson"
name = { en = "West" }
extent = { file = "lands.geojson", ids = ["west"] }
[[layers]]
id = "east"
file = "east.geojson"
name = { en = "East" }
extent = { file = "lands.geojson", ids = ["east"] }
"""
PLACES = """id,name_en,name_ar,kind,admin1,lon,lat,coord_source,coord_accuracy_m,population,cell,note
a,Aton,,town,,0.25,0.5,,,,yes,
b,Beton,,town,,0.75,0.5,,,,yes,
"""
REPORTS = """\
id,place,date,kind,from_controller,controller,status,others,named,confidence,statement,sources,note
r0,a,2024-11-26,baseline,,red,held,,named,high,,wire,
r1,a,2024-11-30,change,red,blue,held,,named,high,,herald,
r2,b,2024-11-26,baseline,,red,held,,named,high,,wire,
"""
SOURCES = [{"id": "wire", "title": "Wire"}, {"id": "herald", "title": "Herald", "lean": "blue"}]


def feature(name: str, shape: shapely.Geometry | None, **properties: Any) -> dict[str, Any]:
    geometry = None if shape is None else shapely.geometry.mapping(shape)
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lands = collection(feature("west", shapely.box(0, 0, 0.5, 1)), feature("east", shapely.box(0.5, 0, 1, 1)))
    files = {
        "controlmap.toml": SETTINGS,
        "places.csv": PLACES,
        "reports.csv": REPORTS,
        "sources.json": json.dumps(SOURCES),
        "lands.geojson": lands,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "hand").mkdir()
    return tmp_path


def draw(folder: Path, layer: str, *features: dict[str, Any]) -> Project:
    (folder / "hand" / f"{layer}.geojson").write_text(collection(*features), encoding="utf-8")
    return opened(folder)


def opened(folder: Path) -> Project:
    return inspect_project(folder)[0]


def complaints(folder: Path, *features: dict[str, Any]) -> list[tuple[str | None, str | None, str | None]]:
    draw(folder, "west", *features)
    with pytest.raises(InputError) as caught:
        open_to_derive(folder)
    assert all(problem.file == "hand/west.geojson" for problem in caught.value.problems)
    return [(problem.code, problem.feature, problem.property) for problem in caught.value.problems]


def test_every_layer_is_derived_with_the_leans_of_its_sources(folder: Path) -> None:
    found = derive_project(opened(folder))
    assert holders(found["west"], 0.25, 0.5, "2024-11-26", "2024-11-30") == ["red", "blue"]
    assert at(found["west"], 0.25, 0.5, "2024-11-30").certainty == "claimed"
    assert holders(found["east"], 0.75, 0.5, "2024-11-26", "2024-11-30") == ["red", "red"]


def test_one_layer_alone_is_the_same_as_among_all(folder: Path) -> None:
    project = opened(folder)
    assert derive_project(project, "east") == {"east": derive_project(project)["east"]}


def test_a_collapse_without_ground_is_one_in_all_layers(folder: Path) -> None:
    fall = feature("fall", None, role="collapse", controller="red", to="unknown", valid_from="2024-12-08")
    found = derive_project(draw(folder, "west", fall))
    assert holders(found["east"], 0.75, 0.5, "2024-12-07", "2024-12-08") == ["red", "unknown"]
    assert holders(found["west"], 0.25, 0.5, "2024-12-07", "2024-12-08") == ["blue", "blue"]


def test_every_mistake_of_a_hand_file_is_named_with_its_place(folder: Path) -> None:
    box = shapely.box(0, 0, 0.1, 0.1)
    found = complaints(
        folder,
        feature("typo", box, role="basline", controller="red"),
        feature("stranger", box, role="baseline", controller="grey", sources=["gossip"]),
        feature("twice", box, role="baseline", controller="red"),
        feature("twice", box, role="baseline", controller="red"),
        feature("heirless", box, role="collapse", controller="red"),
        feature("groundless", None, role="override", controller="red"),
    )
    assert sorted(found, key=str) == [
        ("CM121", "twice", "id"),
        ("CM124", "groundless", None),
        ("CM124", "heirless", None),
        ("CM124", "typo", "role"),
        ("CM501", "stranger", "controller"),
        ("CM502", "stranger", "sources"),
    ]


def test_a_point_is_no_ground(folder: Path) -> None:
    ((code, name, _),) = complaints(
        folder, feature("spot", shapely.Point(0, 0), role="override", controller="red")
    )
    assert (code, name) == ("CM124", "spot")


def test_a_map_project_without_a_period_or_an_extent_cannot_be_derived(folder: Path) -> None:
    text = SETTINGS.replace("period =", "#").replace(
        'extent = { file = "lands.geojson", ids = ["east"] }', ""
    )
    (folder / "controlmap.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        derive_project(opened(folder))
    assert [problem.property for problem in caught.value.problems] == ["period", "layers"]


def test_a_layer_that_is_not_there_cannot_be_derived(folder: Path) -> None:
    with pytest.raises(InputError, match="has no layer 'north'"):
        derive_project(opened(folder), "north")
