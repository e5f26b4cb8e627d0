"""Faces too thin to say anything join a neighbour."""

import shapely
from derive_cases import GRID, derived, hand, place, report

METRE = 1 / 111_320


# Two places share the country along the meridian of 0.5 degrees; a line drawn by hand runs 3 m beside it.
PLACES = [place("west", 0.25, 0.5), place("east", 0.75, 0.5)]
REPORTS = [
    report("w", "west", "2024-11-26", "red", kind="baseline"),
    report("e", "east", "2024-11-26", "blue", kind="baseline"),
]


def test_a_sliver_joins_its_neighbour_on_the_same_side_of_a_line_drawn_by_hand() -> None:
    drawn = GRID.snap(shapely.box(0.5 - 3 * METRE, 0, 1, 1))
    fall = hand("fall", "collapse", "blue", drawn, to="green", valid_from="2024-11-26")
    states = derived(PLACES, REPORTS, [fall], far_km=500, reach_km=500)["country"]
    (green,) = (state for state in states if state.controller == "green")
    assert shapely.equals(green.geometry, drawn)


def test_a_sliver_between_two_lines_of_no_hand_takes_the_story_of_its_neighbour() -> None:
    # Three points all but in a row: the middle one keeps a strip of 4 m.
    row = [
        place("west", 0.5 - 4 * METRE, 0.5),
        place("middle", 0.5, 0.5),
        place("east", 0.5 + 4 * METRE, 0.5),
    ]
    reports = [report(p.id, p.id, "2024-11-26", f"actor-{p.id}", kind="baseline") for p in row]
    states = derived(row, reports, far_km=500, reach_km=500)["country"]
    assert {state.controller for state in states} == {"actor-west", "actor-east"}
