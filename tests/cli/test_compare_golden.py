"""What `controlmap compare` says of two maps of one ground: a folder for each way in which they differ.

Each has the files in which the second desk's valley is not the first's, the words of the command, and the
answer. `CONTROLMAP_RENEW=1 pytest tests/cli/test_compare_golden.py` writes answers anew: read what differs.
"""

import os
import shlex
import shutil
from pathlib import Path

import pytest

from controlmap.store import init_project

from .conftest import Run

CASES = sorted((Path(__file__).parent / "golden compare").iterdir())
WORDS, ANSWER = "words.txt", "answer.txt"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_difference_is_told(case: Path, tmp_path: Path, monkeypatch, run: Run) -> None:
    monkeypatch.chdir(tmp_path)
    init_project("ours")
    init_project("theirs")
    for path in case.iterdir():
        if path.name not in (WORDS, ANSWER):
            assert Path("theirs", path.name).is_file()
            shutil.copy(path, Path("theirs", path.name))
    words = shlex.split((case / WORDS).read_text(encoding="utf-8"))
    answer = case / ANSWER
    done = run("compare", "ours", "theirs", *words)
    assert done.code == 0, done.err
    if os.environ.get("CONTROLMAP_RENEW"):
        answer.write_text(done.out, encoding="utf-8")
    assert done.out == answer.read_text(encoding="utf-8")
