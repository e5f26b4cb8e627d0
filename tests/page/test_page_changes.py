"""What changed between two dates."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .rest import rest
from .small_map import ACTORS, COLUMNS, ROWS, STEPS, _cell_area_m2, holder

pytestmark = pytest.mark.browser


def gained(date: int, later: int) -> dict[tuple[str, str], float]:
    """km² by (from, to), from what the small map was made of."""
    areas: dict[tuple[str, str], float] = {}
    for column in range(COLUMNS):
        for row in range(ROWS):
            pair = (ACTORS[holder(column, row, date)[0]][1], ACTORS[holder(column, row, later)[0]][1])
            if pair[0] != pair[1]:
                areas[pair] = areas.get(pair, 0) + _cell_area_m2(row) / 1e6
    return areas


def test_the_panel_tells_who_took_what_from_whom(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30T14:00&compare=2024-11-26")
    panel = page.get_by_role("tabpanel", name="Changes")
    expect(panel).to_contain_text("From 26 November 2024 to 30 November 2024, both included:")
    ((pair, area),) = gained(0, 3).items()
    assert pair == ("Syrian government", "HTS and allies")
    expect(panel).to_contain_text(
        f"HTS and allies took {round(area):,} km² from the Syrian government, including Idlib"
    )
    expect(panel.get_by_role("cell", name=f"{round(area):,}")).to_be_visible()
    expect(panel.get_by_role("button", name="Saraqib")).to_be_visible()
    expect(panel.get_by_role("button", name="Azaz")).to_have_count(0)


def test_one_day_is_the_whole_of_it(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30&compare=2024-11-26")
    page.get_by_role("button", name="This day").click()
    panel = page.get_by_role("tabpanel", name="Changes")
    ((_, area),) = gained(1, 3).items()
    expect(panel).to_contain_text("30 November 2024:")
    expect(panel).to_contain_text(f"took {round(area):,} km²")
    expect(page).to_have_url(re.compile("compare=2024-11-30&?"))
    page.get_by_role("button", name="Since the day before").click()
    ((_, area),) = gained(0, 3).items()
    expect(panel).to_contain_text("From 29 November 2024 to 30 November 2024, both included:")
    expect(panel).to_contain_text(f"took {round(area):,} km²")
    page.get_by_label("to", exact=True).fill("2024-12-08")
    expect(page).to_have_url(re.compile("date=2024-12-08.*compare=2024-11-29"))
    page.get_by_role("button", name="Last seven days").click()
    expect(page).to_have_url(re.compile("compare=2024-12-02"))


def test_dates_stand_in_the_readers_words_and_digits(open_page: Open) -> None:
    """Browsers write dates in their own language: the page's is over the field, or under it while typing."""
    page = open_page(hash_="#date=2024-11-30&compare=2024-11-29&lang=ar", locale="en-US")
    fields = page.locator(".cm-chooser .cm-in-words")
    shown = "field => getComputedStyle(field, '::after').content"
    assert [field.evaluate(shown) for field in fields.all()] == [
        '"٢٩ تشرين الثاني ٢٠٢٤"',
        '"٣٠ تشرين الثاني ٢٠٢٤"',
    ]
    first = fields.first.locator("input")
    assert first.evaluate("field => getComputedStyle(field).color") == "rgba(0, 0, 0, 0)"
    first.focus()
    assert first.evaluate("field => getComputedStyle(field).color") != "rgba(0, 0, 0, 0)"
    assert fields.first.evaluate(shown) == '"٢٩ تشرين الثاني ٢٠٢٤"'
    under = "field => parseFloat(getComputedStyle(field, '::after').insetBlockStart) >= field.clientHeight"
    assert fields.first.evaluate(under)
    first.fill("2024-11-28")
    assert fields.first.evaluate(shown) == '"٢٨ تشرين الثاني ٢٠٢٤"'
    first.blur()
    assert fields.first.evaluate(shown) == '"٢٨ تشرين الثاني ٢٠٢٤"'


def test_a_withdrawal_is_never_told_as_a_capture(open_page: Open) -> None:
    panel = open_page(hash_="#date=2024-12-08&compare=2024-11-30").get_by_role("tabpanel", name="Changes")
    expect(panel).to_contain_text("held by the Syrian government no longer has a known holder")
    expect(panel).not_to_contain_text("Unknown took")


