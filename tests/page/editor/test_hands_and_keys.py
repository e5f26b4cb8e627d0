"""Fingers, keys, right to left: each way of working does all of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, expect

from .conftest import Open
from .hands import Hands, Point

pytestmark = pytest.mark.browser

BEND = (36.433, 35.297)
WEST = [(36.32, 35.22), (36.35, 35.22), (36.35, 35.26), (36.32, 35.26)]


class Fingers:
    """Touches a page."""

    def __init__(self, hands: Hands) -> None:
        self.session: CDPSession = hands.page.context.new_cdp_session(hands.page)

    def send(self, kind: str, *points: Point) -> None:
        touches = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def tap(self, point: Point) -> None:
        self.send("touchStart", point)
        self.send("touchEnd")


@pytest.fixture
def tablet(open_editor: Open) -> Hands:
    return open_editor(width=1024, height=768, has_touch=True, is_mobile=True)


def drawn(hands: Hands) -> Fingers:
    fingers = Fingers(hands)
    hands.page.get_by_role("button", name="Polygon").tap()
    for point in WEST:
        fingers.tap(hands.at(point))
    return fingers


def test_a_finger_sets_vertices_and_takes_one_from_22_pixels_away(tablet: Hands) -> None:
    fingers = drawn(tablet)
    assert len(tablet.vertices) == 4
    x, y = tablet.at(tablet.vertices[1])
    fingers.send("touchStart", (x + 16, y + 12))
    fingers.send("touchMove", (x - 20, y + 12))
    fingers.send("touchMove", (x - 24, y + 12))
    expect(tablet.page.locator(".cm-glass")).to_be_visible()
    fingers.send("touchEnd")
    moved = tablet.at(tablet.vertices[1])
    # As far as the finger, not to where it is.
    assert (round(moved[0] - x), round(moved[1] - y)) == (-40, 0)
    expect(tablet.page.locator(".cm-glass")).to_be_hidden()


@pytest.mark.parametrize("end", ["second finger", "cancelled"])
def test_a_second_finger_and_a_cancelled_touch_put_a_vertex_back(tablet: Hands, end: str) -> None:
    fingers = drawn(tablet)
    before = tablet.vertices
    x, y = tablet.at(before[1])
    fingers.send("touchStart", (x, y))
    fingers.send("touchMove", (x + 40, y))
    if end == "cancelled":
        fingers.send("touchCancel")
    else:
        fingers.send("touchStart", (x + 40, y), (x + 200, y + 100))
        fingers.send("touchEnd")
    assert tablet.vertices == before


def test_all_that_fingers_hit_is_44_pixels(tablet: Hands) -> None:
    drawn(tablet)
    for box in tablet.page.locator(".cm-tool, .cm-editor button:visible, .cm-editor select:visible").all():
        size = box.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 43.9 or size["height"] >= 43.9, box.evaluate(
            "e => e.outerHTML"
        )


def test_a_drag_that_is_let_go_over_the_panel_ends_there(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.click(*WEST)
    hands.page.keyboard.press("d")
    start = hands.at(hands.vertices[3])
    hands.drag_pixels(start, (120, 500))
    before = hands.vertices
    hands.page.mouse.move(700, 300)
    hands.page.mouse.move(720, 320)
    assert hands.vertices == before
    assert before[3] != WEST[3]


def test_everything_is_done_by_keys(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.map.focus()
    corners = [["ArrowLeft"] * 6, ["ArrowUp"] * 5, ["ArrowRight"] * 8]
    for way in corners:
        for key in way:
            hands.page.keyboard.press(key)
        hands.page.keyboard.press("Enter")
    assert len(hands.vertices) == 3
    expect(hands.page.locator(".cm-cross")).to_be_visible()
    hands.page.keyboard.press("Backspace")
    assert len(hands.vertices) == 2
    hands.page.keyboard.press("Enter")
    hands.page.keyboard.press("d")
    assert hands.closed


def test_in_a_field_undo_is_of_what_was_typed(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.click(*WEST[:3])
    before = hands.vertices
    box = hands.page.locator(".cm-find-source")
    box.click()
    hands.page.keyboard.type("her")
    hands.page.keyboard.press("Control+z")
    assert hands.vertices == before
    assert box.input_value() != "her"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_marks_stand_where_the_pointer_is_in_either_direction(open_editor: Open, language: str) -> None:
    hands = open_editor(f"#date=2024-03-01&lang={language}")
    hands.take("p")
    x, y = hands.at((36.34, 35.24))
    hands.page.mouse.click(x, y)
    [there] = [hands.at(point) for point in hands.vertices]
    assert (round(there[0] - x), round(there[1] - y)) == (0, 0)
    view = hands.view
    hands.page.locator(".cm-catching summary").click()
    hands.page.get_by_role("tab").nth(1).click()
    assert hands.view == view
    assert hands.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")


def test_another_language_keeps_the_draft_and_what_was_said(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.click(*WEST[:3])
    hands.say()
    hands.page.get_by_role("button", name="العربية").click()
    assert len(hands.vertices) == 3
    assert hands.page.locator(".cm-to").input_value() == "league"
    expect(hands.apply_button).to_have_text(re.compile("^تطبيق ابتداءً من"))


def test_a_lasso_is_drawn_in_one_go_and_runs_along_a_border_that_is_near(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("l")
    border = [(36.404, 35.3022), (36.433, 35.2972), (36.462, 35.3088)]
    hands.stroke([*border, (36.46, 35.33), (36.41, 35.325)])
    assert hands.closed
    draft = hands.draft
    assert draft
    points = [tuple(p) for v in draft["vertices"] for p in [*v["path"], v["at"]]]
    assert (36.433, 35.297) in points
    hands.page.keyboard.press("Control+z")
    assert hands.vertices == []
    hands.page.keyboard.press("Control+y")
    assert hands.closed


@pytest.mark.parametrize("width", [1440, 1024, 768, 390, 320])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("told_valley")
def test_tabs_and_date_are_whole_or_gone_at_every_width(open_editor: Open, width: int, language: str) -> None:
    hands = open_editor(f"#lang={language}&tab=edit&date=2024-03-09")
    hands.page.set_viewport_size({"width": width, "height": 844})
    hands.page.wait_for_timeout(100)
    cut = hands.page.evaluate("""() => {
      const beyond = (inner, outer) => inner.left < outer.left - 1 || inner.right > outer.right + 1;
      const named = (selector, room) => [...document.querySelectorAll(selector)]
        .filter((one) => one.getClientRects().length && one.textContent.trim())
        .filter((one) => one.getBoundingClientRect().top < room.bottom)
        .filter((one) => beyond(one.getBoundingClientRect(), room)).map((one) => one.textContent);
      const box = (selector) => document.querySelector(selector).getBoundingClientRect();
      const dates = named(".cm-date, .cm-date-change > *", box(".cm-date-block"));
      return [...named(".cm-tabs button", box(".cm-tabs")), ...dates];
    }""")
    assert cut == []
    # Story, map, place, changes, events, sources, more, and the editor's own.
    assert hands.page.locator(".cm-tabs button").count() == 8


@pytest.mark.parametrize("how", ["drawn", "chosen"])
def test_on_a_phone_who_drew_or_chose_ground_is_shown_what_to_say_of_it(open_editor: Open, how: str) -> None:
    hands = open_editor(width=390, height=800)
    form = hands.page.locator(".cm-to" if how == "drawn" else ".cm-chosen-card")
    assert not form.is_visible()
    if how == "drawn":
        hands.take("p")
        hands.click((36.40, 35.20), (36.43, 35.20), (36.43, 35.23))
        assert not form.is_visible()
        hands.page.keyboard.press("d")
    else:
        hands.click((36.40, 35.20))
    form.wait_for()


SETTLED = """() => document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))))"""


def by_keys_to(hands: Hands, point: Point) -> None:
    """Move the crosshair to a point of the ground, as near as its steps of a pixel come."""
    # Letters that come late make the map another size, which takes the crosshair away.
    hands.page.evaluate(SETTLED)
    for _ in range(3):
        map_box = hands.map.bounding_box()
        assert map_box
        x, y = hands.at(point)
        if not hands.page.locator(".cm-cross").is_visible():
            hands.page.keyboard.press("Shift+ArrowUp")
        cross = hands.page.evaluate(
            "new DOMMatrix(getComputedStyle(document.querySelector('.cm-cross')).transform).toJSON()"
        )
        away = [round(x - map_box["x"] - cross["e"]), round(y - map_box["y"] - cross["f"])]
        for apart, keys in zip(away, (("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown")), strict=True):
            key = keys[apart > 0]
            for _ in range(abs(apart) // 12):
                hands.page.keyboard.press(key)
            for _ in range(abs(apart) % 12):
                hands.page.keyboard.press(f"Shift+{key}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_border_is_chosen_moved_undone_redone_and_applied_by_keys_alone(
    open_editor: Open, valley: Path, language: str
) -> None:
    hands = open_editor(f"#date=2024-03-09&lang={language}")
    page = hands.page
    hands.take("b")
    hands.map.focus()
    by_keys_to(hands, BEND)
    page.keyboard.press("Enter")
    assert hands.state["drawing"]["now"]["of"]
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    steps = hands.state["drawing"]["now"]["steps"]
    assert [step["kind"] for step in steps] == ["move"]
    assert steps[0]["from"] == pytest.approx(BEND, abs=1e-5)
    assert steps[0]["to"][1] < BEND[1]
    page.keyboard.press("Control+z")
    assert hands.state["drawing"]["now"]["steps"] == []
    page.keyboard.press("Control+Shift+z")
    assert hands.state["drawing"]["now"]["steps"] == steps
    # What is carried is put back, and what was done before stays.
    by_keys_to(hands, tuple(steps[0]["to"]))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert hands.state["drawing"]["now"]["steps"] == steps
    hands.previewed()
    before = (valley / "valley.geojson").read_bytes()
    for _ in range(200):
        if page.evaluate("document.activeElement.matches('.cm-apply')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    hands.until("!state.drawing")
    assert (valley / "valley.geojson").read_bytes() != before


def test_keys_of_another_alphabet_are_the_same_keys(open_editor: Open) -> None:
    hands = open_editor()
    press = """([key, code, ctrlKey]) => document.body.dispatchEvent(
      new KeyboardEvent("keydown", {key, code, ctrlKey, bubbles: true, cancelable: true}))"""
    hands.page.evaluate(press, ["ح", "KeyP", False])
    assert hands.state["tool"] == "polygon"
    hands.click(*WEST[:3])
    hands.page.evaluate(press, ["ئ", "KeyZ", True])
    assert len(hands.vertices) == 2
    hands.page.evaluate(press, ["غ", "KeyY", True])
    assert len(hands.vertices) == 3
