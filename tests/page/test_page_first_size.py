"""A page that gets its size late, or another one, shows what it shows with that size from the beginning."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

from .conftest import Open
from .rest import rest

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 700, 600
HIDDEN = """<!doctype html><title>A tab that nobody has opened yet</title><div hidden>
<iframe name="map" src="{address}" width="{width}" height="{height}" style="border: 0"></iframe></div>"""

ADDRESSES = ["#date=2024-12-01", "#place=saraqib", "#map=36.7,35.7,36.9,35.9", "#place=idlib&map=36,35,38,37"]


def in_sight(page: Page | Frame) -> list[float]:
    """West, south, east and north, as the address tells them after a choice."""
    page.evaluate("controlmap.ready.then(() => controlmap.goTo('2024-11-29'))")
    page.wait_for_function("() => location.hash.includes('date=2024-11-29')")
    found = re.search("map=([^&]+)", page.url)
    assert found
    return [float(edge) for edge in found[1].split(",")]


def in_a_frame_that_was_hidden(open_page: Open, path: Path, hash_: str, folder: Path) -> Frame:
    article = folder / "article.html"
    article.write_text(HIDDEN.format(address=path.as_uri() + hash_, width=WIDTH, height=HEIGHT))
    page = open_page()
    page.goto(article.as_uri())
    inner = page.frame("map")
    assert inner
    inner.wait_for_function("() => window.controlmap?.goTo", polling=50)
    page.evaluate("document.querySelector('div').hidden = false")
    return inner


def loaded_as_on_paper(open_page: Open, path: Path, hash_: str, _: Path) -> Page:
    page = open_page(width=WIDTH, height=HEIGHT)
    page.goto("about:blank")
    page.emulate_media(media="print")
    page.goto(path.as_uri() + hash_)
    page.evaluate("controlmap.ready")
    page.emulate_media(media="screen")
    return page


@pytest.mark.parametrize("hash_", ADDRESSES)
@pytest.mark.parametrize("late", [in_a_frame_that_was_hidden, loaded_as_on_paper])
def test_a_map_that_gets_its_size_late_shows_what_it_shows_on_opening(
    open_page: Open, small_page: Path, tmp_path: Path, hash_: str, late: Callable[..., Page | Frame]
) -> None:
    shown = late(open_page, small_page, hash_, tmp_path)
    rest(shown.page if isinstance(shown, Frame) else shown)
    fresh = open_page(small_page, hash_, width=WIDTH, height=HEIGHT)
    assert in_sight(shown) == pytest.approx(in_sight(fresh), abs=0.002)


@pytest.mark.parametrize("hash_", ["", "#map=36.2,35.2,37.8,36.8"])
def test_a_window_that_becomes_smaller_still_shows_all_that_it_opened_with(
    open_page: Open, hash_: str
) -> None:
    page = open_page(hash_=hash_)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    rest(page)
    fresh = open_page(hash_=hash_, width=WIDTH, height=HEIGHT)
    assert in_sight(page) == pytest.approx(in_sight(fresh), abs=0.002)
