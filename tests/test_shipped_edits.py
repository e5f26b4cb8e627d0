"""The shipped map has every kind of file that a map project can have: edits work on it as on the example."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from controlmap.cli import cli

GEODATA = Path(__file__).parents[1] / "geodata"
ACTS = [
    ("source", "add", "--title", "Evening notes", "--publisher", "A desk", "--issued", "2024-12-02"),
    (
        *("report", "add", "--place", "taybat-al-imam", "--date", "2024-12-02", "--controller", "hts_allied"),
        *("--source", "a-desk-2024-12-02-wq3k", "--statement", "They entered the town."),
    ),
    (
        *("transfer", "--area", "taybat-al-imam", "--radius-km", "2", "--to", "hts_allied"),
        *("--on", "2024-12-02", "--source", "a-desk-2024-12-02-wq3k"),
    ),
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(
        GEODATA, tmp_path_factory.mktemp("shipped") / "geodata", ignore=shutil.ignore_patterns(".*control*")
    )


def run(*words: str) -> str:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    return done.output


def contents(folder: Path) -> dict[str, bytes]:
    journal = ("journal.jsonl", ".gitattributes")
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in journal)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_news_of_a_day_goes_in_and_comes_out_again_to_the_byte(shipped: Path) -> None:
    before = contents(shipped)
    for words in ACTS:
        command = words[:2] if words[0] in ("source", "report") else words[:1]
        run(*command, str(shipped), *words[len(command) :])
    assert {name for name, data in contents(shipped).items() if data != before[name]} == {
        "sources.json",
        "reports.csv",
        "hama.geojson",
    }
    for _ in ACTS:
        run("undo", str(shipped))
    assert contents(shipped) == before
