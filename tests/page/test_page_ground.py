"""How sure ground is, in which ways nobody is known to hold it, and what a choice of certainty changes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from controlmap.render.page import page_html

from .small_map import small_map

Open = Callable[..., Page]


def km2(page: Page) -> dict[str, float]:
    """The figures beside the map, by name."""
    rows = page.locator(".cm-actors").first.locator("tr").all_inner_texts()
    found = (re.match(r"\s*(.+?)\s+([\d,.]+) km²", row) for row in rows)
    return {one[1]: float(one[2].replace(",", "")) for one in found if one}


def test_the_least_certainty_changes_figures_changes_links_and_the_map(open_page: Open) -> None:
    page = open_page(hash_="#date=2024-11-30/1")
    expect(page.locator(".cm-certainties li")).to_have_text(
        [re.compile(word) for word in ("^confirmed", "^reported", "^claimed")]
    )
    expect(page.get_by_role("radio", name="claimed")).to_be_checked()
    before = km2(page)
    change = page.locator(".cm-date-change").inner_text()
    page.get_by_role("radio", name="confirmed").check()
    after = km2(page)
    assert after["Less sure"] > 0
    assert any(after.get(name, 0) < area for name, area in before.items())
    assert sum(after.values()) == pytest.approx(sum(before.values()), rel=0.001)
    expect(page.locator(".cm-date-change")).not_to_have_text(change)
    expect(page).to_have_url(re.compile("least=confirmed"))
    expect(page.locator(".cm-signs")).to_contain_text("Less sure than you chose to see")
    expect(page.locator(".cm-headline")).to_have_text(re.compile(r" \(only what is confirmed\)\.$"))
    # What is left out is told where it lies, and who is said to hold it.
    page.evaluate("location.hash = '#date=2024-11-30&least=confirmed&place=idlib'")
    expect(page.locator(".cm-place")).to_contain_text("HTS and allies")
    page.evaluate("location.hash = '#date=2024-11-30&place=azaz'")
    page.get_by_role("tab", name="Map").click()
    expect(page.get_by_role("radio", name="claimed")).to_be_checked()


def test_the_key_has_the_signs_that_the_map_has(open_page: Open) -> None:
    """No cell of the small map lacks a record: ground without a holder was left on 8 December."""
    signs = open_page().locator(".cm-signs")
    expect(signs).to_contain_text("no successor is named")
    expect(signs).not_to_contain_text("No report says")


def test_one_holders_ground_is_one_colour_but_for_its_texture(open_page: Open) -> None:
    """Between the lines of textures ground is as solid ground is, whatever the certainty."""
    page = open_page(hash_="#date=2024-11-30")
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-cm-control-pane canvas");
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const counts = new Map();
          for (let i = 0; i < data.length; i += 4) {
            const key = [data[i], data[i + 1], data[i + 2], data[i + 3]].join(" ");
            counts.set(key, (counts.get(key) ?? 0) + 1);
          }
          return [...counts].map(([key, count]) => [...key.split(" ").map(Number), count]);
        }"""
    )
    green = [c for c in colours if c[3] > 100 and c[1] > c[0] + 30 and c[1] > c[2] + 20]
    ink = max(green, key=lambda c: c[4])
    # Colours of a canvas are kept multiplied by their opacity: a few steps of 255 come of that.
    like = sum(c[4] for c in green if max(abs(c[i] - ink[i]) for i in range(3)) <= 6)
    assert 0.7 * sum(c[4] for c in green) < like < 0.99 * sum(c[4] for c in green)
    within = sum(c[4] for c in green if c[3] == ink[3])
    assert within > 0.95 * sum(c[4] for c in green)


def test_a_map_opens_on_the_date_that_it_names_and_says_it_in_a_sentence(
    open_page: Open, tmp_path: Path
) -> None:
    path = tmp_path / "opens.html"
    data = small_map(lambda header: header.update(opens="2024-11-30T13:59"))
    path.write_text(page_html(data, title="Opens", language="en"), encoding="utf-8")
    page = open_page(path)
    assert page.evaluate("controlmap.date").startswith("2024-11-30")
    expect(page.locator(".cm-headline")).to_have_text(
        re.compile(r"^Since 26 November 2024, HTS and allies gained .* km² and .*government lost .* km²\.$")
    )
    assert (
        page.locator(".cm-headline").bounding_box()["y"]
        < page.locator(".cm-actors").first.bounding_box()["y"]
    )
