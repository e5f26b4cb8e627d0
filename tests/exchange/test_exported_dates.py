"""What an export wrote with a file for each date comes back as a look at it proposes, and is the same."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import controlmap
from controlmap.cli import cli
from controlmap.store import init_project

GEODATA = Path(__file__).parents[2] / "geodata"


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTROLMAP_USER", "Ada")
    init_project(tmp_path / "valley")
    return tmp_path / "valley"


def run(*words: str) -> str:
    answer = CliRunner().invoke(cli, words)
    assert answer.exit_code == 0, answer.output
    return answer.output


def proposed() -> list[str]:
    """Return the command that a look at the exported folder proposes."""
    last = run("import", "look", "dates").rstrip().splitlines()[-1]
    return shlex.split(last.removeprefix("Next: controlmap "))


def areas(path: Path | str) -> dict[tuple[str, str], float]:
    table = controlmap.open(path).areas(every="1d")
    rows = zip(table["date"], table["controller"], table["area_km2"], strict=True)
    return {(str(date), who): area for date, who, area in rows if area and who != "unknown"}


@pytest.mark.parametrize("has_index", [True, False], ids=["as exported", "without its index"])
def test_all_days_are_the_same_when_they_come_back_as_proposed(valley: Path, has_index: bool) -> None:
    run("export", str(valley), "dates", "--each", "day")
    if not has_index:
        Path("dates/index.json").unlink()
    command = proposed()
    assert command[:3] == ["import", "snapshots", "dates"]
    run(*command)
    before, after = areas(valley), areas("dates-map")
    assert after.keys() == before.keys(), "other days or holders came back"
    # The coordinates of a new map have five decimals.
    assert after == pytest.approx(before, abs=0.01), "other areas came back"


def test_the_index_is_known_by_what_it_says(valley: Path) -> None:
    run("export", str(valley), "dates", "--each", "day")
    Path("dates/index.json").rename("dates/contents.json")
    run(*proposed())
    Path("dates/index.json").write_text("{}")
    answer = CliRunner().invoke(cli, ["import", "look", "dates"])
    assert "index.json" in str(answer.exception), "a file that only is called so was passed over"


def test_files_whose_periods_do_not_hold_on_their_dates_are_no_restatements(valley: Path) -> None:
    run("export", str(valley), "dates", "--each", "day")
    for number, file in enumerate(sorted(Path("dates").glob("*.geojson"))):
        file.rename(f"dates/2023-01-{number + 1:02}.geojson")
    assert proposed()[:2] == ["import", "states"]
