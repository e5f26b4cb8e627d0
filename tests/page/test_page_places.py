"""Search for a place, and its whole story."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Open

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
    page.get_by_role("button", name="HTS and allies").click()
    assert page.evaluate("controlmap.date") == "2024-11-30"
    bars = page.locator(".cm-strip-bar")
    expect(bars).to_have_count(2)
    widths = [float(bar.get_attribute("width")[:-1]) for bar in bars.all()]
    assert widths == pytest.approx([100 * 4 / 17, 100 * 13 / 17])
