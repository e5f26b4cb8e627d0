"""The page at every size: nothing is cut off, covered or pushed out of sight."""

import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from controlmap.render.page import page_html

from .conftest import Open
from .rest import rest
from .small_map import small_map

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1024, 768), (844, 390), (720, 450), (667, 375), (390, 844), (320, 640)]
VIEWS = {
    "map": "date=2024-11-30",
    "chart": "date=2024-12-01&chart=share&tab=about",
    "changed ground": "date=2024-12-08&compare=2024-11-26&tab=map",
    "side by side": "date=2024-12-08&compare=2024-11-26&swipe=1",
}

LOOKED_AT = """h1, .cm-date, .cm-tabs button, .cm-search input, .cm-mini-key li,
    .cm-swipe-date, .cm-compare-key, .cm-scale, .cm-language"""

CUT = """(selector) => [...document.querySelectorAll(selector)].flatMap((one) => {
  if (!one.checkVisibility()) return [];
  const {left, right, top, bottom} = one.getBoundingClientRect();
  const boxOf = (selector) => one.closest(selector)?.getBoundingClientRect();
  const [beside, key] = [boxOf(".cm-date-block"), boxOf(".cm-mini-key")];
  const isSeen = (x) => {
    const at = document.elementFromPoint(x, (top + bottom) / 2);
    return one.contains(at) || at?.contains(one);
  };
  const isAsked = bottom <= innerHeight && getComputedStyle(one).pointerEvents !== "none";
  const said = [
    one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && "does not fit",
    one.tagName === "H1" && one.scrollHeight > one.clientHeight + 2 && "lacks lines",
    (left < -0.5 || right > innerWidth + 0.5) && "is beside the page",
    beside && (left < beside.left - 0.5 || right > beside.right + 0.5) && "is longer than its room",
    isAsked && ![left + 3, right - 3].every(isSeen) && "is covered",
    key && bottom > key.bottom + 10 && "is under the key's edge",
  ].filter(Boolean);
  return said.length ? [`${one.className || one.tagName} “${one.textContent}” ${said.join(", ")}`] : [];
})"""
"""What is looked at and not whole, in words."""

LOW = """() => [...document.querySelectorAll(".cm *")].flatMap((one) => {
  const text = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const { overflowY, lineHeight, fontSize, paddingBottom } = getComputedStyle(one);
  if (!text || !one.checkVisibility() || one.offsetWidth < 2) return [];
  if (!["hidden", "clip"].includes(overflowY)) return [];
  const high = (parseFloat(lineHeight) + 2 * parseFloat(paddingBottom)) / parseFloat(fontSize);
  return high >= 1.3 ? [] : [`${one.className || one.tagName}: ${one.textContent} (${high})`];
})"""
"""Text in a box that clips, whose lines are lower than its letters reach: "إلى" loses its hamza."""

FREE = """() => {
  const map = document.querySelector(".cm-map").getBoundingClientRect();
  const bars = [...document.querySelectorAll(".cm-search, .cm-mini-key")]
      .map((one) => one.getBoundingClientRect())
      .filter((one) => one.width > map.width / 2 && one.right > map.left && one.left < map.right
          && one.bottom > map.top && one.top < map.bottom);
  const isUpper = ({top, bottom}) => top + bottom < map.top + map.bottom;
  const top = Math.max(map.top, ...bars.filter(isUpper).map((one) => one.bottom));
  const bottom = Math.min(map.bottom, ...bars.filter((one) => !isUpper(one)).map((one) => one.top));
  return [top - map.top, bottom - map.top, map.height];
}"""
"""What neither search nor key covers of the map's height, in pixels."""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_cut_off_or_covered(open_page: Open, syria: Path, width: int, height: int) -> None:
    """Neither a control nor the foot of a letter: one page, which follows its address."""
    page, found = open_page(syria, "#lang=ar", width=width, height=height), {}
    for language in ("ar", "en"):
        for name, hash_ in VIEWS.items():
            page.goto(f"{syria.as_uri()}#{hash_}&lang={language}")
            rest(page)
            assert page.evaluate("document.documentElement.lang") == language
            page.evaluate("scrollTo(0, 0)")  # a tab that an address asks for is scrolled to
            found[language, name] = [*page.evaluate(CUT, LOOKED_AT), *chart_without_room(page, name)]
    page.goto(f"{syria.as_uri()}#date=2024-12-01&lang=ar")
    rest(page)
    found["letters"] = page.evaluate(LOW)
    assert not any(found.values()), found


