"""Moving borders: both sides follow, at all dates of the scope, and nothing else moves."""

import json
import re
from itertools import product
from math import dist
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

import controlmap

from .conftest import Open
from .hands import Hands

pytestmark = pytest.mark.browser

JUNCTION = (36.391048, 35.292675)
BEND = (36.433, 35.297)
INSIDE = (36.384, 35.243)


def live(valley: Path) -> dict[str, shapely.Geometry]:
    """The ground of all states on record, by id."""
    features = json.loads((valley / "valley.geojson").read_text())["features"]
    kept = [f for f in features if f["properties"].get("superseded_at") is None]
    return {f["id"]: shapely.geometry.shape(f["geometry"]) for f in kept}


def points_of(ground: shapely.Geometry) -> set[tuple[float, float]]:
    return {tuple(point) for point in np.round(shapely.get_coordinates(ground), 6).tolist()}


def is_partition(valley: Path) -> bool:
    """Whether nothing overlaps, nothing is missing and there is no sliver, at any date."""
    found = controlmap.open(valley).check().found
    return [one.code for one in found if one.code[:3] in ("CM2", "CM4")] == []


def choose_border(hands: Hands, point: tuple[float, float]) -> None:
    hands.take("b")
    hands.hover(point)
    expect(hands.page.locator(".cm-tip")).to_contain_text("order")
    hands.click(point)


def test_a_border_moves_at_all_its_dates_and_no_date_gains_a_transfer(
    open_editor: Open, valley: Path
) -> None:
    hands = open_editor()
    choose_border(hands, (36.4185, 35.2995))
    before = transfers(valley)
    hands.drag(BEND, (36.433, 35.285))
    # The shoelace says so before the server does, and goes on saying it.
    table = hands.page.locator(".cm-effect-table")
    expect(table).to_contain_text(re.compile(r"3\.\d\skm²"))
    rows = hands.previewed()["by_date"]
    assert [row for row in rows if not row["meant"]] == []
    expect(table).to_contain_text(re.compile(r"3\.\d\skm²"))
    hands.apply()
    assert transfers(valley) == before
    assert is_partition(valley)
    states = live(valley)
    assert [name for name, ground in states.items() if BEND in points_of(ground)] == []
    assert len(followers(states)) >= 2


def transfers(valley: Path) -> set[tuple[str, str]]:
    """Who takes ground from whom at any date."""
    rows = controlmap.open(valley).changes("2024-03-01", "2024-03-20")
    return set(zip(rows["from"], rows["to"], strict=True))


def followers(states: dict[str, shapely.Geometry]) -> list[shapely.Geometry]:
    """States whose outline passes where the border was moved to."""
    near = shapely.Point(36.433, 35.285)
    return [ground for ground in states.values() if shapely.boundary(ground).distance(near) < 1e-3]


