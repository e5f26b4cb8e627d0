from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely

from controlmap.api import from_snapshots, open_map
from controlmap.edit import Editing
from controlmap.errors import InputError
from controlmap.store import open_project

LINE = "LINESTRING (36 35.25, 37 35.25)"


@pytest.fixture
def editing(valley):
    return Editing(open_project(valley))


@pytest.mark.parametrize(
    "dividers", [{}, {"line": LINE, "on": "2024-03-05"}, {"line": LINE, "area": "The ridge"}]
)
def test_a_state_is_split_in_just_one_way(editing, dividers):
    with pytest.raises(InputError, match="split takes one of line, area and on"):
        editing.split("valley-0001", **dividers)


def test_an_instant_may_be_a_text_a_date_a_datetime_or_a_datetime64(valley):
    found = open_map(valley)
    aware = datetime(2024, 3, 5, tzinfo=found.project.zone).astimezone(UTC)
    first, *others = "2024-03-05", date(2024, 3, 5), datetime(2024, 3, 5), aware, np.datetime64("2024-03-05")
    for instant in others:
        assert found.moment(instant) == found.moment(first)
        assert found.fronts(instant).equals(found.fronts(first))
        assert found.split("valley-0001", on=instant) == found.split("valley-0001", on=first)


def test_a_series_in_memory_may_be_dated_by_dates():
    found = from_snapshots([date(2024, 1, 1), datetime(2024, 1, 2)], [{"a": shapely.box(0, 0, 1, 1)}] * 2)
    assert found.project.layers[0].states[0].valid_from == np.datetime64("2024-01-01T00:00")


def test_a_state_is_not_split_by_all_there_is(editing):
    with pytest.raises(InputError, match="not divided by all there is"):
        editing.split("valley-0001", area="all")


def test_a_property_that_no_state_has_is_refused_with_those_that_it_has(editing):
    with pytest.raises(InputError, match=r"nothing called 'colour'\n.*controller, status"):
        editing.transfer("The ridge", to="league", on="2024-03-05", colour="red")
