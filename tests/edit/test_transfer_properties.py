import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit.delta.effect import effect_of
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.history import precedence
from controlmap.model import states_of
from tests.edit.maps import ACTORS, GRID, NOW, Oracle, after, day, history_of, quads, worlds
from tests.examples import examples

TOUCH = 6 * GRID.size
"""Points nearer to a border than this may lie on either side once it is on the grid."""


@st.composite
def edits(draw):
    on = draw(st.integers(1, 28))
    return {
        "ground": draw(st.one_of(quads(), st.none())),
        "to": draw(st.sampled_from(ACTORS[:3])),
        "on": day(on),
        "until": draw(st.one_of(st.none(), st.integers(on + 1, 30).map(day))),
        "from_controller": draw(st.one_of(st.none(), st.sampled_from(ACTORS))),
    }


def planar_m2(project, on):
    """Area of all that is held at an instant, in square metres of the plane with 1.11 m a grid unit."""
    held = [
        s.geometry
        for layer in project.layers
        for s in layer.states
        if s.valid_from <= on and (s.valid_to is None or on < s.valid_to)
    ]
    return shapely.area(np.array(held, dtype=object)).sum() / GRID.size**2 * 1.11**2


@settings(max_examples=examples(60))
@given(worlds(), st.lists(edits(), min_size=1, max_size=5), st.randoms())
def test_after_any_edits_each_point_is_held_by_whom_the_oracle_says(world, sequence, random):
    points = [(random.random() * 0.012, random.random() * 0.012) for _ in range(60)]
    grounds = [e["ground"] for e in sequence if e["ground"] is not None]
    borders = shapely.union_all(
        [g.boundary for g in [*grounds, *(s.geometry for x in world.layers for s in x.states)]]
    )
    points = [p for p in points if shapely.distance(borders, shapely.Point(p)) > TOUCH]
    oracle = Oracle(world, points)
    areas = {on: planar_m2(world, day(on)) for on in (1, 10, 20, 29)}
    for edit in sequence:
        try:
            delta = transfer(
                world,
                edit["ground"],
                Control(edit["to"]),
                on=edit["on"],
                until=edit["until"],
                from_controller=edit["from_controller"],
                now=NOW,
            )
        except InputError:
            continue
        finally:
            oracle.give(edit["ground"], edit["to"], edit["on"], edit["until"], edit["from_controller"])
        before, world = world, after(world, delta)
        assert states_of(after(world, ~delta)) == states_of(before)
        assert not effect_of(states_of(before), states_of(world), delta, GRID, precedence()).overlaps
    history = history_of(world)
    assert not history.overlaps
    for on in (1, 10, 20, 29):
        held = history.labels(history.state_at(day(on)))
        assert (held["state"] != "").all(), "a hole"
        cells = [history.cell_under(*p) for p in points]
        assert held["controller"].to_numpy()[cells].tolist() == oracle.holders(day(on))
        assert abs(planar_m2(world, day(on)) - areas[on]) < 1e-3
