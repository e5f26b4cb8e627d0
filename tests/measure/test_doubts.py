"""Changes that may lie on either side of a date, against every minute at which they may have happened."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from controlmap.dates import KnownTo, as_known, end_of, first_minute
from controlmap.history import Spell
from controlmap.measure import doubts_under
from tests.sketches import areas_from_sketch, state

GROUND = areas_from_sketch("A")["A"]
DAY = np.timedelta64(1440, "m")
START = np.datetime64("2024-01-01", "m")
minutes = st.integers(0, 500 * 8).map(lambda n: START + np.timedelta64(n * 180, "m"))
known = st.sampled_from(("year", "month", "day", "part_of_day", "order", "minute"))


@given(minutes, known, minutes, st.integers(0, 60 * 8))
def test_a_change_is_in_doubt_where_it_may_lie_in_a_window_and_out_of_it(
    passed: np.datetime64, known_to: KnownTo, since: np.datetime64, length: int
) -> None:
    passed = first_minute(as_known(passed, known_to)) if known_to in ("year", "month", "day") else passed
    until = since + np.timedelta64(length * 180, "m")
    one, two = (state(GROUND, name, "2024-01-01") for name in "ab")
    spells = [Spell(START, passed, one, "day", known_to), Spell(passed, START + 900 * DAY, two, known_to)]
    instant = as_known(passed, known_to)
    possible = np.arange(first_minute(instant), end_of(instant))
    may_lie_in = (possible <= until) & ((since < possible) | (not length))
    doubts = doubts_under(spells, (since, until))
    assert bool(doubts) == (may_lie_in.any() and not may_lie_in.all())
    if doubts:
        assert doubts[0].is_counted == (passed <= until and (since < passed or not length))


def test_what_stays_is_not_in_doubt() -> None:
    one = state(GROUND, "a", "2024-01-01")
    spells = [Spell(START, START + DAY, one), Spell(START + DAY, START + 2 * DAY, one, "month")]
    assert doubts_under(spells, (START + DAY, START + DAY)) == []