def test_the_first_look_compares_with_the_first_date_and_can_be_stopped(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08")
    page.get_by_role("tab", name="Changes").click()
    expect(page.locator(".cm-comparing")).to_have_count(1)
    expect(page).to_have_url(re.compile("compare=2024-11-26"))
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".cm-comparing")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("compare"))


def test_the_second_handle_moves_the_date_of_comparison(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08&compare=2024-11-26")
    thumb = page.get_by_role("slider", name="Date to compare with")
    thumb.press("PageUp")
    expect(thumb).to_have_attribute("aria-valuetext", "Friday, 29 November 2024")
    assert page.evaluate("controlmap.date") == STEPS[4]


def test_the_handle_shows_one_date_left_of_it_and_the_other_right(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08&compare=2024-11-26")
    page.get_by_role("checkbox", name="Both dates side by side").check()
    handle = page.get_by_role("slider", name="Border between the two dates")
    box = handle.bounding_box()
    assert box
    before = page.evaluate("document.querySelector('.leaflet-cm-before-pane').style.clipPath")
    page.mouse.move(box["x"] + 22, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] - 200, box["y"] + 200)
    page.mouse.up()
    assert page.evaluate("document.querySelector('.leaflet-cm-before-pane').style.clipPath") != before
    now = int(handle.get_attribute("aria-valuenow") or 0)
    handle.press("ArrowRight")
    assert int(handle.get_attribute("aria-valuenow") or 0) == pytest.approx(now + 5, abs=1)
    expect(handle).to_contain_text("26 November 2024")


def test_a_handle_in_the_hand_stays_there_while_the_slider_moves(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30&compare=2024-11-26")
    page.get_by_label("Both dates side by side").check()
    box = page.locator(".cm-swipe").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y)
    page.evaluate("controlmap.goTo('2024-12-08')")
    page.mouse.move(x + 120, y)
    page.mouse.up()
    moved = page.locator(".cm-swipe").bounding_box()
    assert moved
    assert moved["x"] - box["x"] == pytest.approx(120, abs=3)
    expect(page.locator(".cm-swipe-right")).to_have_text(re.compile("8 December 2024"))


@pytest.mark.parametrize("pane", ["changes", "before", "fronts"])
def test_a_step_draws_on_the_canvas_that_is_there(open_page: Open, pane: str) -> None:
    page = open_page(hash_="#date=2024-11-30&compare=2024-11-26")
    if pane == "before":
        page.get_by_label("Both dates side by side").check()
    if pane == "fronts":
        page.get_by_role("tab", name="Map").click()
        page.locator("summary", has_text="Front lines").click()
        page.get_by_label("bold").check()
    canvas = f"document.querySelector('.leaflet-cm-{pane}-pane canvas')"
    before = page.evaluate(f"(window.first = {canvas}).toDataURL()")
    page.evaluate("controlmap.goTo('2024-12-08')")
    expect(page).to_have_url(re.compile("date=2024-12-08"))
    if pane != "before":
        page.wait_for_function(f"before => {canvas}.toDataURL() !== before", arg=before)
    assert page.evaluate(f"window.first === {canvas}")


def test_the_tab_of_changes_compares_by_arrow_key_as_by_click(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08")
    page.get_by_role("tab", name="Map").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Changes")).to_contain_text("From 26 November 2024")


KEY = ".cm-compare-key"


def leave_by_tab(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()


def leave_by_arrow_key(page: Page) -> None:
    page.get_by_role("tab", name="Changes").focus()
    page.keyboard.press("ArrowRight")


def leave_by_a_click_on_the_map(page: Page) -> None:
    page.locator(".cm-map").click(position={"x": 400, "y": 400})


@pytest.mark.parametrize("leave", [leave_by_tab, leave_by_arrow_key, leave_by_a_click_on_the_map])
def test_comparing_that_nobody_chose_ends_with_the_look(
    open_page: Open, leave: Callable[[Page], None]
) -> None:
    page = open_page(hash_="#date=2024-12-08")
    page.get_by_role("tab", name="Changes").click()
    expect(page.locator(KEY)).to_be_visible()
    leave(page)
    expect(page.locator(".cm-comparing")).to_have_count(0)
    expect(page.locator(KEY)).to_be_hidden()
    rest(page)
    assert "compare" not in page.url


@pytest.mark.parametrize("leave", [leave_by_tab, leave_by_arrow_key, leave_by_a_click_on_the_map])
def test_comparing_on_purpose_lasts_and_is_told_wherever_it_is_drawn(
    open_page: Open, leave: Callable[[Page], None]
) -> None:
    page = open_page(hash_="#date=2024-12-08")
    page.get_by_role("tab", name="Changes").click()
    page.get_by_role("button", name="Since the day before").click()
    leave(page)
    passed = gained(3, 4)
    taken, left = (
        round(sum(km2 for (_, to), km2 in passed.items() if (to == "Unknown") == gone))
        for gone in (False, True)
    )
    # The greater figure stands first.
    assert left > taken
    told = "From 7 December 2024 to 8 December 2024, both included: "
    told += f"{left:,} km² no longer has a known holder and {taken:,} km² changed hands"
    expect(page.locator(KEY)).to_have_text(told)
    expect(page.locator(KEY).locator(".cm-swatch")).to_be_visible()
    expect(page).to_have_url(re.compile("compare=2024-12-07"))


@pytest.mark.parametrize("more", ["&tab=events", "&embed=1", "&place=saraqib", "&lang=ar"])
@pytest.mark.parametrize("width", [340, 1280])
def test_changed_ground_has_a_key_in_every_link(open_page: Open, more: str, width: int) -> None:
    page = open_page(hash_=f"#date=2024-11-30&compare=2024-11-26{more}", width=width, height=700)
    expect(page.locator(".cm-comparing")).to_have_count(1)
    expect(page.locator(KEY)).to_be_in_viewport(ratio=1)
    key, zoom = page.locator(KEY).bounding_box(), page.locator(".leaflet-control-zoom").bounding_box()
    assert key
    assert zoom
    beside = key["x"] + key["width"] <= zoom["x"] or zoom["x"] + zoom["width"] <= key["x"]
    assert beside or key["y"] >= zoom["y"] + zoom["height"]
    assert key["height"] < 80


def test_who_stopped_comparing_closes_the_sheet_without_starting_again(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08", width=390, height=844, has_touch=True)
    tab = page.get_by_role("tab", name="Changes")
    tab.tap()
    page.get_by_role("button", name="Stop", exact=True).tap()
    tab.tap()
    expect(page.get_by_role("tabpanel")).to_have_count(0)
    expect(page.get_by_role("slider", name="Date to compare with")).to_have_count(0)


def test_an_address_with_a_place_shows_its_panel_on_a_phone(open_page: Open) -> None:
    page = open_page(hash_="#place=saraqib", width=390, height=844, has_touch=True)
    expect(page.get_by_role("tabpanel", name="Place")).to_be_visible()


GRASP = """([of, to]) => {
    const thumb = document.querySelector(".cm-thumb-compare"), range = document.querySelector(".cm-range");
    const { left, right } = range.getBoundingClientRect(), box = thumb.getBoundingClientRect();
    const at = (box.left + box.right) / 2, apart = left + right - 2 * at;
    const [x, y] = [at + (of === "date" ? 20 * Math.sign(apart) : 0), (box.top + box.bottom) / 2];
    const over = document.elementFromPoint(x, y) === thumb && Math.abs(apart) < 40;
    return { x, y, over, to: x + to };
}"""
"""Where to press to grasp one of two handles, and whether that lies on the second one."""

HANDLES = """() => {
    const now = of => document.querySelector(of).getAttribute("aria-valuenow");
    return { date: now(".cm-track"), compare: now(".cm-thumb-compare") };
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("moved", ["date", "compare"])
def test_of_two_handles_that_lie_over_each_other_the_nearer_one_is_dragged(
    open_page: Open, language: str, moved: str
) -> None:
    page = open_page(
        hash_=f"#date=2024-11-30&compare=2024-11-29&lang={language}", width=390, height=844, has_touch=True
    )
    before = page.evaluate(HANDLES)
    there = page.evaluate(GRASP, [moved, 120])
    assert there["over"]
    page.mouse.move(there["x"], there["y"])
    page.mouse.down()
    page.mouse.move(there["to"], there["y"])
    page.mouse.up()
    after = page.evaluate(HANDLES)
    assert {name for name in before if after[name] != before[name]} == {moved}
