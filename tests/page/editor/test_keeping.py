"""Drafts outlive tabs, browsers and servers; two people and two tabs never undo each other's work."""

import pytest
from playwright.sync_api import expect

from controlmap.edit import read_journal
from tests.ports import kept_port

from .conftest import Open, Served
from .hands import MOST_LOOKS

pytestmark = pytest.mark.browser

WEST = [(36.32, 35.22), (36.35, 35.22), (36.35, 35.26), (36.32, 35.26)]
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


def draw(hands, points=WEST[:3]) -> list:
    hands.take("p")
    hands.click(*points)
    return hands.vertices


def test_a_tab_that_is_killed_in_the_middle_of_a_line_loses_nothing(open_editor: Open) -> None:
    hands = open_editor()
    context = hands.page.context
    drawn = draw(hands)
    hands.page.close()
    again = open_editor(context=context)
    again.until("state.drawing")
    assert again.vertices == drawn
    again.page.keyboard.press("Control+z")
    assert again.vertices == drawn[:2]


def test_another_browser_finds_the_draft_on_the_server(open_editor: Open, served: Served) -> None:
    hands = open_editor()
    drawn = draw(hands)
    wait_for_draft(hands, served)
    hands.page.context.close()
    again = open_editor()
    again.until("state.drawing")
    assert again.vertices == drawn


def test_a_draft_that_is_taken_up_is_shown_on_its_date_and_its_ground(
    open_editor: Open, served: Served
) -> None:
    hands = open_editor("#date=2024-03-09")
    drawn = draw(hands)
    wait_for_draft(hands, served)
    hands.page.context.close()
    again = open_editor("#date=2024-03-20&map=36.5,35.35,36.52,35.37")
    again.until("state.drawing")
    assert again.page.evaluate("controlmap.date") == "2024-03-09"
    (width, height) = again.page.evaluate("[innerWidth, innerHeight]")
    assert all(0 < x < width and 0 < y < height for x, y in map(again.at, drawn))


def wait_for_draft(hands, served: Served, count: int = 3) -> None:
    """Wait until the server keeps a draft of so many vertices."""
    for _ in range(MOST_LOOKS):
        found = [kept.draft["draft"]["vertices"] for kept in served.drafts]
        if any(len(vertices) == count for vertices in found):
            return
        hands.page.wait_for_timeout(20)
    raise AssertionError("the server keeps no such draft")


def test_a_server_that_is_killed_is_missed_and_found_again(open_editor: Open, served: Served) -> None:
    hands = open_editor(allow="Failed to load resource")
    draw(hands, WEST[:2])
    served.stop()
    with kept_port(served.port):
        expect(hands.page.get_by_text("The server does not answer.")).to_be_visible()
        hands.click(WEST[2])
        assert len(hands.vertices) == 3
        again = Served(served.folder, served.port)
    try:
        expect(hands.page.get_by_text("The server does not answer.")).to_have_count(0)
        hands.click(WEST[3])
        wait_for_draft(hands, again, 4)
        hands.say()
        hands.page.keyboard.press("Escape")
        hands.apply()
    finally:
        hands.page.context.close()
        again.stop()


def test_a_full_store_is_told_at_once_and_the_server_keeps_the_draft(
    open_editor: Open, served: Served
) -> None:
    hands = open_editor(init=FULL)
    drawn = draw(hands)
    expect(hands.page.get_by_text("The browser’s store is full.")).to_be_visible()
    wait_for_draft(hands, served)
    hands.page.context.close()
    again = open_editor()
    again.until("state.drawing")
    assert again.vertices == drawn


def test_a_draft_goes_only_when_it_is_written(open_editor: Open, served: Served) -> None:
    hands = open_editor("#date=2024-03-09")
    draw(hands, [*WEST, WEST[0]])
    hands.say()
    wait_for_draft(hands, served, 4)
    hands.apply()
    hands.until("!state.drawing")
    assert list(served.drafts) == []
    assert hands.page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft'))") == []


def test_two_people_see_each_others_edits_and_those_that_do_not_touch_go_through(
    open_editor: Open, served: Served
) -> None:
    one, other = open_editor("#date=2024-03-09"), open_editor("#date=2024-03-09")
    for hands, name in ((one, "Ada"), (other, "Bea")):
        hands.sign(name)
    draw(one, [*WEST, WEST[0]])
    one.say()
    draw(other, [(36.42, 35.31), (36.44, 35.31), (36.44, 35.33), (36.42, 35.31)])
    other.say(to="republic")
    one.apply()
    other.until(f"state.project.revision === '{one.state['project']['revision']}'")
    # Theirs on the map, and whose it is; mine still in hand.
    expect(other.page.get_by_text("Ada: transfer")).to_be_visible()
    assert other.holder((36.335, 35.24), "2024-03-09") == "league"
    assert len(other.vertices) == 3
    other.apply()
    one.until(f"state.project.revision === '{other.state['project']['revision']}'")
    assert one.holder((36.436, 35.314), "2024-03-09") == "republic"
    assert one.holder((36.335, 35.24), "2024-03-09") == "league"
    assert [entry.note.who for entry in read_journal(served.folder)] == ["Ada", "Bea"]


def test_what_somebody_else_did_to_the_same_ground_is_shown_before_anything_is_written(
    open_editor: Open,
) -> None:
    one, other = (
        open_editor("#date=2024-03-09"),
        open_editor("#date=2024-03-09", allow="Failed to load resource"),
    )
    for hands, name in ((one, "Ada"), (other, "Bea")):
        hands.sign(name)
        draw(hands, [*WEST, WEST[0]])
        hands.say()
        hands.previewed()
    one.apply()
    other.until("state.preview && state.preview.conflicts && state.preview.conflicts.length")
    expect(other.page.locator(".cm-effect")).to_contain_text("Ada")
    assert len(other.vertices) == 4


def test_two_tabs_of_one_person_do_not_take_each_others_draft(open_editor: Open) -> None:
    one = open_editor()
    drawn = draw(one)
    other = open_editor(context=one.page.context)
    assert other.draft is None
    draw(other, [(36.42, 35.32), (36.44, 35.32)])
    assert one.vertices == drawn
    one.say()
    one.apply()
    expect(other.page.get_by_text("conflict")).to_have_count(0)
    assert len(other.vertices) == 2


def test_whose_edit_is_undone_is_said_before_and_after_and_the_log_stays_open(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-09")
    hands.sign("Bea")
    hands.take("g")
    hands.click((36.34, 35.24))
    hands.say()
    hands.apply()
    hands.sign("Ada")
    hands.page.get_by_text("Log", exact=True).click()
    expect(hands.page.locator(".cm-undo")).to_contain_text("Bea’s: transfer")
    hands.undo()
    expect(hands.page.get_by_text("which was Bea’s edit")).to_be_visible()
    expect(hands.page.locator(".cm-redo")).to_contain_text("Redo Bea’s edit: transfer")
    hands.until("document.querySelector('.cm-log[open] .cm-redo')")
