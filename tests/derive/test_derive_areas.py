"""From reports to areas, on a country of one degree by one."""

import pytest
import shapely
from derive_cases import at, derived, hand, holders, place, report

DAYS = ("2024-11-26", "2024-11-29", "2024-12-03", "2024-12-10")

# Two towns of red, one of which falls; beside each a hamlet that nobody reports on.
TOWNS = [
    place("westtown", 0.2, 0.5, kind="town"),
    place("westham", 0.25, 0.6),
    place("easttown", 0.8, 0.5, kind="town"),
    place("eastham", 0.75, 0.6),
]
REPORTS = [
    report("w0", "westtown", "2024-11-26", "red", kind="baseline", confidence="high"),
    report("e0", "easttown", "2024-11-26", "red", kind="baseline"),
    report("w1", "westtown", "2024-11-28", "blue", confidence="high"),
]


def country(*args: object, **more: object) -> list:
    return derived(*args, **{"far_km": 500.0, "reach_km": 500.0} | more)["country"]  # type: ignore[arg-type]


def test_each_place_has_the_ground_nearest_to_it() -> None:
    states = country(TOWNS, REPORTS)
    assert holders(states, 0.2, 0.5, *DAYS) == ["red", "blue", "blue", "blue"]
    assert holders(states, 0.8, 0.5, *DAYS) == ["red"] * 4


def test_a_place_without_reports_follows_the_nearest_that_has_some_and_says_how_far_that_is() -> None:
    state = at(country(TOWNS, REPORTS), 0.25, 0.6, "2024-11-29")
    assert (state.controller, state.certainty, state.sources) == ("blue", "inferred", ("source-w1",))
    assert state.evidence_distance_km is not None
    assert 5 < state.evidence_distance_km < 40


def test_a_place_that_tells_of_itself_keeps_its_certainty_and_sources() -> None:
    state = at(country(TOWNS, REPORTS), 0.2, 0.5, "2024-11-29")
    assert (state.certainty, state.sources, state.evidence_distance_km) == ("reported", ("source-w1",), None)


def test_ground_far_from_the_place_that_tells_of_it_is_inferred() -> None:
    states = country(TOWNS, REPORTS, far_km=10.0)
    near, far = at(states, 0.2, 0.42, "2024-11-29"), at(states, 0.2, 0.4, "2024-11-29")
    assert (near.controller, near.certainty) == ("blue", "reported")
    assert (far.controller, far.certainty) == ("blue", "inferred")


def test_touching_ground_with_one_story_is_one_state_named_after_its_places() -> None:
    moor = place("moor", 0.5, 0.9, name_ar="المستنقع")
    state = at(country([*TOWNS, moor], REPORTS[1:2], [RED_LAND], reach_km=1.0), 0.5, 0.9, "2024-11-26")
    assert state.area == "Westtown and 3 more places"
    assert shapely.contains_xy(state.geometry, 0.2, 0.5)


RED_LAND = hand("red-land", "baseline", "red", shapely.box(0, 0, 1, 1), sources=("atlas",))
RED_WEST = hand("red-west", "baseline", "red", shapely.box(0, 0, 0.5, 1), sources=("atlas",))
BLUE_EAST = hand("blue-east", "baseline", "blue", shapely.box(0.5, 0, 1, 1))


def test_the_first_front_is_the_hand_drawn_one_even_through_the_cell_of_a_place() -> None:
    states = country(
        [place("westtown", 0.45, 0.5), place("easttown", 0.9, 0.5)], REPORTS, [RED_WEST, BLUE_EAST]
    )
    assert holders(states, 0.499, 0.5, "2024-11-26", "2024-11-28") == ["red", "blue"]
    assert holders(states, 0.501, 0.5, "2024-11-26", "2024-11-28") == ["blue", "blue"]
    assert at(states, 0.501, 0.5, "2024-11-26").area == "Near Westtown"


def test_ground_of_a_zone_has_the_zone_for_its_source_until_something_happens() -> None:
    state = at(country(TOWNS, REPORTS, [RED_LAND]), 0.25, 0.6, "2024-11-26")
    assert (state.certainty, state.sources) == ("inferred", ("atlas",))


