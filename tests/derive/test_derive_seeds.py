"""Seeds and their Thiessen cells."""

import hypothesis.strategies as st
import numpy as np
import shapely
from derive_cases import COUNTRY, GRID, place, report
from hypothesis import assume, given, settings
from tests.examples import examples

from controlmap.derive.seeds import Frame, gather_seeds, seeds_near, thiessen_cells, unheard


def test_two_places_on_one_point_share_ground_and_reports() -> None:
    places = [place("hill", 0.5, 0.5, kind="site"), place("village", 0.5, 0.5), place("lost")]
    reports = [report("a", "hill", "2024-11-30", "blue"), report("b", "village", "2024-12-01", "blue")]
    (seed,) = gather_seeds(places, reports, GRID)
    assert [member.id for member in seed.places] == ["village", "hill"]
    assert {member.id for member in seed.reports} == {"a", "b"}


def test_a_label_on_the_point_of_a_village_does_not_speak_for_the_village() -> None:
    places = [place("pocket", 0.5, 0.5, kind="district", cell="no"), place("village", 0.5, 0.5)]
    (seed,) = gather_seeds(places, [report("a", "pocket", "2024-11-30", "blue")], GRID)
    assert ([member.id for member in seed.places], seed.reports, seed.has_cell) == (["village"], (), True)


def test_labels_have_no_cell_and_only_those_of_points_bear_witness() -> None:
    places = [
        place("road", 0.1, 0.5, kind="road", cell="no"),
        place("square", 0.2, 0.5, kind="site", cell="no"),
    ]
    reports = [report("a", "road", "2024-11-30", "blue"), report("b", "square", "2024-11-30", "blue")]
    road, square = gather_seeds(places, reports, GRID)
    assert (road.has_cell, square.has_cell) == (False, False)
    assert (road.is_witness, square.is_witness) == (False, True)


def test_one_point_has_all_the_ground_and_no_point_none() -> None:
    frame = Frame.around(COUNTRY)
    ((cell,),) = thiessen_cells(np.array([[0.5, 0.5]]), COUNTRY, frame, [])
    assert shapely.covers(cell, COUNTRY)
    assert thiessen_cells(np.empty((0, 2)), COUNTRY, frame, [10]) == [[], []]


def test_a_cell_ends_at_the_radius() -> None:
    (_, (near,), (far,)) = thiessen_cells(np.array([[0.5, 0.5]]), COUNTRY, Frame.around(COUNTRY), [10, 20])
    # Ten kilometres on the equator are 0.08983 degrees.
    assert shapely.contains_xy(near, [0.589, 0.591], [0.5, 0.5]).tolist() == [True, False]
    assert shapely.contains_xy(far, [0.679, 0.681], [0.5, 0.5]).tolist() == [True, False]


def test_the_plane_is_true_to_distance_on_the_ground() -> None:
    syria = shapely.box(35.5, 32.2, 39, 37.2)
    west, east = Frame.around(syria).to_metres(np.array([[37.0, 36.0], [37.0, 36.1]]))
    # A tenth of a degree of the meridian at 36° N: 11,096 m on the WGS 84 ellipsoid.
    assert abs(np.hypot(*(west - east)) - 11_096) < 5


points = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=25, unique=True
).map(lambda found: np.array(found) / 1000)


@settings(max_examples=examples(60), deadline=None)
@given(points, st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_the_cell_over_a_spot_is_that_of_its_nearest_point(
    lonlat: np.ndarray, spot: tuple[float, float]
) -> None:
    frame = Frame.around(COUNTRY)
    (cells,) = thiessen_cells(lonlat, COUNTRY, frame, [])
    here = frame.to_metres(np.array([spot]))[0]
    distance_m = np.hypot(*(frame.to_metres(lonlat) - here).T)
    over = [number for number, cell in enumerate(cells) if shapely.intersects_xy(cell, *spot)]
    # Borders are straight in degrees, not on the plane: they are some metres off between their vertices.
    assert over
    assert all(distance_m[number] - distance_m.min() < 5 for number in over)


@settings(max_examples=examples(60), deadline=None)
@given(points, st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_ground_of_a_cell_is_in_its_area_of_a_radius_if_it_is_no_further_than_that_from_the_point(
    lonlat: np.ndarray, spot: tuple[float, float]
) -> None:
    frame = Frame.around(COUNTRY)
    cells, within = thiessen_cells(lonlat, COUNTRY, frame, [30])
    here = frame.to_metres(np.array([spot]))[0]
    distance_m = np.hypot(*(frame.to_metres(lonlat) - here).T)
    nearest = int(distance_m.argmin())
    assume(shapely.contains_xy(cells[nearest], *spot))
    # An arc of 64 chords lies up to 0.12 % inside its circle.
    assume(not 0.998 * 30_000 < distance_m[nearest] < 30_001)
    assert shapely.intersects_xy(within[nearest], *spot) == (distance_m[nearest] < 30_000)


def test_places_about_the_ground_are_near_it_and_those_of_another_continent_are_not() -> None:
    points = {
        "in": (0.5, 0.5),
        "beside": (-5.0, 3.0),
        "far": (60.0, -20.0),
        "beyond": (-179.5, -0.5),
        "pole": (0, 90),
    }
    seeds = gather_seeds([place(name, *point) for name, point in points.items()], [], GRID)

    def near(ground: shapely.Geometry) -> set[str]:
        return {seed.places[0].id for seed in seeds_near(seeds, ground)}

    assert near(COUNTRY) == {"in", "beside"}
    assert near(shapely.box(-100, -40, 100, 60)) == {*points} - {"beyond"}
    assert seeds_near([], COUNTRY) == []


def test_what_tells_nothing_of_ground_is_named_by_why() -> None:
    places = [
        place("village", 0.5, 0.5),
        place("pocket", 0.5, 0.5, kind="district", cell="no"),
        place("road", 0.1, 0.5, kind="road", cell="no"),
        place("lost"),
        place("elsewhere", 120, 50),
    ]
    reports = [report(f"r-{one.id}", one.id, "2024-11-30", "blue") for one in places]
    told = unheard(places, reports, gather_seeds(places, reports, GRID), COUNTRY)
    assert {why: [one.id for one in some] for why, some in told.items()} == {
        "no point": ["r-lost"],
        "far off": ["r-elsewhere"],
        "label": ["r-pocket", "r-road"],
    }
    assert unheard(places[:1], reports[:1], gather_seeds(places[:1], reports[:1], GRID), COUNTRY) == {}
