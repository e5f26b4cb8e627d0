"""Days that are appended leave a partition: no ground is held twice, and each holder has what is theirs."""

from collections import defaultdict
from functools import partial

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.api import open_map
from controlmap.exchange import import_snapshots, read_states_table
from tests.benchmarks.demanding import Noisy, days_of, noisy_snapshots
from tests.benchmarks.dense import Dense, write_dense
from tests.examples import examples

UNIT = 1e-5
"""A unit of the grid in degrees."""
SHARED = 1e-3
"""Square units that sums of floating point numbers may be off."""


def write_noisy(plan: Noisy, folder) -> list:
    """Write a file for each day of a series; return them."""
    folder.mkdir()
    for day, snapshot in zip(days_of(plan), noisy_snapshots(plan), strict=True):
        features = [
            f'{{"type": "Feature", "properties": {{"who": "{who}"}}, "geometry": {drawn}}}'
            for who, drawn in zip(snapshot, shapely.to_geojson([*snapshot.values()]), strict=True)
        ]
        path = folder / f"{day.astype('datetime64[D]')}.geojson"
        path.write_text(f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}')
    return sorted(folder.iterdir())


def states_by_day(project, days) -> list[list]:
    """The states on record on each of some days."""
    states = [state for layer in open_map(project).project.layers for state in layer.states]
    dates = [np.datetime64(path.stem[-10:], "m") for path in days]
    return [
        [s for s in states if s.valid_from <= day and (s.valid_to is None or day < s.valid_to)]
        for day in dates
    ]


def grounds_of(states) -> dict[tuple, list[shapely.Geometry]]:
    """The ground of states by who holds it how."""
    found = defaultdict(list)
    for state in states:
        found[state.controller, state.status, tuple(sorted(state.others))].append(state.geometry)
    return found


def square_units(grounds) -> float:
    return float(shapely.area(grounds).sum()) / UNIT**2


def shared(states) -> dict[tuple[str, str], float]:
    """The square units that each two states share."""
    grounds = np.array([state.geometry for state in states], dtype=object)
    pairs = shapely.STRtree(grounds).query(grounds, predicate="intersects").T
    one, two = pairs[pairs[:, 0] < pairs[:, 1]].T
    areas = shapely.area(shapely.intersection(grounds[one], grounds[two])) / UNIT**2
    return {
        (states[i].id, states[j].id): area
        for i, j, area in zip(one, two, areas.tolist(), strict=True)
        if area > SHARED
    }


def hold_apart_what_an_import_of_all_holds(base, days, later: int, how) -> None:
    """Append the last days, one after the other, and hold each day against an import of all of them."""
    bring = partial(import_snapshots, layer="l", **how)
    bring(days[:-later], into=base / "map")
    for path in days[-later:]:
        bring(path, into=base / "map", append=True)
    bring(days, into=base / "whole")
    sides = zip(states_by_day(base / "map", days), states_by_day(base / "whole", days), strict=True)
    for states, expected in sides:
        assert shared(states) == {}
        held, whole = grounds_of(states), grounds_of(expected)
        for grounds in held.values():
            once = shapely.union_all(grounds)
            assert square_units(grounds) == pytest.approx(square_units([once]), abs=SHARED)
        outline = shapely.length([*map(shapely.union_all, whole.values())]).sum() / UNIT
        for who in held.keys() | whole.keys():
            # Strips narrower than two units do not pass, and borders bend by half a unit.
            assert abs(square_units(held[who]) - square_units(whole[who])) < outline


noisy = st.builds(
    Noisy, dates=st.integers(6, 10), actors=st.integers(2, 4), vertices=st.sampled_from([20, 40]),
    stretch=st.sampled_from([5, 10]), stretches=st.integers(1, 4), noise=st.sampled_from([10, 40, 120]),
    seed=st.integers(0, 10_000),
)  # fmt: skip


@settings(max_examples=examples(12))
@given(noisy, st.integers(1, 5), st.sampled_from(["joint", "first", "last", "smallest"]))
def test_noisy_days_that_are_appended_share_no_ground(tmp_path_factory, plan, later, rule):
    base = tmp_path_factory.mktemp("noisy")
    days = write_noisy(plan, base / "days")
    hold_apart_what_an_import_of_all_holds(base, days, later, {"controller_from": "who", "overlaps": rule})


@settings(max_examples=examples(4))
@given(
    st.builds(
        Dense, dates=st.integers(4, 7), vertices=st.just(40), pockets=st.integers(4, 12), stretch=st.just(4),
        moving=st.integers(0, 3), noisy=st.integers(0, 6), seed=st.integers(0, 10_000),
    ),
    st.integers(1, 3),
)  # fmt: skip
def test_dense_days_that_are_appended_share_no_ground(tmp_path_factory, plan, later):
    base = tmp_path_factory.mktemp("dense")
    folder, table = write_dense(plan, base / "days")
    how = {"states": read_states_table(table.read_bytes(), file=table.name), "overlaps": "rank"}
    hold_apart_what_an_import_of_all_holds(base, sorted(folder.iterdir()), later, how)


@pytest.mark.parametrize(
    ("plan", "later", "rule"),
    [
        (Noisy(dates=16), 4, "first"),
        (Noisy(dates=5, actors=2, vertices=20, stretch=10, stretches=2, seed=5), 1, "joint"),
        (Noisy(dates=8, actors=3, vertices=20, stretch=10, stretches=2, seed=1), 1, "joint"),
    ],
)
def test_where_lines_cross_within_a_unit_and_new_ground_has_vertices_of_its_own(tmp_path, plan, later, rule):
    """An actor held 2,501 square units twice; and 31, where a neighbour lacked a vertex of the new ground."""
    days = write_noisy(plan, tmp_path / "days")
    how = {"controller_from": "who", "overlaps": rule}
    hold_apart_what_an_import_of_all_holds(tmp_path, days, later, how)


def test_where_room_is_wanting_borders_are_not_balanced(tmp_path):
    """A vertex put in to balance a border lay where the border then passed another's."""
    plan = Dense(dates=6, vertices=40, pockets=9, stretch=4, moving=3, noisy=1, seed=6142)
    folder, table = write_dense(plan, tmp_path / "days")
    how = {"states": read_states_table(table.read_bytes(), file=table.name), "overlaps": "rank"}
    hold_apart_what_an_import_of_all_holds(tmp_path, sorted(folder.iterdir()), 3, how)
