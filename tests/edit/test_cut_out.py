"""For how long each state is cut when ground passes at an instant: asked day by day."""

import itertools

import pytest

from controlmap.dates import OPEN_END
from controlmap.edit.operations.cut_out import at_instant
from tests.edit.maps import day
from tests.sketches import areas_from_sketch, state

A = areas_from_sketch("A")["A"]
DAYS = range(1, 7)


@pytest.mark.parametrize("until", [None, *DAYS[1:]])
def test_at_an_instant_what_is_valid_then_passes_to_its_end_and_up_to_a_date_all_that_is_valid_before(until):
    for (start, end), on in itertools.product(itertools.combinations([*DAYS, None], 2), DAYS):
        if until is not None and until <= on:
            continue
        valid = {d for d in DAYS if start <= d and (end is None or d < end)}
        meant = {d for d in valid if on <= d and (until is None or d < until)}
        if until is None and on not in valid:
            meant = set()
        whole = state(A, "a", day(start), None if end is None else day(end))
        found = at_instant(day(on), None if until is None else day(until))(whole)
        assert {d for d in DAYS if found and found.start <= day(d) < found.end} == meant
        assert (found is None) == (not meant)
        if found and end is None and until is None:
            assert found.end == OPEN_END
