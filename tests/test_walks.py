"""Pages in docs/ that are walked: what they give is saved, what they tell to run prints what stands there.

`CONTROLMAP_WRITE_DOCS=1 pytest tests/test_walks.py` writes the output anew.
"""

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from controlmap.cli import cli
from tests.first_hour import write_all

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL
)
_VARYING = re.compile(
    r"\d+ kB in [\d.]+ s|entry \w{10}\b|(?:\w{10} |,) \d{4}-\d\d-\d\dT\d\d:\d\d"
    r"|SHA-256 \w{64}|controlmap \d+\.\d+\.\d+"
    r"|\bvalley-[a-z2-7]{6}\b"  # the id of a new record is made of all that it says, and so of the day
)
ADDED = "added to "


def _nothing(folder: Path) -> None:
    """Need no files but those that the page gives."""


WALKS: dict[str, Callable[[Path], None]] = {
    "first-hour.md": write_all,
    "spreadsheet.md": _nothing,
    "qgis.md": _nothing,
    "nightly.md": write_all,
    "embed.md": _nothing,
    "partition.md": _nothing,
    "certainty.md": _nothing,
    "time.md": _nothing,
    "why-no-overlay.md": _nothing,
    "held-back.md": _nothing,
}


def test_every_page_with_output_is_walked() -> None:
    told = {path.name for path in DOCS.glob("*.md") if "```console\n" in path.read_text(encoding="utf-8")}
    assert told == WALKS.keys()


@pytest.mark.parametrize("name", WALKS)
def test_each_command_prints_what_stands_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTROLMAP_USER", "Ada")
    WALKS[name](tmp_path)
    text = (DOCS / name).read_text(encoding="utf-8")
    now = _BLOCK.sub(_walked, text)
    if os.environ.get("CONTROLMAP_WRITE_DOCS"):
        (DOCS / name).write_text(now, encoding="utf-8")
    assert _VARYING.sub("…", now) == _VARYING.sub("…", text)


def _walked(block: re.Match[str]) -> str:
    """Do what a block says, and return it with what is printed now."""
    if block["kind"] == "console":
        return f"```console\n{_told(block['code'])}```"
    if block["title"]:
        _save(block["title"], block["code"])
    elif block["kind"] == "python":
        exec(compile(block["code"], "page", "exec"), {})
    return block[0]


def _save(title: str, text: str) -> None:
    """Save a text as the file that the block is named for, or put it at the end of one."""
    path = Path(title.removeprefix(ADDED))
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if title.startswith(ADDED) else ""
    path.write_text(before + text, encoding="utf-8")


def _told(code: str) -> str:
    """Return a block's commands, each followed by what it prints now."""
    lines: list[str] = []
    for command in re.findall(r"^\$ (.*)$", code, re.MULTILINE):
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
