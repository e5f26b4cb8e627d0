"""What stands on paper: recorded while the browser prints, not on a screen that looks like paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open

pytestmark = pytest.mark.browser

RECORD = """() => matchMedia("print").addEventListener("change", ({matches}) => {
    const box = (of) => document.querySelector(of).getBoundingClientRect().toJSON();
    if (matches) window.paper = {
        map: box(".cm-map"), drawn: box(".leaflet-cm-ground-pane canvas"),
        control: box(".leaflet-cm-control-pane canvas"),
        key: box(".cm-paper-key"), foot: box(".cm-foot"), page: box(".cm-page"),
        text: document.body.innerText, ink: getComputedStyle(document.querySelector("h1")).color};
})"""


def printed(page: Page) -> dict:
    page.evaluate(RECORD)
    page.pdf(prefer_css_page_size=True, print_background=True)
    return page.evaluate("window.paper")


@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_the_map_is_fitted_to_the_sheet(open_page: Open, width: int) -> None:
    paper = printed(open_page(hash_="#date=2024-11-30", width=width))
    for side, sign in (("left", 1), ("top", 1), ("right", -1), ("bottom", -1)):
        assert sign * paper["drawn"][side] <= sign * paper["map"][side] + 1
    middle = (paper["control"]["left"] + paper["control"]["right"]) / 2
    assert middle == pytest.approx((paper["map"]["left"] + paper["map"]["right"]) / 2, abs=40)


@pytest.mark.parametrize("choice", ["place=saraqib", "compare=2024-11-26", "compare=2024-11-29&place=idlib"])
def test_the_legend_stands_on_paper_whatever_is_looked_at(open_page: Open, choice: str) -> None:
    page = open_page(hash_=f"#date=2024-12-08&{choice}")
    expect(page.locator(".cm-paper-key")).to_be_hidden()
    paper = printed(page)
    text = paper["text"]
    assert paper["map"]["bottom"] <= paper["key"]["top"] + 1
    assert paper["key"]["bottom"] <= paper["foot"]["top"] + 1 <= paper["page"]["bottom"]
    assert "Nobody knows who holds it" in text
    assert re.search(r"HTS and allies\s+[\d,]+ km²", text)
    assert ("HTS and allies took" in text) == ("compare" in choice)


def test_in_dark_mode_paper_is_light(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    assert printed(page)["ink"] == "rgb(32, 39, 42)"
    expect(page.get_by_role("heading", level=1)).to_have_css("color", "rgb(233, 231, 225)")
