"""A third language by a table of strings that the map itself carries."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from controlmap.render.page import page_html

from .conftest import Open
from .small_map import small_map

pytestmark = pytest.mark.browser


def with_french(header: dict) -> None:
    header["languages"] = ["en", "ar", "fr"]
    header["title"]["fr"] = "Une petite carte"
    header["strings"] = {"fr": {"language": "Français", "tab_map": "Carte", "play": "Lecture"}}


def test_a_third_language_speaks_from_its_table(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "french.html"
    path.write_text(page_html(small_map(with_french), title="x", language="en"), encoding="utf-8")
    page = open_page(path)
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Une petite carte")
    expect(page.get_by_role("tab", name="Carte")).to_be_visible()
    expect(page.get_by_role("button", name="Lecture")).to_be_visible()
    expect(page.locator(".cm-date")).to_have_text("mardi 26 novembre 2024")
    # What the table lacks is said in English rather than not at all.
    expect(page.get_by_role("tab", name="Changes")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"
