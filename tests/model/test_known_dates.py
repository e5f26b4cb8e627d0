"""How exactly the instants are known at which records begin and end."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.dates import parse_instant
from controlmap.model import ControlState, known_dates


def state(since: str, until: str | None = None, said: str | None = None) -> ControlState:
    return ControlState(
        id="a",
        geometry=shapely.box(0, 0, 1, 1),
        controller="x",
        valid_from=parse_instant(since),
        valid_to=None if until is None else parse_instant(until),
        precision=said,  # type: ignore[arg-type]
    )


ENDING = state("2024-03-01", "2024-03-09T06:00")
SAID = [
    ([ENDING, state("2024-03-09T06:00")], "minute", "2024-03-09T06:00"),
    ([ENDING, state("2024-03-09T06:00", said="order")], "order", "2024-03-09"),
    ([state("2024-03-09T06:00"), state("2024-03-09T06:00", said="part_of_day")], "part_of_day", "2024-03-09"),
    ([state("2024-03-09T06:00", said="hour")], "hour", "2024-03-09T06:00"),
    ([ENDING], "minute", "2024-03-09T06:00"),
    ([], "minute", "2024-03-09T06:00"),
]  # fmt: skip


@pytest.mark.parametrize(("states", "known_to", "text"), SAID)
def test_what_begins_says_how_exactly_an_end_is_known(states, known_to, text):
    known, instant = known_dates(states), parse_instant("2024-03-09T06:00")
    assert (known.to(instant), known.text(instant)) == (known_to, text)


@pytest.mark.parametrize(
    ("begins", "ends", "text"),
    [
        ("2024-03", "2024-03", "2024-03"),
        ("2024-03", "2024-03-01", "2024-03"),
        ("2024-03-01", "2024-03", "2024-03"),
        ("2024-03-01T00:00", "2024-03-01", "2024-03-01"),
        ("2024", "2024-01", "2024"),
    ],
)
def test_of_an_instant_that_records_share_the_least_exact_is_told(begins, ends, text):
    known = known_dates([state("1990", ends)], [state(begins)])
    assert known.text(parse_instant("2024-03-01" if "03" in text else "2024-01-01")) == text


@given(
    minute=st.integers(min_value=0, max_value=1439),
    said=st.lists(st.sampled_from(["order", "part_of_day", "hour", None]), min_size=1, max_size=3),
)
def test_no_hour_is_told_unless_all_that_begin_then_have_it(minute, said):
    instant = parse_instant("2024-03-09").astype("datetime64[m]") + np.timedelta64(minute, "m")
    states = [state(str(instant), said=precision) for precision in said]
    known = known_dates(states)
    text = known.text(instant)
    assert ("T" in text) == (minute > 0 and not {"order", "part_of_day"} & set(said))
    begins = known.beginning(instant)
    again = states[0].model_copy(update={"precision": None, **begins})
    assert (again.valid_from == instant, known_dates([again]).text(instant)) == (True, text)


FIRST = ["2024", "2024-01", "2024-01-01", "2024-01-01T00:00"]
"""One instant, as exactly as records may know it."""


@given(begins=st.lists(st.sampled_from(FIRST)), ends=st.lists(st.sampled_from(FIRST)))
def test_nothing_is_told_of_an_instant_that_one_of_its_records_does_not_know(begins, ends):
    states = [*(state(one) for one in begins), *(state("1990", one) for one in ends)]
    known = known_dates(states)
    told = known.text(parse_instant("2024-01-01"))
    assert told == min([*begins, *ends, "2024-01-01"], key=len) if begins or ends else "2024-01-01"
    for end in ends:  # which is its own, whoever else ends or begins then
        assert known.end_text(parse_instant(end)) == end.removesuffix("T00:00")


def test_an_end_has_no_hour_that_what_begins_then_does_not_know():
    known = known_dates([ENDING, state("2024-03-09T06:00", said="order")])
    assert known.end_text(parse_instant("2024-03-09T06:00")) == "2024-03-09"
