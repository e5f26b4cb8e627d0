"""Ground that crosses the antimeridian: refused in one piece, cut by name, and whole again on the globe."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import controlmap
from controlmap.check import check, repairs
from controlmap.check.check_input import read_subject
from controlmap.check.repair_antimeridian import cut_at_antimeridian
from controlmap.errors import InputError
from controlmap.exchange import import_snapshots
from controlmap.format.coordinates import check_geometry
from controlmap.model import ControlState
from controlmap.plane import areas_km2
from tests.check.cases import SOUND, laid_over
from tests.examples import examples

ISLANDS = [[177, -18], [-179, -18], [-179, -16], [177, -16], [177, -18]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def codes(geometry):
    return [fault.code for fault in check_geometry(geometry, ())]


def belt(west, east, step):
    """Return a ring along two parallels with a vertex every `step` degrees of longitude."""
    there = [*range(west, east, step), east]
    return [*([lon, 0] for lon in there), *([lon, 10] for lon in reversed(there)), [west, 0]]


WORLD = [[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]


@pytest.mark.parametrize("ring", [belt(-175, 175, 50), belt(-100, 80, 180), WORLD])
def test_ground_wider_than_half_the_world_is_legal(ring):
    assert codes(polygon(ring)) == []


@pytest.mark.parametrize(
    "geometry",
    [
        polygon(ISLANDS),
        polygon([[*position, 5] for position in ISLANDS]),
        polygon(belt(-100, 81, 181)),
        {"type": "LineString", "coordinates": ISLANDS[:2]},
        {"type": "LineString", "coordinates": [[-180, 3], [180, 4]]},
        {"type": "MultiPolygon", "coordinates": [[belt(0, 10, 5)], [ISLANDS]]},
    ],
)
def test_an_edge_longer_than_half_the_world_is_none(geometry):
    assert "CM215" in codes(geometry)


@pytest.mark.parametrize("kind", ["MultiLineString", "Polygon", "MultiPoint"])
def test_two_parts_on_both_sides_are_no_edge(kind):
    sides = [belt(170, 180, 5), belt(-180, -170, 5)]
    coordinates = {"MultiLineString": sides, "Polygon": sides, "MultiPoint": [s[0] for s in sides]}[kind]
    assert codes({"type": kind, "coordinates": coordinates}) == []


def round_the_globe(geometry):
    """Return a geometry with longitudes from 0 to 360, so that nothing lies on both sides of a cut."""
    parts = shapely.get_parts(geometry)
    in_the_west = shapely.bounds(parts)[:, 2] <= 0
    moved = shapely.transform(parts[in_the_west], lambda xy: xy + np.array([360, 0]))
    return shapely.union_all([*moved, *parts[~in_the_west]], grid_size=1e-9)


@settings(max_examples=examples(40))
@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(-60, 60)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(1, 20), st.integers(-60, 60)), min_size=2, max_size=6),
    st.booleans(),
)
def test_what_is_cut_is_the_same_ground_on_the_globe(west, east, clockwise):
    points = [(180 - lon, lat) for lon, lat in west] + [(180 + lon, lat) for lon, lat in east]
    hull = shapely.convex_hull(shapely.MultiPoint(points))
    if not isinstance(hull, shapely.Polygon):
        return
    ring = np.array(hull.exterior.coords)[:: -1 if clockwise else 1]
    written = np.column_stack([np.where(ring[:, 0] > 180, ring[:, 0] - 360, ring[:, 0]), ring[:, 1]])
    done = Counter()
    cut = cut_at_antimeridian({"geometry": polygon(written.tolist()), "kept": 1}, done)
    found = shapely.geometry.shape(cut["geometry"])
    assert (done["CM215"], cut["kept"], codes(cut["geometry"])) == (1, 1, [])
    assert found.is_valid
    assert shapely.symmetric_difference(round_the_globe(found), hull, grid_size=1e-9).area < 1e-5


def test_a_hole_is_cut_too():
    hole = [[178, -17.5], [178, -16.5], [-179.5, -16.5], [-179.5, -17.5], [178, -17.5]]
    cut = cut_at_antimeridian(polygon(ISLANDS, hole), Counter())
    assert shapely.geometry.shape(cut).area == pytest.approx(4 * 2 - 2.5)


def test_what_is_wrong_otherwise_is_left_alone():
    for geometry in (polygon(ISLANDS[:-1]), polygon(belt(0, 10, 5)), polygon([[177, 95], *ISLANDS[1:]])):
        assert cut_at_antimeridian(geometry, Counter()) == geometry


def test_what_cannot_be_cut_soundly_is_left_alone():
    """A ring that winds round the pole twice has no inside."""
    twice = [[lon, 60 + turn] for turn in (0, 10) for lon in (0, 120, -120)]
    done = Counter()
    ring = polygon([*twice, twice[0]])
    assert cut_at_antimeridian(ring, done) == ring
    assert not done


CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "antimeridian" / "input"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection is not beside the repository")
def test_published_shapes_are_cut_soundly_or_left_alone():
    for path in sorted(CORPUS.glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        written, done = value.get("geometry", value), Counter()
        cut = cut_at_antimeridian(written, done)
        assert (cut != written) == bool(done)
        assert not done or (codes(cut) == [] and shapely.geometry.shape(cut).is_valid), path.name


@pytest.fixture
def folder(tmp_path):
    folder = laid_over(SOUND, tmp_path / "map")
    settings = (folder / "controlmap.toml").read_text(encoding="utf-8")
    (folder / "controlmap.toml").write_text(settings.replace('extent = { file = "base/valley.geojson" }', ""))
    value = json.loads((folder / "valley.geojson").read_text(encoding="utf-8"))
    value["features"] = value["features"][:1]
    value["features"][0]["geometry"] = polygon(ISLANDS)
    (folder / "valley.geojson").write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_a_layer_is_cut_by_name_only(folder):
    assert [f.code for f in check(folder, select=["CM2"]).found] == ["CM215"]
    assert list(repairs(read_subject(folder))) == []
    (repair,) = repairs(read_subject(folder), ["CM215"])
    assert repair.changes == ("cuts 1 ring at the antimeridian (CM215)",)
    (folder / repair.file).write_bytes(repair.data)
    assert check(folder, select=["CM1", "CM2"]).found == ()
    elsewhere = areas_km2(np.array([shapely.box(0, -18, 4, -16)]))[0]
    assert controlmap.open(folder).history().cell_area_km2.sum() == pytest.approx(elsewhere)


def test_ground_in_one_piece_is_refused_wherever_it_comes_from(tmp_path, folder):
    ground = shapely.Polygon(ISLANDS)
    (tmp_path / "s").mkdir()
    feature = {"type": "Feature", "properties": {}, "geometry": polygon(ISLANDS)}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "s" / "2024-01-01.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"2024-01-01.*longer than 180 degrees.*\n.*--repair"):
        import_snapshots(tmp_path / "s", tmp_path / "out", layer="l", controller="fj")
    with pytest.raises(InputError, match="longer than 180 degrees"):
        controlmap.from_snapshots(["2024-01-01"], [{"fj": ground}])
    sound = controlmap.open(SOUND)
    for given_as in (ground, ground.wkt, polygon(ISLANDS)):
        with pytest.raises(InputError, match="longer than 180 degrees"):
            sound.transfer(given_as, to="league", on="2024-03-05", sources=["gazette"])


def test_a_file_to_be_imported_can_be_cut_by_itself(tmp_path):
    feature = {"type": "Feature", "properties": {"kept": 1}, "geometry": polygon(ISLANDS)}
    path = tmp_path / "2024-01-01.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    (repair,) = repairs(read_subject(path), ["CM215"])
    path.write_bytes(repair.data)
    import_snapshots(tmp_path, tmp_path / "out", layer="l", controller="fj")
    (state,) = controlmap.open(tmp_path / "out").project.layers[0].states
    assert isinstance(state, ControlState)
    assert shapely.bounds(state.geometry).tolist() == [-180, -18, 180, -16]
