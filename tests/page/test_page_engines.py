"""The shipped page in Firefox and in WebKit, from a file, by mouse and by keys."""

from pathlib import Path

import pytest

from tests.webdriver import Window

pytestmark = pytest.mark.browser


def test_the_shipped_page_answers_to_mouse_and_keys(window: Window, syria: Path) -> None:
    window.open(syria, "#date=2024-11-30")
    window.evaluate("controlmap.ready")
    # Keys on the slider, and a click on the button beside it.
    window.evaluate("document.querySelector('[role=slider]').focus()")
    window.keyboard.press("End")
    assert window.evaluate("controlmap.date") == "2024-12-12"
    assert len(window.colours(map_of(window))) > 8
    # Two dates side by side: colour is left and right of the handle.
    window.evaluate("location.hash = '#date=2024-12-08&compare=2024-11-26&swipe=1'")
    window.until("document.querySelector('.cm-swipe') !== null")
    box = map_of(window)
    for left in (0, 0.5):
        half = {**box, "x": box["x"] + left * box["width"], "width": box["width"] / 2}
        assert any(max(colour) - min(colour) >= 5 for colour in window.colours(half))
    window.evaluate("location.hash = '#date=2024-12-08'")
    window.until("document.querySelector('.cm-swipe') === null")
    # The map goes with the hand, and the place that is searched is told of.
    hash_ = window.evaluate("location.hash")
    middle = middle_of_map(window)
    window.mouse.move(*middle)
    window.mouse.down()
    window.mouse.move(middle[0] + 90, middle[1] + 40, steps=6)
    window.mouse.up()
    window.until(f"location.hash !== {hash_!r}")
    window.locator("input[type=search]").fill("Saraqib")
    window.keyboard.press("Enter")
    window.until("document.querySelector('.cm-side').innerText.includes('Who held this place')")


def test_the_shipped_page_reads_from_right_to_left(window: Window, syria: Path) -> None:
    window.open(syria, "#lang=ar")
    window.evaluate("controlmap.ready")
    assert window.evaluate("document.documentElement.dir") == "rtl"
    box = window.locator(".cm-side").bounding_box()
    assert box
    assert box["x"] > middle_of_map(window)[0]
    window.until("document.fonts.status === 'loaded'")
    # Letters are wider here and there: the tabs share the room that they have.
    tabs = "document.querySelector('.cm-tabs')"
    assert window.evaluate(f"{tabs}.scrollWidth <= {tabs}.clientWidth")


def map_of(window: Window) -> dict[str, float]:
    box = window.locator(".cm-map").bounding_box()
    assert box
    return box


def middle_of_map(window: Window) -> tuple[float, float]:
    box = map_of(window)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
