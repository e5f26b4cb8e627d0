"""No refusal of an edit, and nothing that one would do, tells an hour that no source gave."""

import json
from collections.abc import Callable

import pytest

from controlmap.api import MapProject, open_map
from controlmap.dates import parse_instant
from controlmap.edit import Delta
from controlmap.edit.delta.conflicts import conflicts_of
from controlmap.edit.delta.placed_state import Placed
from controlmap.edit.operations.stopped import why_not_moved
from controlmap.errors import ControlmapError, OverlapError
from controlmap.history import history_of
from controlmap.model import known_in, states_of, with_states
from controlmap.plane import Stop
from tests.in_order import HOUR, valley_in_order


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> MapProject:
    """The valley with two days of which only the order of changes is known, or the part of the day."""
    return open_map(valley_in_order(tmp_path_factory.mktemp("in order") / "valley"))


REFUSED: dict[str, Callable[[MapProject], object]] = {
    "split after its end": lambda project: project.split("valley-0003", on="2024-03-19"),
    "split before its beginning": lambda project: project.split("valley-0004", on="2024-03-02"),
    "end before the beginning": lambda project: project.correct(
        states=["valley-0004"], until="2024-03-02", certainty="claimed"
    ),
    "a border that crosses another": lambda project: project.move_border(
        vertices=[{"from": [36.462, 35.309], "to": [36.3, 35.1]}], on="2024-03-10"
    ),
    "outside the period": lambda project: project.history().moment("2025-01-01"),
    "two on one ground": lambda project: history_of(_doubled(project)),
}


def _doubled(project: MapProject):
    """The valley in which somebody else claims a state's ground at the same time."""
    (layer,) = project.project.layers
    (one,) = [state for state in layer.states if state.id == "valley-0003"]
    other = one.model_copy(update={"id": "other", "controller": "league"})
    return with_states(project.project, {layer.id: (*layer.states, other)})


@pytest.mark.parametrize("name", REFUSED)
def test_no_refusal_tells_an_hour_that_no_source_gave(valley: MapProject, name: str) -> None:
    with pytest.raises(ControlmapError) as refused:
        REFUSED[name](valley)
    text = f"{refused.value}{json.dumps([str(one) for one in refused.value.args], default=str)}"
    assert HOUR.search(text) is None, text


def test_what_stops_a_border_is_told_without_an_hour(valley: MapProject) -> None:
    states = [*states_of(valley.project)["valley"]]
    stop = Stop("across", (36.5, 35.25), frozenset(range(len(states))))
    for first in range(len(states)):
        told = why_not_moved(stop, states[first:] + states[:first], known_in(valley.project)).message
        assert "(from 2024-" in told
        assert HOUR.search(told) is None, told


def test_what_another_made_already_is_told_without_an_hour(valley: MapProject) -> None:
    (state,) = [one for one in states_of(valley.project)["valley"] if one.id == "valley-0004"]
    new = state.model_copy(update={"id": "new", "valid_from": parse_instant("2024-03-15T19:17")})
    gone = state.model_copy(update={"id": "gone", "controller": "republic"})
    lines = conflicts_of([Placed(0, gone)], [Placed(0, new)], "valley", states_of(valley.project))
    assert any("on 2024-03-09 instead of 2024-03-15" in line for line in lines), lines
    assert HOUR.search(" ".join(lines)) is None, lines


def test_overlaps_that_an_edit_would_make_are_told_without_an_hour(valley: MapProject) -> None:
    before, after = states_of(valley.project), states_of(_doubled(valley))
    with pytest.raises(OverlapError) as refused:
        valley.preview(Delta.between(before, after))
    assert "2024-03-09" in str(refused.value)
    assert HOUR.search(str(refused.value)) is None


def test_what_passes_keeps_its_minute_beside_what_is_told_of_it(valley: MapProject) -> None:
    """By the minute the rows of one day stand in order; told is the day."""

    delta = valley.retract("valley-0004")
    shown = valley.preview(delta)
    assert [row["date"] for row in shown.by_date] == sorted(row["date"] for row in shown.by_date)
    passings = shown.effect.by_date
    assert {(str(one.date), one.known_to, one.told) for one in passings} >= {
        ("2024-03-09T06:17", "order", "2024-03-09")
    }
    assert HOUR.search(json.dumps(shown.to_json())) is None
