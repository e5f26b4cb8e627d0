"""What begins after the map's period, or is over before it, is said when it is written."""

import json

import numpy as np
import pytest
import shapely

from controlmap.api import open_map
from controlmap.cli import main
from controlmap.edit import ends_of
from controlmap.edit.operations.transfer import Control, transfer
from tests.edit.maps import NOW, WORLD, day, project_of
from tests.sketches import state

SAID = {"to": "republic", "sources": ["herald-2024-03-09"], "radius_km": 2}
WORDS = ["--to", "republic", "--area", "Lower Town", "--radius-km", "2", "--source", "herald-2024-03-09"]


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*words])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("on", "shown"), [("2024-03-20", True), ("2024-03-20T23:59", True), ("2024-03-21", False)]
)
def test_news_of_the_last_day_is_shown_and_later_news_is_told(valley, on, shown):
    project = open_map(valley)
    beyond = project.beyond_period(project.transfer("Lower Town", on=on, **SAID))
    assert (beyond is None) is shown
    if beyond is not None:
        assert beyond.through == "2024-03-21"
        first, second = beyond.in_words()
        assert first.endswith(
            "outside the map's period, 2024-03-01 through 2024-03-20; on record, but not on the page"
        )
        line = (valley / "controlmap.toml").read_text(encoding="utf-8").split("\n")[beyond.line - 1]
        assert line.startswith("period = ")
        way = f'  To show it, say through = "2024-03-21" in controlmap.toml, line {beyond.line}'
        assert second == f"{way}."
        assert [*beyond.in_words("--extend")][1] == f"{way} (--extend does so with the edit)."


def test_what_is_over_before_the_period_is_told_without_a_day_to_extend_it_to(valley):
    project = open_map(valley)
    delta = project.transfer("Lower Town", on="2024-02-02", until="2024-02-04", **{**SAID, "to": "league"})
    beyond = project.beyond_period(delta)
    assert beyond is not None and beyond.through is None
    assert "let the period begin earlier in controlmap.toml, line" in [*beyond.in_words()][1]


def test_the_commands_say_it_when_they_write_and_when_they_try(valley, capsys):
    for more in (["--dry-run"], []):
        assert call("transfer", str(valley), "--on", "2024-04-02T10:00", *WORDS, "--json", *more) == 0
        said = capsys.readouterr()
        beyond = json.loads(said.out)["beyond_period"]
        assert beyond["through"] == "2024-04-02"
        assert beyond["period"] == {"from": "2024-03-01", "through": "2024-03-20"}
        assert 'say through = "2024-04-02" in controlmap.toml' in said.err
        assert "(--extend-period does so with the edit)" in said.err
    assert call("transfer", str(valley), "--on", "2024-03-15", *WORDS, "--json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["beyond_period"] is None
    assert "period" not in said.err


def test_a_report_that_no_page_shows_is_told_too(valley, capsys):
    report = ["--place", "Lower Town", "--controller", "league", "--statement", "Quiet.", *WORDS[-2:]]
    assert call("report", "add", str(valley), *report, "--date", "2024-04-02") == 0
    told = capsys.readouterr()
    assert f"{told.out.strip()}: outside the map's period" in told.err
    assert "--extend-period" not in told.err, "this command has no such option"
    assert call("report", "add", str(valley), *report, "--date", "2024-03-20") == 0
    assert "period" not in capsys.readouterr().err


def test_the_period_is_extended_in_the_same_edit_and_undo_takes_both_back(valley, capsys):
    names = ("controlmap.toml", "valley.geojson")
    before = [(valley / name).read_bytes() for name in names]
    words = ["transfer", str(valley), "--on", "2024-04-02T10:00", *WORDS, "--extend-period", "--json"]
    assert call(*words, "--dry-run") == 0
    tried = capsys.readouterr()
    assert [(valley / name).read_bytes() for name in names] == before
    assert call(*words) == 0
    said = capsys.readouterr()
    assert said.out == tried.out and "outside the map's period" not in said.err + tried.err
    document = json.loads(said.out)
    assert (document["beyond_period"], document["files"]) == (None, ["controlmap.toml"])
    settings = (valley / "controlmap.toml").read_text(encoding="utf-8")
    assert settings == before[0].decode().replace('through = "2024-03-20"', 'through = "2024-04-02"')
    project = open_map(valley)
    assert len(project.log()) == 1
    assert project.history().spells(36.412, 35.274)[-1].controller == "republic"
    assert call("undo", str(valley)) == 0
    assert [(valley / name).read_bytes() for name in names] == before
    assert call("redo", str(valley)) == 0
    assert (valley / "controlmap.toml").read_text(encoding="utf-8") == settings


def test_a_period_that_is_long_enough_stays(valley):
    project = open_map(valley)
    news = project.transfer("Lower Town", on="2024-03-14", **SAID)
    assert project.extend_period(news) is news
    project.apply(project.extend_period(project.transfer("Lower Town", on="2024-03-25", **SAID)))
    assert project.project.settings.period.end == np.datetime64("2024-03-26")


def test_what_falls_out_of_the_period_with_an_edit_that_is_taken_back_is_told(valley, capsys):
    """One lengthened the map's period, another's news needed it: without it that is on no page any more."""
    assert call("transfer", str(valley), "--on", "2024-03-25", "--extend-period", "--by", "Bob", *WORDS) == 0
    words = ["--to", "republic", "--area", "36.44,35.33", "--radius-km", "1", "--source", "herald-2024-03-09"]
    assert call("transfer", str(valley), "--on", "2024-03-23", "--by", "Ann", *words) == 0
    capsys.readouterr()
    assert call("undo", str(valley), "--by", "Bob") == 0
    told = capsys.readouterr().err
    assert "outside the map's period, 2024-03-01 through 2024-03-20; on record, but not on the page" in told
    assert 'To show it, say through = "2024-03-23"' in told


def test_until_when_new_ground_holds_is_told_of_it_and_not_of_what_is_left_beside_it():
    east, west = shapely.box(0.006, 0, 0.012, 0.012), shapely.box(0, 0, 0.006, 0.012)
    world = project_of(
        one=[
            state(WORLD, "a", day(1), day(20), id="one-0001"),
            state(east, "b", day(20), id="one-0002"),
            state(west, "a", day(20), id="one-0003"),
        ]
    )
    for_good = transfer(world, shapely.box(0, 0, 0.002, 0.002), Control("b"), on=day(10), now=NOW)
    assert ends_of(world, for_good, day(10)) == []
    then_b = transfer(world, shapely.box(0.008, 0, 0.01, 0.002), Control("c"), on=day(10), now=NOW)
    assert ends_of(world, then_b, day(10)) == ["2024-11-20T00:00"]
