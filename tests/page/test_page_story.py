"""A story told with the map: by buttons, and by scrolling beside it; and frames in other pages."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .rest import rest

pytestmark = pytest.mark.browser


def test_a_story_is_gone_through_by_buttons_and_by_scrolling(open_page: Open) -> None:
    page = open_page(hash_="#tab=story", height=420)
    panel = page.get_by_role("tabpanel", name="Story")
    step_on = panel.get_by_role("button", name="Next step of the story")
    step_on.click()
    assert page.evaluate("controlmap.date") == "2024-11-26"
    step_on.click()
    expect(panel).to_contain_text("2 of 3")
    expect(page).to_have_url(re.compile("date=2024-11-30&.*compare=2024-11-29&place=saraqib&tab=story"))
    expect(page.locator(".cm-comparing")).to_have_count(1)
    rest(page)
    west, south, east, north = map(float, re.search("map=([^&]+)", page.url).group(1).split(","))
    assert west <= 36.52
    assert east >= 36.98
    assert south <= 35.52
    assert north >= 35.98
    panel.hover()
    page.mouse.wheel(0, 3000)
    expect(panel).to_contain_text("3 of 3")
    assert page.evaluate("controlmap.date") == "2024-12-08"
    expect(page.locator(".cm-comparing")).to_have_count(0)
    expect(panel.get_by_role("article").last.get_by_role("link", name="A report")).to_be_visible()


def test_a_small_frame_has_map_key_date_and_slider(open_page: Open, small_page: Path, tmp_path: Path) -> None:
    page = open_page(hash_="#embed=1&date=2024-11-30", width=320, height=300)
    rest(page)
    box = page.locator(".cm-map").bounding_box()
    assert box
    assert box["height"] > 130
    for part in (".cm-mini-key", ".cm-date", ".cm-track"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.scrollingElement.scrollHeight") == 300


def test_an_address_of_a_desk_shows_the_same_ground_on_a_phone(open_page: Open) -> None:
    desk = open_page(hash_="#map=36.2,35.4,37.4,36.4&chart=km2")
    rest(desk)
    hash_ = desk.evaluate("location.hash")
    again = open_page(hash_=hash_)
    rest(again)
    assert again.evaluate("location.hash") == hash_, "the same screen shows the same view"
    phone = open_page(hash_=hash_, width=390, height=844)
    rest(phone)
    seen, wanted = (
        [float(edge) for edge in re.search("map=([^&]+)", text).group(1).split(",")]
        for text in (phone.url, hash_)
    )
    assert seen[0] <= wanted[0] + 0.03
    assert seen[2] >= wanted[2] - 0.03
    expect(phone.get_by_role("button", name="Chart of areas: km²")).to_be_visible()
