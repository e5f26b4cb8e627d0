"""The chart of areas over the slider."""

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .rest import rest
from .small_map import STEPS

pytestmark = pytest.mark.browser


def test_the_chart_opens_in_per_cent_then_km2_and_closes(open_page: Open) -> None:
    page = open_page()
    track = page.get_by_role("slider").first
    low = track.bounding_box()
    for label, is_open in [("per cent", True), ("km²", True), ("off", False)]:
        page.get_by_role("button", name="Chart of areas").click()
        expect(page.get_by_role("button", name=f"Chart of areas: {label}")).to_be_visible()
        assert (track.bounding_box()["height"] > low["height"] + 50) is is_open


def test_a_press_in_the_chart_goes_to_the_date_below_it(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Chart of areas").click()
    box = page.get_by_role("slider").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.72, box["y"] + 12)
    assert page.evaluate("controlmap.date") == STEPS[4]


def test_the_chart_shows_each_actors_share_in_its_colour(open_page: Open) -> None:
    """Colours met when walking up the chart in the middle of a stretch, in shares of its height."""
    page = open_page()
    page.get_by_role("button", name="Chart of areas").click()
    rest(page)
    column = page.evaluate("""() => {
      const canvas = document.querySelector('.cm-track-canvas');
      const x = Math.round(canvas.width * 0.5);
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
      copy.drawImage(canvas, 0, 0);
      const {data} = copy.getImageData(x, 0, 1, 118);
      return [...Array(118).keys()].map(y => data.slice(4 * y, 4 * y + 4).join(' '));
    }""")
    areas = page.evaluate("controlmap.areas('2024-12-02')")
    total = sum(areas.values())
    counts = sorted((column.count(colour) for colour in set(column)), reverse=True)[: len(areas)]
    for share, count in zip(sorted((a / total for a in areas.values()), reverse=True), counts, strict=True):
        assert count / 120 == pytest.approx(share, abs=0.025)
