"""Dates of one series are read in one way, and what is odd among them is noticed."""

import pytest

from controlmap.exchange.when import Reckoning, day_order, hijri_among, in_one_way, read_when


def test_one_date_with_an_hour_tells_the_order_and_the_hours_of_all():
    reckoning = in_one_way(Reckoning(), ["26/11/2024 22:30", "01/03/2024 00:00"])
    assert (reckoning.day_first, reckoning.hours) == (True, True)
    assert read_when("01/03/2024 00:00", reckoning).text == "2024-03-01T00:00"
    days = in_one_way(Reckoning(), ["11/26/2024 12:00:00 AM", "2024/11/26 00:00:00"])
    assert not days.hours


def test_years_of_the_islamic_calendar_are_noticed_among_others():
    assert hijri_among([2024, 2023, 1445, 2024]) == [1445]
    assert hijri_among([1400, 1420, 1450]) == []
    assert hijri_among([1916, 1918]) == []


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["30.11.2024", "01.12.2024"], (True, True)),
        (["11/30/2024", "01/12/2024"], (False, True)),
        (["30.11.2024"], (True, False)),
        (["01.02.2024"], (None, True)),
        (["30.11.2024", "11.30.2024"], (None, False)),
        (["2024-11-30"], (None, False)),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_dates_that_leave_no_choice(texts, order):
    assert day_order(texts) == order
