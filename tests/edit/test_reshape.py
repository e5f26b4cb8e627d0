import pyproj
import pytest
import shapely

from controlmap.edit import merge, reshape, split
from controlmap.errors import InputError
from controlmap.model import ControlState
from tests.edit.maps import NOW, after, day, history_of, project_of
from tests.sketches import areas_from_sketch, middle_of


def state(name, ground, controller, start=None, end=None, **more):
    return ControlState(
        id=name, geometry=ground, controller=controller, valid_from=start or day(1), valid_to=end, **more
    )


def neighbours(**periods):
    """Two columns of ground: a's in the west, b's in the east."""
    area = areas_from_sketch("AABB AABB")
    return project_of(one=[state("one-0001", area["A"], "a"), state("one-0002", area["B"], "b", **periods)])


def line(*lons):
    return shapely.LineString([(lon, lat) for lon, lat in zip(lons, (-0.001, 0.003), strict=True)])


def holders(world, on):
    history = history_of(world)
    held = history.labels(history.state_at(on))["controller"].to_numpy()
    return "".join(held[history.cell_under(*middle_of(column, 0))] for column in range(4))


def test_a_border_moves_to_a_line_and_each_part_goes_to_who_has_more_of_it():
    delta = reshape(neighbours(), "one-0001", "one-0002", line(0.0012, 0.0012), now=NOW)
    world = after(neighbours(), delta)
    assert holders(world, day(5)) == "abbb"
    assert [s.id for s in world.layers[0].states] == ["one-0001", "one-0002"]


@pytest.mark.parametrize(("lon", "meanwhile"), [(0.0012, "abbb"), (0.0028, "aaab")])
def test_a_border_moves_only_while_both_states_are_valid(lon, meanwhile):
    world, border = neighbours(start=day(10), end=day(20)), line(lon, lon)
    with pytest.raises(InputError, match=r"edge of what is on record at .* from 2024-11-01"):
        reshape(world, "one-0001", "one-0002", border, now=NOW)
    moved = after(world, reshape(world, "one-0001", "one-0002", border, scope="while", now=NOW))
    assert holders(moved, day(15)) == meanwhile
    assert [holders(moved, day(d))[:2] for d in (5, 25)] == ["aa", "aa"]


def test_a_line_that_divides_nothing_and_states_that_are_no_neighbours_are_refused():
    with pytest.raises(InputError, match="the line misses the ground of one-0001 and one-0002 by 668 m"):
        reshape(neighbours(), "one-0001", "one-0002", line(0.01, 0.01), now=NOW)
    with pytest.raises(InputError, match="no neighbours"):
        apart = neighbours(start=day(10))
        first = after(apart, split(apart, "one-0001", day(10), now=NOW))
        reshape(first, "one-0001", "one-0002", line(0.0012, 0.0012), now=NOW)


@pytest.mark.parametrize("scope", ["everywhere", "from", "while"])
def test_a_date_goes_with_the_scope_from_and_with_no_other(scope):
    given = neighbours(), "one-0001", "one-0002", line(0.0012, 0.0012)
    alone = scope != "from"
    for on, said in ((None, alone), (day(5), not alone)):
        if said:
            moved = after(neighbours(), reshape(*given, scope=scope, on=on, now=NOW))
            assert [holders(moved, day(d)) for d in (3, 7)] == ["abbb" if alone else "aabb", "abbb"]
        else:
            with pytest.raises(InputError, match="date"):
                reshape(*given, scope=scope, on=on, now=NOW)


def test_a_state_is_split_along_a_line_and_merged_again():
    parts = after(neighbours(), split(neighbours(), "one-0001", line(0.0005, 0.0005), now=NOW))
    small = parts.layers[0].states[1]
    assert small.geometry.area == pytest.approx(0.0005 * 0.002)
    assert parts.layers[0].states[0].geometry.area == pytest.approx(0.0015 * 0.002)
    whole = after(parts, merge(parts, ["one-0001", small.id]))
    assert whole.layers[0].states[0].geometry.equals(neighbours().layers[0].states[0].geometry)
    assert len(whole.layers[0].states) == 2


def test_a_state_is_split_in_time_and_merged_again():
    parts = after(neighbours(), split(neighbours(), "one-0001", day(7), now=NOW))
    assert [(s.valid_from, s.valid_to) for s in parts.layers[0].states[:2]] == [
        (day(1), day(7)),
        (day(7), None),
    ]
    whole = after(parts, merge(parts, ["one-0001", parts.layers[0].states[1].id]))
    assert whole.layers[0].states == neighbours().layers[0].states