def test_all_three_follow_a_junction(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    choose_border(hands, (36.4185, 35.2995))
    hands.drag(JUNCTION, (36.39, 35.295))
    hands.apply()
    assert is_partition(valley)
    moved = [name for name, ground in live(valley).items() if JUNCTION in points_of(ground)]
    assert moved == []


def test_both_sides_get_and_lose_a_vertex(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    choose_border(hands, (36.4185, 35.2995))
    # The middle of a stretch becomes a vertex.
    hands.drag(((36.404 + 36.433) / 2, (35.302 + 35.297) / 2), (36.42, 35.293))
    hands.apply()
    assert is_partition(valley)
    new = [
        name
        for name, g in live(valley).items()
        if shapely.boundary(g).distance(shapely.Point(36.42, 35.293)) < 1e-3
    ]
    assert len(new) >= 2
    choose_border(hands, (36.45, 35.304))
    hands.click(BEND)
    hands.page.get_by_role("button", name="Delete this point").click()
    hands.apply()
    assert is_partition(valley)
    assert [name for name, ground in live(valley).items() if BEND in points_of(ground)] == []


def test_a_stretch_between_two_points_moves_as_one(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    choose_border(hands, (36.4185, 35.2995))
    first, last = (36.404, 35.302), (36.462, 35.309)
    hands.click(first)
    hands.page.keyboard.down("Shift")
    hands.click(last)
    hands.page.keyboard.up("Shift")
    hands.drag(BEND, (36.433, 35.287))
    moved = {tuple(step["from"]): step["to"] for step in (hands.draft or {})["steps"]}
    assert {*moved} == {first, BEND, last}
    assert {(round(to[0] - lon, 3), round(to[1] - lat, 3)) for (lon, lat), to in moved.items()} == {
        (0, -0.01)
    }
    # One step takes all of it back; and a button does what the key does.
    hands.page.keyboard.press("Control+z")
    assert (hands.draft or {})["steps"] == []
    hands.click(first)
    hands.page.get_by_role("button", name="Stretch to the next point clicked").click()
    hands.click(BEND)
    hands.drag(first, (36.404, 35.295))
    assert len((hands.draft or {})["steps"]) == 2
    hands.apply()
    assert is_partition(valley)


def test_a_point_that_goes_further_than_the_map_shows_is_asked_about_once(open_editor: Open) -> None:
    hands = open_editor(width=1440, height=900)
    choose_border(hands, (36.4185, 35.2995))
    box = hands.map.bounding_box()
    assert box
    left, top, right, bottom = (
        box["x"] + 9,
        box["y"] + 9,
        box["x"] + box["width"] - 9,
        box["y"] + box["height"] - 9,
    )
    start = hands.at(BEND)
    corner = max(product((left, right), (top, bottom)), key=lambda there: dist(start, there))
    for answer, steps in (("Put it back", 0), ("It is meant", 1)):
        hands.drag_pixels(start, corner, steps=12)
        hands.page.get_by_role("button", name=answer).click()
        assert len((hands.draft or {})["steps"]) == steps
        expect(hands.page.get_by_text("That point went further")).to_be_hidden()


def test_undoing_a_moved_border_leaves_all_as_it_was_to_the_byte(open_editor: Open, valley: Path) -> None:
    before = (valley / "valley.geojson").read_bytes()
    hands = open_editor()
    choose_border(hands, (36.4185, 35.2995))
    hands.drag(BEND, (36.433, 35.285))
    hands.apply()
    assert (valley / "valley.geojson").read_bytes() != before
    revision = hands.state["project"]["revision"]
    hands.page.get_by_text("Log", exact=True).click()
    hands.page.get_by_role("button", name="Undo the last edit").click()
    hands.until(f"state.project.revision !== '{revision}' && !state.writing")
    assert (valley / "valley.geojson").read_bytes() == before


def test_a_stretch_is_drawn_anew_from_border_to_border(open_editor: Open, valley: Path) -> None:
    hands = open_editor()
    hands.take("b")
    hands.page.get_by_role("button", name="Draw a border anew").click()
    hands.click((36.404, 35.302), (36.42, 35.28), (36.45, 35.285), (36.462, 35.309))
    hands.page.keyboard.press("d")
    hands.page.get_by_label("wherever this border exists").check()
    hands.apply()
    assert is_partition(valley)
    assert hands.holder((36.433, 35.29), "2024-03-01") == hands.holder((36.433, 35.31), "2024-03-01")


def test_the_scope_is_asked_plainly_and_kept_to(open_editor: Open, valley: Path) -> None:
    hands = open_editor("#date=2024-03-09")
    choose_border(hands, (36.369, 35.221))
    hands.drag(INSIDE, (36.392, 35.243))
    hands.page.get_by_label("from 9 March 2024 on").check()
    rows = hands.previewed()["by_date"]
    assert {row["date"] for row in rows} == {"2024-03-09"}
    expect(hands.apply_button).to_have_text("Apply: from 9 March 2024 on")
    hands.apply()
    assert hands.holder((36.388, 35.243), "2024-03-08") == "republic"
    assert hands.holder((36.388, 35.243), "2024-03-09") == "republic"
    assert is_partition(valley)


def test_a_pan_that_starts_on_what_is_not_chosen_pans(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("b")
    before = hands.view
    hands.drag(BEND, (36.4, 35.25))
    assert hands.view != before
    draft = hands.draft
    assert draft
    assert draft["steps"] == []


def test_a_drag_inside_chosen_ground_pans_and_moves_no_ground(open_editor: Open, valley: Path) -> None:
    hands = open_editor(reduced_motion="reduce")  # no pan goes on by itself
    hands.click((36.34, 35.24))
    assert hands.state["chosen"] == ["valley-0002"]
    before = hands.view
    x, y = hands.at((36.34, 35.24))
    hands.drag_pixels((x, y), (x + 80, y + 30))
    moved = [(round(b[0] - a[0]), round(b[1] - a[1])) for a, b in zip(before, hands.view, strict=True)]
    assert moved == [(80, 30), (80, 30)]
    assert hands.state["drawing"] is None


def test_a_press_that_slips_six_pixels_is_a_click(open_editor: Open) -> None:
    hands = open_editor()
    hands.take("p")
    before = hands.view
    x, y = hands.at((36.34, 35.24))
    hands.drag_pixels((x, y), (x + 5, y + 3), steps=2)
    assert len(hands.vertices) == 1
    assert hands.view == before
