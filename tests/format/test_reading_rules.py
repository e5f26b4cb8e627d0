"""The table of rules, and the names that the package gives out."""

import re
from pathlib import Path

import pytest

import controlmap
from controlmap import check
from controlmap.errors import InputError, Problem
from controlmap.format import RULES, severity
from controlmap.format.reading_rules import refuse

CODE = Path(controlmap.__file__).parent
SOURCES = [path for room in ("model", "format", "store") for path in sorted((CODE / room).rglob("*.py"))]


def test_every_code_that_is_used_has_its_rule_and_every_rule_is_used():
    used = {
        code
        for path in SOURCES
        if path.name != "reading_rules.py"
        for code in re.findall(r'"(CM\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert set(RULES) - used == set()
    # What a value may mean is a rule of the check, whose code stands where it is told.
    assert used - set(check.RULES) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_is_one_sentence(rule):
    assert re.fullmatch(r"CM\d{3}", rule.code)
    assert rule.summary.endswith(".")
    assert len(rule.summary) < 100


def test_errors_are_refused_together_with_the_warnings_beside_them():
    warning, error = Problem("dropped", code="CM209"), Problem("gone", code="CM108")
    refuse([warning])
    with pytest.raises(InputError) as caught:
        refuse(iter([warning, error]))
    assert caught.value.problems == (warning, error)


def test_a_problem_without_a_known_code_is_an_error():
    assert severity(Problem("?")) == severity(Problem("?", code="XX1")) == "error"
