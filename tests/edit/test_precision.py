"""How precisely a time is known stays with a record through deltas and edits."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.dates import exact_text, first_minute, parse_instant
from controlmap.edit import Delta
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.format import feature_text
from controlmap.model import Period, lasting, period_of, validated
from controlmap.model.states import ControlState
from controlmap.plane import Grid
from tests.edit.maps import project_of
from tests.sketches import areas_from_sketch, state

SQUARE = areas_from_sketch("A")["A"]
STARTS = {
    "2024-11-01T00:00": [None, "hour", "part_of_day", "order"],
    "2024-11-01": [None],
    "2024-11": [None],
}
CASES = [(text, said) for text, all_said in STARTS.items() for said in all_said]


def known(text: str, said: str | None) -> ControlState:
    return state(SQUARE, "a", text, id="one", **({} if said is None else {"precision": said}))


@pytest.mark.parametrize("one", CASES)
@pytest.mark.parametrize("two", CASES)
def test_states_are_equal_only_where_they_are_as_precise(one: Any, two: Any) -> None:
    before, after = known(*one), known(*two)
    assert before.valid_from == after.valid_from
    assert (before == after) is (one == two)
    delta = Delta.between({"x": [before]}, {"x": [after]})
    assert bool(delta) is (one != two)
    (kept,) = delta.applied_to({"x": (before,)})["x"]
    assert feature_text(kept, grid=Grid(6)) == feature_text(after, grid=Grid(6))


@pytest.mark.parametrize("text", ["2025", "2025-03", "2025-03-15", "2025-03-15T12:00"])
@pytest.mark.parametrize("said", [None, "hour", "part_of_day", "order"])
def test_ground_passes_with_an_hour_of_some_precision_at_date_times_only(text: str, said: Any) -> None:
    world = project_of(one=[state(SQUARE, "a", "2024-11-01", id="one-0001")])
    how = {"on": parse_instant(text), "now": parse_instant("2026-01-01T00:00")}
    if said is not None and "T" not in text:
        with pytest.raises(InputError, match="has no hour to be precise to"):
            transfer(world, SQUARE, Control("b", precision=said), **how)
    else:
        assert transfer(world, SQUARE, Control("b", precision=said), **how).ids()[1]


@pytest.mark.parametrize("text", ["2024", "2024-11", "2024-11-30", "-0044-03-15"])
@pytest.mark.parametrize("said", ["hour", "part_of_day", "order"])
def test_an_hour_is_said_of_date_times_only(text: str, said: str) -> None:
    data = {"id": "one", "geometry": SQUARE, "controller": "a", "valid_from": text, "valid_to": None}
    with pytest.raises(InputError, match="is said of date-times"):
        validated(ControlState, {**data, "precision": said})


TEXTS = st.one_of(
    st.dates().map(str), st.dates().map(lambda day: str(day)[:7]), st.dates().map(lambda day: str(day)[:4])
)


@given(TEXTS, TEXTS)
def test_any_period_is_written_as_it_was_read(start: str, end: str) -> None:
    written = feature_text(state(SQUARE, "a", start, end, id="one"), grid=Grid(6))
    assert f'"valid_from": "{start}", "valid_to": "{end}"' in written
    assert exact_text(parse_instant(start)) == start


def test_the_precision_of_a_beginning_goes_with_it() -> None:
    told = known("2024-11-01T09:00", "order")
    start, end = period_of(told)
    assert "precision" not in lasting(told, Period(start, first_minute(np.datetime64("2024-12"))))
    assert lasting(told, Period(np.datetime64("2024-11-05"), end))["precision"] is None
