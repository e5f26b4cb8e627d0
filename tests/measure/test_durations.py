import numpy as np
import pytest
from hypothesis import given, settings

from controlmap.dates import parse_instant
from controlmap.history import Ground, build_history
from controlmap.measure import durations, turnover
from controlmap.model import ControlState
from controlmap.plane import Grid
from tests.examples import examples
from tests.measure.histories import histories
from tests.sketches import areas_from_sketch, state

DAY = np.timedelta64(1, "D")


@settings(max_examples=examples(30))
@given(histories())
def test_the_days_of_all_holders_of_a_cell_make_up_the_period(history):
    days = durations(history).groupby("cell")["days"].sum()
    assert days.index.tolist() == list(range(len(history.cells)))
    assert days.to_numpy() == pytest.approx((history.end - history.start) / DAY)


@settings(max_examples=examples(30))
@given(histories())
def test_durations_and_changes_are_those_of_a_walk_over_the_spells(history):
    found = durations(history).set_index(["cell", "controller"])
    changed = turnover(history).set_index("cell")
    for cell in range(len(history.cells)):
        holds: list[list] = []
        contested = 0.0
        for spell in history.spells_of(cell):
            days = (spell.end - spell.start) / DAY
            contested += days if spell.state and spell.state.status == "contested" else 0
            if holds and holds[-1][0] == spell.controller:
                holds[-1][1] += days
            else:
                holds.append([spell.controller, days])
        for actor in {actor for actor, _ in holds}:
            own = [days for name, days in holds if name == actor]
            row = found.loc[(cell, actor), ["days", "longest_days", "times"]]
            assert row.tolist() == pytest.approx([sum(own), max(own), len(own)])
        assert changed.loc[cell, "changes"] == len(holds) - 1
        assert changed.loc[cell, "contested_days"] == pytest.approx(contested)
        assert changed.loc[cell, "controller"] == holds[-1][0]


@settings(max_examples=examples(30))
@given(histories())
def test_the_longest_held_and_the_most_contested_come_first(history):
    held, changed = durations(history), turnover(history)
    assert held["longest_days"].is_monotonic_decreasing
    assert changed["changes"].is_monotonic_decreasing
    assert changed["area_km2"].sum() == pytest.approx(history.cell_area_km2.sum(), abs=1e-6)
    assert changed.crs.to_epsg() == 4326


def test_days_are_counted_from_day_to_day_where_no_source_gave_the_hour():
    def held(by: str, since: str, until: str | None, said: str | None = None) -> ControlState:
        ends = None if until is None else parse_instant(until)
        return state(areas_from_sketch("A")["A"], by, parse_instant(since), ends, precision=said)

    states = [
        held("a", "2024-11-01", "2024-11-03T09:00"),
        held("b", "2024-11-03T09:00", "2024-11-03T12:00", "order"),
        held("a", "2024-11-03T12:00", "2024-11-05T06:00", "order"),
        held("c", "2024-11-05T06:00", None),
    ]
    history = build_history([Ground("here", states)], grid=Grid(5), end=np.datetime64("2024-11-08"))
    found = durations(history).set_index("controller")[["days", "longest_days", "times"]]
    assert found.T.to_dict("list") == {"a": [4.25, 2.25, 2], "b": [0, 0, 1], "c": [2.75, 2.75, 1]}
