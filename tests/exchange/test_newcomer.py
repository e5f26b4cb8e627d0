"""What a look prints as the next command brings a file in as it stands, and the map of it builds."""

import shlex

import pytest
from click.testing import CliRunner

from controlmap.cli import cli
from tests.exchange.readers.files import WRITERS
from tests.exchange.test_snapshots import write_snapshots


def run(words: list[str]) -> str:
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    return result.output


def follow(source: str, *options: str) -> None:
    """Look, run what was printed, check the map and build its page."""
    command = run(["import", "look", source, *options]).strip().splitlines()[-1].removeprefix("Next: ")
    words = shlex.split(command.replace("DATE", "2024-03-01"))[1:]
    run(words)
    into = words[words.index("--into") + 1]
    run(["check", into])
    run(["build", into, "--output", "page.html"])


@pytest.mark.parametrize("name", WRITERS)
def test_the_command_that_a_look_prints_brings_each_kind_of_file_in(tmp_path, monkeypatch, name):
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    WRITERS[name](tmp_path / name)
    follow(name)
    assert (tmp_path / "page.html").stat().st_size > 100_000


def test_a_folder_with_spaces_in_its_name_and_a_day_without_ground_are_no_hindrance(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = write_snapshots(tmp_path / "my maps", {"2024-01-01.geojson": "AB", "2024-01-02.geojson": "BB"})
    (folder / "2024-01-03.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    follow("my maps")


def test_what_a_look_was_told_is_said_in_the_command_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_bytes(
        'who,geom\nСоюз,"POLYGON ((20 14, 21 14, 21 15, 20 14))"\n'.encode("cp1251")
    )
    follow("a.csv", "--encoding", "cp1251")
