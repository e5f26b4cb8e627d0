"""What the editor is told of an edit tells no hour that no source gave."""

import json
from pathlib import Path

import pytest

from tests.in_order import HOUR, in_order, twice_that_day

from .served import Served, transfer


@pytest.fixture
def valley(valley: Path) -> Path:
    """The valley, of which the order of changes is known alone."""
    in_order(valley, period=True)
    twice_that_day(valley)
    return valley


ACTS = {
    "transfer": transfer(),
    "transfer in order": transfer(on="2024-03-15T19:17", precision="order", to="unknown"),
    "retract": {"kind": "retract", "states": ["valley-0004"]},
    "retract the first": {"kind": "retract", "states": ["valley-0003"]},
    "correct": {"kind": "correct", "states": ["valley-0004"], "certainty": "claimed"},
    "split": {"kind": "split", "state": "valley-0003", "on": "2024-03-19"},
    "merge": {"kind": "merge", "states": ["valley-0003", "valley-0004"]},
}


@pytest.mark.parametrize("name", ACTS)
def test_no_preview_tells_an_hour_that_no_source_gave(served: Served, name: str) -> None:
    shown = served.post("/api/preview", act=ACTS[name], revision=served.revision, who="Ada")
    assert any(shown["features"].values()) or shown["problems"]
    assert HOUR.search(json.dumps(shown)) is None, shown


def test_places_change_hands_on_the_day(served: Served) -> None:
    shown = served.post("/api/preview", act=ACTS["retract"], revision=served.revision)
    assert [(one["on"], one["until"]) for one in shown["places"]] == [("2024-03-09", "2024-03-15")]


def test_what_somebody_else_touched_is_told_by_the_day(served: Served) -> None:
    seen = served.revision
    served.apply(ACTS["correct"], who="Bea", revision=seen)
    shown = served.post("/api/preview", act=ACTS["retract"], revision=seen, who="Ada")
    (conflict, *_) = shown["conflicts"]
    assert conflict["from"] == "2024-03-09"
    assert HOUR.search(json.dumps(shown["conflicts"])) is None
