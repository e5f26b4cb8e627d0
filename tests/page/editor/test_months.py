"""The editor on maps that know their changes to the month, year or day: it writes no more than that."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from controlmap.cli import cli
from controlmap.store import open_project

from .conftest import Open
from .test_records import choose

pytestmark = pytest.mark.browser

ENDINGS = {"year": ("", ""), "month": ("-05", "-05"), "day": ("-05-01", "-05-31")}
"""Of a map's first and last date, and of what changes then."""

SQUARE = "POLYGON ((36.1 35.7, 36.3 35.7, 36.3 35.9, 36.1 35.9, 36.1 35.7))"


@pytest.fixture(params=ENDINGS)
def known(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def valley(tmp_path: Path, known: str) -> Path:
    """A map of 1967 and 1968: all is Ann's, of which Ben takes a square a year later."""
    folder, (first, last) = tmp_path / "map", ENDINGS[known]
    box, source = ["--extent", "36,35,37,36"], ["--source", "s"]
    actors = ["--actor", "Ann", "--actor", "Ben"]
    for words in (
        ["init", folder, *box, "--from", f"1967{first}", "--through", f"1968{last}", *actors],
        ["source", "add", folder, "--id", "s", "--title", "A source"],
        ["transfer", folder, "--to", "ann", "--on", f"1967{first}", "--area", "all", *source],
        ["transfer", folder, "--to", "ben", "--on", f"1968{first}", "--area", SQUARE, *source],
    ):
        done = CliRunner().invoke(cli, [*map(str, words)])
        assert done.exit_code == 0, done.output
    return folder


def test_records_are_chosen_and_edits_and_reports_are_dated_as_the_slider_is(
    open_editor: Open, valley: Path, known: str
) -> None:
    date, words = {
        "year": ("1967", "1967"),
        "month": ("1967-09", "September 1967"),
        "day": ("1967-09-07", "7 September 1967"),
    }[known]
    since = {"year": "1967", "month": "May 1967", "day": "1 May 1967"}[known]
    later = {"year": "1968", "month": "May 1968", "day": "1 May 1968"}[known]
    hands = open_editor(f"#date={date}")
    page = hands.page
    choose(hands, (36.2, 35.8))
    expect(page.locator(".cm-record")).to_contain_text(f"since {since}")
    expect(page.locator(".cm-record")).to_contain_text(f"until {later}")
    for act in ("Correct", "Split", "Take back"):
        expect(page.get_by_role("button", name=act, exact=True)).to_be_visible()
    page.keyboard.press("Escape")

    hands.take("p")
    hands.click((36.75, 35.15), (36.85, 35.15), (36.85, 35.25), (36.75, 35.25))
    page.keyboard.press("Enter")
    assert page.locator(".cm-on").input_value() == date
    hands.say(to="ben", source="A source")
    rows = hands.previewed()["by_date"]
    assert [row["date"] for row in rows] == [date]
    short = {"year": "1967", "month": "Sept 1967", "day": "7 Sept 1967"}[known]
    expect(page.locator(".cm-effect-table th")).to_have_text(short)
    expect(hands.apply_button).to_have_text(f"Apply from {words}")
    page.locator(".cm-report summary").click()
    assert page.get_by_role("textbox", name="Date", exact=True).input_value() == date
    hands.apply()
    (layer,) = open_project(valley).layers
    features = json.loads((valley / layer.file).read_text("utf-8"))["features"]
    begun = {f["properties"]["valid_from"] for f in features if f["properties"]["superseded_at"] is None}
    assert date in begun
    assert {len(text) for text in begun} == {len(date)}
