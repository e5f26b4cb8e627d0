"""The stretch of dates: two handles at the slider's ends, within which the page steps and plays."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Open
from .small_map import LAST, STEPS

pytestmark = pytest.mark.browser


def handle(page: Page, end: str) -> Locator:
    return page.locator(f".cm-stretch-{end}")


def pull(page: Page, end: str, by: float) -> None:
    """Drag a handle sideways by a share of the track."""
    box, track = handle(page, end).bounding_box(), page.locator(".cm-track").bounding_box()
    assert box
    assert track
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by * (track["width"] - 28), y, steps=6)
    page.mouse.up()


def shown(page: Page) -> str:
    return page.evaluate("controlmap.date")


@pytest.mark.parametrize(("language", "forward"), [("en", 1), ("ar", -1)])
def test_a_dragged_handle_bounds_the_dates_and_the_address_keeps_them(
    open_page: Open, language: str, forward: int
) -> None:
    page = open_page(hash_=f"#lang={language}")
    expect(page.locator(".cm-stretch")).to_be_hidden()
    pull(page, "from", 3 / 17 * forward)
    assert shown(page) == STEPS[1], "the date shown comes along"
    pull(page, "to", -12.4 / 17 * forward)
    expect(page).to_have_url(re.compile(rf"&range={STEPS[1]}\.\.{STEPS[3]}$"))
    page.locator(".cm-track").press("End")
    assert shown(page) == STEPS[3]
    page.locator(".cm-track").press("Home")
    assert shown(page) == STEPS[1]

    again = open_page(hash_=page.evaluate("location.hash"))
    again.locator(".cm-track").press("End")
    assert shown(again) == STEPS[3]
    handle(again, "to").dblclick()
    expect(again).not_to_have_url(re.compile("range="))
    again.locator(".cm-track").press("End")
    assert shown(again) == LAST


def test_handles_listen_to_keys_and_say_their_date(open_page: Open) -> None:
    page = open_page()
    first = page.get_by_role("slider", name="First date to play")
    first.press("PageUp")
    expect(first).to_have_attribute("aria-valuetext", "Friday, 29 November 2024")
    last = page.get_by_role("slider", name="Last date to play")
    for _ in range(3):
        last.press("PageDown")
    expect(last).to_have_attribute("aria-valuetext", re.compile("^Saturday, 30 November 2024, 1 of 2$"))
    expect(page).to_have_url(re.compile(rf"&range={STEPS[1]}\.\.{STEPS[2]}$"))
    last.press("Escape")
    expect(last).to_have_attribute("aria-valuetext", "Thursday, 12 December 2024")
    expect(page).not_to_have_url(re.compile("range="))


def test_play_in_a_loop_stays_in_the_stretch(open_page: Open) -> None:
    page = open_page(hash_=f"#range={STEPS[1]}..{STEPS[3]}")
    assert shown(page) == STEPS[1]
    page.get_by_role("checkbox", name="Play in a loop").check()
    page.evaluate("""() => {
      const dates = [];
      window.seen = new Promise((done) => new MutationObserver(
        () => dates.push(controlmap.date) === 6 && done(dates),
      ).observe(document.querySelector(".cm-track"), {attributeFilter: ["aria-valuenow"]}));
    }""")
    for _ in range(2):
        page.get_by_role("button", name="Speed").click()
    page.get_by_role("button", name="Play", exact=True).click()
    assert page.evaluate("seen") == [STEPS[i] for i in (2, 3, 1, 2, 3, 1)]
