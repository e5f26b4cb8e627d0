import pytest

from controlmap.edit import Editing
from controlmap.errors import InputError
from controlmap.project import open_project

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


def test_a_state_is_not_split_by_all_there_is(editing):
    with pytest.raises(InputError, match="not divided by all there is"):
        editing.split("valley-0001", area="all")


def test_a_property_that_no_state_has_is_refused_with_those_that_it_has(editing):
    with pytest.raises(InputError, match=r"nothing called 'colour'\n.*controller, status"):
        editing.transfer("The ridge", to="league", on="2024-03-05", colour="red")
