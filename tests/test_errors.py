"""Errors hold data and make their text themselves."""

import pickle

import pytest

from controlmap import errors
from controlmap.errors import BundleMissingError, ControlmapError, InputError, OverlapError, Problem


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("is empty"), "is empty"),
        (Problem("is empty", "a.csv"), "a.csv: is empty"),
        (Problem("is empty", "a.csv", line=3), "a.csv:3: is empty"),
        (Problem("is empty", "a.csv", line=3, column=7), "a.csv:3:7: is empty"),
        (Problem("is empty", feature="x-1", property="area"), "feature x-1, area: is empty"),
        (Problem("is empty", "a.csv", feature="x-1", property="area"), "a.csv, feature x-1, area: is empty"),
        (Problem("is empty", hint="Fill it."), "is empty\n  Fill it."),
    ],
)  # fmt: skip
def test_a_problem_says_where_and_what(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_an_input_error_says_all_its_problems() -> None:
    problems = [Problem("one", "a.csv"), Problem("two", "b.csv")]
    assert str(InputError(problems)) == "a.csv: one\nb.csv: two"
    assert InputError(iter(problems)).problems == tuple(problems)
    assert InputError(problems[0]).problems == (problems[0],)


def test_a_check_is_named_only_where_it_lists_what_is_wrong() -> None:
    many = [Problem(f"fault {i}") for i in range(25)]
    assert str(InputError(many)).endswith("fault 19\nand 5 more")
    listed = InputError(many, listed_by="controlmap check")
    assert str(listed).endswith("and 5 more: `controlmap check` lists them all")


def test_overlaps_are_counted_and_the_first_are_shown() -> None:
    text = str(OverlapError(f"overlap {i}" for i in range(25)))
    assert text.startswith("25 overlaps")
    assert "  overlap 19\n  and 5 more\n" in text
    assert "overlap 20" not in text
    assert "more" not in str(OverlapError(["only one"]))


def test_a_missing_bundle_says_what_to_do() -> None:
    assert str(BundleMissingError("viewer.js")).startswith("the page's bundle lacks viewer.js: install")


def test_all_errors_have_one_root() -> None:
    found = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
    assert len(found) > 3
    assert all(issubclass(one, ControlmapError) for one in found)


def test_errors_travel_between_processes() -> None:
    error = InputError([Problem("one", "a.csv", line=2)])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
