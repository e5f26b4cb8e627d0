"""What a mapper must be able to do, in Firefox and in WebKit: give ground, move a border, take both back."""

from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page

from tests.webdriver import Window

from .conftest import Served
from .hands import Hands

pytestmark = pytest.mark.browser

WEST = [(36.32, 35.22), (36.35, 35.22), (36.35, 35.26), (36.32, 35.26)]
BEND = (36.433, 35.297)


def open_in(window: Window, served: Served, hash_: str) -> Hands:
    window.goto(f"{served.address}{hash_}", width=1000, height=640)
    window.evaluate("controlmapEditor.ready")
    hands = Hands(cast(Page, window))
    hands.until("state.project !== null")
    return hands


def test_ground_is_given_a_border_moves_and_both_are_taken_back(
    window: Window, served: Served, valley: Path
) -> None:
    before = (valley / "valley.geojson").read_bytes()
    hands = open_in(window, served, "#date=2024-03-09")
    hands.take("p")
    hands.click(*WEST, WEST[0])
    assert hands.closed
    hands.say()
    hands.apply()
    assert hands.holder((36.335, 35.24), "2024-03-09") == "league"
    assert hands.holder((36.335, 35.24), "2024-03-08") == "republic"
    given = (valley / "valley.geojson").read_bytes()
    hands.take("b")
    hands.hover((36.4185, 35.2995))
    hands.click((36.4185, 35.2995))
    hands.drag(BEND, (36.433, 35.285))
    hands.apply()
    assert (valley / "valley.geojson").read_bytes() != given
    for left in (given, before):
        hands.undo()
        assert (valley / "valley.geojson").read_bytes() == left


def test_the_editor_opens_in_arabic(window: Window, served: Served) -> None:
    hands = open_in(window, served, "#date=2024-03-09&lang=ar")
    assert window.evaluate("document.documentElement.dir") == "rtl"
    hands.take("p")
    hands.click(*WEST[:3])
    assert [(round(lon, 2), round(lat, 2)) for lon, lat in hands.vertices] == WEST[:3]
