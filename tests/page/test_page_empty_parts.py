"""A map may have none of anything that maps may have: each part of the payload, empty or not there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from controlmap.render.page import page_html

from .conftest import Open
from .small_map import DATES, small_map

pytestmark = pytest.mark.browser

NO_ROWS = {"count": 0}
EMPTY = {
    "events": [],
    "places": [],
    "story": [],
    "sources": [],
    "attribution": [],
    "languages": ["en"],
    "right_to_left": [],
    "reports": NO_ROWS,
    "corrections": [],
    "superseded": [],
    "reports_unplaced": [],
    "left_out": [],
    "about": [],
    "author": [],
    "strings": {},
    "date_precision": [None],
    "held_back": {"delay_hours": 0, "coarse": [], "kinds": []},
    "description": None,
    "licence": None,
    "publisher": None,
}
"""Parts of a header that a map may have none of, as they are then."""
SPEAKING = {"sources": ("states", "events", "story"), "places": ("story",)}
"""Parts that name others by index, or by id."""

LOOK = """async (days) => {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.click();
    await new Promise(requestAnimationFrame);
    for (const one of document.querySelectorAll("[role=tabpanel]:not([hidden]) details")) one.open = true;
    for (const day of days) controlmap.goTo(day);
    await new Promise(requestAnimationFrame);
  }
}"""
"""Look into every tab, with all that is folded in it, on several days."""


def emptied(*parts: str) -> Callable[[dict], None]:
    def change(header: dict) -> None:
        for part in parts:
            header[part] = EMPTY[part]
            for speaking in SPEAKING.get(part, ()):
                _silence(header, speaking, part)
        header["editions"] = [
            {
                "last": "2024-12-20",
                "period": header["period"],
                "dates": DATES,
                "spells": [[0, 0, 1]],
                "verdicts": {},
            }
        ]

    return change


def _silence(header: dict, speaking: str, part: str) -> None:
    if speaking == "states":
        header["states"]["sources"] = [[]]
    for row in header[speaking] if speaking != "states" else ():
        row |= {"sources": []} if part == "sources" else {"place": None}


@pytest.mark.parametrize("parts", [*((part,) for part in EMPTY), tuple(EMPTY)], ids=[*EMPTY, "all of them"])
def test_a_page_without_a_part_is_shown_as_known_now_and_earlier(
    open_page: Open, tmp_path: Path, parts: tuple[str, ...]
) -> None:
    file = tmp_path / "empty.html"
    file.write_text(page_html(small_map(emptied(*parts)), title="Empty", language="en"), encoding="utf-8")
    page = open_page(file, "#known=2024-12-10&place=36.63,35.93")
    assert "known=2024-12-10" in page.url
    assert page.locator(".cm-known, .cm-side").first.is_visible()
    assert "10 " in page.locator("body").inner_text()
    page.evaluate(LOOK, DATES)
    page = open_page(file, "#fronts=age&places=1&place=36.63,35.93")
    page.evaluate(LOOK, DATES)
    before = page.url
    page.evaluate("location.hash = '#known=2024-12-20&place=36.63,35.93'")
    page.wait_for_function("before => location.href !== before", arg=before)
    page.evaluate(LOOK, DATES)
