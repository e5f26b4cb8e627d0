"""What stands on paper: recorded while the browser prints, not on a screen that looks like paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import Open

pytestmark = pytest.mark.browser

RECORD = """() => matchMedia("print").addEventListener("change", ({matches}) => {
    if (!matches) return;
    const picture = document.querySelector(".cm-paper svg");
    const box = picture.getBoundingClientRect();
    window.paper = {
        text: picture.textContent, background: picture.querySelector("rect").getAttribute("fill"),
        ratio: picture.viewBox.baseVal.width / picture.viewBox.baseVal.height,
        shown: [...document.querySelector(".cm-page").children].filter(
            (one) => getComputedStyle(one).display !== "none").length,
        water: picture.querySelectorAll("path").length, width: box.width};
})"""


def printed(page: Page) -> tuple[dict, bytes]:
    page.evaluate(RECORD)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    return page.evaluate("window.paper"), pdf


@pytest.mark.parametrize("width", [390, 1440])
def test_the_whole_view_is_printed_at_once_on_one_sheet(open_page: Open, width: int) -> None:
    page = open_page(hash_="#date=2024-12-08&compare=2024-11-26&place=saraqib", width=width)
    paper, pdf = printed(page)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert paper["shown"] == 1
    assert paper["water"] > 10
    for words in (
        "Syrian government → HTS and allies",
        "Unknown · ",
        "From 26 November 2024 to 8 December 2024",
        "Made up",
    ):
        assert words in paper["text"], words
    assert page.locator(".cm-paper").count() == 0


def test_printing_again_prints_the_same(open_page: Open, syria: Path) -> None:
    page = open_page(syria, "#date=2024-11-30&lang=ar")
    first, second = printed(page)[0], printed(page)[0]
    assert first == second


def test_in_dark_mode_paper_is_light(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    paper, _ = printed(page)
    red, green, blue = (int(paper["background"][i : i + 2], 16) for i in (1, 3, 5))
    assert min(red, green, blue) > 200
