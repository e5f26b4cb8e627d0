"""`controlmap compare`: two folders, or a revision and what is there now."""

import shutil
from pathlib import Path

import pytest

from controlmap.render import read_page
from controlmap.store import init_project

from .conftest import Run


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two desks that agree until one of them calls the league by another name, and paints it green."""
    monkeypatch.chdir(tmp_path)
    init_project("ours")
    shutil.copytree("ours", "theirs")
    for path in (Path("theirs/controlmap.toml"), Path("theirs/valley.geojson"), Path("theirs/reports.csv")):
        path.write_text(path.read_text(encoding="utf-8").replace("league", "union"), encoding="utf-8")


def test_the_same_actor_under_two_names_is_a_disagreement_until_a_table_says_who_it_is(
    desks: None, run: Run
) -> None:
    words = ("compare", "ours", "theirs", "--at", "2024-03-10", "--json")
    (row,) = run(*words).document["agreement"]
    assert (round(row["agree_km2"], 1), round(row["differ_km2"], 1)) == (66.4, 212.5)
    Path("same.csv").write_text("b,controller\nunion,league\n", encoding="utf-8")
    found = run(*words, "--states", "same.csv").document
    assert found["agreement"][0]["share"] == 1
    assert found["fronts"][0]["greatest_km"] == 0
    assert {(row["a_says"], row["b_says"]) for row in found["matrix"]} == {
        ("league", "league"), ("republic", "republic"),
    }  # fmt: skip


def test_tables_are_told_as_text_and_csv_by_region(desks: None, run: Run) -> None:
    told = run("compare", "ours", "theirs", "--by", "region").out
    assert "who says what" in told
    assert "fronts, km" in told
    lines = run("compare", "ours", "theirs", "--every", "7d", "--by", "region", "--csv", "matrix").out
    head, *rows = lines.splitlines()
    assert head == "date,region,a_says,b_says,area_km2"
    assert {row.split(",")[0] for row in rows} == {"2024-03-01", "2024-03-08", "2024-03-15"}
    assert {row.split(",")[1] for row in rows} == {"west", "east"}


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("b,controller\nleague,union\n", "'league' is no actor of map B"),
        ("who,controller\nleague,union\n", "is no column of this table"),
    ],
)
def test_a_table_that_fits_neither_map_is_refused(desks: None, run: Run, table: str, complaint: str) -> None:
    Path("same.csv").write_text(table, encoding="utf-8")
    done = run("compare", "ours", "theirs", "--states", "same.csv", "-o", "page.html")
    assert done.code == 2
    assert complaint in done.err
    assert not Path("page.html").exists()


def test_the_page_says_who_is_called_what_and_is_the_same_twice(desks: None, run: Run) -> None:
    for name in ("one.html", "two.html"):
        run("compare", "ours", "theirs", "--at", "2024-03-10", "-o", name)
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()


def test_two_folders_of_one_name_are_told_apart_by_their_paths(desks: None, run: Run) -> None:
    for desk in ("ours", "theirs"):
        Path(f"desk-of-{desk}").mkdir()
        Path(desk).rename(f"desk-of-{desk}/heath")
    assert run("compare", "desk-of-ours/heath", "desk-of-theirs/heath", "-o", "page.html").code == 0
    page = read_page(Path("page.html").read_bytes(), file="page.html")
    assert page.header["title"]["en"] == "desk-of-ours/heath and desk-of-theirs/heath beside each other"


def test_steps_beyond_the_limit_are_refused_before_a_page_is_written(desks: None, run: Run) -> None:
    done = run("compare", "ours", "theirs", "--every", "1min", "-o", "page.html")
    assert (done.code, "every 1min are 28,800 dates; at most 5,000" in done.err) == (2, True), done.err
    assert not Path("page.html").exists()


def test_a_date_is_told_as_it_is_known_or_as_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    years = ("--from", "1900", "--through", "1950", "--actor", "Alba", "--actor", "Bero")
    run("init", "old", "--extent", "10,10,11,11", *years)
    run("source", "add", "old", "--id", "atlas", "--title", "Atlas", "--issued", "1951")
    run("transfer", "old", "--to", "alba", "--on", "1900", "--area", "layer:old", "--source", "atlas")
    shutil.copytree("old", "new")
    run(
        "transfer",
        "new",
        "--to",
        "bero",
        "--on",
        "1908",
        "--area",
        "10.5,10.5",
        "--radius-km",
        "20",
        "--source",
        "atlas",
    )
    told = run("compare", "old", "new").out
    assert "\n1908 " in told
    assert "1908-01-01" not in told
    assert {row["precision"] for row in run("compare", "old", "new", "--json").document["agreement"]} == {
        "year"
    }
    asked = run("compare", "old", "new", "--at", "1908", "--at", "1912-05").out.splitlines()
    assert [line.split()[0] for line in asked[1:3]] == ["1908", "1912-05"]
    assert "precision" not in run("compare", "old", "new", "--at", "1908", "--json").document["agreement"][0]
