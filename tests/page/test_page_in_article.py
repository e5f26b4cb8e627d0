"""A map in somebody's article: what scrolls is the article's, the frame shows what it has room for."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

from controlmap.render import embed_html
from controlmap.render.page import page_html

from .conftest import WIDE, Open
from .rest import rest
from .small_map import small_map
from .test_page_touch import Fingers, middle

pytestmark = pytest.mark.browser

ARTICLE = """<!doctype html><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width"><style>p {{ height: 700px }}</style>
<p>Before. <a href="{address}#embed=1&date=2024-12-08" target="map">On the 8th</a></p>{frame}<p>After.</p>"""

Article = Callable[..., tuple[Page, Frame]]


@pytest.fixture
def article(open_page: Open, small_page: Path, tmp_path: Path) -> Article:
    """An article with the small map in a frame, scrolled to the map."""

    def open_(**screen) -> tuple[Page, Frame]:
        code = embed_html(small_page.as_uri(), title="A small map")
        frame = code.replace("<iframe ", '<iframe name="map" ')
        path = tmp_path / "article.html"
        path.write_text(ARTICLE.format(address=small_page.as_uri(), frame=frame), encoding="utf-8")
        page = open_page(**{**WIDE, **screen})
        page.goto(path.as_uri())
        page.evaluate("document.querySelector('iframe').scrollIntoView({block: 'center'})")
        inner = page.frame("map")
        assert inner
        inner.wait_for_function("() => window.controlmap && controlmap.ready.then(() => true)")
        rest(page)
        return page, inner

    return open_


IN_SIGHT = "() => /map=[^&]+|$/.exec(location.hash)[0]"


def in_sight(inner: Frame) -> str:
    rest(inner)  # and the address has followed
    return inner.evaluate(IN_SIGHT)


def moved(inner: Frame, view: str) -> None:
    inner.wait_for_function(f"view => ({IN_SIGHT})() !== view", arg=view)


def over_map(page: Page, inner: Frame) -> None:
    box = inner.locator(".cm-map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_wheel_scrolls_the_article(article: Article) -> None:
    page, inner = article()
    over_map(page, inner)
    top, view = page.evaluate("scrollY"), in_sight(inner)
    page.mouse.wheel(0, 120)
    page.wait_for_function("top => scrollY === top + 120", arg=top)
    assert inner.locator(".cm-guest-note").text_content() == "Hold Ctrl or ⌘ and scroll to zoom the map"
    assert in_sight(inner) == view


def test_with_control_the_wheel_zooms_the_map(article: Article) -> None:
    page, inner = article()
    over_map(page, inner)
    top, view = page.evaluate("scrollY"), in_sight(inner)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    moved(inner, view)
    assert page.evaluate("scrollY") == top


PHONE = {"width": 390, "height": 800, "has_touch": True, "is_mobile": True}


def test_one_finger_scrolls_the_article(article: Article) -> None:
    page, inner = article(**PHONE)
    x, y = middle(page, "iframe")
    top, view = page.evaluate("scrollY"), in_sight(inner)
    Fingers(page).drag(((x, y), (x, y - 100)))
    page.wait_for_function("top => scrollY > top", arg=top)
    assert inner.locator(".cm-guest-note").text_content() == "Move the map with two fingers"
    assert in_sight(inner) == view


def test_two_fingers_move_the_map(article: Article) -> None:
    page, inner = article(**PHONE)
    x, y = middle(page, "iframe")
    top, view = page.evaluate("scrollY"), in_sight(inner)
    Fingers(page).drag(((x - 30, y), (x - 30, y - 80)), ((x + 30, y), (x + 30, y - 80)))
    moved(inner, view)
    assert page.evaluate("scrollY") == top


def test_a_link_of_the_article_shows_another_day_in_the_frame(article: Article) -> None:
    page, inner = article()
    page.get_by_role("link", name="On the 8th").click()
    inner.wait_for_function("() => controlmap.date === '2024-12-08'")


@pytest.mark.parametrize(("width", "height"), [(644, 600), (354, 600), (354, 266)])
def test_the_frame_itself_has_nothing_to_scroll(open_page: Open, width: int, height: int) -> None:
    page = open_page(hash_="#embed=1&place=aleppo", width=width, height=height)
    assert page.evaluate("document.documentElement.scrollHeight") == height
    card = page.locator(".cm-embed-card").bounding_box()
    assert card
    assert card["y"] >= 0


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(800, 480), (644, 600), (480, 320), (354, 600), (320, 300)])
def test_the_card_of_a_place_lies_over_neither_the_scale_bar_nor_the_place(
    open_page: Open, width: int, height: int, language: str
) -> None:
    page = open_page(
        hash_=f"#embed=1&place=aleppo&date=2024-12-08&lang={language}", width=width, height=height
    )
    card, scale, whole = (
        page.locator(name).bounding_box() for name in (".cm-embed-card", ".cm-scale", ".cm-map")
    )
    assert card and scale and whole
    middle = {"x": whole["x"] + whole["width"] / 2, "y": whole["y"] + whole["height"] / 2}
    place = {"x": middle["x"] - 8, "y": middle["y"] - 8, "width": 16, "height": 16}
    assert not overlap(card, scale)
    assert not overlap(card, place)
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= width


def overlap(one, other) -> bool:
    sides = (("x", "width"), ("y", "height"))
    return all(one[a] < other[a] + other[n] and other[a] < one[a] + one[n] for a, n in sides)


@pytest.mark.parametrize(("factor", "whole"), [(1, False), (0.1, True), (0.01, True)])
def test_a_link_to_a_place_shows_the_whole_of_a_map_that_is_smaller_than_its_surroundings(
    open_page: Open, tmp_path: Path, factor: float, whole: bool
) -> None:
    middle = (37.0, 36.0)

    def shrunk(value: float, axis: int) -> float:
        return middle[axis] + (value - middle[axis]) * factor

    def change(header: dict) -> None:
        header["view"] = [shrunk(value, i % 2) for i, value in enumerate(header["view"])]
        for place in header["places"]:
            place["lon"], place["lat"] = shrunk(place["lon"], 0), shrunk(place["lat"], 1)

    file = tmp_path / "small.html"
    file.write_text(page_html(small_map(change), title="Small", language="en"), encoding="utf-8")
    page = open_page(file, "#place=aleppo")
    page.evaluate("controlmap.goTo('2024-11-30')")
    page.wait_for_url(re.compile("map="), timeout=5000)
    seen = [float(one) for one in re.search(r"map=([^&]+)", page.url)[1].split(",")]
    view = [shrunk(value, i % 2) for i, value in enumerate((36.0, 35.2, 38.0, 36.8))]
    inside = seen[0] <= view[0] and seen[1] <= view[1] and view[2] <= seen[2] and view[3] <= seen[3]
    assert inside == whole, (seen, view)
    # It is no stamp in the frame.
    assert not whole or (seen[3] - seen[1]) < 3 * (view[3] - view[1])


def test_a_frame_without_its_style_is_as_wide_and_high_by_its_attributes(small_page: Path) -> None:
    code = embed_html(small_page.as_uri(), title="A small map")
    assert ' width="100%" height="600" ' in code


def test_in_a_frame_the_whole_picture_is_printed(article: Article) -> None:
    page, inner = article()
    inner.evaluate("""() => matchMedia("print").addEventListener("change", ({matches}) => {
        const picture = matches && document.querySelector(".cm-paper svg");
        if (picture) window.printed = [picture.getBoundingClientRect().height, innerHeight];
    })""")
    page.pdf()
    picture, frame = inner.evaluate("window.printed")
    assert 0 < picture <= frame


@pytest.mark.parametrize(("width", "height"), [(800, 480), (700, 320), (360, 420), (300, 260)])
@pytest.mark.parametrize(("language", "words"), [("en", "Held back: the last"), ("ar", "محجوب: الساعات")])
def test_a_frame_says_what_the_map_holds_back_in_sight(
    open_page: Open, tmp_path: Path, width: int, height: int, language: str, words: str
) -> None:
    held = {"held_back": {"delay_hours": 48, "coarse": [[0, 5]], "kinds": ["air_strike"]}}
    path = tmp_path / "held.html"
    payload = small_map(lambda header: header.update(held))
    path.write_text(page_html(payload, title="A small map", language="en"), encoding="utf-8")
    page = open_page(path, f"#embed=1&lang={language}", width=width, height=height)
    said = page.locator(".cm-held")
    assert said.inner_text().startswith(words)
    box, credit = said.bounding_box(), page.locator(".cm-embed-bar summary").bounding_box()
    assert box and credit
    assert box["width"] > 90 and box["x"] >= 0 and box["x"] + box["width"] <= width
    # It stands on one of the rows that are seen, and takes none of them from the credit.
    bar = page.locator(".cm-embed-bar").bounding_box()
    assert bar
    for one in (box, credit):
        assert bar["y"] <= one["y"] + 1 and one["y"] + one["height"] <= bar["y"] + bar["height"] + 1


def test_a_frame_of_a_map_that_holds_nothing_back_says_nothing_of_it(open_page: Open) -> None:
    assert open_page(hash_="#embed=1").locator(".cm-held").count() == 0
