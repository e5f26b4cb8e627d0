"""What a reader takes along: links, pictures, data."""

import csv
import io
import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely
from playwright.sync_api import Page, expect

from .conftest import Open

pytestmark = pytest.mark.browser


def saved(page: Page, button: str) -> tuple[str, bytes]:
    page.get_by_role("tab", name="More").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_snapshot_comes_as_geojson_with_the_areas_of_the_map(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30")
    name, content = saved(page, "GeoJSON")
    assert name == "a-small-map-near-aleppo-2024-11-30.geojson"
    features = json.loads(content)["features"]
    shapes = [shapely.geometry.shape(one["geometry"]) for one in features]
    assert all(shape.is_valid for shape in shapes)
    whole = shapely.union_all(shapes, grid_size=1e-6)
    assert whole.area == pytest.approx(sum(shape.area for shape in shapes))
    for one, shape in zip(features, shapes, strict=True):
        point = shape.representative_point()
        found = page.evaluate("p => controlmap.at(...p)", [point.x, point.y])
        assert found["id"] == one["properties"]["state"]
        assert found["controller"] == one["properties"]["controller"]


def test_the_chart_comes_as_csv(open_page: Open) -> None:
    page = open_page()
    _, content = saved(page, "CSV")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [rows[0]["date"], len(rows), rows[-1]["date"]] == ["2024-11-26", 17, "2024-12-12"]
    areas = page.evaluate("controlmap.areas('2024-12-08')")
    assert float(rows[-1]["hts_allied"]) == pytest.approx(areas["hts_allied"], abs=0.001)


def test_the_picture_has_title_date_legend_scale_and_attribution(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30")
    _, content = saved(page, "Picture (SVG)")
    text = " ".join(ElementTree.fromstring(content).itertext())
    for part in (
        "A small map near Aleppo",
        "Saturday, 30 November 2024",
        "HTS and allies · ",
        "Aleppo",
        " km",
        "Made up · ",
        " · CC0",
    ):
        assert part in text
    _, png = saved(page, "Picture (PNG)")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    root = ElementTree.fromstring(content)
    assert (width, height) == (
        2 * round(float(root.get("width", 0))),
        2 * round(float(root.get("height", 0))),
    )


def test_the_link_holds_the_view_and_the_code_embeds_it(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("tab", name="More").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "#date=2024-11-30&map=" in link
    # The tab that the button stands in is not what a reader wants to show.
    assert "tab=" not in link
    expect(page).to_have_url(f"{link}&tab=about")
    page.get_by_role("button", name="embed").click()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith("<iframe src=")
    assert "embed=1" in code
    assert "tab=" not in code


def test_embedded_there_is_no_side_panel(open_page: Open) -> None:
    page = open_page(hash_="#embed")
    expect(page.locator(".cm-side")).to_be_hidden()
    expect(page.get_by_role("slider").first).to_be_visible()
    assert page.locator(".cm-map").bounding_box()["width"] == page.evaluate("innerWidth")


def test_a_page_saved_by_the_browser_opens_again(open_page: Open, tmp_path: Path) -> None:
    opened = open_page(hash_="#lang=ar")
    path = tmp_path / "saved.html"
    path.write_text(opened.content(), encoding="utf-8")
    # Styles that stand in saved elements are refused with a complaint; the page makes its elements anew.
    page = opened.context.new_page()
    page.goto(path.as_uri())
    page.evaluate("controlmap.ready")
    assert page.evaluate("controlmap.at(36.2, 35.5) !== null")
    expect(page.locator(".cm-track")).to_have_count(1)
    expect(page.locator(".cm-actors").first).to_be_visible()


def test_a_link_followed_in_an_open_page_shows_what_it_shows_in_a_fresh_one(open_page: Open) -> None:
    page = open_page(
        hash_="#date=2024-12-08&map=10/36/37&actors=sna&compare=2024-11-26&range=2024-11-29..2024-12-08&place=idlib"
    )
    page.evaluate("location.hash = '#date=2024-11-30'")
    expect(page.get_by_role("tab", name="Map")).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile("#date=2024-11-30&map=[^&]*&lang=en$"))
    fresh = open_page(hash_="#date=2024-11-30")
    assert scale(page) == scale(fresh)
    expect(page.get_by_role("checkbox", name="Syrian government")).to_be_checked()
    expect(page.locator(".cm-chosen")).to_have_count(0)


def scale(page: Page) -> str:
    return page.locator(".cm-scale").inner_text()


def test_inside_srcdoc_it_writes_no_address(open_page: Open, small_page: Path) -> None:
    page = open_page()
    page.evaluate(
        """text => document.body.append(Object.assign(document.createElement('iframe'),
            {srcdoc: text, width: 800, height: 600}))""",
        small_page.read_text(encoding="utf-8"),
    )
    inner = page.frame_locator("iframe")
    inner.get_by_role("button", name="Next change").click()
    expect(inner.locator(".cm-date")).to_have_text("Friday, 29 November 2024")
    page.wait_for_timeout(400)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(340, 600), (320, 300), (480, 400), (481, 380), (700, 300)])
