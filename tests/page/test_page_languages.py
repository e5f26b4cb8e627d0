"""Other languages than those that the page speaks: of its own words by a table, of the map's texts by any."""

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import controlmap
from controlmap.store import init_project
from tests.three_languages import NOTE, STRIKE, TITLE, TOWN, write_map

from .conftest import Open

pytestmark = pytest.mark.browser

FRENCH = """
[strings.fr]
language = "Français"
tab_map = "Carte"
play = "Lecture"
"""


def french_page(folder: Path) -> Path:
    init_project(folder)
    settings = folder / "controlmap.toml"
    text = settings.read_text(encoding="utf-8").replace('["en", "ar"]', '["en", "ar", "fr"]')
    settings.write_text(
        text.replace('en = "An invented valley"', 'en = "An invented valley", fr = "Une vallée inventée"')
        + FRENCH,
        encoding="utf-8",
    )
    page = folder / "french.html"
    page.write_text(controlmap.open(folder).html(), encoding="utf-8")
    return page


def test_a_third_language_speaks_from_its_table(open_page: Open, tmp_path: Path) -> None:
    page = open_page(french_page(tmp_path / "map"))
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Une vallée inventée")
    expect(page.get_by_role("tab", name="Carte")).to_be_visible()
    expect(page.get_by_role("button", name="Lecture")).to_be_visible()
    expect(page.locator(".cm-date")).to_have_text("vendredi 1 mars 2024")
    # What the table lacks is said in English rather than not at all.
    expect(page.get_by_role("tab", name="Changes")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"


@pytest.mark.parametrize(
    ("language", "direction", "own_name"),
    [("uk", "ltr", "Українська"), ("he", "rtl", "עברית"), ("zh-Hant", "ltr", "繁體中文")],
)
def test_a_map_in_other_languages_shows_names_and_notes_in_each(
    open_page: Open, tmp_path: Path, language: str, direction: str, own_name: str
) -> None:
    page = open_page(three_languages_page(tmp_path), "#date=2024-03-04&lang=uk")
    page.get_by_role("button", name=own_name).click()
    root = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    assert root == [language, direction]
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE[language])
    page.get_by_role("combobox").first.fill(TOWN["he"])
    expect(page.get_by_role("option").first).to_contain_text(TOWN[language])
    page.keyboard.press("Enter")
    panel = page.locator(".cm-panel:not([hidden])")
    expect(panel.get_by_role("heading", level=2)).to_have_text(TOWN[language])
    expect(panel).to_contain_text(NOTE[language])
    page.get_by_role("tab", name="Events").click()
    for text in (STRIKE, NOTE, TOWN):
        expect(page.locator(".cm-panel:not([hidden]) .cm-event-card")).to_contain_text(text[language])


def three_languages_page(folder: Path) -> Path:
    page = folder / "page.html"
    page.write_text(controlmap.open(write_map(folder / "map")).html(), encoding="utf-8")
    return page


def test_the_list_of_sources_speaks_the_readers_language_and_its_csv_a_machines(
    open_page: Open, syria: Path
) -> None:
    page = open_page(syria, "#tab=sources&lang=ar", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".cm-know .cm-folded > summary").first.click()
    table = page.locator(".cm-sortable").first
    told = [
        text for column in (3, 5) for text in table.locator(f"tbody td:nth-child({column})").all_inner_texts()
    ]
    assert [text for text in told if re.search(r"[0-9A-Za-z]", text)] == []
    assert "بلا تاريخ" in told
    page.locator(".cm-list").first.get_by_role("button").first.click()
    text = page.evaluate("navigator.clipboard.readText()")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == len(told) // 2 + 1
    assert all(
        re.fullmatch(r"(\d{4}(-\d\d){0,2}|n\.d\.|)", row[2]) and row[4].isdecimal() for row in rows[1:]
    )
    assert all(row[4].isascii() for row in rows[1:])


ROUND = "Turned \u202eround"
DIRECTION = """all => all.map(one => [one.textContent, getComputedStyle(one).unicodeBidi])"""


def test_a_title_that_turns_text_round_turns_no_other(open_page: Open, tmp_path: Path) -> None:
    init_project(folder := tmp_path / "map")
    settings, sources = folder / "controlmap.toml", folder / "sources.json"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("An invented valley", ROUND), encoding="utf-8")
    entries = json.loads(sources.read_text(encoding="utf-8"))
    entries[0]["title"] = ROUND
    sources.write_text(json.dumps(entries), encoding="utf-8")
    file = tmp_path / "page.html"
    file.write_text(controlmap.open(folder).html(), encoding="utf-8")
    page = open_page(file, "#tab=sources")
    cited = page.locator(".cm-cited")
    assert cited.evaluate_all("all => all.map(one => one.textContent)")[0].startswith(f"{ROUND}. ")
    assert cited.locator("*").evaluate_all(DIRECTION) == [[ROUND, "isolate"]]
    page.locator(".cm-know .cm-folded > summary").first.click()
    told = page.locator(".cm-sortable").first.get_by_text("Turned")
    expect(told.first).to_be_visible()
    assert told.evaluate_all(DIRECTION) == [[ROUND, "isolate"]]
