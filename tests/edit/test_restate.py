"""A restatement changes what differs, and nothing else."""

import numpy as np
import pytest
import shapely

from controlmap.edit.operations import restate as restating
from controlmap.edit.operations.restate import restated
from controlmap.edit.operations.transfer import Control
from controlmap.model import ControlState, states_of, with_states
from tests.edit.maps import project_of
from tests.sketches import areas_from_sketch, middle_of

DAYS = [np.datetime64(f"2024-01-0{n}", "m") for n in range(1, 6)]


def project(sketch: str):
    states = [
        ControlState(id=f"l-{name}", geometry=area, controller=name.lower(), valid_from=DAYS[0],
                     valid_to=None, area=f"Land of {name}", sources=("s",))
        for name, area in areas_from_sketch(sketch).items()
    ]  # fmt: skip
    return project_of(l=states)


def said(sketch: str) -> dict[Control, shapely.Geometry]:
    return {Control(name.lower(), sources=("t",)): area for name, area in areas_from_sketch(sketch).items()}


def restate(found, ground, **when):
    """The edit alone."""
    return restated(found, "l", ground, **when)[0]


def after(found, delta):
    return with_states(found, delta.applied_to(states_of(found)))


def who(found, day, column: int, row: int = 0) -> str | None:
    point = shapely.Point(middle_of(column, row))
    live = [
        s
        for layer in found.layers
        for s in layer.states
        if s.valid_from <= day
        and (s.valid_to is None or day < s.valid_to)
        and shapely.intersects(s.geometry, point)
    ]
    assert len(live) <= 1
    return live[0].controller if live else None


def test_what_is_said_again_changes_nothing():
    there = project("AAB AAB")
    assert not restate(there, said("AAB AAB"), on=DAYS[1])


@pytest.mark.parametrize("sketch", ["ABB AAB", "AAB ACB", "A.B AAB", "AABC AABC", "BBA BBA"])
def test_a_restated_day_is_what_was_said_and_the_day_before_is_as_it_was(sketch):
    there = project("AAB AAB")
    then = after(there, restate(there, said(sketch), on=DAYS[1]))
    rows = sketch.split()
    for row, letters in enumerate(reversed(rows)):
        for column, letter in enumerate(letters):
            assert who(then, DAYS[1], column, row) == (None if letter == "." else letter.lower())
    assert [who(then, DAYS[0], column) for column in range(3)] == ["a", "a", "b"]


def test_ground_that_stays_keeps_its_names_and_sources():
    there = project("AAB")
    then = after(there, restate(there, said("ABB"), on=DAYS[1]))
    kept = [s for s in then.layers[0].states if s.id == "l-B"]
    assert kept[0].area == "Land of B"
    assert kept[0].sources == ("s",)
    fresh = [s for s in then.layers[0].states if s.valid_from == DAYS[1] and s.controller == "b"]
    assert [s.sources for s in fresh] == [("t",)]


def test_an_earlier_day_is_mended_up_to_the_next_one():
    there = project("AAB")
    then = after(there, restate(there, said("ABB"), on=DAYS[1], until=DAYS[2]))
    assert [who(then, day, 1) for day in DAYS[:4]] == ["a", "b", "a", "a"]


def test_days_in_a_row_are_each_what_was_said():
    there = project("AAB AAB")
    days = ["ABB AAB", "ABB ABB", "AAA ABB", "AAB AAB"]
    for day, sketch in zip(DAYS[1:], days, strict=True):
        there = after(there, restate(there, said(sketch), on=day))
    for day, sketch in zip(DAYS[1:], days, strict=True):
        for row, letters in enumerate(reversed(sketch.split())):
            assert [who(there, day, column, row) for column in range(3)] == list(letters.lower())


def test_the_order_of_further_actors_says_nothing():
    """Who has ground jointly is named in the order of a file's rows, and that is another one every day."""
    square = areas_from_sketch("AA AA")["A"]
    one, two = (Control("a", status="joint", others=others) for others in (("b", "c"), ("c", "b")))
    there = project("AA AA")
    then = after(there, restate(there, {one: square}, on=DAYS[1]))
    assert not restate(then, {two: square}, on=DAYS[2])


def test_a_strip_between_borders_of_other_dates_passes_or_is_passed_over_where_it_comes_to_nothing(
    monkeypatch,
):
    """A day whose borders are drawn a few metres off is taken, even if they are led along others by turns."""

    def polygon(*vertices):
        return shapely.Polygon(np.array(vertices) / 1e5)

    line = [(0, 0), (630, -427), (1096, -748), (1157, -792), (1196, -820)]
    rest = [(1206, -827), (1206, -830), (-65, -830), (-65, 41)]
    crossing = [(1096, -748), (1064, -785), (1025, -830), (116, -830), (147, -806), (449, -569), (593, -456)]
    beyond = [(858, -248), (895, -219), (915, -203), (978, 45), (1206, 45), (1206, -621)]
    earlier = {
        "b": polygon(*crossing, line[1], *beyond),
        "c": polygon((0, 0), (26, -143), (-65, -54), (-65, 45), (-8, 45)),
    }
    there = project_of(
        l=[
            *(
                ControlState(id=f"l-{name}", geometry=area, controller=name, valid_from=DAYS[0],
                             valid_to=DAYS[1], sources=("s",))
                for name, area in earlier.items()
            ),
            ControlState(id="l-a", geometry=polygon((-55, 35), *line, *rest), controller="a",
                         valid_from=DAYS[1], valid_to=None, sources=("s",)),
        ]
    )  # fmt: skip
    strip, without = polygon((-55, 35), *line), polygon((-55, 35), line[-1], *rest)
    told = {Control("a", sources=("t",)): without, Control("c", sources=("t",)): strip}
    then = after(there, restate(there, told, on=DAYS[2]))
    for control, ground in told.items():
        now = [s for s in then.layers[0].states if s.controller == control.controller and s.valid_to is None]
        held = shapely.union_all([state.geometry for state in now])
        # Nowhere wider than two units, along a border of some 1,500.
        assert shapely.symmetric_difference(held, ground).buffer(-1e-5).is_empty
    monkeypatch.setattr(restating, "_at_once", lambda *given: None)
    assert not restate(there, told, on=DAYS[2])
