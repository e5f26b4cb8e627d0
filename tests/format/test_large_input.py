"""Input made to be slow: the work grows with its size, and what is printed does not; no clock is used."""

import json
from collections import Counter

import pytest

from controlmap.errors import InputError, Problem
from controlmap.format import document, read_settings
from controlmap.format import json as strict_json
from controlmap.format.json import read_json
from controlmap.model import suggestions
from controlmap.model.suggestions import hinting, nearest

MANY = 100_000


class Counted(str):
    """A text that counts how often it is compared."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_json(text.encode(), file="x.json")
    return caught.value.problems


def test_repeated_names_are_counted_and_not_looked_for_one_by_one() -> None:
    Counted.compared = 0
    pairs = [(Counted(f"name{i % 500}"), i) for i in range(2000)]
    found = strict_json._repeating(pairs)
    assert len(found.names) == 500
    assert Counted.compared < 3 * len(pairs)


def test_a_name_that_stands_a_hundred_thousand_times_is_one_problem_at_its_last_place() -> None:
    (problem,) = problems_of('{"x": {' + ", ".join(['"a": 1'] * MANY) + "}}")
    assert (problem.code, problem.property, problem.column) == ("CM103", "x", 7 + 8 * MANY - 2)


def test_a_hundred_thousand_names_that_stand_twice_are_a_problem_each() -> None:
    problems = problems_of("{" + ",".join(f'"a{i}":1,"a{i}":2' for i in range(MANY)) + "}")
    assert Counter(problem.code for problem in problems) == {"CM103": MANY}


@pytest.fixture
def read_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters each step of looking for places reads over."""
    steps: list[int] = []
    decoder = document._DECODER

    class Counting:
        def raw_decode(self, text: str, at: int) -> tuple[object, int]:
            value, end = decoder.raw_decode(text, at)
            steps.append(end - at)
            return value, end

    monkeypatch.setattr(document, "_DECODER", Counting())
    return steps


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60 + ",".join(["NaN"] * 1000) + "]" * 60,
        "{" + '"a": 1, ' * 1000 + '"a": [' + ",".join(["NaN"] * 1000) + "]}",
        '{"a": [' + ",".join(['{"b": NaN}'] * 1000) + "]}",
        "[" + ",".join([f"[{'0,' * 500}NaN]"] * 100) + "]",
    ],
    ids=["deep", "repeated", "wide", "grid"],
)
def test_places_are_found_in_one_pass_over_the_text(text: str, read_over: list[int]) -> None:
    assert len(problems_of(text)) in (100, 1000, 1001)
    assert sum(read_over) <= len(text)


def test_a_name_without_end_is_not_repeated_with_each_fault_below_it() -> None:
    problems = problems_of(json.dumps({"k" * MANY: [float("nan")] * 1000}))
    assert len(problems) == 1000
    assert max(len(str(problem)) for problem in problems) < 200


def test_an_error_shows_people_its_first_lines_and_says_how_many_more_there_are() -> None:
    wrong = [Problem(f"wrong {i}", "x.json") for i in range(5000)]
    for listed_by, more in ((None, ""), ("controlmap check", ": `controlmap check` lists them all")):
        error = InputError(wrong, listed_by=listed_by)
        assert len(error.problems) == 5000
        *shown, last = str(error).splitlines()
        assert shown == [f"x.json: wrong {i}" for i in range(20)]
        assert last == f"and 4,980 more{more}"


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that like ones are looked for of."""
    names: list[str] = []
    real = suggestions.get_close_matches

    def counted(name: str, *given: object) -> list[str]:
        names.append(name)
        return real(name, *given)

    monkeypatch.setattr(suggestions, "get_close_matches", counted)
    return names


def test_what_may_be_meant_is_looked_for_once_a_name_and_not_for_ever(searches: list[str]) -> None:
    hint = hinting(["government", "league"], "actors")
    assert {hint("goverment") for _ in range(1000)} == {"Did you mean 'government'?"}
    assert searches == ["goverment"]
    assert sum(hint(f"x{i}") is not None for i in range(MANY)) == 99
    assert len(searches) == 100
    assert nearest("x" * 10_000, ["x" * 9_999], "actors") == f"Known actors: {'x' * 9_999}."
    assert len(searches) == 100


SETTINGS = 'format = 1\ntitle = { en = "x" }\n'


@pytest.mark.parametrize("line", ["a." * 5000 + "b = 1", "[" + "a." * 5000 + "b]", "a . " * 70 + "b = 1"])
def test_keys_of_thousands_of_parts_are_refused_before_the_parser_sees_them(line: str) -> None:
    with pytest.raises(InputError) as caught:
        read_settings((SETTINGS + line).encode())
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("CM106", "is nested more than 64 levels deep")


@pytest.mark.parametrize(
    "text", ['"' + "." * 100 + '"', "'" + "." * 100 + "'", '"""\n' + "." * 100 + '\n"""']
)
def test_dots_in_texts_and_numbers_are_no_parts_of_keys(text: str) -> None:
    numbers = ", ".join(["1.5"] * 100)
    with pytest.raises(InputError) as caught:
        read_settings(f"{SETTINGS}description = {{ en = {text} }} # {'.' * 100}\nn = [{numbers}]\n".encode())
    assert "CM106" not in [problem.code for problem in caught.value.problems]


def test_thousands_of_unknown_keys_get_a_hundred_hints(searches: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read_settings((SETTINGS + "\n".join(f"titel{i} = 1" for i in range(3000))).encode())
    assert sum(problem.code == "CM123" for problem in caught.value.problems) == 3000
    assert len(searches) == 100
