"""Opening a map project: what the parts are, where they may lie."""

import gzip
import shutil
from pathlib import Path

import pytest
import shapely

from controlmap.errors import InputError
from controlmap.format import severity, write_layer
from controlmap.store import inspect_project, open_project
from tests.format.test_golden import GOLDEN


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the sound project, to be changed."""
    return Path(shutil.copytree(GOLDEN / "sound", tmp_path / "project"))


def refusals(folder):
    with pytest.raises(InputError) as caught:
        open_project(folder)
    return [(problem.file, problem.code) for problem in caught.value.problems]


def test_a_project_holds_what_its_files_say(folder):
    project = open_project(folder)
    assert (project.folder, project.zone.key, project.grid.decimals) == (folder, "Asia/Damascus", 6)
    assert [(layer.id, layer.file, layer.name) for layer in project.layers] == [
        ("east", "east.geojson", {"en": "East"}),
        ("west", "west.geojson", {"en": "West"}),
    ]
    assert list(project.sources) == ["herald"]
    assert list(project.places) == ["ford", "road"]
    assert [report.id for report in project.reports] == ["r1", "r2"]
    assert [event.geometry and event.geometry.wkt for event in project.events] == ["POINT (36.7 35.3)", None]


def test_an_extent_is_the_union_of_the_features_it_names(folder):
    east, west = open_project(folder).layers
    assert east.extent_lonlat.normalize().equals(shapely.box(36.5, 35, 37, 36).normalize())
    assert west.extent_lonlat is None


def test_an_extent_without_ids_is_the_union_of_all_features(folder):
    toml = folder / "controlmap.toml"
    toml.write_text(toml.read_text().replace(', ids = ["E1", "E2"]', ""))
    assert open_project(folder).layers[0].extent_lonlat.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("extent", "read"),
    [
        ('{ file = "base/districts.geojson", ids = ["E2"] }', ["upper"]),
        ('{ file = "base/districts.geojson", ids = ["E3"] }', []),
        ('{ file = "base/none.geojson" }', []),
    ],
)
def test_a_region_is_read_where_it_has_ground(folder, extent, read):
    with (folder / "controlmap.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'[[regions]]\nid = "upper"\nname = {{ en = "Upper" }}\nextent = {extent}\n')
    project, problems = inspect_project(folder)
    assert [(region.id, shapely.area(region.ground_lonlat)) for region in project.regions] == [
        (name, pytest.approx(0.25)) for name in read
    ]
    assert bool(problems) == (not read)


def test_the_background_is_drawn_in_the_order_of_the_settings(folder):
    (base,) = open_project(folder).base
    assert (base.kind, base.attribution) == ("governorate", "drawn for this test")
    assert [(f.id, f.properties["name_en"]) for f in base.features] == [("E1", "Lower"), ("E2", "Upper")]


def test_the_settings_file_names_the_project_too(folder):
    assert open_project(folder / "controlmap.toml") == open_project(folder)


def test_data_files_beside_the_layers_may_be_left_out(folder):
    for name in ("sources.json", "places.csv", "reports.csv", "events.geojson"):
        (folder / name).unlink()
    layer = folder / "east.geojson"
    layer.write_text(layer.read_text().replace('"herald"', ""))
    project = open_project(folder)
    assert (project.sources, project.places, project.reports, project.events) == ({}, {}, (), ())


def test_a_layer_may_be_packed(folder):
    toml, layer = folder / "controlmap.toml", folder / "west.geojson"
    toml.write_text(toml.read_text().replace("west.geojson", "west.geojson.gz"))
    (folder / "west.geojson.gz").write_bytes(gzip.compress(layer.read_bytes()))
    layer.unlink()
    assert [state.id for state in open_project(folder).layers[1].states] == ["7"]


def test_layers_that_are_canonical_are_written_back_byte_for_byte(folder):
    project = open_project(folder)
    for layer in project.layers:
        assert write_layer(layer, grid=project.grid) == (folder / layer.file).read_bytes()


def test_a_folder_without_settings_is_no_project(tmp_path):
    with pytest.raises(InputError, match=r"holds no controlmap\.toml\n  controlmap init"):
        open_project(tmp_path)
    with pytest.raises(InputError, match=r"holds no controlmap\.toml"):
        open_project(tmp_path / "none")


def test_problems_of_several_files_come_together(folder):
    for name in ("east.geojson", "places.csv", "events.geojson"):
        (folder / name).write_text("{")
    assert refusals(folder) == [
        ("east.geojson", "CM102"),
        ("places.csv", "CM140"),
        *[("places.csv", "CM140")] * 10,
        ("places.csv", "CM123"),
        ("events.geojson", "CM102"),
    ]


def test_a_broken_list_does_not_make_all_that_it_lists_unknown(folder):
    (folder / "sources.json").write_text("[")
    assert refusals(folder) == [("sources.json", "CM102")]


def test_a_feature_of_a_file_that_is_refused_as_a_whole_hides_no_other_files_problems(folder):
    """What such a feature names cannot be looked up, as the file is read no second time."""
    twice = '"valid_to": null, "valid_to": null'
    for name, before, now in (("west", '"valid_to": null', twice), ("east", "herald", "nobody")):
        layer = folder / f"{name}.geojson"
        layer.write_text(layer.read_text().replace(before, now))
    told = [(problem.file, problem.feature) for problem in inspect_project(folder)[1]]
    assert told == [("west.geojson", "7"), ("east.geojson", "east-1"), ("east.geojson", "east-2")]


@pytest.mark.parametrize(
    ("name", "blamed"),
    [
        ("west.geojson", "controlmap.toml"),
        ("base/districts.geojson", "controlmap.toml"),
        ("sources.json", "sources.json"),
        ("places.csv", "places.csv"),
        ("controlmap.toml", "controlmap.toml"),
    ],
)
def test_a_link_that_leads_out_is_refused_where_the_file_is_named(folder, tmp_path, name, blamed):
    outside = tmp_path / "outside"
    (folder / name).rename(outside)
    (folder / name).symlink_to(outside)
    assert refusals(folder) == [(blamed, "CM108")]


def test_a_link_to_nothing_is_not_taken_for_an_absent_file(folder):
    (folder / "events.geojson").unlink()
    (folder / "events.geojson").symlink_to("nowhere")
    assert refusals(folder) == [("events.geojson", "CM108")]


def test_warnings_alone_let_the_project_open(folder):
    layer = folder / "west.geojson"
    layer.write_text(layer.read_text().replace("[36.2,35.4]", "[36.2,35.4],[36.2,35.4]"))
    project, problems = inspect_project(folder)
    assert [(p.code, severity(p)) for p in problems] == [("CM210", "warning")]
    assert open_project(folder) == project


def test_the_problems_of_a_file_that_is_read_twice_are_told_once(folder):
    (folder / "base" / "districts.geojson").write_text('{"type": "FeatureCollection"}')
    assert refusals(folder).count(("base/districts.geojson", "CM110")) == 1
