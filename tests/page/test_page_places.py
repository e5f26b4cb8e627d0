"""Search for a place, and its whole story."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from controlmap.render.page import page_html

from .conftest import Open
from .small_map import small_map

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("typed", ["saraqeb", "سراقب", "Sarāqib"])
def test_a_place_is_found_however_it_is_spelt(open_page: Open, typed: str) -> None:
    page = open_page(hash_="#date=2024-11-30")
    box = page.get_by_role("combobox", name="Search a place")
    box.fill(typed)
    expect(page.get_by_role("option").first).to_contain_text("Saraqib")
    box.press("Enter")
    panel = page.get_by_role("tabpanel", name="Place")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Saraqib")
    expect(panel).to_contain_text("Changes of hands on this map: 1")
    expect(page).to_have_url(re.compile("place=saraqib"))


@pytest.mark.parametrize(
    ("asked", "place"), [("Saraqeb", "saraqib"), ("تل رفعت", "tell_rifaat"), ("Homs", None)]
)
def test_an_address_may_name_a_place(open_page: Open, asked: str, place: str | None) -> None:
    page = open_page(hash_=f"#place={asked}&map=8/36/37")
    page.evaluate("controlmap.goTo('2024-11-30')")
    expect(page).to_have_url(re.compile(f"&place={place}$" if place else "lang=en$"))


def test_arrows_choose_among_the_found(open_page: Open) -> None:
    page = open_page()
    box = page.get_by_role("combobox")
    box.fill("a")
    box.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)


def test_a_row_of_the_story_goes_to_its_date(open_page: Open) -> None:
    page = open_page(hash_="#place=saraqib")
    page.get_by_role("button", name="HTS and allies since").click()
    assert page.evaluate("controlmap.date") == "2024-11-30/1"
    bars = page.locator(".cm-strip-bar")
    expect(bars).to_have_count(2)
    widths = [float(bar.get_attribute("width")[:-1]) for bar in bars.all()]
    assert widths == pytest.approx([100 * 4 / 17, 100 * 13 / 17])


def place_panel(page: Page) -> Locator:
    return page.get_by_role("tabpanel", name="Place")


@pytest.fixture(scope="module")
def unsure_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small map, whose states do not say how sure they are, and have no source."""

    def forget(header: dict) -> None:
        header["states"]["certainty"] = [None]
        header["states"]["sources"] = [[]]
        header["states"]["evidence_km"] = [None]

    path = tmp_path_factory.mktemp("unsure") / "unsure.html"
    path.write_text(page_html(small_map(forget), title="Unsure", language="en"), encoding="utf-8")
    return path


def test_ground_that_says_nothing_of_its_certainty_has_no_such_line(
    open_page: Open, unsure_page: Path
) -> None:
    page = open_page(unsure_page, hash_="#date=2024-11-30&place=saraqib")
    panel = place_panel(page)
    expect(panel.get_by_role("heading", level=2)).to_have_text("Saraqib")
    expect(panel.locator(".cm-holder")).to_have_text("HTS and allies")
    expect(panel).to_contain_text("No source is recorded.")
    expect(panel.locator(".cm-certainty")).to_have_count(0)
    for word in ("null", "undefined", "NaN", "certainty", "evidence"):
        expect(panel).not_to_contain_text(word)
    assert page.evaluate("controlmap.at(36.8, 35.86).certainty") is None
    page.get_by_role("tab", name="Map").click()
    expect(page.get_by_text("How sure")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "holder", "why", "change"),
    [
        ("en", "Unknown", "no successor is named", "Changes of hands on this map: 1"),
        ("ar", "غير معروف", "ولم يُذكر من خلفه", "تبدّلات السيطرة على هذه الخريطة: ١"),
    ],
)
def test_ground_that_nobody_is_known_to_hold_is_told_as_that(
    open_page: Open, language: str, holder: str, why: str, change: str
) -> None:
    page = open_page(hash_=f"#date=2024-12-08&place=37.90000,35.30000&lang={language}")
    panel = page.locator("#cm-panel-place")
    expect(panel.locator(".cm-holder")).to_have_text(holder)
    expect(panel).to_contain_text(change)
    # How sure a holder is says nothing where there is none: why there is none does.
    expect(panel).to_contain_text(why)
    expect(panel.locator(".cm-certainty")).to_have_count(0)
    expect(panel.locator(".cm-story-row[aria-current] b")).to_have_text(holder)
    # A withdrawal is no capture: the ground has a hatch of its own, and nobody's colour.
    assert panel.locator(".cm-story-row[aria-current] .cm-dot").evaluate("dot => dot.style.background") == ""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_point_outside_says_so_and_can_be_closed(open_page: Open, language: str) -> None:
    page = open_page(hash_=f"#place=10.00000,10.00000&map=7/36/37&lang={language}")
    panel = page.locator("#cm-panel-place")
    outside = {"en": "This point lies outside the mapped area.", "ar": "هذه النقطة خارج المنطقة المرسومة"}
    expect(panel).to_contain_text(outside[language])
    expect(panel.locator(".cm-holder")).to_have_count(0)
    page.evaluate("controlmap.goTo('2024-12-08')")
    expect(panel).to_contain_text(outside[language])
    panel.get_by_role("button").click()
    expect(panel).not_to_contain_text(outside[language])
    expect(page).not_to_have_url(re.compile("place="))


def test_a_search_that_finds_nothing_says_so(open_page: Open) -> None:
    page = open_page()
    box = page.get_by_role("combobox", name="Search a place")
    said = page.locator(".cm-search [role=status]")
    box.fill("zzzzzz")
    expect(said).to_have_text("No such place on this map")
    box.fill("idl")
    expect(said).to_be_empty()
    box.fill("zzzzzz")
    box.fill("")
    expect(said).to_be_empty()


def test_the_words_beside_the_pointer_follow_the_date(open_page: Open) -> None:
    page = open_page(hash_="#map=9/35.9/36.9")
    box = page.locator(".cm-map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".cm-hover")).to_contain_text("Syrian government")
    page.evaluate("controlmap.goTo('2024-12-08')")
    expect(page.locator(".cm-hover")).to_contain_text("HTS and allies")


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [("en", "beirut", "This map does not cover Beirut."), ("ar", "Beirut", "بيروت")],
)
def test_a_town_abroad_that_the_map_names_is_found_and_told_not_to_be_covered(
    open_page: Open, syria: Path, language: str, typed: str, told: str
) -> None:
    page = open_page(syria, f"#lang={language}")
    page.get_by_role("combobox").first.fill(typed)
    page.keyboard.press("Enter")
    panel = page.locator("#cm-panel-place")
    expect(panel).to_contain_text(told)
    expect(panel.locator(".cm-holder")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"place=35\.\d+,33\.\d+"))
    page.reload()
    page.evaluate("controlmap.ready")
    expect(panel).to_contain_text(told)
