"""Accessibility: axe-core finds nothing in any view, and what the eye sees is said in text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .rest import rest

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "src/viewer/node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("cat.color",)
"""The rules that say something of colours, which are all that another scheme changes."""


def violations(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    rest(page)  # what fades in has faded in
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"{one['id']}: {node['html'][:120]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "map": ("#date=2024-11-30", lambda page: [one.click() for one in page.locator("summary").all()] and None),
    "stretch": ("#range=2024-11-29..2024-11-30", lambda page: None),
    "chart": ("", lambda page: page.locator(".cm-chart-button").click()),
    "place": ("#date=2024-11-30&place=saraqib", lambda page: None),
    "changes": ("#date=2024-12-08&compare=2024-11-26", lambda page: None),
    "side by side": (
        "#date=2024-12-08&compare=2024-11-26",
        lambda page: page.get_by_role("checkbox", name="side by side").check(),
    ),
    "events": ("#date=2024-11-29", tab("Events")),
    "event": ("#date=2024-11-29", lambda page: page.locator(".cm-event").click()),
    "search": ("", lambda page: page.get_by_role("combobox").fill("a")),
    "more": ("", tab("More")),
}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(open_page: Open, view: str) -> None:
    hash_, look = VIEWS[view]
    page = open_page(hash_=hash_, color_scheme="light")
    look(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []


def test_axe_finds_nothing_on_a_phone_in_arabic(open_page: Open) -> None:
    page = open_page(hash_="#lang=ar&place=saraqib", width=390, height=844, has_touch=True)
    page.get_by_role("tab").nth(1).click()
    assert violations(page) == []


TARGETS = """#controlmap-app button, label:has(input), select, input[type=search], summary,
    .cm-stretch-handle, .cm-thumb-compare, .leaflet-control-zoom a, .leaflet-popup-close-button"""


@pytest.mark.parametrize(("width", "least"), [(1440, 24), (390, 44)])
def test_targets_are_large_enough_to_hit(open_page: Open, width: int, least: int) -> None:
    hash_ = "#date=2024-11-29&compare=2024-11-26&place=saraqib"
    page = open_page(hash_=hash_, width=width, height=844, has_touch=width < 500)
    for one in page.get_by_role("tab").all():
        if one.get_attribute("aria-selected") == "false":
            one.click()
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        small = page.locator(TARGETS).evaluate_all(
            """(all, least) => all.filter(e => e.checkVisibility()).flatMap(e => {
              const {width, height} = e.getBoundingClientRect();
              if (Math.min(width, height) >= least - 0.5) return [];
              return [`${width}x${height} ${e.outerHTML.slice(0, 80)}`];
            })""",
            least,
        )
        assert small == [], one.inner_text()


def test_a_finger_beside_a_pin_opens_it(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29", width=390, height=844, has_touch=True)
    pin = page.locator(".cm-event").bounding_box()
    assert pin
    page.touchscreen.tap(pin["x"] - 9, pin["y"] + 12)
    close = page.locator(".leaflet-popup-close-button")
    expect(close).to_be_visible()
    box = close.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 43.5


def test_a_step_is_announced_in_a_sentence(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("slider").first.press("PageUp")
    expect(page.locator("[aria-live=polite].cm-hidden")).to_have_text(
        "Friday, 29 November 2024: HTS and allies took 2,405 km² from the Syrian government"
    )


def test_the_table_says_what_the_map_shows(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-12-08")
    page.locator("summary", has_text="The map as a table").click()
    rows = page.get_by_role("table", name="The map as a table").get_by_role("row")
    areas = page.evaluate("controlmap.areas()")
    expect(rows).to_have_count(1 + len(areas))
    expect(rows.first.get_by_role("columnheader")).to_have_text(["Idlib", "Aleppo"])
    row = page.get_by_role("row", name="HTS and allies").last
    numbers = [cell.replace(",", "") for cell in row.get_by_role("cell").all_inner_texts()]
    assert sum(map(float, numbers)) == pytest.approx(areas["hts_allied"], abs=1)


def test_everything_can_be_reached_by_keyboard(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29")
    reached: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.getAttribute('role') ?? document.activeElement.tagName")
        )
    assert {"combobox", "tab", "tabpanel", "slider", "BUTTON", "INPUT", "SUMMARY"} <= reached


def test_little_moves_for_those_who_want_little_motion(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    durations = page.evaluate("""() => [...document.querySelectorAll('*')]
        .map(one => getComputedStyle(one).transitionDuration)
        .filter(text => text.split(',').some(part => parseFloat(part) > 0))""")
    assert durations == []


def test_the_map_moves_at_once_for_those_who_want_little_motion(open_page: Open) -> None:
    page = open_page(hash_="#map=9/36/37", reduced_motion="reduce")
    moves = page.evaluate("""async () => {
      const pane = document.querySelector(".leaflet-map-pane");
      const map = document.querySelector(".cm-map");
      map.focus();
      const before = pane.style.transform;
      map.dispatchEvent(new KeyboardEvent("keydown", {keyCode: 39, bubbles: true}));
      const after = pane.style.transform;
      await new Promise(done => setTimeout(done, 400));
      return [before, after, pane.style.transform];
    }""")
    assert moves[0] != moves[1] == moves[2]


def test_only_the_sentence_is_read_aloud_at_a_step(open_page: Open) -> None:
    page = open_page()
    live = page.locator(".cm-time").locator("output, [aria-live], [role=status]")
    # The other one says what a link asked for in vain, and changes at no step.
    expect(live.and_(page.locator(":not(.cm-unfollowed)"))).to_have_count(1)


LUMINANCE = """layers => {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  for (const [colour, alpha] of layers) {
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
  }
  const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_on_the_slider_and_the_focus_of_a_pin_stand_out(open_page: Open, scheme: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1 against what lies beside."""
    page = open_page(hash_="#date=2024-11-29", color_scheme=scheme)
    page.keyboard.press("Tab")
    page.locator(".cm-event").focus()
    handle = page.locator(".cm-stretch-from").evaluate(
        "e => (s => [s.backgroundColor, Number(s.opacity)])(getComputedStyle(e, '::after'))"
    )
    variable = "name => getComputedStyle(document.querySelector('.cm-track')).getPropertyValue(name)"
    paper = [page.evaluate(variable, "--cm-paper"), 1]
    ring = [page.locator(".cm-event").evaluate("e => getComputedStyle(e).outlineColor"), 1]
    below = page.evaluate(LUMINANCE, [paper])
    for mark in (handle, ring, [page.evaluate(variable, "--cm-event"), 1]):
        low, high = sorted([below, page.evaluate(LUMINANCE, [paper, mark])])
        assert (high + 0.05) / (low + 0.05) >= 3, mark


@pytest.mark.parametrize(
    ("hash_", "role", "name", "then"),
    [
        ("", "button", "العربية", "button.cm-language"),
        ("#place=saraqib", "button", "HTS and allies", "button.cm-story-row"),
        ("#place=saraqib", "button", "Close", "#cm-panel-place"),
        ("#date=2024-12-08&compare=2024-11-26", "button", "Saraqib", "#cm-panel-place"),
        ("#date=2024-11-30T14:00", "button", "Next change", "button.cm-button"),
    ],
)
def test_the_focus_is_never_lost(open_page: Open, hash_: str, role, name: str, then: str) -> None:
    page = open_page(hash_=hash_)
    page.get_by_role(role, name=name).first.press("Enter")
    page.wait_for_function("then => document.activeElement.matches(then)", arg=then)


def test_what_is_unfolded_stays_so_in_another_language_and_scheme(open_page: Open) -> None:
    page = open_page()
    table = page.locator("details.cm-regions")
    table.locator("summary").click()
    page.get_by_role("tab", name="More").click()
    page.get_by_role("button", name="العربية").click()
    page.locator("#cm-tab-map").click()
    expect(table).to_have_attribute("open", "")
    expect(table.get_by_role("row").first).to_contain_text("إدلب")
    page.emulate_media(color_scheme="dark")
    expect(table).to_have_attribute("open", "")
    expect(page.locator("details.cm-fronts")).not_to_have_attribute("open", "")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_home_and_end_go_to_the_first_and_the_last_tab(open_page: Open, language: str) -> None:
    page = open_page(hash_=f"#lang={language}")
    tabs = page.get_by_role("tab")
    tabs.nth(1).focus()
    for key, at in [("End", -1), ("Home", 0)]:
        page.keyboard.press(key)
        expect(tabs.nth(at)).to_be_focused()
        expect(tabs.nth(at)).to_have_attribute("aria-selected", "true")


def test_in_forced_colours_the_slider_keeps_its_parts(open_page: Open) -> None:
    page = open_page(hash_="#range=2024-11-28..2024-12-05", forced_colors="active")
    paper = page.evaluate("getComputedStyle(document.querySelector('.cm-time')).backgroundColor")
    for part in (".cm-stretch-from", ".cm-stretch-to", ".cm-thumb"):
        ground = f"getComputedStyle(document.querySelector('{part}'), '::after').backgroundColor"
        assert page.evaluate(ground) != paper, part
    assert page.evaluate("getComputedStyle(document.querySelector('.cm-stretch')).backgroundColor") != paper


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (390, 480)])
def test_the_outline_of_what_has_the_focus_in_the_slider_lies_in_the_frame(
    open_page: Open, width: int, height: int
) -> None:
    page = open_page(hash_="#embed=1&range=2024-11-28..2024-12-05", width=width, height=height)
    for part in (".cm-track", ".cm-stretch-from", ".cm-stretch-to"):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("part => document.activeElement.matches(part)", part):
                break
        box = page.locator(part).bounding_box()
        assert box
        outside = "getComputedStyle(document.activeElement).outlineOffset"
        reach = float(page.evaluate(outside).removesuffix("px")) + 2.5
        assert box["y"] + box["height"] + reach <= height, part
        assert box["x"] - reach >= 0, part


def test_the_field_for_a_date_stays_while_its_own_button_has_the_focus(open_page: Open) -> None:
    page = open_page()
    field = page.locator(".cm-go-to .cm-date-field")
    field.focus()
    stops = 0
    while page.evaluate("document.activeElement.matches('.cm-date-field')"):
        assert field.evaluate("field => getComputedStyle(field).opacity") == "1"
        page.keyboard.press("Tab")
        stops += 1
    assert stops == 4


def test_no_letter_under_the_slider_is_cut_off(open_page: Open) -> None:
    page = open_page(hash_="#lang=ar")
    cut = """() => {
        const canvas = document.querySelector(".cm-track-canvas");
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
        copy.drawImage(canvas, 0, 0);
        const last = copy.getImageData(0, canvas.height - 1, canvas.width, 1).data;
        return last.some((value) => value > 0);
    }"""
    assert page.evaluate(cut) is False