@pytest.mark.parametrize(("width", "height"), [size for size in SIZES if size[0] <= 720] + [(360, 740)])
def test_the_title_of_a_map_in_one_language_keeps_off_the_edge(
    open_page: Open, tmp_path: Path, width: int, height: int
) -> None:
    path = tmp_path / "one.html"
    payload = small_map(lambda header: header.update(languages=["en"]))
    path.write_text(page_html(payload, title="A small map", language="en"), encoding="utf-8")
    page = open_page(path, width=width, height=height)
    title = page.locator("h1").bounding_box()
    map_ = page.locator(".cm-map").bounding_box()
    assert title
    assert map_
    assert title["y"] >= 5
    assert title["y"] + title["height"] <= map_["y"] - 5 or height <= 480
    size = page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 15 or height <= 480


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(320, 300), (640, 480)])
def test_nothing_is_cut_off_in_a_frame(
    open_page: Open, syria: Path, width: int, height: int, language: str
) -> None:
    page = open_page(syria, f"#date=2024-11-30&embed=1&lang={language}", width=width, height=height)
    rest(page)
    assert page.evaluate(CUT, LOOKED_AT) == []
    date = page.locator(".cm-date").bounding_box()
    block = page.locator(".cm-date-block").bounding_box()
    assert date
    assert block
    assert date["height"] <= block["height"] + 1


TOLD = """() => {
  const [lines, ...figures] = [...document.querySelectorAll(".cm-date-block > p, .cm-figure:not(:empty)")];
  const {bottom} = lines.getBoundingClientRect();
  const digits = (text) => text.replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit));
  const areaOf = (one) => Number(digits(one.textContent).replace(/\\D/g, ""));
  return {
    areas: figures.map(areaOf),
    seen: figures.filter((one) => one.getBoundingClientRect().top < bottom - 4).length,
    clamped: getComputedStyle(lines).webkitLineClamp !== "none",
  };
}"""
"""The figures beside the date in their order, how many stand in its lines, and whether a cut is marked."""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("width", "height"),
    [(1280, 800), (1024, 768), (900, 700), (844, 390), (768, 1024), (600, 900), (390, 844), (320, 640)],
)
def test_the_greatest_figure_of_a_day_stands_beside_its_date(
    open_page: Open, syria: Path, width: int, height: int, language: str
) -> None:
    page = open_page(syria, f"#date=2024-12-08&lang={language}", width=width, height=height)
    rest(page)
    told = page.evaluate(TOLD)
    assert told["areas"] == sorted(told["areas"], reverse=True)
    assert len(told["areas"]) == 3
    assert told["seen"] >= 1
    assert told["clamped"]


JUMPS = """async (texts) => {
  const one = (selector) => document.querySelector(selector);
  const [map, bar, block, date] = [".cm-map", ".cm-time", ".cm-date-block", ".cm-date"].map(one);
  const said = block.querySelectorAll(".cm-date-change span");
  const heights = new Set(), cut = new Set(), told = new Set();
  const look = (at) => {
    heights.add(`${map.clientHeight} px of map over ${bar.offsetHeight} px`);
    const [inner, outer] = [date, block].map((one) => one.getBoundingClientRect());
    const isLow = inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
    if (isLow || date.scrollWidth > date.clientWidth + 1) cut.add(at);
  };
  for (const at of controlmap.dates) {
    controlmap.goTo(at);
    told.add(date.textContent);
    for (const text of texts) {
      for (const span of said) span.textContent = text;
      look(at);
    }
  }
  // What follows only in the next frame would do so after any date.
  for (const text of texts) {
    for (const span of said) span.textContent = text;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    look("at rest");
  }
  const days = new Set(controlmap.dates.map((at) => at.slice(0, 10)));
  return { heights: [...heights], cut: [...cut], told: told.size, days: days.size };
}"""
"""Heights of map and time bar at all dates, with each text beside them; and dates that are not whole.

A date is told as soon as it is gone to: no frame is waited for, and `told` is of how many texts it was.
"""