def test_a_village_across_the_front_is_not_followed_however_near() -> None:
    places = [place("fallen", 0.52, 0.5), place("behind", 0.48, 0.5), place("deep", 0.1, 0.5)]
    reports = [
        report("a", "fallen", "2024-11-28", "green", from_controller="blue"),
        report("b", "deep", "2024-12-01", "grey", from_controller="red"),
    ]
    states = country(places, reports, [RED_WEST, BLUE_EAST], reach_km=100.0)
    assert holders(states, 0.48, 0.5, *DAYS) == ["red", "red", "grey", "grey"]


def test_an_enclave_goes_before_the_zone_around_it() -> None:
    enclave = hand("round", "baseline", "green", shapely.box(0.4, 0.4, 0.6, 0.6))
    states = country([*TOWNS, place("inside", 0.5, 0.5)], REPORTS, [RED_LAND, enclave])
    assert holders(states, 0.5, 0.5, *DAYS) == ["green"] * 4
    assert at(states, 0.5, 0.5, "2024-11-26").area == "Inside"


def test_ground_beyond_the_reach_of_a_report_stays_with_its_first_holder() -> None:
    states = country([TOWNS[0], place("remote", 0.9, 0.9)], REPORTS, [RED_LAND], reach_km=20.0)
    assert holders(states, 0.2, 0.5, *DAYS) == ["red", "blue", "blue", "blue"]
    assert holders(states, 0.2, 0.33, *DAYS) == ["red", "blue", "blue", "blue"]
    assert holders(states, 0.2, 0.31, *DAYS) == ["red"] * 4
    assert holders(states, 0.9, 0.9, *DAYS) == ["red"] * 4


def test_ground_beyond_all_reach_is_named_after_the_nearest_place() -> None:
    states = country([TOWNS[0]], REPORTS, [RED_LAND], reach_km=20.0)
    assert at(states, 0.2, 0.1, "2024-11-29").area == "Near Westtown"


def test_ground_that_nobody_speaks_of_is_unknown() -> None:
    (state,) = country([], [])
    assert (state.controller, state.certainty, state.valid_to) == ("unknown", "inferred", None)
    assert shapely.equals(state.geometry, shapely.box(0, 0, 1, 1))


def test_when_an_actor_collapses_what_it_still_holds_passes_to_the_successor() -> None:
    fall = hand(
        "fall",
        "collapse",
        "red",
        None,
        to="unknown",
        valid_from="2024-12-08",
        sources=("wire",),
        certainty="confirmed",
    )
    states = country(TOWNS, REPORTS, [fall])
    assert holders(states, 0.8, 0.5, *DAYS) == ["red", "red", "red", "unknown"]
    assert holders(states, 0.2, 0.5, *DAYS) == ["red", "blue", "blue", "blue"]
    after = at(states, 0.8, 0.5, "2024-12-08")
    assert (after.certainty, after.sources) == ("confirmed", ("wire",))


def test_a_collapse_with_ground_of_its_own_stays_inside_it() -> None:
    pocket = shapely.box(0.6, 0, 1, 1)
    fall = hand("fall", "collapse", "red", pocket, to="green", valid_from="2024-12-01")
    states = country(TOWNS, REPORTS, [fall])
    assert holders(states, 0.61, 0.5, "2024-12-01") == ["green"]
    assert holders(states, 0.59, 0.5, "2024-12-01") == ["red"]


def test_collapses_follow_each_other_in_time_wherever_they_are_drawn() -> None:
    pocket = hand("pocket", "collapse", "red", shapely.box(0.6, 0, 1, 1), to="green", valid_from="2024-12-01")
    fall = hand("fall", "collapse", "red", None, to="unknown", valid_from="2024-12-08")
    states = country(TOWNS, REPORTS, [fall, pocket])
    assert holders(states, 0.8, 0.5, "2024-11-30", "2024-12-01", "2024-12-08") == ["red", "green", "green"]