def test_embedded_the_title_is_in_sight_at_any_size(
    open_page: Open, syria: Path, width: int, height: int, language: str
) -> None:
    page = open_page(syria, f"#embed=1&lang={language}", width=width, height=height)
    for part in ("> strong", "> a", "summary"):
        found = page.locator(f".cm-embed-bar {part}").evaluate(SEEN)
        assert found, part
    box = page.locator(".cm-map").bounding_box()
    assert box
    assert box["height"] > height / 3


SEEN = """one => {
  const {left, right, top, bottom} = one.getBoundingClientRect();
  return [left + 3, right - 3].every((x) => one.contains(document.elementFromPoint(x, (top + bottom) / 2)));
}"""


LOST = {
    "#date=1999-01-01": "names 1 January 1999, which this map does not tell; it shows 26 November 2024.",
    "#date=2031-05": "The link names May 2031, which this map does not tell; it shows 12 December 2024.",
    "#date=2024-13-45": "The link names “date=2024-13-45”, which this map does not tell; it shows",
    "#date=garbage": "The link names “date=garbage”, which",
    "#date=2024-11-30&place=nosuch": "“place=nosuch”, which this map does not tell; it shows 30 Nov",
    "#lang=fr": "The link names “lang=fr”, which",
    "#date=2024-11-30&compare=1999-01-01&actors=sna,nobody": "1 January 1999 and “actors=nobody”",
    "#embed=1&date=1999": "The link names “date=1999”, which",
    "#map=nosuch": "The link names “map=nosuch”, which",
    "#tab=nosuch&speed=13-45": "The link names “speed=13-45” and “tab=nosuch”, which",
    "#date=2024-11-30/999999&kinds=nosuch": "“date=2024-11-30/999999” and “kinds=nosuch”, which",
    f"#place={'garbage' * 20_000}": "The link names “place=garbage",
    f"#actors={'nobody,' * 5_000}": "The link names “actors=nobody”, which",
    f"#actors={','.join(map(str, range(5_000)))}": "“actors=2” and 497 more, which",
}


@pytest.mark.parametrize("hash_", LOST)
def test_what_a_link_asks_for_in_vain_is_said_until_the_reader_acts(open_page: Open, hash_: str) -> None:
    page = open_page(hash_=hash_, width=390, height=700)
    sign = page.locator(".cm-unfollowed")
    expect(sign).to_be_visible()
    assert LOST[hash_] in sign.inner_text().replace("\u2068", "").replace("\u2069", "")
    page.wait_for_function("hash => !location.hash.startsWith(hash)", arg=hash_)
    for word in ("1999", "2031", "13-45", "garbage", "nosuch", "fr", "nobody"):
        assert word not in page.evaluate("location.hash")
    again = open_page(hash_=page.evaluate("location.hash"))
    expect(again.locator(".cm-unfollowed")).to_be_hidden()
    page.evaluate("controlmap.goTo('2024-11-29')")
    expect(sign).to_be_hidden()


def test_actors_that_are_none_hide_no_others(open_page: Open) -> None:
    page = open_page(hash_="#actors=nobody")
    assert page.locator(".cm-actors input:checked").count() == page.locator(".cm-actors input").count() > 1


def test_a_link_that_is_followed_in_an_open_page_says_it_too(open_page: Open) -> None:
    page = open_page()
    sign = page.locator(".cm-unfollowed")
    expect(sign).to_be_hidden()
    page.evaluate("location.hash = '#date=1999-01-01&lang=ar'")
    expect(sign).to_contain_text("يذكر الرابط")
    page.evaluate("location.hash = '#date=2024-11-30'")
    expect(sign).to_be_hidden()


def test_embedded_it_has_title_legend_credit_a_link_out_and_answers_a_click(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30&embed", width=640, height=480)
    bar = page.locator(".cm-embed-bar")
    for text in ("A small map near Aleppo", "HTS and allies", "Made up", "CC0"):
        expect(bar).to_contain_text(text)
    bar.get_by_text("Key and attribution").click()
    expect(bar.get_by_text("Made up · Made-up country")).to_be_visible()
    for texture in ("Confirmed", "Reported", "Claimed", "Contested"):
        expect(bar.get_by_text(texture).first).to_be_visible()
    expect(bar.get_by_role("radio")).to_have_count(0)
    bar.get_by_text("Key and attribution").click()
    card = page.locator(".cm-embed-card")
    expect(card).to_be_hidden()
    box = page.locator(".cm-map").bounding_box()
    assert box
    assert box["height"] > 200
    page.mouse.click(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.5)
    expect(card).to_contain_text("HTS and allies")
    page.evaluate("controlmap.goTo('2024-11-26')")
    expect(card).to_contain_text("Syrian government")
    with page.expect_popup() as opening:
        bar.get_by_role("link", name="Whole map").click()
    whole = opening.value
    expect(whole.locator(".cm-side")).to_be_visible()
    expect(whole.get_by_role("tabpanel", name="Place")).to_contain_text("Syrian government")


def test_a_page_that_is_not_embedded_has_no_bar(open_page: Open) -> None:
    expect(open_page().locator(".cm-embed-bar")).to_have_count(0)