@pytest.mark.parametrize("frame", ["", "&embed=1"], ids=["page", "frame"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_map_keeps_its_height_whatever_is_said_of_a_date(
    open_page: Open, syria: Path, frame: str, language: str
) -> None:
    narrow = [(1280, 800), (1000, 768), (768, 1024), (721, 900), (390, 300), (320, 300), (300, 250)]
    page = open_page(syria, f"#lang={language}{frame}")
    found = {}
    for width, height in [*SIZES, *narrow]:
        page.set_viewport_size({"width": width, "height": height})
        found[width, height] = page.evaluate(JUMPS, ["", "12,345.6 km² changed hands", "became known " * 12])
    assert not {size: seen for size, seen in found.items() if len(seen["heights"]) > 1 or seen["cut"]}
    assert all(seen["told"] == seen["days"] > 1 for seen in found.values())


def chart_without_room(page: Page, name: str) -> list[str]:
    box = page.locator(".cm-track").bounding_box()
    assert box
    return [f"the chart has {box['height']} px"] if name == "chart" and box["height"] < 80 else []


SYRIA = (35.72, 32.32, 42.37, 37.32)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("tab", ["", "&tab=sources"])
def test_the_whole_ground_is_in_sight_and_under_no_control(
    open_page: Open, syria: Path, width: int, height: int, tab: str
) -> None:
    page = open_page(syria, f"#date=2024-11-30{tab}", width=width, height=height)
    page.evaluate("controlmap.goTo('2024-12-01')")
    rest(page)  # and the address has followed
    top, bottom, whole = page.evaluate(FREE)
    found = re.search("map=([^&]+)", page.url)
    assert found
    west, south, east, north = map(float, found[1].split(","))
    assert west < SYRIA[0]
    assert east > SYRIA[2]
    # The address has the inner 98 % of what is in sight.
    high, low = [mercator(north), mercator(south)]
    y = [(0.01 + 0.98 * (high - mercator(lat)) / (high - low)) * whole for lat in (SYRIA[3], SYRIA[1])]
    assert top <= y[0] < y[1] <= bottom


def mercator(latitude: float) -> float:
    return math.atanh(math.sin(math.radians(latitude)))


def test_what_is_said_beside_the_pointer_is_whole_wherever_it_points(open_page: Open, syria: Path) -> None:
    page = open_page(syria, "#date=2024-11-30", width=390, height=844)
    box, map_box = page.locator(".cm-hover"), page.locator(".cm-map").bounding_box()
    assert map_box
    seen = 0
    for x in range(20, 390, 45):
        for y in range(150, int(map_box["height"]), 60):
            page.mouse.move(x, y)
            page.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            if found := box.bounding_box():
                seen += 1
                assert 0 <= found["x"] <= 390 - found["width"], (x, y)
                assert map_box["y"] <= found["y"] <= map_box["y"] + map_box["height"] - found["height"], (
                    x,
                    y,
                )
    assert seen > 20
    page.mouse.click(200, 250)
    rest(page)
    assert not box.is_visible(), "it stands over a map that has moved"
    page.mouse.move(100, 250)
    expect(box).to_be_visible()
    page.mouse.click(100, 250)
    page.mouse.move(103, 252)
    rest(page)
    assert not box.is_visible(), "the panel tells it at length, and it stands over the map"
    page.mouse.move(120, 200)
    expect(box).to_be_visible()