def test_an_override_has_the_last_word_on_its_ground_in_its_period_and_keeps_what_it_says() -> None:
    airport = hand(
        "airport",
        "override",
        "green",
        shapely.box(0.15, 0.45, 0.25, 0.55),
        valid_from="2024-11-30",
        valid_to="2024-12-05",
        certainty="confirmed",
        sources=("pilot",),
        area="The airport",
        area_ar="المطار",
        note="runway only",
    )
    states = country(TOWNS, REPORTS, [airport])
    assert holders(states, 0.2, 0.5, *DAYS) == ["red", "blue", "green", "blue"]
    state = at(states, 0.2, 0.5, "2024-12-01")
    assert (state.id, state.area, state.translations["area_ar"], state.note) == (
        "airport",
        "The airport",
        "المطار",
        "runway only",
    )
    assert (state.certainty, state.sources) == ("confirmed", ("pilot",))
    assert [s.id for s in states].count("airport") == 1
    assert shapely.equals(state.geometry, shapely.box(0.15, 0.45, 0.25, 0.55))


def test_of_two_overrides_on_one_ground_the_smaller_wins_and_the_other_is_split() -> None:
    large = hand("x-large", "override", "green", shapely.box(0, 0, 0.5, 0.5), valid_from="2024-11-28")
    small = hand(
        "small",
        "override",
        "grey",
        shapely.box(0, 0, 0.2, 0.2),
        valid_from="2024-12-01",
        valid_to="2024-12-05",
    )
    states = country([], [], [large, small])
    assert holders(states, 0.1, 0.1, *DAYS) == ["unknown", "green", "grey", "green"]
    assert holders(states, 0.3, 0.3, *DAYS) == ["unknown", "green", "green", "green"]
    assert sorted(s.id for s in states if s.controller == "green") == ["x-large", "x-large-2", "x-large-3"]


def test_an_override_that_ended_before_the_map_begins_says_nothing() -> None:
    past = hand("past", "override", "green", shapely.box(0, 0, 0.5, 0.5), valid_to="2024-11-01")
    assert [state.controller for state in country([], [], [past])] == ["unknown"]


def test_places_outside_the_extent_hold_their_share_of_its_edge() -> None:
    inside, outside = place("inside", 0.5, 0.5), place("outside", 1.1, 0.5)
    reports = [
        report("a", "inside", "2024-11-26", "red", kind="baseline"),
        report("b", "outside", "2024-11-26", "blue", kind="baseline"),
    ]
    states = country([inside, outside], reports)
    assert holders(states, 0.79, 0.5, "2024-11-26") == ["red"]
    assert holders(states, 0.81, 0.5, "2024-11-26") == ["blue"]


def test_layers_that_touch_share_their_border_to_the_grid_unit() -> None:
    slanted = [(0, 0), (0.4, 0), (0.613, 1), (0, 1)]
    west = shapely.Polygon(slanted)
    east = shapely.Polygon([*slanted[1:3], (1, 1), (1, 0)])
    found = derived(TOWNS, REPORTS, extents={"west": west, "east": east})
    grounds = [shapely.union_all([s.geometry for s in states]) for states in found.values()]
    assert shapely.area(shapely.intersection(*grounds, grid_size=1e-6)) == 0
    assert shapely.area(shapely.union_all(grounds)) == shapely.area(shapely.box(0, 0, 1, 1))


@pytest.mark.parametrize("role", ["baseline", "override"])
def test_the_smallest_ground_by_hand_is_so_in_square_kilometres(role: str) -> None:
    north, south = shapely.box(10, 55, 40, 70), shapely.box(10, 40, 30, 56)
    drawn = [hand("a", role, "south", south), hand("b", role, "north", north)]
    states = derived([], [], drawn, {"country": shapely.box(10, 40, 40, 70)})["country"]
    assert holders(states, 20, 55.5, *DAYS) == ["north"] * 4


def test_ids_are_numbered_by_layer_and_leave_out_those_taken_by_hand() -> None:
    taken = hand("country-0002", "override", "green", shapely.box(0, 0, 0.1, 0.1))
    ids = [state.id for state in country(TOWNS[:1], REPORTS[:1], [taken])]
    assert ids == ["country-0001", "country-0002"]
    ids = [state.id for state in country(TOWNS[::2], REPORTS, [taken])]
    assert ids == ["country-0001", "country-0003", "country-0004", "country-0002"]
