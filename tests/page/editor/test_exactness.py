"""What is drawn is what is written: no sliver, nothing cut off unsaid, long borders like short ones."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Route, expect

import controlmap

from .conftest import Open, Served
from .test_borders import choose_border, is_partition

pytestmark = pytest.mark.browser

WEST = [(36.32, 35.22), (36.35, 35.22), (36.35, 35.26), (36.32, 35.26)]
NORTH = [(36.404, 35.302), (36.433, 35.297), (36.462, 35.309)]


@pytest.mark.parametrize("tool", ["polygon", "lasso"])
def test_ground_drawn_along_a_border_leaves_no_sliver_at_any_date(
    open_editor: Open, valley: Path, tool: str
) -> None:
    hands = open_editor("#date=2024-03-09")
    south = [(36.455, 35.27), (36.41, 35.265)]
    if tool == "polygon":
        hands.take("p")
        hands.click(NORTH[0], NORTH[2], *south)
        hands.page.keyboard.press("d")
    else:
        hands.take("l")
        hands.stroke([*NORTH, *south])
    hands.say(to="republic")
    hands.apply()
    assert is_partition(valley)
    assert hands.holder((36.43, 35.285), "2024-03-09") == "republic"


def test_what_is_cut_off_is_told_before_it_is_written(open_editor: Open) -> None:
    hands = open_editor("#date=2024-03-09", width=1440, height=900)
    hands.take("p")
    # Half of it lies outside the map; the rest is the league's and the republic's.
    hands.click((36.25, 35.25), (36.35, 35.25), (36.35, 35.32), (36.25, 35.32))
    hands.page.keyboard.press("d")
    hands.say(to="league")
    hands.previewed()
    effect = hands.page.locator(".cm-effect")
    expect(effect).to_contain_text("changes hands")
    expect(effect).to_contain_text("outside")


def test_a_click_on_the_marker_of_an_event_sets_a_vertex(told_valley: Path, open_editor: Open) -> None:
    hands = open_editor()
    expect(hands.page.locator(".cm-event")).to_have_count(1)
    hands.take("p")
    x, y = hands.at((36.34, 35.24))
    hands.page.mouse.click(x, y - 12)
    assert len(hands.vertices) == 1
    expect(hands.page.locator(".leaflet-popup")).to_have_count(0)


def bring_news(valley: Path) -> None:
    """Write an edit that adds borders within West, as somebody in another window does."""
    project = controlmap.open(valley)
    area = "POLYGON ((36.32 35.22, 36.34 35.22, 36.34 35.24, 36.32 35.22))"
    project.apply(project.transfer(area, to="league", on="2024-03-15"))


def test_what_others_write_is_caught_by_a_pointer_that_rests(open_editor: Open, valley: Path) -> None:
    hands = open_editor("#date=2024-03-01")
    hands.take("p")
    hands.hover((36.33, 35.22))
    expect(hands.page.locator(".cm-tip")).to_be_hidden()
    bring_news(valley)
    expect(hands.page.locator(".cm-tip")).to_have_text("Border of another date")


def test_what_is_written_while_the_page_opens_is_on_it(
    browser: Browser, open_editor: Open, served: Served, valley: Path
) -> None:
    context = browser.new_context()

    def write_first(route: Route) -> None:
        bring_news(valley)
        served.shared.refresh()
        route.continue_()

    context.route("**/api/project", write_first, times=1)
    hands = open_editor("#date=2024-03-01", context=context)
    assert len(hands.state["project"]["states"]) > 4
    assert hands.holder((36.335, 35.223), "2024-03-20") == "league"


def test_what_nobody_has_been_shown_is_not_applied(open_editor: Open) -> None:
    held: list[Route] = []
    hands = open_editor("#date=2024-03-09")
    hands.page.route("**/api/preview", lambda route: held.append(route))
    hands.take("p")
    hands.click(*WEST)
    hands.page.keyboard.press("d")
    hands.say(to="league")
    hands.until("state.asking")
    expect(hands.apply_button).to_have_attribute("aria-disabled", "true")
    revision = hands.state["project"]["revision"]
    hands.apply_button.click(force=True)
    assert not hands.state["writing"]
    hands.page.route("**/api/preview", lambda route: route.continue_())
    for route in held:
        route.continue_()
    hands.previewed()
    expect(hands.apply_button).to_have_attribute("aria-disabled", "false")
    assert hands.state["project"]["revision"] == revision


def test_borders_of_other_dates_are_muted_and_cannot_be_gripped(open_editor: Open, valley: Path) -> None:
    bring_news(valley)
    hands = open_editor("#date=2024-03-01")
    hands.until("state.project.states.length > 4")
    hands.take("b")
    hands.hover((36.33, 35.22))
    expect(hands.page.locator(".cm-tip")).to_be_hidden()
    hands.click((36.33, 35.22))
    assert hands.draft
    assert hands.draft["of"] is None
    # For tracing they are there.
    hands.take("p")
    hands.hover((36.33, 35.22))
    expect(hands.page.locator(".cm-tip")).to_have_text("Border of another date")


BORDER = [(36.364546, 35.200709), (36.369, 35.221), (36.384, 35.243), (36.379, 35.262), (36.391, 35.292)]


def waves(start: tuple, end: tuple, count: int) -> list[list[float]]:
    """A wavy line from one point to another, without the two."""
    t = np.arange(1, count) / count
    lon = start[0] + (end[0] - start[0]) * t + 0.0004 * np.sin(60 * np.pi * t)
    lat = start[1] + (end[1] - start[1]) * t
    return np.round(np.column_stack([lon, lat]), 6).tolist()


def make_wavy(valley: Path, count: int) -> None:
    """Give the border between West and Lower Town that many vertices."""
    between = {}
    for start, end in pairwise(BORDER):
        line = waves(start, end, count // (len(BORDER) - 1))
        between[start, end], between[end, start] = line, line[::-1]
    layer = json.loads((valley / "valley.geojson").read_text())
    for feature in layer["features"]:
        [ring] = feature["geometry"]["coordinates"]
        steps = [[list(a), *between.get((tuple(a), tuple(b)), [])] for a, b in pairwise(ring)]
        feature["geometry"]["coordinates"] = [[*(point for step in steps for point in step), ring[0]]]
    (valley / "valley.geojson").write_text(json.dumps(layer))


def test_of_a_border_of_6000_vertices_only_handles_in_view_are_there_200_at_most(
    valley_with_waves: Path, open_editor: Open
) -> None:
    hands = open_editor("#date=2024-03-01&map=13/35.245/36.378")
    choose_border(hands, (36.3815, 35.2525))
    grips = hands.page.evaluate("controlmapEditor.grips()")
    assert 0 < len(grips) <= 200
    grip = grips[len(grips) // 2]
    x, y = hands.at(grip)
    hands.drag_pixels((x, y), (x + 40, y))
    assert hands.draft
    assert len(hands.draft["steps"]) == 1


@pytest.fixture
def valley_with_waves(valley: Path) -> Path:
    make_wavy(valley, 6000)
    return valley


def test_ground_that_would_be_on_no_record_is_told_with_its_days(open_editor: Open) -> None:
    bare = [
        {"since": "2024-03-05", "until": "2024-03-07", "area_km2": 12.5},
        {"since": "2024-03-09", "until": None, "area_km2": 3},
    ]

    def with_gaps(route: Route) -> None:
        answer = route.fetch()
        assert answer.json()["unrecorded"] == []
        route.fulfill(response=answer, json={**answer.json(), "unrecorded": bare})

    hands = open_editor("#date=2024-03-09")
    hands.page.route("**/api/preview", with_gaps)
    hands.take("p")
    hands.click((36.32, 35.22), (36.35, 35.22), (36.35, 35.26))
    hands.page.keyboard.press("d")
    hands.say()
    hands.previewed()
    card = hands.page.locator(".cm-effect")
    expect(card).to_contain_text("Ground that is on no record any more")
    expect(card).to_contain_text("12.5 km², from 5 March 2024 until 7 March 2024")
    expect(card).to_contain_text("3 km², from 9 March 2024 on")
