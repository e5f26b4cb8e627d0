"""The walks in docs/first-hour.md: each command is run as it stands there, and prints what stands there.

`CONTROLMAP_WRITE_DOCS=1 pytest tests/test_first_hour.py` writes the output anew.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from controlmap.cli import cli
from tests.first_hour import write_all

DOCUMENT = Path(__file__).parents[1] / "docs" / "first-hour.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_VARYING = re.compile(r"\d+ kB in [\d.]+ s|entry \w{10} of|\w{10}  \d{4}-\d\d-\d\dT\d\d:\d\d")


def _told(block: str) -> str:
    """Return a block in which each command is followed by what it prints now."""
    lines: list[str] = []
    for command in re.findall(r"^\$ (.*)$", block, re.MULTILINE):
        lines.append(f"$ {command}")
        lines += _output(shlex.split(command)).rstrip("\n").splitlines()
    return "\n".join(lines) + "\n"


def _output(words: list[str]) -> str:
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8")
    if words[0] == "sed":
        _, script, name = words[1:]
        path = Path(name)
        for old, new in re.findall(r"s/(.*?)/(.*?)/", script):
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return ""
    assert words[0] == "controlmap"
    done = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_each_command_prints_what_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTROLMAP_USER", "Ada")
    write_all(tmp_path)
    text = DOCUMENT.read_text(encoding="utf-8")
    now = _BLOCK.sub(lambda block: f"```console\n{_told(block[1])}```", text)
    if os.environ.get("CONTROLMAP_WRITE_DOCS"):
        DOCUMENT.write_text(now, encoding="utf-8")
    assert _VARYING.sub("…", now) == _VARYING.sub("…", text)
    assert len(list((tmp_path / "output").glob("*.html"))) == 4
