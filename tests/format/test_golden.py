"""Folders of broken map projects, each the sound one but for one mistake, and what the reader says of it.

`CONTROLMAP_RENEW=1 pytest tests/format/test_golden.py` writes the messages anew; read the difference then.
"""

import os
import shutil
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.store import open_project

GOLDEN = Path(__file__).parent / "golden"
BROKEN = sorted(path for path in (GOLDEN / "broken").iterdir() if path.is_dir())


def laid_over(case: Path, folder: Path) -> Path:
    """Copy the sound project, then the files in which a case differs."""
    shutil.copytree(GOLDEN / "sound", folder)
    shutil.copytree(case, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("message.txt"))
    return folder


def test_the_sound_project_is_sound():
    project = open_project(GOLDEN / "sound")
    assert [len(layer.states) for layer in project.layers] == [2, 1]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_broken_project_is_refused_with_every_mistake_named(case, tmp_path):
    with pytest.raises(InputError) as caught:
        open_project(laid_over(case, tmp_path / "project"))
    found, expected = f"{caught.value}\n", case / "message.txt"
    if os.environ.get("CONTROLMAP_RENEW"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert all(problem.code and problem.file for problem in caught.value.problems)
