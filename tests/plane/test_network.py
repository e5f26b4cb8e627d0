"""A point that somebody gives catches the border that it lies on."""

import pytest
import shapely

from controlmap.plane import Grid, Network

GRID = Grid(5)
AREAS = [
    # The border from 43 to 68 runs 4 m beside the vertex 58 of another one.
    shapely.Polygon([(259, 217), (58, 389), (68, 395), (43, 387), (132, 116)]),
    shapely.Polygon([(68, 395), (58, 389), (259, 217), (271, 226), (415, 502)]),
]


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.of([shapely.transform(area, GRID.to_degrees) for area in AREAS], GRID)


def test_a_point_on_a_border_is_not_caught_by_a_vertex_of_another(network: Network) -> None:
    caught = network.catch((0.000555, 0.00391), 10)
    assert set(caught.segment) == {(43, 387), (68, 395)}
    assert network.way(
        network.catch((0.00043, 0.00387), 10), network.catch((0.00068, 0.00395), 10), caught
    ) == [
        (43, 387),
        (68, 395),
    ]


@pytest.mark.parametrize(
    ("lonlat", "vertex"), [((0.00058, 0.00389), (58, 389)), ((0.00133, 0.00114), (132, 116))]
)
def test_a_point_near_a_vertex_catches_it(network: Network, lonlat, vertex) -> None:
    caught = network.catch(lonlat, 10)
    assert caught.point == vertex
    assert caught.is_vertex


def test_a_point_far_from_all_catches_the_nearest_point_of_a_border_and_tells_how_far(
    network: Network,
) -> None:
    caught = network.catch((0.0009, 0.0024), 10)
    assert not caught.is_vertex
    assert set(caught.segment) == {(43, 387), (132, 116)}
    assert caught.metres > 0
