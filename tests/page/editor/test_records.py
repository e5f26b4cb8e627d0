"""Records: corrected, split, made one, taken back, with what they say in sight."""

import csv
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from controlmap.cli import cli

from .conftest import Open
from .hands import Hands
from .test_borders import is_partition, live

pytestmark = pytest.mark.browser


def choose(hands: Hands, *points) -> None:
    hands.click(points[0])
    hands.page.keyboard.down("Shift")
    for point in points[1:]:
        hands.click(point)
    hands.page.keyboard.up("Shift")


def test_a_record_is_corrected(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    choose(hands, (36.34, 35.24))
    expect(hands.page.locator(".cm-record")).to_contain_text("valley-0002")
    hands.page.get_by_role("button", name="Correct").click()
    expect(hands.page.get_by_text("Wanting: what is right")).to_be_visible()
    hands.page.get_by_label("How sure").select_option("claimed")
    hands.apply()
    certain = {
        state["certainty"] for state in hands.state["project"]["states"] if state["controller"] == "republic"
    }
    assert "claimed" in certain
    assert is_partition(valley)


def test_a_record_is_split_along_a_line_and_made_one_again(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    before = len(live(valley))
    choose(hands, (36.34, 35.24))
    hands.page.get_by_role("button", name="Split").click()
    hands.click((36.27, 35.25), (36.33, 35.245), (36.42, 35.24))
    hands.page.keyboard.press("d")
    hands.apply()
    assert len(live(valley)) == before + 1
    assert is_partition(valley)
    choose(hands, (36.34, 35.27), (36.34, 35.22))
    hands.page.get_by_role("button", name="Make one").click()
    hands.apply()
    assert len(live(valley)) == before


def test_a_record_is_chosen_and_split_by_keys_alone(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    page, before = hands.page, len(live(valley))
    hands.map.focus()
    for key in (*["ArrowDown"] * 3, *["ArrowLeft"] * 12, "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".cm-record")).to_contain_text("valley-0002")
    page.get_by_role("button", name="Split").press("Enter")
    hands.map.focus()
    for way in (["ArrowLeft"] * 60, ["ArrowRight"] * 90):
        for key in (*way, "Enter"):
            page.keyboard.press(key)
    page.keyboard.press("d")
    hands.previewed()
    page.locator(".cm-apply").press("Enter")
    expect(page.get_by_text("Written.")).to_be_visible()
    assert len(live(valley)) == before + 1
    assert is_partition(valley)
    expect(page.locator(".cm-editor")).to_be_focused()


def test_arrows_pan_the_map_where_no_ground_is_chosen(open_editor: Open) -> None:
    hands = open_editor()
    hands.page.get_by_role("tab", name="Map", exact=True).click()
    before = hands.view
    hands.map.focus()
    hands.page.keyboard.press("ArrowLeft")
    hands.page.wait_for_timeout(400)
    assert hands.view != before
    expect(hands.page.locator(".cm-cross")).to_be_hidden()


def test_a_record_is_taken_back(open_editor: Open, valley: Path) -> None:
    hands = open_editor("#date=2024-03-09")
    choose(hands, (36.43, 35.25))
    hands.page.get_by_role("button", name="Take back", exact=True).click()
    hands.apply()
    assert hands.holder((36.43, 35.25), "2024-03-09") == "republic"


def test_a_source_is_added_and_chosen(open_editor: Open, valley: Path) -> None:
    hands = open_editor("#date=2024-03-09")
    hands.take("p")
    hands.click((36.32, 35.22), (36.35, 35.22), (36.35, 35.26))
    hands.page.get_by_text("A new source").click()
    hands.page.get_by_label("Title").fill("Voice of the ridge")
    hands.page.get_by_role("button", name="Add the source").click()
    hands.until("state.form.sources.length === 1 && !state.writing")
    expect(hands.page.locator(".cm-chosen-sources")).to_contain_text("Voice of the ridge")
    assert "Voice of the ridge" in (valley / "sources.json").read_text()


def test_a_pick_takes_whole_records_and_lets_them_go(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("g")
    hands.click((36.34, 35.24))
    expect(hands.page.locator(".cm-measure")).to_contain_text("km²")
    hands.click((36.34, 35.25))
    assert hands.vertices == []
    hands.page.get_by_label("A click takes").select_option("cell")
    hands.page.keyboard.down("Shift")
    hands.drag((36.34, 35.24), (36.43, 35.25), steps=20)
    hands.page.keyboard.up("Shift")
    assert len(hands.vertices) == 2


def test_a_report_is_written_down_and_what_the_map_says_otherwise_is_accepted_bent_to_or_drawn(
    open_editor: Open, valley: Path
) -> None:
    hands = open_editor("#date=2024-03-14")
    write_down_a_report(hands)
    *_, row = (valley / "reports.csv").read_text(encoding="utf-8").splitlines()
    said = "named,medium,Republican units are back.,herald-2024-03-09,"
    assert row.endswith(f",lower-town,2024-03-14,change,league,republic,held,,{said}")
    hands.page.get_by_text("Reports that disagree with the map: 1").click()
    accept = hands.page.get_by_role("button", name="Give it to them")
    accept.click()
    # The cell round the place is a record of its own, beside ground of theirs: there is one smallest set.
    ways = hands.page.locator(".cm-ways button")
    expect(ways).to_have_text(
        [re.compile(r"The smallest piece, 12\d\skm²"), "Bend the nearest border", "Draw the ground"]
    )
    ways.nth(1).click()
    assert (hands.draft or {})["of"]
    ways.nth(2).click()
    assert hands.state["form"]["to"] == "republic"
    assert hands.state["tool"] == "polygon"
    ways.first.click()
    expect(hands.page.locator(".cm-measure")).to_contain_text("Lower Town")
    expect(hands.page.get_by_label("From", exact=True)).to_have_value("2024-03-14")
    preview = hands.previewed()
    assert preview["moved"][0]["to"] == "republic"
    assert preview["reports"] == {"agree": [row.split(",")[0]], "contradict": []}


def test_a_report_says_what_it_tells_how_the_holder_is_known_and_what_its_hour_means(
    open_editor: Open, valley: Path
) -> None:
    hands = open_editor("#date=2024-03-14&place=lower-town")
    page = hands.page
    page.get_by_role("tab", name="Edit").click()
    page.get_by_text("A new report").click()
    form = page.locator(".cm-report")
    hour = form.get_by_label("The hour is known")
    expect(hour).to_be_hidden()
    form.get_by_label("Date", exact=True).fill("2024-03-14T20:00")
    hour.select_option("order")
    form.get_by_label("What it tells").select_option("held")
    form.get_by_label("Who held it").select_option("republic")
    form.get_by_label("Taken from").select_option("league")
    form.get_by_label("The holder").select_option("inferred")
    form.get_by_label("What is said").fill("Last of three changes.")
    form.get_by_role("searchbox").fill("herald")
    form.get_by_role("searchbox").press("Enter")
    form.locator(".cm-report-add").click()
    expect(page.get_by_text("The report is noted.")).to_be_visible()
    header, *_, row = csv.reader((valley / "reports.csv").read_text(encoding="utf-8").splitlines())
    told = dict(zip(header, row, strict=True))
    assert [told[name] for name in ("date", "precision", "kind", "named")] == [
        "2024-03-14T20:00",
        "order",
        "held",
        "inferred",
    ]


def write_down_a_report(hands: Hands) -> None:
    """What a source says of a place that is looked at, on the date that is looked at."""
    page = hands.page
    page.get_by_text("A new report").click()
    search = page.get_by_placeholder("Search a place")
    search.fill("Lower Town")
    search.press("Enter")
    page.get_by_role("tab", name="Edit").click()
    form = page.locator(".cm-report")
    expect(form.get_by_label("Place")).to_have_value("Lower Town")
    expect(form.get_by_label("Date", exact=True)).to_have_value("2024-03-14")
    form.get_by_label("Who held it").select_option("republic")
    form.get_by_label("Taken from").select_option("league")
    form.get_by_label("What is said").fill("Republican units are back.")
    add = form.locator(".cm-report-add")
    expect(add).to_be_disabled()
    form.get_by_role("searchbox").fill("herald")
    form.get_by_role("searchbox").press("Enter")
    add.click()
    expect(page.get_by_text("The report is noted.")).to_be_visible()
    # The next one is often of the same day and source.
    expect(form.get_by_label("Place")).to_have_value("")
    assert hands.state["report"]["sources"] == ["herald-2024-03-09"]


def test_the_log_tells_what_an_entry_did_and_takes_it_back(open_editor: Open, valley: Path) -> None:
    hands = open_editor("#date=2024-03-09")
    hands.take("g")
    hands.click((36.34, 35.24))
    hands.say()
    hands.apply()
    assert hands.holder((36.34, 35.24), "2024-03-09") == "league"
    hands.page.get_by_text("Log", exact=True).click()
    row = hands.page.locator(".cm-lists .cm-row").first
    expect(row).to_contain_text("Republic → League")
    row.get_by_role("button", name="Show").click()
    hands.until("state.looked && state.looked.before.length && state.looked.after.length")
    revision = hands.state["project"]["revision"]
    row.get_by_role("button", name="Take this back").click()
    hands.until(f"state.project.revision !== '{revision}' && !state.writing")
    assert hands.holder((36.34, 35.24), "2024-03-09") == "republic"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_not_added_in_the_editor_says_how_it_is_and_shows_once_it_was(
    open_editor: Open, valley: Path, language: str
) -> None:
    hands = open_editor(f"#lang={language}")
    told = hands.page.locator(".cm-elsewhere")
    hands.page.locator(".cm-report > summary").click()
    told.locator("summary").click()
    expect(told.locator("code").first).to_have_text("controlmap place add")
    expect(told.locator("code").last).to_have_text("events.geojson")
    revision = hands.state["project"]["revision"]
    words = ["place", "add", str(valley), "--name", "Millbrook", "--kind", "village", "--at", "36.35,35.25"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    hands.until(f"state.project.revision !== '{revision}'")
    hands.until("document.querySelector('#cm-places option[value=\"Millbrook\"]')")
