"""story.toml: read strictly, its references checked, told by the page."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

import controlmap
from controlmap.errors import InputError
from controlmap.format import parse_story
from controlmap.store import init_project, inspect_project

ZONE = ZoneInfo("Asia/Damascus")
STEP = """
[[step]]
date = "2024-03-09"
compare = 2024-03-01
view = [36.3, 35.2, 36.5, 35.4]
place = "lower-town"
text = { en = "The League takes the Lower Town.", ar = "أخذت" }
sources = ["valley-gazette-2024-03-09"]
"""


def test_steps_are_read_in_order_with_dates_as_exact_as_they_are_written():
    steps, problems = parse_story((STEP + STEP.replace("2024-03-09", "2024-03", 1)).encode(), zone=ZONE)
    assert problems == []
    assert [step.date for step in steps] == [np.datetime64("2024-03-09"), np.datetime64("2024-03")]
    assert steps[0].compare == np.datetime64("2024-03-01")
    assert steps[0].view == (36.3, 35.2, 36.5, 35.4)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("text = {", "words = {"), "words"),
        (("2024-03-09", "yesterday"), "date"),
        (("36.3, 35.2", "37.3, 35.2"), "view"),
        (("[[step]]", "[[stop]]"), "stop"),
        (("view =", "view"), None),
    ],
)
def test_each_mistake_is_named_with_its_line(change, named):
    steps, problems = parse_story(STEP.replace(change[0], change[1], 1).encode(), zone=ZONE)
    assert steps == ()
    assert problems
    assert all(problem.file == "story.toml" for problem in problems)
    assert named is None or any(named in f"{problem.property} {problem.message}" for problem in problems)


def test_a_source_or_place_that_is_not_listed_is_found(tmp_path):
    folder = tmp_path / "valley"
    init_project(folder)
    (folder / "story.toml").write_text(STEP.replace("valley-gazette-2024-03-09", "nobody"), encoding="utf-8")
    _, problems = inspect_project(folder)
    assert ("CM502", "story.toml", "2024-03-09") in [(p.code, p.file, p.feature) for p in problems]
    with pytest.raises(InputError, match="nobody"):
        controlmap.open(folder)
