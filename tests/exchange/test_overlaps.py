"""Ground that several claim is told with its area, and goes to whom the rule says."""

import pytest
import shapely

import controlmap
from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.overlaps import RULES, settled
from controlmap.exchange.standings import standings_of
from controlmap.plane import Grid, areas_km2

GRID = Grid(5)
WIDE, SMALL = shapely.box(20, 14, 22, 15), shapely.box(21.8, 14, 22.2, 15)
MIDDLE = shapely.box(21.8, 14, 22, 15)


def claims(*, ranks=(2, 1)) -> list[Claim]:
    return [
        Claim(Said("a"), WIDE, "first", ranks[0]),
        Claim(Said("b"), SMALL, "second", ranks[1]),
    ]


def ground(found, controller: str) -> shapely.Geometry:
    return shapely.union_all([g for said, g in found.ground_lonlat.items() if said.controller == controller])


@pytest.mark.parametrize(
    ("rule", "holder"), [("error", "a"), ("first", "a"), ("last", "b"), ("smallest", "b"), ("rank", "b")]
)
def test_the_middle_goes_to_whom_the_rule_says_and_no_ground_is_lost(rule, holder):
    found = settled(claims(), rule, GRID)
    assert shapely.covers(ground(found, holder), MIDDLE)
    a, b = ground(found, "a"), ground(found, "b")
    assert not shapely.relate_pattern(a, b, "T********")
    assert shapely.equals(shapely.union(a, b), shapely.union(WIDE, SMALL))


def test_a_joint_holding_names_both():
    found = settled(claims(), "joint", GRID)
    joint = next(said for said in found.ground_lonlat if said.status == "joint")
    assert (joint.controller, joint.others) == ("b", ("a",))
    assert shapely.equals(found.ground_lonlat[joint], MIDDLE)


@pytest.mark.parametrize("rule", [*RULES, "joint"])
def test_overlaps_are_told_with_their_area_whatever_the_rule(rule):
    (overlap,) = settled(claims(), rule, GRID).overlaps
    assert overlap.controllers == ("a", "b")
    assert overlap.area_km2 == pytest.approx(areas_km2([MIDDLE])[0])


def test_what_says_the_same_is_joined_and_told():
    twice = [Claim(Said("a"), WIDE, "first"), Claim(Said("a"), SMALL, "second")]
    found = settled(twice, "error", GRID)
    assert found.overlaps == ()
    assert found.twice_km2 == pytest.approx(areas_km2([MIDDLE])[0])
    assert shapely.equals(ground(found, "a"), shapely.union(WIDE, SMALL))


def test_neighbours_do_not_overlap():
    beside = [Claim(Said("a"), shapely.box(0, 0, 1, 1), "1"), Claim(Said("b"), shapely.box(1, 0, 2, 1), "2")]
    found = settled(beside, "error", GRID)
    assert (found.overlaps, found.twice_km2) == ((), 0)


@pytest.mark.parametrize("holders", [("a", "a"), ("a", "b")])
def test_a_shape_that_stands_many_times_is_settled_as_two_of_it_are(holders):
    many = [Claim(Said(holders[n % 2]), WIDE, str(n)) for n in range(2_000)]
    two, found = settled(many[:2], "first", GRID), settled(many, "first", GRID)
    assert shapely.equals(ground(found, "a"), ground(two, "a"))
    assert (found.overlaps, found.twice_km2) == (two.overlaps, pytest.approx(two.twice_km2))


NORTHERN, SOUTHERN = shapely.box(10, 55, 40, 70), shapely.box(10, 40, 30, 56)
"""Of more square degrees, and of fewer square kilometres; and the other way round."""


@pytest.mark.parametrize("in_order", [1, -1], ids=["the northern first", "the southern first"])
def test_the_smallest_is_so_in_square_kilometres_not_in_degrees(in_order):
    claims = [Claim(Said("north"), NORTHERN, "n"), Claim(Said("south"), SOUTHERN, "s")][::in_order]
    assert areas_km2([NORTHERN])[0] < areas_km2([SOUTHERN])[0]
    both = shapely.intersection(NORTHERN, SOUTHERN)
    found = settled(claims, "smallest", GRID)
    assert shapely.covers(ground(found, "north"), both)
    assert standings_of(claims, "smallest").order[0].said.controller == "north"


def test_of_equal_ones_on_one_parallel_the_first_is_the_smallest():
    for lon in range(-170, 170, 7):
        west, east = shapely.box(lon, 50, lon + 1, 51), shapely.box(lon + 0.5, 50, lon + 1.5, 51)
        found = settled([Claim(Said("w"), west, "w"), Claim(Said("e"), east, "e")], "smallest", GRID)
        assert shapely.covers(ground(found, "w"), west), lon


def test_snapshots_in_memory_that_overlap_are_told_of_the_parameter() -> None:
    with pytest.raises(controlmap.OverlapError) as refused:
        controlmap.from_snapshots(["2024-01-01"], [{"a": WIDE, "b": SMALL}])
    assert 'overlaps="latest"' in str(refused.value)
    assert "controlmap.toml" not in str(refused.value)