@pytest.mark.parametrize("start", range(3, 10))
def test_on_one_ground_only_what_follows_without_a_gap_and_at_no_time_twice_is_merged(start):
    ground = areas_from_sketch("A")["A"]
    first, later = state("one-0001", ground, "a", day(2), day(6)), state("one-0002", ground, "a", day(start))
    for names in (["one-0001", "one-0002"], ["one-0002", "one-0001"]):
        world = project_of(one=[first, later])
        if start == 6:
            (whole,) = after(world, merge(world, names)).layers[0].states
            assert (whole.id, whole.valid_from, whole.valid_to) == (names[0], day(2), None)
        else:
            with pytest.raises(InputError, match="nor follow each other on one ground"):
                merge(world, names)


def test_merging_gathers_sources_and_is_as_sure_as_the_least_sure():
    area = areas_from_sketch("AB")
    world = project_of(
        one=[
            state("one-0001", area["A"], "a", certainty="confirmed", sources=("x", "y")),
            state("one-0002", area["B"], "a", certainty="claimed", sources=("y", "z")),
        ]
    )
    whole = after(world, merge(world, ["one-0001", "one-0002"])).layers[0].states[0]
    assert (whole.id, whole.certainty, whole.sources) == ("one-0001", "claimed", ("x", "y", "z"))


def test_states_that_differ_or_do_not_touch_are_not_merged():
    area = areas_from_sketch("A.B")
    world = project_of(one=[state("one-0001", area["A"], "a"), state("one-0002", area["B"], "a")])
    with pytest.raises(InputError, match="neither share borders"):
        merge(world, ["one-0001", "one-0002"])
    with pytest.raises(InputError, match="one-0002, controller: b, but one-0001 has a"):
        merge(neighbours(), ["one-0001", "one-0002"])


@pytest.mark.parametrize(
    ("divider", "message"),
    [
        (line(0.0205, 0.0205), "the line misses the ground of one-0001"),
        (day(1), "one-0001 is not divided at 2024-11-01: it is valid from 2024-11-01 on"),
        (day(-9), "is not divided at 2024-10-22"),
        (shapely.box(0.5, 0.5, 0.6, 0.6), r"the ground lies 7\d\.\d km from it"),
        (shapely.box(-1, -1, 1, 1), "the ground covers all of it"),
    ],
)
def test_what_does_not_divide_a_state_says_how_it_fails(divider, message):
    with pytest.raises(InputError, match=message):
        split(neighbours(), "one-0001", divider, now=NOW)


def test_a_line_that_stops_short_says_where_it_ends_and_how_far_from_the_border():
    short = shapely.LineString([(0.0004, -0.001), (0.0004, 0.0015)])
    metres = pyproj.Geod(ellps="WGS84").inv(0.0004, 0.0015, 0, 0.0015)[2]
    for edit in (
        lambda: split(neighbours(), "one-0001", short, now=NOW),
        lambda: reshape(neighbours(), "one-0001", "one-0002", short, now=NOW),
    ):
        with pytest.raises(
            InputError, match=r"the line ends inside the ground of .* at 0\.0004, 0\.0015"
        ) as no:
            edit()
        assert f"0.0015, {metres:.0f} m from its border" in str(no.value)


def test_a_line_that_only_touches_the_border_and_one_that_gives_nothing_are_told_apart():
    along = shapely.LineString(neighbours().layers[0].states[0].geometry.exterior.coords[:2])
    with pytest.raises(InputError, match="it only touches the border"):
        split(neighbours(), "one-0001", along, now=NOW)


def test_the_larger_part_in_square_kilometres_keeps_the_id_of_what_is_split():
    ground = shapely.box(10, 20, 11, 70)
    tall = project_of(one=[state("one-0001", ground, "a")])
    border = shapely.LineString([(9, 44), (12, 44)])  # 26 degrees north of it, 24 south, which are more km²
    parts = after(tall, split(tall, "one-0001", border, now=NOW)).layers[0].states
    assert [part.geometry.bounds for part in parts] == [(10, 20, 11, 44), (10, 44, 11, 70)]
    assert parts[0].id == "one-0001"
