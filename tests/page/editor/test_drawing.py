"""Drawing ground: vertices come and go one by one, nothing that was drawn is ever lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import controlmap

from .conftest import Open

pytestmark = pytest.mark.browser

WEST = [(36.32, 35.22), (36.35, 35.22), (36.35, 35.26), (36.32, 35.26)]


def test_undo_takes_exactly_one_vertex_and_redo_brings_it_back(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.click(*WEST)
    before = hands.vertices
    hands.page.keyboard.press("Control+z")
    assert hands.vertices == before[:3]
    hands.page.keyboard.press("Control+Shift+z")
    assert hands.vertices == before
    hands.page.keyboard.press("Control+z")
    hands.page.keyboard.press("Control+y")
    assert hands.vertices == before


@pytest.mark.parametrize("key", ["Control+s", "Escape", "p"])
def test_no_key_in_the_middle_of_a_line_loses_anything(open_editor: Open, key: str) -> None:
    hands = open_editor()
    hands.take("p")
    hands.click(*WEST[:3])
    before = hands.vertices
    hands.page.keyboard.press(key)
    assert hands.vertices == before
    if key == "Escape":
        hands.page.get_by_role("button", name="Go on").click()
    hands.click(WEST[3])
    assert len(hands.vertices) == 4


def test_a_line_that_was_closed_too_early_goes_on_from_any_vertex(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.click(*WEST[:3], WEST[0])
    assert hands.closed
    hands.click(WEST[1])
    hands.page.get_by_role("button", name="Go on from this point").click()
    hands.click((36.36, 35.24))
    assert not hands.closed
    assert [round(lon, 2) for lon, _ in hands.vertices] == [36.32, 36.35, 36.36, 36.35]


def test_a_line_that_crosses_itself_keeps_each_vertex_and_only_apply_refuses(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    hands.say()
    hands.click((36.32, 35.22), (36.35, 35.26), (36.35, 35.22), (36.325, 35.255))
    assert len(hands.vertices) == 4
    hands.page.keyboard.press("d")
    expect(hands.page.get_by_text("The line crosses itself: 1.")).to_be_visible()
    expect(hands.apply_button).to_have_attribute("aria-disabled", "true")
    hands.page.get_by_role("button", name="Cut the loops off").click()
    expect(hands.page.get_by_text("The line crosses itself")).to_have_count(0)
    expect(hands.apply_button).to_have_attribute("aria-disabled", "false")


def test_the_button_bears_the_date(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-09")
    hands.take("p")
    hands.click(*WEST[:3])
    expect(hands.apply_button).to_have_text("Apply from 9 March 2024")


def test_a_slider_that_moves_in_the_middle_of_a_draft_asks_once_which_date_is_meant(
    open_editor: Open,
) -> None:
    hands = open_editor("#date=2024-03-01")
    hands.take("p")
    hands.click(*WEST[:3])
    hands.page.get_by_role("button", name="Next change").click()
    expect(
        hands.page.get_by_text("The map now shows 9 March 2024; this is drawn for 1 March 2024.")
    ).to_be_visible()
    hands.page.get_by_role("button", name="Keep 1 March 2024").click()
    assert len(hands.vertices) == 3
    hands.page.keyboard.press("Control+z")
    assert len(hands.vertices) == 2
    hands.page.get_by_role("button", name="Previous change").click()
    hands.page.get_by_role("button", name="Next change").click()
    expect(hands.page.get_by_text("The map now shows")).to_be_hidden()
    expect(hands.apply_button).to_have_text("Apply from 1 March 2024")


def test_the_other_answer_takes_the_new_date(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-01")
    hands.take("p")
    hands.click(*WEST[:3])
    hands.page.get_by_role("button", name="Next change").click()
    hands.page.get_by_role("button", name="Take 9 March 2024").click()
    expect(hands.apply_button).to_have_text("Apply from 9 March 2024")
    assert len(hands.vertices) == 3


def test_two_clicks_on_one_border_follow_it(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-01")
    hands.take("p")
    # Between the north and the Lower Town; the border bends twice on the way.
    hands.hover((36.404, 35.302))
    expect(hands.page.locator(".cm-tip")).to_contain_text("Point of the border")
    hands.click((36.404, 35.302))
    hands.hover((36.462, 35.309))
    expect(hands.page.locator(".cm-tip")).to_contain_text("follows the border")
    hands.click((36.462, 35.309))
    draft = hands.draft
    assert draft
    assert draft["vertices"][1]["path"] == [[36.433, 35.297]]
    hands.page.keyboard.press("Control+z")
    assert hands.vertices == [(36.404, 35.302)]


def test_what_will_be_caught_is_named_before_the_click(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-01")
    tip = hands.page.locator(".cm-tip")
    hands.take("p")
    hands.hover((36.412, 35.274))
    expect(tip).to_have_text("Lower Town")
    hands.hover((36.404, 35.302))
    expect(tip).to_contain_text(re.compile("Point of the border (League – Republic|Republic – League)"))
    hands.hover((36.4185, 35.2995))
    expect(tip).to_contain_text("Border ")
    hands.page.keyboard.press("s")
    hands.hover((36.404, 35.302))
    expect(tip).to_be_hidden()
    hands.page.get_by_text("Catch", exact=True).first.click()
    hands.page.get_by_label("Catch (S)").check()
    hands.page.get_by_label("points", exact=True).uncheck()
    hands.hover((36.404, 35.302))
    expect(tip).to_contain_text("Border ")


def test_a_line_that_nobody_sees_is_caught_only_by_who_points_right_at_it(
    open_editor: Open, valley: Path
) -> None:
    project = controlmap.open(valley)
    project.apply(project.split("valley-0002", line="LINESTRING (36.25 35.24, 36.42 35.24)"))
    hands = open_editor("#date=2024-03-01")
    tip = hands.page.locator(".cm-tip")
    hands.take("p")
    drawn, hidden = hands.at((36.433, 35.297)), hands.at((36.335, 35.24))
    for at, pixels, is_caught in ((drawn, 0, True), (drawn, 7, True), (hidden, 0, True), (hidden, 7, False)):
        hands.page.mouse.move(at[0], at[1] + pixels)
        expect(tip).to_contain_text("order") if is_caught else expect(tip).to_be_hidden()


def test_a_circle_round_a_place_and_a_line_that_cuts_are_ground_too(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-01")
    hands.take("c")
    hands.click((36.412, 35.274))
    hands.page.get_by_label("Radius, km").fill("2")
    expect(hands.page.locator(".cm-measure")).to_contain_text("12.6 km²")
    expect(hands.page.locator(".cm-measure")).to_contain_text("Lower Town")
    hands.page.get_by_role("button", name="Line that cuts").click()
    hands.click((36.28, 35.24), (36.33, 35.24), (36.53, 35.235))
    hands.page.keyboard.press("d")
    expect(hands.page.locator(".cm-measure")).to_contain_text("km²")
    hands.say(to="league")
    assert {row["to"] for row in hands.previewed()["moved"]} == {"league"}


def test_a_drawn_area_is_written_and_stays_where_it_was_drawn(open_editor: Open, valley) -> None:
    hands = open_editor("#date=2024-03-09")
    hands.take("p")
    hands.click(*WEST, WEST[0])
    hands.say()
    assert hands.previewed()["moved"][0]["to"] == "league"
    expect(hands.page.locator(".cm-effect-bars")).to_have_count(1)
    hands.apply()
    assert hands.holder((36.335, 35.24), "2024-03-09") == "league"
    assert hands.holder((36.335, 35.24), "2024-03-08") == "republic"
    assert hands.draft is None
    assert '"command": "transfer"' in (valley / "journal.jsonl").read_text()
