"""A third language by a table of strings in the map project."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

import controlmap
from controlmap.store import init_project

from .conftest import Open

pytestmark = pytest.mark.browser

FRENCH = """
[strings.fr]
language = "Français"
tab_map = "Carte"
play = "Lecture"
"""


def french_page(folder: Path) -> Path:
    init_project(folder)
    settings = folder / "controlmap.toml"
    text = settings.read_text(encoding="utf-8").replace('["en", "ar"]', '["en", "ar", "fr"]')
    settings.write_text(
        text.replace('en = "An invented valley"', 'en = "An invented valley", fr = "Une vallée inventée"')
        + FRENCH,
        encoding="utf-8",
    )
    page = folder / "french.html"
    page.write_text(controlmap.open(folder).html(), encoding="utf-8")
    return page


def test_a_third_language_speaks_from_its_table(open_page: Open, tmp_path: Path) -> None:
    page = open_page(french_page(tmp_path / "map"))
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Une vallée inventée")
    expect(page.get_by_role("tab", name="Carte")).to_be_visible()
    expect(page.get_by_role("button", name="Lecture")).to_be_visible()
    expect(page.locator(".cm-date")).to_have_text("vendredi 1 mars 2024")
    # What the table lacks is said in English rather than not at all.
    expect(page.get_by_role("tab", name="Changes")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"
