"""What fingers do on a phone: real touches, as many at once as it takes."""

import math
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from .conftest import Open
from .rest import rest
from .small_map import LAST, STEPS

pytestmark = pytest.mark.browser

Point = tuple[float, float]


class Fingers:
    """Touches a page; each finger goes along its own path, all of them in step."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)

    def _send(self, kind: str, points: list[Point], **when: float) -> None:
        touches = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches, **when})

    def drag(self, *paths: tuple[Point, Point], steps: int = 8) -> None:
        self._send("touchStart", [start for start, _ in paths])
        for i in range(1, steps + 1):
            self._send("touchMove", [_between(*path, i / steps) for path in paths])
        self._send("touchEnd", [])

    def tap(self, point: Point) -> None:
        self._send("touchStart", [point])
        self._send("touchEnd", [])

    def tap_twice(self, point: Point, apart_s: float) -> None:
        """Tap twice, so far apart as the taps themselves say: however long it takes to send them."""
        began = time.time() - 10
        for when in (began, began + apart_s):
            self._send("touchStart", [point], timestamp=when)
            self._send("touchEnd", [], timestamp=when + 0.02)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def middle(page: Page, selector: str) -> Point:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def map_view(page: Page) -> dict[str, float]:
    """Zoom and centre, as the address has them."""
    rest(page)  # and the address has followed
    found = re.search(r"map=([-\d.,]+)", page.url)
    assert found
    west, south, east, north = map(float, found[1].split(","))
    width = page.evaluate("document.querySelector('.cm-map').clientWidth")
    # The address has the inner 98 % of what is in sight.
    zoom = math.log2(0.98 * width * 360 / 256 / (east - west))
    return {"zoom": round(zoom, 2), "lat": (south + north) / 2, "lon": (west + east) / 2}


@pytest.fixture
def phone(open_page: Open) -> Iterator[Page]:
    yield open_page(hash_="#map=8/36/37", width=390, height=844, has_touch=True, is_mobile=True)


def test_a_finger_on_the_slider_moves_the_date_and_not_the_map(phone: Page) -> None:
    phone.evaluate("controlmap.goTo('2024-11-29')")
    before = map_view(phone)
    box = phone.locator(".cm-track").bounding_box()
    assert box
    y = box["y"] + 20
    Fingers(phone).drag(((box["x"] + 40, y), (box["x"] + box["width"] - 4, y - 60)))
    assert phone.evaluate("controlmap.date") == LAST
    assert map_view(phone) == before
    assert phone.evaluate("[scrollX, scrollY, visualViewport.scale]") == [0, 0, 1]


def test_handles_are_dragged_by_finger_and_a_double_tap_frees_them(phone: Page) -> None:
    track = phone.locator(".cm-track").bounding_box()
    assert track
    room = track["width"] - 28
    start = middle(phone, ".cm-stretch-from")
    Fingers(phone).drag((start, (start[0] + 3 / 17 * room, start[1])))
    assert phone.evaluate("controlmap.date") == STEPS[1]
    end = middle(phone, ".cm-stretch-to")
    Fingers(phone).drag((end, (end[0] - 12.4 / 17 * room, end[1])))
    expect(phone).to_have_url(re.compile(rf"&range={STEPS[1]}\.\.{STEPS[3]}$"))
    Fingers(phone).tap_twice(middle(phone, ".cm-stretch-to"), apart_s=0.15)
    expect(phone).not_to_have_url(re.compile("range="))


def test_two_slow_taps_leave_the_stretch_as_it_is(phone: Page) -> None:
    start = middle(phone, ".cm-stretch-from")
    Fingers(phone).drag((start, (start[0] + 80, start[1])))
    expect(phone).to_have_url(re.compile("&range="))
    Fingers(phone).tap_twice(middle(phone, ".cm-stretch-from"), apart_s=0.7)
    rest(phone)  # and the address has followed
    assert "&range=" in phone.url


def test_two_fingers_zoom_the_map_and_not_the_page(phone: Page) -> None:
    phone.evaluate("controlmap.goTo('2024-11-29')")
    before = map_view(phone)
    x, y = middle(phone, ".cm-map")
    Fingers(phone).drag(((x - 30, y), (x - 120, y)), ((x + 30, y), (x + 120, y)))
    after = map_view(phone)
    assert after["zoom"] == pytest.approx(before["zoom"] + 2, abs=0.5)
    assert phone.evaluate("visualViewport.scale") == 1
    assert phone.evaluate("controlmap.date") == "2024-11-29"


def test_one_finger_drags_the_map_and_a_tap_chooses_a_place(phone: Page) -> None:
    phone.evaluate("controlmap.goTo('2024-11-29')")
    before = map_view(phone)
    x, y = middle(phone, ".cm-map")
    Fingers(phone).drag(((x, y), (x - 100, y)))
    assert map_view(phone)["lon"] > before["lon"]
    Fingers(phone).tap((x, y))
    expect(phone).to_have_url(re.compile("place="))
    expect(phone.get_by_role("tabpanel", name="Place")).to_be_visible()


def test_an_opened_sheet_leaves_the_whole_map_in_sight(open_page: Open) -> None:
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    page.get_by_role("tab", name="Events").tap()
    small = map_view(page)
    page.get_by_role("tab", name="Events").tap()
    assert map_view(page)["zoom"] >= small["zoom"]
    # A reader who looked elsewhere is left there.
    Fingers(page).drag((middle(page, ".cm-map"), (100, 300)))
    looked = map_view(page)
    page.get_by_role("tab", name="Events").tap()
    assert map_view(page)["zoom"] == looked["zoom"]


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_view_scrolls_sideways(open_page: Open, width: int, language: str) -> None:
    hash_ = f"#lang={language}&date=2024-12-08&compare=2024-11-26&place=maarat"
    page = open_page(hash_=hash_, width=width, height=640, has_touch=True, is_mobile=True)
    page.locator(".cm-chart-button").click()
    for tab in page.get_by_role("tab").all():
        if tab.get_attribute("aria-selected") == "false":
            tab.tap()
        wide = page.evaluate("""() => {
          const root = document.documentElement;
          const panel = [...document.querySelectorAll(".cm-panel")].find(one => !one.hidden);
          return [root.scrollWidth - root.clientWidth, panel.scrollWidth - panel.clientWidth, innerWidth];
        }""")
        assert wide == [0, 0, width], tab.inner_text()


@pytest.mark.parametrize(("width", "height"), [(667, 375), (320, 256), (1280, 256)])
def test_on_a_low_screen_there_is_a_map_and_a_sheet_that_opens_and_closes(
    open_page: Open, width: int, height: int
) -> None:
    page = open_page(width=width, height=height)
    events = page.get_by_role("tab", name="Events")
    panel = page.get_by_role("tabpanel", name="Events")
    for _ in range(2):
        box = page.locator(".cm-map").bounding_box()
        assert box
        assert box["height"] >= 120
        if panel.is_hidden():
            events.click()
    expect(panel).to_be_in_viewport(ratio=0.5)
    tab = events.bounding_box()
    assert tab
    assert tab["height"] >= 40
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    if width <= 720:
        events.click()
        expect(panel).to_be_hidden()


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (320, 640), (195, 422), (667, 375), (740, 360), (844, 390), (932, 430)]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_longest_date_is_whole_between_buttons_for_fingers(
    open_page: Open, language: str, width: int, height: int
) -> None:
    hash_ = f"#lang={language}&date=2024-11-27"
    page = open_page(hash_=hash_, width=width, height=height, has_touch=True, is_mobile=True)
    room, date = (page.locator(name).bounding_box() for name in (".cm-date-block", ".cm-date"))
    assert room
    assert date
    for side, size in (("x", "width"), ("y", "height")):
        assert room[side] - 0.5 <= date[side]
        assert date[side] + date[size] <= room[side] + room[size] + 0.5


WIDER = """() => [...document.querySelectorAll(".cm-panel")]
    .filter(panel => !panel.hidden && panel.scrollWidth > panel.clientWidth + 1).map(panel => panel.id)"""


@pytest.mark.parametrize("width", [195, 320, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_tab_scrolls_sideways(open_page: Open, language: str, width: int) -> None:
    hash_ = f"#lang={language}&date=2024-12-08&compare=2024-11-26&place=saraqib"
    page = open_page(hash_=hash_, width=width, height=2 * width, has_touch=True, is_mobile=True)
    tabs = page.get_by_role("tab")
    for n in range(tabs.count()):
        tabs.nth(n).evaluate("tab => tab.click()")
        assert page.evaluate(WIDER) == [], tabs.nth(n).inner_text()
