"""How precisely a time is known stays with a record through deltas and edits."""

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.dates import exact_text, first_minute, parse_instant
from controlmap.edit import Delta
from controlmap.edit.operations.correct import correct, retract
from controlmap.edit.operations.reshape import split
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.format import feature_text
from controlmap.model import Period, Project, lasting, period_of, validated
from controlmap.model.states import ControlState
from controlmap.plane import Grid
from tests.edit.maps import NOW, WORLD, after, project_of
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


ALIKE = {"1967": ["1967", "1967-01", "1967-01-01", "1967-01-01T00:00"]}
ALIKE["1968"] = [text.replace("1967", "1968") for text in ALIKE["1967"]]
"""Texts that begin with the same minute, and say otherwise how well it is known."""
EDITS: dict[str, Any] = {
    "transfer": lambda world, on, until: transfer(world, CORNER, Control("c"), on=on, now=NOW),
    "for a time": lambda world, on, until: transfer(world, CORNER, Control("c"), on=on, until=until, now=NOW),
    "taken from one": lambda world, on, until: transfer(
        world, CORNER, Control("b"), on=on, from_controller="a", now=NOW
    ),
    "correct": lambda world, on, until: correct(world, CORNER, {"certainty": "claimed"}, on=on, now=NOW),
    "correct for a time": lambda world, on, until: correct(
        world, CORNER, {"certainty": "claimed"}, on=on, until=until, now=NOW
    ),
    "retract": lambda world, on, until: retract(world, ["other"], now=NOW),
    "split": lambda world, on, until: split(world, "one", ACROSS, now=NOW),
}
CORNER = shapely.box(0, 0, 0.001, 0.001)
ACROSS = shapely.LineString([(-0.001, 0.0012), (0.0012, -0.001)])
FAR = shapely.Point(0.009, 0.009)


def said_of(project: Project, point: shapely.Point) -> list[tuple[Any, ...]]:
    """What is on record of a point, in order of time, dates as they are written."""
    there = [s for s in project.layers[0].states if s.superseded_at is None and s.geometry.covers(point)]
    return [
        (exact_text(s.valid_from), s.valid_to and exact_text(s.valid_to), s.precision, s.controller)
        for s in sorted(there, key=lambda s: s.valid_from)
    ]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("there", range(4))
@pytest.mark.parametrize("told", range(4))
def test_an_edit_says_of_no_other_ground_how_well_its_dates_are_known(
    there: int, told: int, edit: str
) -> None:
    on, until = (parse_instant(ALIKE[year][told]) for year in ALIKE)
    first, last = (ALIKE[year][there] for year in ALIKE)
    world = project_of(
        one=[
            state(WORLD, "a", "1966", first, id="before"),
            state(WORLD, "b" if edit == "for a time" else "a", first, last, id="one", certainty="reported"),
            state(WORLD, "b", last, id="after"),
            state(shapely.box(0.02, 0, 0.03, 0.01), "b", first, last, id="other"),
        ]
    )
    delta = EDITS[edit](world, on, until)
    assert delta
    assert said_of(after(world, delta), FAR) == said_of(world, FAR)
