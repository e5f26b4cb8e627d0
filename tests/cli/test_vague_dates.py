"""What is known to the month, the day or between two reports only: no command tells it as certain."""

import csv
import io
from pathlib import Path

import pytest

from controlmap.api import open_map

from .conftest import Run

WIDE = (
    "name,lon,lat,2020-09-27,2020-11,2020-12-01\n"
    "Shusha,46.75,39.76,League,Republic,Republic\nFord,46.9,39.8,League,League,League\n"
)
TOWNS = (
    "name,lon,lat,2024-05-01,2024-05-08,2024-05-15\n"
    "Highgate,37.15,36.20,League,League,Republic\nFordham,37.45,36.30,League,League,League\n"
)
DOORS = {
    "changes": lambda map: ("changes", "2020-11-08", "2020-11-08", map),
    "changes that are counted": lambda map: ("changes", "2020-11-01", "2020-11-02", map),
    "areas": lambda map: ("areas", map, "--at", "2020-11-08"),
    "fronts": lambda map: ("fronts", "2020-11-08", map),
    "population": lambda map: ("population", "2020-11-08", map),
    "at": lambda map: ("at", "Shusha", map, "--on", "2020-11-08"),
}


def derived(run: Run, tmp_path: Path, table: str) -> Path:
    (tmp_path / "towns.csv").write_text(table)
    run("import", "marks", tmp_path / "towns.csv", "--into", tmp_path / "map", "--wide", "--source", "towns")
    run("derive", tmp_path / "map")
    return tmp_path / "map"


@pytest.fixture
def of_month(run: Run, tmp_path: Path) -> Path:
    return derived(run, tmp_path, WIDE)


@pytest.fixture
def between(run: Run, tmp_path: Path) -> Path:
    return derived(run, tmp_path, TOWNS)


@pytest.mark.parametrize("door", DOORS)
def test_what_is_known_to_the_month_is_told_so_of_a_part_of_it(run: Run, of_month: Path, door: str) -> None:
    words = DOORS[door](of_month)
    told = run(*words)
    assert "2020-11\n" in told.out + told.err or "2020-11 (" in told.err or "November 2020" in told.out
    assert "nothing changed hands" not in told.out
    (doubt, *_) = run(*words, "--json").document["doubts"]
    assert (doubt["from"], doubt["to"], doubt["precision"]) == ("league", "republic", "month")
    assert doubt["is_counted"] is (door != "changes")


@pytest.mark.parametrize("option", ["--csv", "--geojson"])
@pytest.mark.parametrize("door", ["changes", "areas", "fronts", "population"])
def test_tables_and_ground_are_told_of_beside_them(run: Run, of_month: Path, door: str, option: str) -> None:
    has = {"changes": "--geojson", "areas": "--csv", "fronts": "--geojson", "population": "--csv"}
    if has[door] == option:
        assert "2020-11" in run(*DOORS[door](of_month), option).err


@pytest.mark.parametrize(
    "days", [("2020-11", "2020-11"), ("2020-10-01", "2020-11-30"), ("2020-11-30", "2020-12-01")]
)
def test_only_what_may_lie_on_either_side_is_in_doubt(
    run: Run, of_month: Path, days: tuple[str, str]
) -> None:
    document = run("changes", *days, of_month, "--json").document
    is_part = days[0] == "2020-11-30"
    assert bool(document["doubts"]) is is_part
    assert [one["place"] for one in document["doubtful_places"]] == ["shusha"] * is_part


def test_exports_of_changes_say_how_precisely_they_are_dated(
    run: Run, of_month: Path, tmp_path: Path
) -> None:
    file = tmp_path / "changes.csv"
    told = run("export", of_month, file, "--changes", "2020-11-01", "2020-11-02")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert {row["precision"] for row in rows} == {"month"}
    assert "League → Republic" in told.err and "2020-11" in told.err
    assert (
        "may have passed then too"
        in run("export", of_month, file, "--changes", "2020-11-08", "2020-11-08").err
    )


def test_python_has_what_is_in_doubt(run: Run, of_month: Path) -> None:
    found = open_map(of_month)
    assert set(found.changes("2020-11-01", "2020-11-02")["precision"]) == {"month"}
    assert not found.doubtful_changes("2020-11-08", "2020-11-08")["is_counted"].any()
    assert found.doubtful_changes("2020-11-08")["is_counted"].all()
    assert [*found.doubtful_places("2020-11-08", "2020-11-08")] == ["shusha"]


def test_between_two_reports_a_place_may_have_passed_already(run: Run, between: Path) -> None:
    words = ("at", "Highgate", between, "--on", "2024-05-12")
    assert (
        "may have changed already, between 8 May 2024 and 15 May 2024: no report says when" in run(*words).out
    )
    (doubt,) = run(*words, "--json").document["doubts"]
    assert (doubt["to"], doubt["earliest"], doubt["latest"]) == ("republic", "2024-05-08", "2024-05-15")
    for day in ("2024-05-08", "2024-05-15"):
        assert run(*words[:-1], day, "--json").document["doubts"] == []
    changes = run("changes", "2024-05-10", "2024-05-12", between).out
    assert "nothing is known to have changed hands" in changes
    assert "Highgate (highgate)\n  perhaps: league → republic, between 8 May 2024 and 15 May 2024" in changes


def test_an_hour_that_no_source_says_is_in_doubt(run: Run, project: Path) -> None:
    out = run("at", "lower-town", project, "--on", "2024-03-09T12:00").out
    assert "on 9 March 2024, at an hour that no source says. Until then republic, held" in out
    assert "no source says" not in run("at", "lower-town", project, "--on", "2024-03-09").out
