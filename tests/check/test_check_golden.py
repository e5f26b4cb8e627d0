"""Folders that differ from a sound map project by one kind of mistake, with the findings expected.

`CONTROLMAP_RENEW=1 pytest tests/check/test_check_golden.py` writes the findings anew: read the difference.
"""

import os

import pytest

from controlmap.check import RULES, check
from controlmap.check.formats import as_text
from controlmap.check.registry import LOOKING
from tests.check.cases import EXPECTED, GOLDEN, SOUND, laid_over

CASES = sorted(path for path in GOLDEN.iterdir() if path != SOUND)


def test_the_sound_map_project_has_no_finding():
    findings = check(SOUND)
    assert findings.found == ()
    assert findings.agreement.rate == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_mistake_is_found_and_named(case, tmp_path):
    text = as_text(check(laid_over(case, tmp_path / "map"))) + "\n"
    expected = case / EXPECTED
    if os.environ.get("CONTROLMAP_RENEW"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert "Nothing found" not in text


def test_every_rule_of_the_check_has_a_case():
    shown = "\n".join((case / EXPECTED).read_text(encoding="utf-8") for case in CASES)
    assert [looking.code for looking in LOOKING if looking.code not in shown] == []
    assert "CM150" in shown
    assert {looking.code for looking in LOOKING} <= RULES.keys()
