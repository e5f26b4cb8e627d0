"""The page of two maps that are held against each other: one, the other, and where they differ."""

from pathlib import Path

import pytest

import controlmap
from controlmap.measure import KINDS
from controlmap.render.comparison import _KINDS
from controlmap.store import init_project

from .conftest import Open


def test_what_the_page_tells_apart_is_what_is_measured() -> None:
    assert _KINDS == KINDS


@pytest.mark.browser
def test_one_map_the_other_and_where_they_differ_stand_under_one_slider(
    open_page: Open, tmp_path: Path
) -> None:
    ours, theirs = (controlmap.open(init_project(tmp_path / name)[0].parent) for name in ("ours", "theirs"))
    source = next(iter(theirs.project.sources))
    theirs.apply(theirs.transfer(area="region:west", to="republic", on="2024-03-12", sources=[source]))
    path = ours.build_comparison(theirs, tmp_path / "both.html", names=("Ours", "Theirs"))
    page = open_page(path, "#date=2024-03-15")
    (row,) = ours.compare(theirs, "2024-03-15").agreement.to_dict("records")
    found = page.evaluate("controlmap.areas('2024-03-15')")
    assert found["compare:differ"] == pytest.approx(row["differ_km2"], abs=1e-3)
    assert found["compare:agree"] == pytest.approx(row["agree_km2"], abs=1e-3)
    views = page.get_by_role("group", name="Which map is shown").get_by_role("button")
    assert views.all_text_contents() == ["Where they differ", "Ours", "Theirs"]
    for view, project in ((1, ours), (2, theirs)):
        views.nth(view).click()
        page.locator(f".cm-views button:nth-child({view + 1})[aria-pressed=true]").wait_for()
        held = page.evaluate("controlmap.areas('2024-03-15')")
        own = project.history().areas_km2("2024-03-15")
        assert {name: held[name] for name in own} == pytest.approx(dict(own), abs=1e-3)
    views.first.click()
    page.locator(".cm-views button:first-child[aria-pressed=true]").wait_for()
    page.get_by_role("button", name="العربية").click()
    assert page.locator(".cm-views button").all_text_contents() == ["أين تختلفان", "Ours", "Theirs"]
