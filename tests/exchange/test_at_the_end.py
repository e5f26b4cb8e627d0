"""What is said to be held at the end of what came in is what the map says of that date."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

import controlmap
from controlmap.exchange import import_snapshots, import_states
from tests.examples import examples

DAYS = st.integers(1, 28).map(lambda day: f"2024-02-{day:02}")


def frame_of(rows):
    ground = [box(37 + i, 36, 38 + i, 37) for i in range(len(rows))]
    who, since, till = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"who": who, "since": since, "till": till}, geometry=ground, crs=4326)


def assert_as_the_map_says(brought, map_):
    on_map = map_.areas(brought.area_on)
    held = dict(zip(on_map.controller, on_map.area_km2, strict=True))
    assert {who: area for who, area in held.items() if area and who != "unknown"} == pytest.approx(
        dict(brought.area_km2)
    )
    assert brought.area_km2, "somebody holds ground on the last date that anything is said of"


@given(
    rows=st.lists(st.tuples(st.sampled_from("abc"), DAYS, st.none() | DAYS), min_size=1, max_size=5),
    inclusive=st.booleans(),
)
@settings(max_examples=examples(30))
def test_what_periods_say_at_the_end_the_map_says_of_that_date(rows, inclusive, tmp_path_factory):
    in_order = [(who, min(since, till or since), till and max(since, till)) for who, since, till in rows]
    rows = [(who, since, None if since == till and not inclusive else till) for who, since, till in in_order]
    folder = tmp_path_factory.mktemp("end")
    brought = import_states(
        frame_of(rows), folder / "map", layer="l", controller_from="who", new_values="actor",
        begin="since", end="till", inclusive=inclusive,
    )  # fmt: skip
    assert_as_the_map_says(brought, controlmap.open(folder / "map"))


@pytest.mark.parametrize(
    ("ends", "on", "held"),
    [
        (["2024-06-30", "2024-03-01"], "2024-06-29", ["a"]),
        ([None, "2024-03-01"], "2024-03-01", ["a"]),
        ([None, None], "2024-01-01", ["a", "b"]),
        (["2024-06-30", "2024-06-30"], "2024-06-29", ["a", "b"]),
        (["2024-06-30T14:00", "2024-03-01"], "2024-06-30T13:59", ["a"]),
    ],
)
def test_who_holds_nothing_on_the_last_date_is_not_told_of(ends, on, held, tmp_path):
    rows = [(who, "2024-01-01", end) for who, end in zip("ab", ends, strict=True)]
    how = {"controller": "who", "start": "since", "end": "till"}
    import_states(
        frame_of(rows), tmp_path / "map", layer="l", controller_from="who", begin="since", end="till"
    )
    map_ = controlmap.open(tmp_path / "map")
    beside = frame_of(rows)
    brought = map_.add_layer(beside.assign(geometry=beside.translate(5, 0)), layer="two", **how)
    assert (brought.area_on, sorted(brought.area_km2)) == (on, held)


def test_a_layer_that_goes_on_tells_of_the_day_that_was_added(tmp_path):
    frame = frame_of([("a", "2024-01-01", None), ("b", "2024-01-01", None)])
    how = {"layer": "l", "controller_from": "who"}
    import_snapshots(frame, tmp_path / "map", date="2024-01-01", **how)
    brought = import_snapshots(
        frame[frame.who == "a"], tmp_path / "map", date="2024-01-05", append=True, **how
    )
    assert_as_the_map_says(brought, controlmap.open(tmp_path / "map"))
    assert (brought.area_on, sorted(brought.area_km2)) == ("2024-01-05", ["a"])
