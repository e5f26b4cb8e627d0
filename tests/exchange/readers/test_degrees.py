"""Longitudes come right however a file counts them, and what is not clear is not guessed."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.exchange import look
from controlmap.exchange.ground import settle_rows
from controlmap.exchange.readers import Row, Rows, read_rows
from controlmap.exchange.readers.degrees import within_180
from controlmap.plane import Grid, areas_km2
from tests.exchange.readers.files import feature


def rows_of(*shapes: shapely.Geometry) -> Rows:
    return Rows("a", tuple(Row(f"number {i}", shape, {"side": "North"}) for i, shape in enumerate(shapes)))


def test_longitudes_from_0_to_360_are_taken_to_both_sides_and_told():
    found = within_180(rows_of(shapely.box(10, 0, 20, 5), shapely.box(200, 0, 210, 5)))
    assert [row.geometry.bounds for row in found.rows] == [(10, 0, 20, 5), (-160, 0, -150, 5)]
    assert found.told == ("longitudes run from 10 to 210: 1 moved by 360 degrees",)


@pytest.mark.parametrize("by", [0, -360])
def test_what_crosses_the_antimeridian_is_cut_there(by):
    found = within_180(rows_of(shapely.box(175 + by, 0, 190 + by, 5)))
    assert [part.bounds for part in found.rows[0].geometry.geoms] in (
        [(175, 0, 180, 5), (-180, 0, -170, 5)],
        [(-180, 0, -170, 5), (175, 0, 180, 5)],
    )
    assert "cut at the antimeridian" in found.told[0]


def test_ground_that_ends_at_the_antimeridian_is_not_cut():
    found = within_180(rows_of(shapely.box(-200, 0, -180, 5), shapely.box(-180, 0, -170, 5)))
    assert [row.geometry.bounds for row in found.rows] == [(160, 0, 180, 5), (-180, 0, -170, 5)]


def test_the_whole_world_from_0_to_360_stays_the_whole_world():
    found = within_180(rows_of(shapely.box(0, -90, 360, 90)))
    assert round(float(shapely.area(found.rows[0].geometry))) == 360 * 180


@pytest.mark.parametrize("shape", [shapely.Point(190, 5), shapely.LineString([(170, 0), (190, 10)])])
def test_points_and_lines_come_right_too(shape):
    found = within_180(rows_of(shape)).rows[0].geometry
    west, _, east, _ = shapely.bounds(found)
    assert -180 <= west <= east <= 180
    assert shapely.length(found) == pytest.approx(shapely.length(shape))


@pytest.mark.parametrize("box", [(-170, 0, 200, 5), (0, 0, 370, 5), (300, 4000, 310, 5000)])
def test_what_spans_more_than_the_world_or_is_no_degrees_is_refused(box):
    grounds = settle_rows(within_180(rows_of(shapely.box(*box))), Grid(5))
    assert "lies outside -180 to 180" in grounds.problems[0].message


@given(
    st.integers(-1800, 1700),
    st.integers(1, 900),
    st.integers(1, 3600 - 900),
)
def test_area_is_the_same_wherever_longitudes_begin(west, width, turn):
    """A box in a world that is turned and then counted on from its own zero has the area it had."""
    box = shapely.box(west / 10, 10, min(west + width, 1800) / 10, 30)
    turned = shapely.transform(box, lambda lonlat: np.add(lonlat, (turn / 10, 0)))
    if turned.bounds[2] > 360:
        turned = shapely.transform(turned, lambda lonlat: lonlat - [360, 0])
    found = within_180(rows_of(turned)).rows[0].geometry
    assert areas_km2([found])[0] == pytest.approx(areas_km2([box])[0], rel=1e-9)
    assert -180 <= found.bounds[0] <= found.bounds[2] <= 180


@pytest.mark.parametrize("name", ["a.geojson", "a.kml", "a.csv", "a.umap"])
def test_each_kind_of_file_may_count_to_360(tmp_path, name):
    ring = [[178, 0], [186, 0], [186, 5], [178, 5], [178, 0]]
    shape = shapely.Polygon(ring)
    collection = {"type": "FeatureCollection", "features": [feature("North", shape)]}
    positions = " ".join(f"{x},{y}" for x, y in ring)
    text = {
        "a.geojson": json.dumps(collection),
        "a.umap": json.dumps({"type": "umap", "layers": [collection]}),
        "a.kml": "<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{positions}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>",
        "a.csv": f'geom\n"{shape.wkt}"\n',
    }[name]
    (tmp_path / name).write_text(text)
    (piece,) = settle_rows(read_rows(tmp_path / name), Grid(5)).pieces
    assert {part.bounds for part in piece.ground_lonlat.geoms} == {(178, 0, 180, 5), (-180, 0, -174, 5)}
    assert any("longitudes run from 178 to 186" in sentence for sentence in look(tmp_path / name).told)


@pytest.mark.parametrize("repair", [False, True])
def test_an_edge_across_the_antimeridian_is_refused_or_with_repair_cut(repair):
    crossing = shapely.Polygon([(178, 0), (-174, 0), (-174, 5), (178, 5)])
    grounds = settle_rows(rows_of(crossing), Grid(5), repair=repair)
    if not repair:
        assert "longer than 180 degrees" in grounds.problems[0].message
        assert "--repair" in (grounds.problems[0].hint or "")
        return
    bounds = {part.bounds for part in grounds.pieces[0].ground_lonlat.geoms}
    assert bounds == {(178, 0, 180, 5), (-180, 0, -174, 5)}
    assert grounds.told == ("number 0: cut at the antimeridian",)


def test_a_file_in_no_degrees_is_refused_with_its_place(tmp_path):
    collection = {"type": "FeatureCollection", "features": [feature("North", shapely.box(1e6, 0, 2e6, 5))]}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    with pytest.raises(InputError, match=r"a.geojson:1:\d+.*outside -180 to 180"):
        read_rows(tmp_path / "a.geojson")
