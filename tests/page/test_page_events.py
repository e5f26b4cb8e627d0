"""Events by time and kind."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .rest import rest

pytestmark = pytest.mark.browser


def test_the_list_follows_date_window_and_kind(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29")
    page.get_by_role("tab", name="Events").click()
    cards = page.locator(".cm-panel .cm-event-card")
    expect(cards).to_have_count(2)
    page.evaluate("controlmap.goTo('2024-12-08')")
    expect(cards).to_have_count(1)
    page.get_by_role("combobox", name="Events of which time").select_option("until")
    expect(cards).to_have_count(4)
    expect(page.locator(".cm-event")).to_have_count(2)
    page.get_by_role("checkbox", name="Strikes").uncheck()
    expect(cards).to_have_count(1)
    expect(page.locator(".cm-event")).to_have_count(0)


@pytest.mark.parametrize(("language", "many"), [("en", "2"), ("ar", "٢")])
def test_a_pin_for_many_says_how_many_in_the_readers_digits(
    open_page: Open, language: str, many: str
) -> None:
    page = open_page(hash_=f"#date=2024-11-29&lang={language}")
    expect(page.locator(".cm-event-many")).to_have_text(many)


def test_counts_say_what_they_count_and_are_never_added_up(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08")
    page.get_by_role("tab", name="Events").click()
    page.get_by_role("combobox", name="Events of which time").select_option("until")
    panel = page.get_by_role("tabpanel", name="Events")
    expect(panel).to_contain_text("killed: 4 (in this incident; reported by An agency)")
    expect(panel).to_contain_text("killed: 11 (over several incidents; reported by An agency)")
    expect(panel).to_contain_text("killed: 25 (up to this date; reported by An agency)")
    expect(panel).to_contain_text("not added up")
    assert not {"15", "36", "40"} & set(panel.inner_text().split())


@pytest.mark.parametrize(
    ("language", "by"),
    [
        ("en", ["by Both sides", "by Syrian government"]),
        ("ar", ["الجهة المنسوب إليها: الطرفان", "الجهة المنسوب إليها: الحكومة السورية"]),
    ],
)
def test_who_acted_is_told_in_the_readers_language(open_page: Open, language: str, by: list[str]) -> None:
    page = open_page(hash_=f"#date=2024-11-29&lang={language}")
    page.locator("#cm-tab-events").click()
    lines = page.locator(".cm-panel .cm-event-card > .cm-quiet:first-of-type").all_inner_texts()
    assert [line.split(" · ")[-1] for line in lines] == by


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_card_on_the_map_leaves_the_zoom_buttons_free(open_page: Open, language: str) -> None:
    page = open_page(hash_=f"#date=2024-11-29&lang={language}", width=390, height=844)
    page.locator(".cm-event").click()
    rest(page)
    card = page.locator(".leaflet-popup-content-wrapper").bounding_box()
    buttons = page.locator(".leaflet-control-zoom").bounding_box()
    assert card
    assert buttons
    if language == "ar":
        assert buttons["x"] + buttons["width"] <= card["x"]
    else:
        assert card["x"] + card["width"] <= buttons["x"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (844, 390), (640, 400), (390, 844), (320, 640)])
def test_a_card_on_the_map_is_whole_and_under_nothing(
    open_page: Open, syria: Path, language: str, width: int, height: int
) -> None:
    """Whatever search, key and the map's lower edge leave of it: what has no room scrolls inside."""
    page = open_page(syria, f"#date=2024-12-08&lang={language}", width=width, height=height)
    pins = page.locator(".cm-event:visible")
    covered = []
    for number in range(pins.count()):
        name = pins.nth(number).get_attribute("aria-label")
        pins.nth(number).press("Enter")
        rest(page)
        covered += [f"{name}: {corner}" for corner in page.evaluate(UNSEEN)]
        page.keyboard.press("Escape")
    assert pins.count() > 0
    assert covered == []


UNSEEN = """() => {
  const card = document.querySelector(".leaflet-popup-content-wrapper");
  const {left, right, top, bottom} = card.getBoundingClientRect();
  const isSeen = (x, y) => Boolean(document.elementFromPoint(x, y)?.closest(".leaflet-popup"));
  const at = {
    "upper left": [left + 9, top + 3], "upper right": [right - 9, top + 3],
    middle: [(left + right) / 2, (top + bottom) / 2],
    "lower left": [left + 9, bottom - 3], "lower right": [right - 9, bottom - 3],
  };
  return Object.entries(at).filter(([, [x, y]]) => !isSeen(x, y)).map(([corner]) => corner);
}"""
"""Corners of the card that something lies over."""


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_pin_is_opened_and_left_by_keyboard(open_page: Open, key: str) -> None:
    page = open_page(hash_="#date=2024-11-29")
    pin = page.locator(".cm-event")
    pin.press(key)
    card = page.locator(".leaflet-popup-content > div")
    expect(card).to_be_focused()
    card.press("Escape")
    expect(card).to_have_count(0)
    expect(pin).to_be_focused()
    pin.press(key)
    page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(pin).to_be_focused()


def test_a_card_on_the_map_reads_from_the_right_in_arabic(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29&lang=ar")
    page.locator(".cm-event").click()
    card = page.locator(".leaflet-popup-content > div")
    assert card.evaluate("e => [getComputedStyle(e).textAlign, getComputedStyle(e).direction]") == [
        "start",
        "rtl",
    ]
    expect(page.locator(".leaflet-popup-close-button")).to_have_attribute("aria-label", "إغلاق")
