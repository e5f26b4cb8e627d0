"""What a reader does: slider, keys, legend, a click, another language, a phone, an address."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from controlmap.render.page import page_html

from .conftest import WIDE, Open
from .small_map import LAST, STEPS, small_map
from .test_page_text import HOSTILE

pytestmark = pytest.mark.browser


def slider(page: Page):
    return page.get_by_role("slider").first


def control_pixels(page: Page) -> str:
    return page.evaluate("document.querySelector('.leaflet-cm-control-pane canvas').toDataURL()")


def test_keys_step_through_the_days_and_the_changes(open_page: Open) -> None:
    page = open_page()
    slider(page).focus()
    for key, date in [
        ("PageUp", STEPS[1]),
        ("PageUp", STEPS[2]),
        ("PageUp", STEPS[3]),
        ("ArrowRight", "2024-12-01"),
        ("PageDown", STEPS[3]),
        ("End", LAST),
        ("ArrowRight", LAST),
        ("Home", STEPS[0]),
        ("ArrowUp", "2024-11-27"),
        ("ArrowLeft", STEPS[0]),
        ("PageUp", STEPS[1]),
    ]:
        page.keyboard.press(key)
        assert page.evaluate("controlmap.date") == date
    expect(slider(page)).to_have_attribute("aria-valuetext", "Friday, 29 November 2024")


def test_dragging_goes_from_the_first_date_to_the_last(open_page: Open) -> None:
    page = open_page()
    box = slider(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 14, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20, steps=4)
    assert page.evaluate("controlmap.date") == "2024-12-01"
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 20, steps=4)
    page.mouse.up()
    assert page.evaluate("controlmap.date") == LAST


def test_a_drag_lands_on_a_change_within_a_few_pixels_else_on_the_day(open_page: Open) -> None:
    page = open_page()
    box = slider(page).bounding_box()
    assert box
    a_day = (box["width"] - 28) / 17
    for days, date in [
        (3.05, STEPS[1]),
        (4.45, STEPS[3]),
        (6.4, "2024-12-02"),
        (6.6, "2024-12-03"),
        (15.9, LAST),
    ]:
        page.mouse.click(box["x"] + 14 + days * a_day, box["y"] + 20)
        assert page.evaluate("controlmap.date") == date


def test_a_day_is_gone_to_by_field_and_link_and_says_no_hour(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-05")
    assert page.evaluate("controlmap.date") == "2024-12-05"
    field = page.get_by_label("Go to a date")
    expect(field).to_have_value("2024-12-05")
    field.fill("2024-11-30")
    assert page.evaluate("controlmap.date") == "2024-11-30"
    expect(page).to_have_url(re.compile("date=2024-11-30&"))
    # Two changes are that day's: it is told with both, and not with the hour of the last.
    expect(page.locator(".cm-date-change")).to_have_text(re.compile(r"^[\d,]+ km² changed hands$"))
    page.get_by_role("button", name="Previous change").click()
    expect(page.locator(".cm-date-change")).to_contain_text("1 of 2")
    expect(page).to_have_url(re.compile("date=2024-11-30/1&"))
    page.get_by_role("button", name="Next change").click()
    expect(page).to_have_url(re.compile("date=2024-11-30&"))


def test_play_runs_to_the_end_and_stops(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Speed").click()
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".cm-date")).to_have_text("Thursday, 12 December 2024")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_space_plays_and_pauses(open_page: Open) -> None:
    page = open_page()
    slider(page).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


FARTHEST = """async (pictures) => {
  const [a, b] = await Promise.all(pictures.map(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  }));
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), Math.abs(a.length - b.length));
}"""


def test_a_step_draws_what_a_fresh_page_draws(open_page: Open) -> None:
    """Only what changed is drawn anew; smoothed edges may differ by a shade where the clip cuts them."""
    page = open_page()
    first = control_pixels(page)
    page.evaluate("controlmap.goTo('2024-11-30')")
    stepped = control_pixels(page)
    page.evaluate("controlmap.goTo('2024-11-26')")
    fresh = control_pixels(open_page(hash_="#date=2024-11-30"))
    assert page.evaluate(FARTHEST, [first, stepped]) > 100
    assert page.evaluate(FARTHEST, [stepped, fresh]) < 50
    assert page.evaluate(FARTHEST, [first, control_pixels(page)]) < 50


def test_the_legend_hides_an_actor(open_page: Open) -> None:
    page = open_page()
    shown = control_pixels(page)
    page.get_by_role("checkbox", name="Syrian government").click()
    assert control_pixels(page) != shown
    expect(page).to_have_url(re.compile("actors=unknown,hts_allied,kurdish,sna"))


def test_a_click_tells_the_place(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30")
    map_ = page.locator(".cm-map").bounding_box()
    assert map_
    page.mouse.click(map_["x"] + map_["width"] * 0.3, map_["y"] + map_["height"] * 0.5)
    panel = page.get_by_role("tabpanel", name="Place")
    expect(panel).to_contain_text("HTS and allies")
    expect(panel).to_contain_text("confirmed")
    expect(panel.get_by_role("link", name="A report")).to_have_attribute("href", "https://example.org/a")
    expect(panel.get_by_text("A script")).to_be_visible()
    assert panel.get_by_role("link").count() == 1


def test_hovering_names_the_holder(open_page: Open) -> None:
    page = open_page()
    map_ = page.locator(".cm-map").bounding_box()
    assert map_
    page.mouse.move(map_["x"] + map_["width"] * 0.75, map_["y"] + map_["height"] * 0.5)
    expect(page.locator(".cm-hover")).to_contain_text("Syrian government")


def test_events_stand_on_the_map_on_their_day(open_page: Open) -> None:
    page = open_page()
    assert page.locator(".cm-event").count() == 0
    page.evaluate("controlmap.goTo('2024-11-29')")
    page.locator(".cm-event-many").click()
    expect(page.locator(".leaflet-popup")).to_contain_text("Something happened at Aleppo.")
    page.evaluate("controlmap.goTo('2024-12-02')")
    expect(page.locator(".cm-event")).to_have_count(1)


def test_arabic_is_whole_and_runs_right_to_left(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="العربية").click()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.title() == "خريطة صغيرة قرب حلب"
    expect(page.locator(".cm-date")).to_contain_text("تشرين الثاني")
    text = page.locator("#controlmap-app").inner_text()
    foreign = set(re.findall(r"[A-Za-z]{3,}", text)) - {"English", "OpenStreetMap", "openstreetmap", "org"}
    assert not foreign - {"km"}
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("controlmap.date") == "2024-11-27"


def test_the_address_is_read_and_kept(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30T15:00&map=9/36/37&lang=ar&place=saraqib")
    assert page.evaluate("controlmap.date") == STEPS[3]
    assert page.evaluate("document.documentElement.lang") == "ar"
    expect(page.get_by_role("tabpanel")).to_contain_text("سراقب")
    page.evaluate("controlmap.goTo('2024-12-08')")
    expect(page).to_have_url(re.compile("#date=2024-12-08&map=[-0-9.,]+&lang=ar&place=saraqib$"))


def test_a_phone_needs_no_sideways_scroll(open_page: Open) -> None:
    for language in ("en", "ar"):
        page = open_page(hash_=f"#lang={language}&place=idlib", width=390, height=844, has_touch=True)
        page.get_by_role("tab").first.click()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
        box = page.locator(".cm-map").bounding_box()
        assert box
        assert box["height"] > 250


def test_touching_the_slider_moves_the_date_and_not_the_map(open_page: Open) -> None:
    page = open_page(width=390, height=844, has_touch=True)
    before = page.evaluate("document.querySelector('.leaflet-map-pane').style.transform")
    box = slider(page).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 14 + (box["width"] - 28) * 12 / 17, box["y"] + 20)
    assert page.evaluate("controlmap.date") == STEPS[4]
    assert page.evaluate("document.querySelector('.leaflet-map-pane').style.transform") == before


def test_online_tiles_are_asked_for_only_when_the_reader_wants_them(open_page: Open) -> None:
    page = open_page(allow="tile.openstreetmap.org")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("controlmap.goTo('2024-12-08')")
    assert asked == []
    with page.expect_request("**/*"):
        page.get_by_role("checkbox", name="Online map").check()
    credit = page.get_by_role("link", name="© OpenStreetMap contributors")
    expect(credit).to_be_visible()
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in asked)
    page.get_by_role("checkbox", name="Online map").uncheck()
    expect(credit).to_have_count(0)


def test_syntax_in_data_is_shown_as_plain_text(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(page_html(small_map(_poison), title=HOSTILE, language="en"), encoding="utf-8")
    page = open_page(path, hash_="#date=2024-11-29&place=saraqib", **WIDE)
    page.evaluate("window.ran = 0")
    assert page.title() == HOSTILE
    # All but the last, which has the page's own words only.
    for tab in page.get_by_role("tab").all()[:-1]:
        tab.click()
        expect(page.locator(".cm-panel:not([hidden])")).to_contain_text(HOSTILE)
    page.locator(".cm-event").first.click()
    expect(page.locator(".leaflet-popup")).to_contain_text(HOSTILE)
    assert page.get_by_text("${x}", exact=True).count() == 0


def test_without_scripts_the_page_says_what_it_is_and_wants(browser: Browser, syria: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(syria.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(page.title())
    expect(page.locator("noscript p").first).to_be_visible()
    context.close()


def _poison(header: dict) -> None:
    for key, value in header.items():
        if key not in ("sections", "dates", "period", "languages", "time_zone"):
            header[key] = _poisoned(value)


FIXED = {
    "shape",
    "status",
    "certainty",
    "colour",
    "pattern",
    "date",
    "from",
    "to",
    "url",
    "kind",
    "id",
    "format",
}


def _poisoned(value):
    if isinstance(value, dict):
        return {key: one if key in FIXED else _poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_poisoned(one) for one in value]
    return HOSTILE if isinstance(value, str) and value != "controlmap" else value


def test_data_of_another_version_is_refused_in_words(browser, tmp_path: Path) -> None:
    path = tmp_path / "later.html"
    path.write_text(
        page_html(small_map(lambda header: header.update(version=2)), title="x", language="en"),
        encoding="utf-8",
    )
    page = browser.new_page()
    page.goto(path.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("version 2; this viewer reads version 1")
    page.close()
