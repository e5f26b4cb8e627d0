"""Front lines: their length by pair, and how they are drawn."""

import pytest
from playwright.sync_api import expect
from pyproj import Geod

from .conftest import Open
from .small_map import ACTORS, COLUMNS, ROWS, _line, holder

pytestmark = pytest.mark.browser


def length_km(first: str, second: str, date: int) -> float:
    """Geodesic length of the borders between two actors, from what the small map was made of."""
    geod = Geod(ellps="WGS84")
    total = 0.0
    for x in range(COLUMNS):
        for y in range(ROWS):
            for other, line in (
                ((x + 1, y), ((x + 1, y), (x + 1, y + 1))),
                ((x, y + 1), ((x, y + 1), (x + 1, y + 1))),
            ):
                if other[0] < COLUMNS and other[1] < ROWS:
                    pair = {ACTORS[holder(x, y, date)[0]][0], ACTORS[holder(*other, date)[0]][0]}
                    if pair == {first, second}:
                        lons, lats = zip(*_line(*line), strict=True)
                        total += geod.line_length([v * 1e-6 for v in lons], [v * 1e-6 for v in lats]) / 1000
    return total


def test_each_pair_has_its_length(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-29")
    page.locator("summary", has_text="Front lines").click()
    row = page.get_by_role("row", name="Syrian government – HTS and allies")
    expect(row).to_contain_text(f"{length_km('government', 'hts_allied', 1):,.0f} km")


def test_lines_are_drawn_when_wanted_and_follow_the_date(open_page: Open) -> None:
    page = open_page()
    pictures = "document.querySelector('.leaflet-cm-fronts-pane canvas')?.toDataURL() ?? ''"
    assert page.evaluate(pictures) == ""
    page.locator("summary", has_text="Front lines").click()
    seen = []
    for name in ("bold", "by age"):
        page.evaluate("controlmap.goTo('2024-11-26')")
        page.get_by_role("radio", name=name).check()
        seen.append(page.evaluate(pictures))
        page.evaluate("controlmap.goTo('2024-11-30')")
        seen.append(page.evaluate(pictures))
    assert len(set(seen)) == 4
    expect(page.get_by_text("stands less than 1 day", exact=True)).to_be_visible()
    page.get_by_role("radio", name="thin").check()
    assert page.evaluate(pictures) == ""
