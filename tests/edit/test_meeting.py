"""Where two edits meet, held against points in space and time that are looked at one by one."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit import Delta, meeting, touched, transfer
from controlmap.edit.operations.transfer import Control
from controlmap.errors import InputError
from controlmap.model import ControlState
from tests.examples import examples

from .maps import ACTORS, GRID, after, day, project_of, quads, states_valid, worlds

DAYS = [day(number) for number in range(1, 31)]


def transfers(project):
    """A delta that gives some ground to somebody for some time; None where there is nothing to give."""

    def made(ground, to, first, last):
        until = None if last > 29 else day(max(last, first + 1))
        try:
            return transfer(project, ground, Control(controller=to), on=day(first), until=until)
        except InputError:
            return None

    return st.builds(made, quads(), st.sampled_from(ACTORS), st.integers(1, 28), st.integers(2, 30))


def said_at(project, points):
    """What is said of points on each day."""
    found = []
    for date in DAYS:
        states = states_valid(project, date)
        inside = [shapely.contains_xy(state.geometry, points) for state in states]
        said = [(s.controller, s.status, s.certainty, s.sources, s.note) for s in states]
        found.append([{said[i] for i in range(len(states)) if inside[i][p]} for p in range(len(points))])
    return found


@settings(max_examples=examples(40))
@given(st.data())
def test_what_two_edits_both_change_is_where_both_change_what_is_said(data) -> None:
    project = data.draw(worlds())
    one, two = data.draw(transfers(project)), data.draw(transfers(project))
    if one is None or two is None:
        return
    worlds_ = [project, after(project, one), after(project, two)]
    points = off_the_borders(worlds_)
    plain, first, second = (said_at(x, points) for x in worlds_)
    met = meeting(touched(one, GRID), touched(two, GRID), GRID)
    for i, date in enumerate(DAYS):
        here = [part.ground for part in met if part.period.start <= date < part.period.end]
        both = [plain[i][p] not in (first[i][p], second[i][p]) for p in range(len(points))]
        assert both == [any(shapely.contains_xy(ground, *point) for ground in here) for point in points]


def off_the_borders(projects):
    """Points that are more than two grid units away from each border, where a vertex may have moved."""
    points = np.random.default_rng(0).integers(0, 1200, (60, 2)) * 1e-5
    states = [state for project in projects for layer in project.layers for state in layer.states]
    borders = shapely.union_all([shapely.boundary(state.geometry) for state in states])
    return points[shapely.distance(borders, shapely.points(points)) > 2e-5]


def test_what_only_moves_a_border_of_records_touches_nothing() -> None:
    """A state that is cut in two along a line says the same of the same ground."""
    square = shapely.box(0, 0, 0.01, 0.01)
    state = ControlState(id="one-0001", geometry=square, controller="a", valid_from=day(1), valid_to=None)
    west = state.model_copy(update={"geometry": shapely.box(0, 0, 0.005, 0.01)})
    east = state.model_copy(update={"id": "one-0002", "geometry": shapely.box(0.005, 0, 0.01, 0.01)})
    before, now = project_of(one=[state]), project_of(one=[west, east])
    split = Delta.between(*({x.id: x.states for x in project.layers} for project in (before, now)))
    assert touched(split, GRID) == []
