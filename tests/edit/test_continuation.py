"""Long series of restatements: followed and joined without recursion, and without a search for each."""

import numpy as np
import pytest
import shapely

from controlmap.edit.delta.effect import effect_of
from controlmap.edit.operations import transfer as transfer_module
from controlmap.edit.operations.continuation import joined
from controlmap.edit.operations.cut_out import carve
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.history import precedence
from controlmap.model import ControlState, states_of
from tests.edit.maps import FIRST, GRID, NOW, WORLD, after, project_of

WEST, EAST = shapely.box(0, 0, 0.006, 0.012), shapely.box(0.006, 0, 0.012, 0.012)
MIDDLE = shapely.box(0.003, 0, 0.009, 0.012)
WHERE = {"west": WEST, "east": EAST, "world": WORLD}
DAY = np.timedelta64(1, "D")


def daily(days: int, *grounds_and_turns: tuple[str, str]):
    """A map restated each day: each ground is held by the letters of its turn, one after the other."""
    return project_of(
        one=[
            ControlState(
                id=f"{ground}-{day:05d}",
                geometry=WHERE[ground],
                controller=turn[day % len(turn)],
                valid_from=FIRST + day * DAY,
                valid_to=FIRST + (day + 1) * DAY,
            )
            for day in range(days)
            for ground, turn in grounds_and_turns
        ]
    )


def held_by(project, controller):
    return [s for s in project.layers[0].states if s.controller == controller]


@pytest.fixture
def carvings(monkeypatch):
    """How many states each call of `carve` looked through."""
    calls = []

    def counted(project, *args, **kwargs):
        calls.append(sum(len(layer.states) for layer in project.layers))
        return carve(project, *args, **kwargs)

    monkeypatch.setattr(transfer_module, "carve", counted)
    return calls


def test_1300_days_that_alternate_become_one_state(carvings):
    world = daily(1300, ("west", "ab"), ("east", "ba"))
    given = transfer(world, WEST, Control("c"), on=FIRST, until=FIRST + 1300 * DAY, now=NOW)
    now = after(world, given)
    (whole,) = held_by(now, "c")
    assert (whole.valid_from, whole.valid_to) == (FIRST, FIRST + 1300 * DAY)
    assert shapely.equals(whole.geometry, WEST)
    assert len(held_by(now, "a")) + len(held_by(now, "b")) == 1300
    effect = effect_of(states_of(world), states_of(now), given, GRID, precedence())
    assert sorted(effect.moved_km2) == [("a", "c"), ("b", "c")]
    assert effect.moved_km2["a", "c"] == effect.moved_km2["b", "c"]
    assert not effect.overlaps
    assert len(carvings) == 1


def test_1300_days_that_say_the_same_are_followed_to_the_last_at_once(carvings):
    world = daily(1300, ("west", "a"), ("east", "b"))
    now = after(world, transfer(world, MIDDLE, Control("c"), on=FIRST, now=NOW))
    first, *later = held_by(now, "c")
    assert (first.valid_from, first.valid_to) == (FIRST, FIRST + DAY)
    assert shapely.equals(first.geometry, MIDDLE)
    assert {(s.valid_from, s.valid_to) for s in later} == {(FIRST + DAY, FIRST + 1300 * DAY)}
    assert shapely.equals(shapely.union_all([s.geometry for s in later]), MIDDLE)
    assert {round(s.geometry.area / WORLD.area, 6) for s in held_by(now, "a")} == {0.25}
    assert len(carvings) == 3, "one for the first day, one for each of the two that lose"


def test_ground_is_followed_where_it_is_restated_in_parts_and_no_further_than_it_says_the_same():
    turns = [("world", "a"), ("world", "a")]
    first = daily(1, *turns[:1]).layers[0].states
    parts = [
        s.model_copy(update={"id": f"{s.id}-2", "valid_from": FIRST + DAY, "valid_to": FIRST + 2 * DAY})
        for s in daily(1, ("west", "a"), ("east", "a")).layers[0].states
    ]
    other = daily(1, ("east", "b"), ("west", "a")).layers[0].states
    last = [
        s.model_copy(update={"id": f"{s.id}-3", "valid_from": FIRST + 2 * DAY, "valid_to": None})
        for s in other
    ]
    world = project_of(one=[*first, *parts, *last])
    now = after(world, transfer(world, MIDDLE, Control("c"), on=FIRST, now=NOW))
    taken = {(str(s.valid_from)[:10], round(s.geometry.area / WORLD.area, 6)) for s in held_by(now, "c")}
    assert taken == {("2024-11-01", 0.5), ("2024-11-03", 0.25)}
    assert round(sum(s.geometry.area for s in held_by(now, "b")) / WORLD.area, 6) == 0.5


def test_13000_states_are_joined_in_their_order_and_old_ones_are_left_alone():
    days = daily(13_000, ("west", "a"), ("east", "ab"))
    known = project_of(one=list(days.layers[0].states[:2]))
    shuffled = project_of(one=[*days.layers[0].states[:2], *reversed(days.layers[0].states[2:])])
    now = joined(shuffled, known=known).layers[0].states
    assert [s.id for s in now[:2]] == ["west-00000", "east-00000"]
    (west,) = [s for s in now[2:] if s.id.startswith("west")]
    assert west is now[-1]
    assert (west.id, west.valid_from, west.valid_to) == ("west-00001", FIRST + DAY, FIRST + 13_000 * DAY)
    assert len(now) == 2 + 1 + 12_999
