from collections import defaultdict
from dataclasses import replace

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.history import Ground, build_history
from controlmap.measure import front_lengths, front_stretches, fronts
from controlmap.plane.grid import Grid
from tests.examples import examples
from tests.measure.histories import DAYS, histories, holders
from tests.sketches import areas_from_sketch, state

GEOD = pyproj.Geod(ellps="WGS84")
MM = 1e-6
"""A millimetre in km."""
days = st.sampled_from(DAYS[:9])


def lengths(table) -> dict[tuple[str, str], float]:
    return {(a, b): km for a, b, km in table[["a", "b", "length_km"]].itertuples(index=False)}


@settings(max_examples=examples(30))
@given(histories(), days)
def test_a_front_is_where_the_outlines_of_two_controllers_meet(history, day):
    """The oracle intersects the dissolved outlines, in grid units, and measures what is a line."""
    snapshot = history.at(day).set_index("controller").geometry
    found = fronts(history, day, with_unknown=True).set_index(["a", "b"]).geometry

    def to_units(xy):
        return history.grid.to_units(xy).astype(float)  # before 2.2, shapely takes no whole numbers

    for a in snapshot.index:
        for b in snapshot.index[snapshot.index > a]:
            one, two = (shapely.transform(snapshot[x].boundary, to_units) for x in (a, b))
            meeting = shapely.intersection(one, two).length
            got = shapely.transform(found.get((a, b), shapely.MultiLineString()), to_units)
            assert got.length == pytest.approx(meeting, abs=0.01)


@settings(max_examples=examples(30))
@given(histories(), days)
def test_lengths_are_geodesic_and_those_of_the_merged_lines(history, day):
    found = fronts(history, day)
    measured = [GEOD.geometry_length(line) / 1000 for line in found.geometry]
    assert found["length_km"].tolist() == pytest.approx(measured, abs=MM)
    assert found["length_km"].is_monotonic_decreasing
    assert (found["a"] < found["b"]).all()
    assert "unknown" not in {*found["a"], *found["b"]}


@settings(max_examples=examples(25))
@given(histories(), days)
def test_a_front_is_the_same_seen_from_either_side(history, day):
    topology = history.topology
    mirrored = replace(
        history, topology=replace(topology, arc_left=topology.arc_right, arc_right=topology.arc_left)
    )
    assert lengths(fronts(history, day)) == lengths(fronts(mirrored, day))


@settings(max_examples=examples(25))
@given(histories())
def test_lengths_over_time_are_those_of_each_date(history):
    table = front_lengths(history, with_unknown=True)
    for moment in history.dates:
        rows = table[table["date"] == moment.astype("datetime64[s]")]
        expected = lengths(fronts(history, moment, with_unknown=True))
        assert lengths(rows[rows["length_km"] > 0]) == pytest.approx(expected, abs=len(history.cells) * MM)


@settings(max_examples=examples(30))
@given(histories(), days)
def test_the_age_of_a_stretch_is_found_by_walking_back_date_by_date(history, day):
    now = np.datetime64(day, "m")
    expected = defaultdict(float)
    topology = history.topology
    sides = {date: holders(history, date) for date in {*history.dates, now}}
    for arc, (left, right) in enumerate(zip(topology.arc_left, topology.arc_right, strict=True)):
        if min(left, right) < 0:
            continue
        met = {date: frozenset((who[left], who[right])) for date, who in sides.items()}
        if len(met[now]) == 2:
            since = now
            for date in sorted((d for d in history.dates if d <= now), reverse=True):
                if met[date] != met[now]:
                    break
                since = date
            line = history.grid.to_degrees(
                topology.arc_xy[topology.arc_start[arc] : topology.arc_start[arc + 1]]
            )
            expected[(*sorted(met[now]), since)] += GEOD.line_length(*line.T) / 1000
    found = front_stretches(history, now, with_unknown=True)
    since = found["since"].to_numpy().astype("datetime64[m]")
    got = {
        (a, b, s): km for a, b, s, km in zip(found["a"], found["b"], since, found["length_km"], strict=True)
    }
    assert got == pytest.approx(dict(expected), abs=MM)
    assert found["days"].to_numpy() == pytest.approx((now - since) / np.timedelta64(1, "D"))


def test_sides_that_change_places_still_face_each_other_there():
    ground = areas_from_sketch("AB")
    flipped = build_history(
        [
            Ground(
                "here",
                tuple(
                    state(ground[letter], actor, start, end, id=f"{letter}{start}")
                    for letter, actors in (("A", "xy"), ("B", "yx"))
                    for actor, start, end in zip(
                        actors, ("2024-11-01", "2024-11-03"), ("2024-11-03", None), strict=True
                    )
                ),
            )
        ],
        grid=Grid(5),
        end=np.datetime64("2024-11-10", "m"),
    )
    for asked, days in (
        ("2024-11-05T00:00", 4),
        ("2024-11-05T12:00", 4.5),
        ("2024-11-05", 5),
        ("2024-11", 9),
    ):
        found = front_stretches(flipped, asked)
        assert (len(found), found["days"].tolist()) == (1, [days])


def test_the_edge_of_the_map_is_no_front_and_unknown_ground_only_on_demand():
    ground = areas_from_sketch("AB")
    alone = build_history(
        [Ground("here", (state(ground["A"], "x", "2024-11-01"),), shapely.union_all(list(ground.values())))]
    )
    assert len(fronts(alone, "2024-11-01")) == 0
    assert fronts(alone, "2024-11-01", with_unknown=True)[["a", "b"]].values.tolist() == [["unknown", "x"]]
    assert len(front_lengths(alone)) == 0


def across(*areas, grid=None):
    layers = [Ground("a", tuple(state(ground, who, "2024-01-01", id=who) for who, ground in areas))]
    return build_history(layers, grid=grid)


def test_a_front_runs_along_the_antimeridian_and_right_round_the_earth():
    west, east = shapely.box(175, -20, 180, -10), shapely.box(-180, -18, -175, -5)
    [row] = fronts(across(("w", west), ("e", east)), "2024-01-01").to_dict("records")
    assert (row["a"], row["b"]) == ("e", "w")
    assert row["length_km"] == pytest.approx(GEOD.inv(180, -18, 180, -10)[2] / 1000)
    assert row["geometry"].bounds == (180, -18, 180, -10)
    north, south = shapely.box(-180, 0, 180, 60), shapely.box(-180, -60, 180, 0)
    [row] = fronts(across(("n", north), ("s", south)), "2024-01-01").to_dict("records")
    assert row["length_km"] == pytest.approx(40_075.016_686)


def test_ground_on_both_sides_of_the_antimeridian_that_one_side_holds_has_no_front_there():
    west, east = shapely.box(175, -20, 180, -10), shapely.box(-180, -20, -175, -10)
    assert fronts(across(("w", shapely.union(west, east))), "2024-01-01").empty
