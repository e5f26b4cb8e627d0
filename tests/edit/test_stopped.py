"""Why a border does not move, in words."""

import pytest

from controlmap.edit.operations.stopped import why_not_moved
from controlmap.model import known_dates
from controlmap.plane import Stop
from tests.edit.maps import day
from tests.sketches import areas_from_sketch, state

A = areas_from_sketch("A")["A"]


@pytest.mark.parametrize("count", range(1, 9))
def test_three_states_are_named_by_id_and_period_and_the_rest_counted(count):
    states = [state(A, "a", day(2), day(n + 3) if n else None, id=f"s{n}") for n in range(10)]
    stop = Stop("across", (36.5, 35.25), frozenset(range(count)))
    until = ["", " until 2024-11-04", " until 2024-11-05"]
    names = [f"s{n} (from 2024-11-02{end})" for n, end in enumerate(until)][:count]
    more = f" and {count - 3} more" if count > 3 else ""
    where = "another border is in the way at 36.50000, 35.25000: behind it lies "
    assert why_not_moved(stop, states, known_dates(states)).message == where + ", ".join(names) + more
