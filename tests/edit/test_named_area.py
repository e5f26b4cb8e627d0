"""What people's words for ground were taken for, and what of it lies outside the map."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import assume, given

from controlmap.api import open_map
from controlmap.edit import Editing, NamedArea, named_area
from controlmap.edit.given_geometry import geometry_of
from controlmap.errors import InputError
from controlmap.plane import areas_km2
from controlmap.store import open_project
from tests.edit.maps import WORLD, project_of, quads, with_extent

GEODATA = Path(__file__).parents[2] / "geodata"
SQUARE = with_extent(project_of(one=[]), WORLD)


@pytest.fixture(scope="module")
def syria():
    return open_project(GEODATA)


@pytest.mark.parametrize("name", ["saraqib", "Saraqib", "SARAQIB", "Sarāqib", "سراقب"])
def test_a_place_is_taken_by_its_id_or_name_in_any_language_and_told(syria, name):
    found = named_area(syria, name, radius_km=5)
    assert found.place is not None and found.place.id == "saraqib"
    assert found.asked_km2 == pytest.approx(78.5, abs=0.1)
    assert found.outside_km2 == 0
    (line,) = found.in_words()
    assert line == "Saraqib (id saraqib), at 36.8059, 35.8645"


@pytest.mark.parametrize(
    ("name", "offered"), [("Raqqa highway", "Aleppo-Raqqa highway"), ("Saraqb", "(id saraqib)")]
)
def test_a_misheard_place_moves_nothing_and_the_near_ones_are_offered(syria, name, offered):
    for radius_km in (5, None):
        with pytest.raises(InputError, match="no place is called") as refused:
            named_area(syria, name, radius_km=radius_km)
        assert offered in str(refused.value)


def test_names_of_areas_and_cells_are_taken_however_they_are_written(valley):
    project = open_project(valley)
    assert named_area(project, "the RIDGE").states == ("valley-0001",)
    assert named_area(project, "الجبل").states == ("valley-0001",)
    cell = named_area(project, "cell:lower-town")
    for name in ("cell:Lower Town", "cell:lower town", "cell:البلدة السفلى"):
        assert named_area(project, name) == cell


def test_a_cell_is_that_of_a_place_though_an_area_has_its_name(syria):
    areas = {state.area for layer in syria.layers for state in layer.states}
    places = Counter(place.name for place in syria.places.values())
    here = next(
        p for p in syria.places.values() if p.cell == "yes" and p.name in areas and places[p.name] == 1
    )
    assert named_area(syria, f"cell:{here.name}").place.id == here.id


@given(quads())
def test_what_is_asked_for_is_what_lies_inside_the_map_and_what_lies_outside(ground):
    moved = shapely.transform(ground, lambda xy: xy + np.array([0.007, 0]))
    assume(shapely.intersection(moved, WORLD).area > 1e-8)
    found = named_area(SQUARE, moved)
    inside = shapely.intersection(found.lonlat, WORLD)
    inside_km2 = float(areas_km2([inside])[0]) if inside.area else 0.0
    # A border is rounded to the grid, a metre wide, where it leaves the map.
    assert found.asked_km2 - found.outside_km2 == pytest.approx(inside_km2, abs=5e-3)


def test_ground_beyond_the_border_is_told_in_km2_and_as_a_share():
    half = shapely.transform(WORLD, lambda xy: xy + np.array([0.006, 0]))
    found = named_area(SQUARE, half)
    assert found.outside_km2 == pytest.approx(found.asked_km2 / 2, rel=1e-6)
    assert [*found.in_words()] == ["0.89 of 1.8 km² (50 %) lie outside the map and were left out"]
    assert found.to_json()["outside_km2"] == pytest.approx(found.outside_km2, abs=1e-6)
    assert [*named_area(SQUARE, WORLD).in_words()] == []


@pytest.mark.parametrize("radius_km", [2, 12, 40])
def test_a_circle_near_the_border_is_told_by_what_the_layers_leave_out(syria, radius_km):
    found = named_area(syria, "afrin", radius_km=radius_km)
    ground = shapely.union_all([layer.extent_lonlat for layer in syria.layers])
    outside = shapely.difference(found.lonlat, ground)
    expected = float(areas_km2([outside])[0]) if outside.area else 0.0
    assert found.outside_km2 == pytest.approx(expected, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("area", ["35.8645,36.8059", "POLYGON ((36 37, 36 37.1, 36.1 37, 36 37))"])
def test_swapped_longitude_and_latitude_are_recognised(syria, area):
    radius_km = 12 if "," in area and area[0].isdigit() else None
    with pytest.raises(InputError, match=r"lies outside the map\n.*longitude comes first"):
        named_area(syria, area, radius_km=radius_km)


def test_ground_that_is_elsewhere_is_refused_with_where_the_map_is(syria):
    with pytest.raises(InputError, match=r"lies outside the map\n.*from longitude 35\.7"):
        named_area(syria, "10,10", radius_km=12)


def test_what_was_taken_can_be_looked_at_before_an_edit_is_made_of_it(valley):
    found = Editing(open_project(valley))
    ground = found.ground("Lower Town", radius_km=2, on="2024-03-05")
    assert isinstance(ground, NamedArea) and ground.place.id == "lower-town"
    said = {"to": "league", "on": "2024-03-05"}
    delta = found.transfer("Lower Town", radius_km=2, **said)
    assert found.preview(found.transfer(ground, **said)).to_json() == found.preview(delta).to_json()


def test_wkt_is_read_from_a_file_and_with_its_reference_system(tmp_path):
    box = shapely.box(36, 35, 37, 36)
    file = tmp_path / "box.wkt"
    file.write_text(f"\ufeff{box.wkt}\n")
    for given_as in (file, str(file), f"SRID=4326;{box.wkt}"):
        assert shapely.equals(geometry_of(given_as), box)
    with pytest.raises(InputError, match="EPSG:32637"):
        geometry_of(f"SRID=32637;{box.wkt}")


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.kml", "a.KMZ", "a.fgb", "a.zip"])
@pytest.mark.parametrize("there", [True, False])
def test_files_of_other_formats_are_told_from_places(valley, tmp_path, name, there):
    if there:
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=r"GeoJSON .* and WKT .* are") as refused:
        named_area(open_project(valley), str(tmp_path / name))
    assert refused.value.problems[0].file == str(tmp_path / name)


@pytest.mark.parametrize(
    ("wkt", "message"),
    [
        ("POLYGON ((0 0, 1 1, 1 0, 0 1))", "a ring does not end where it begins"),
        ("POLYGON ((0 0, 0 0))", "a ring has fewer than four points"),
        ("LINESTRING (1 1)", "a line has a single point"),
        ("POLYGON ((0 0, 1 1", "is no WKT: Expected"),
        ("POLYGON ((nan 1, 2 2, 3 3, nan 1))", "has a coordinate that is no number: nan"),
        ("POLYGON ((0 -Inf, 2 2, 3 3, 0 0))", "has a coordinate that is no number: -Inf"),
        ("GEOMETRYCOLLECTION (" * 100_000 + "POINT (0 0)", "is nested more than 64 levels deep"),
    ],
)
def test_a_wkt_that_cannot_be_read_is_refused_in_plain_words(wkt, message):
    with pytest.raises(InputError, match=message) as refused:
        geometry_of(wkt)
    assert "Exception" not in str(refused.value)


def test_a_radius_around_ground_says_that_no_place_is_called_so(valley):
    found = open_map(valley)
    name = found.project.layers[0].states[0].id
    with pytest.raises(InputError, match=f"not around ground: '{name}' is ground of the map"):
        found.ground(name, radius_km=2, on="2024-03-05")
    for blank in ("", " "):
        with pytest.raises(InputError, match="no ground is named"):
            found.ground(blank, on="2024-03-05")


def test_the_commands_say_which_place_was_taken(valley, capsys):
    from controlmap.cli import main

    words = ["transfer", str(valley), "--to", "league", "--on", "2024-03-05", "--source", "herald-2024-03-09"]
    words += ["--area", "Lower Town", "--radius-km", "12", "--dry-run"]
    with pytest.raises(SystemExit):
        main([*words, "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["place"] == {"id": "lower-town", "name": "Lower Town", "lon": 36.412, "lat": 35.274}
    assert document["asked_km2"] == pytest.approx(452, abs=1)
    assert 0 < document["outside_km2"] < document["asked_km2"]
    with pytest.raises(SystemExit):
        main(words)
    first, second, *_ = capsys.readouterr().out.split("\n")
    assert first == "Lower Town (id lower-town), at 36.412, 35.274"
    assert second.endswith("lie outside the map and were left out")


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (shapely.box(-200, 35, 36, 36), r"ground\.geojson.*lies outside -180 to 180"),
        (shapely.box(5, 5, 6, 6), r"ground\.geojson: the ground lies outside the map"),
        (shapely.Point(0.001, 0.001), r"ground\.geojson: .*is no ground by itself"),
    ],
)
def test_what_is_said_of_ground_in_a_file_names_the_file(tmp_path, ground, said):
    path = tmp_path / "ground.geojson"
    path.write_text(shapely.to_geojson(ground))
    for area in (path, str(path)):
        with pytest.raises(InputError, match=said):
            named_area(SQUARE, area)
