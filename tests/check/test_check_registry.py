import re
from importlib.resources import files

import pytest

from controlmap.check import NAMED, RULES, explanation, explanation_of
from controlmap.check.registry import FAMILIES, chosen
from controlmap.check.repair import repair_hint
from controlmap.errors import InputError
from controlmap.format import RULES as READING

ADVICE = r"(^|\n\n)(To mend it[, ]|`controlmap check --fix)"
"""A paragraph of its own says what to do."""


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_says_what_it_means_and_how_to_mend_what_breaks_it(code):
    text = explanation(code)
    assert len(text) > 120
    assert re.search(ADVICE, text)
    assert RULES[code].summary.endswith(".")
    assert explanation_of(code).startswith(f"{code} ({RULES[code].severity}, ")


def test_nothing_is_explained_that_is_no_rule():
    sections = [
        code
        for family in FAMILIES.values()
        for code in re.findall(
            r"^## (\S+)",
            files("controlmap.check").joinpath("explanations", f"{family}.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    ]
    assert sections == sorted(RULES)


def test_the_rules_of_reading_are_in_the_same_table():
    assert READING.items() <= RULES.items()
    assert len(RULES) > len(READING)


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_repair_that_the_explanation_tells_is_one_and_is_told_by_the_finding(code):
    told = set(re.findall(rf"--fix ({code})", explanation(code)))
    assert told == {code} & NAMED.keys()
    if code in NAMED:
        assert f"--fix {code}" in repair_hint(code)


@pytest.mark.parametrize("code", sorted(NAMED))
def test_a_repair_by_name_is_told_in_the_explanation(code):
    assert f"--fix {code}" in explanation(code)


def test_an_unknown_code_is_refused_and_only_a_slip_of_the_shift_key_is_guessed_at():
    with pytest.raises(InputError, match="Did you mean 'CM203'"):
        explanation("cm203")
    with pytest.raises(InputError, match="`controlmap explain` lists all"):
        explanation("CM999")


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), True),
        (("CM2",), (), True),
        (("CM3",), (), False),
        ((), ("CM207",), False),
        (("CM2",), ("CM",), False),
    ],
)
def test_codes_are_chosen_by_their_beginnings(select, ignore, expected):
    assert chosen("CM207", select, ignore) is expected
