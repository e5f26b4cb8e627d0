"""What runs elsewhere names what is there: targets of the Makefile, Pythons that pyproject.toml admits."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in WORKFLOWS}


@pytest.mark.parametrize("name", TEXTS)
def test_each_target_of_make_that_a_workflow_runs_is_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)", TEXTS[name]))
    assert named <= targets


@pytest.mark.parametrize("name", TEXTS)
def test_each_python_that_a_workflow_takes_is_one_that_is_told_of(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = {line.rpartition(" ")[2] for line in project["classifiers"] if re.search(r":: 3\.\d+$", line)}
    assert set(re.findall(r'"(3\.\d+)"', TEXTS[name])) <= told


def test_the_release_is_of_the_version_that_the_code_says() -> None:
    pattern = re.search(r"sed -n '(.+)' (\S+)\)", TEXTS["release.yml"])
    assert pattern
    found = re.search(r'^__version__ = "(.*)"$', (ROOT / pattern[2]).read_text(encoding="utf-8"), re.M)
    assert found
    assert r'^__version__ = "\(.*\)"$' in pattern[1]
