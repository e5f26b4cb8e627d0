"""What may be a slip in a place: a point that lies far off the map."""

from dataclasses import replace

import pytest
import shapely

from controlmap.api import MapProject, open_map
from controlmap.edit import odd_about
from controlmap.model import Place
from controlmap.store import init_project
from tests.edit.maps import chequered


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> MapProject:
    folder = tmp_path_factory.mktemp("odd") / "valley"
    init_project(folder)
    return open_map(folder)


def place(lon: float | None, lat: float | None) -> Place:
    return Place(id="ford", name="Ford", kind="town", lon=lon, lat=lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(36.4, 35.25), (36.6, 35.5), (36.0, 35.0), (None, None)], ids=lambda at: str(at)
)
def test_nothing_is_said_of_a_place_on_the_map_or_around_it(valley, lon, lat):
    assert [*odd_about(place(lon, lat), valley.project)] == []


@pytest.mark.parametrize(
    ("lon", "lat", "km"),
    [(3.64, 35.2, 29), (36.4, 53.2, 19), (-170.0, 10.0, None), (36.4, -35.2, 77), (179.9, 35.2, None)],
)
def test_a_place_far_off_is_told_with_where_it_lies_and_how_far_that_is(valley, lon, lat, km):
    (told,) = odd_about(place(lon, lat), valley.project)
    assert told.startswith(f"Ford (id ford): is that where it is? at {lon:g}, {lat:g}, it lies ")
    assert " km from the map, which reaches from 36.292, 35.1" in told
    if km is not None:
        assert int(told.split("it lies ")[1].split(" km")[0].replace(",", "")) // 100 == km


def test_a_place_beyond_the_antimeridian_is_near_a_map_on_this_side_of_it():

    project = chequered(2)
    (layer,) = project.layers
    east = replace(layer, extent_lonlat=shapely.box(178, -20, 180, -16))
    assert [*odd_about(place(-179.5, -18.0), replace(project, layers=(east,)))] == []
    assert len([*odd_about(place(0.0, 51.0), replace(project, layers=(east,)))]) == 1
