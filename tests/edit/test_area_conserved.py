"""What an edit must leave alone: the area of every actor at any time that the edit does not speak of."""

import random
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.history import Ground, build_history
from controlmap.plane.area_balance import along, balanced
from controlmap.store import open_project
from tests.edit.maps import ACTORS, GRID, NOW, after, day, history_of, quads, worlds
from tests.edit.maps import states_valid as valid
from tests.examples import examples

UNIT_M2 = 1.113**2
"""A square unit of the grid at the equator, where these maps lie."""
ROUNDING_M2 = 4 * UNIT_M2
"""What may be left where borders are too close for the exact remedy. On a map's usual grid it is 0.05 m²."""
DATES = (1, 5, 10, 15, 20, 25, 29)


def areas_m2(project, on):
    """Area of each actor's polygons as they are written, in square metres of the plane."""
    held = dict.fromkeys(ACTORS, 0.0)
    for state in valid(project, on):
        held[state.controller] += state.geometry.area / GRID.size**2 * UNIT_M2
    return np.array(list(held.values()))


@settings(max_examples=examples(40), derandomize=True)
@given(
    worlds(),
    st.lists(
        st.tuples(quads(), st.sampled_from(ACTORS[:3]), st.sets(st.integers(2, 28), min_size=2, max_size=2)),
        min_size=1,
        max_size=4,
    ),
)
def test_a_transfer_for_a_while_changes_no_actors_area_at_any_other_time(world, edits):
    for ground, to, period in edits:
        on, until = sorted(period)
        try:
            delta = transfer(world, ground, Control(to), on=day(on), until=day(until), now=NOW)
        except InputError:
            continue
        before, world = world, after(world, delta)
        old, new = history_of(before), history_of(world)
        for date in DATES:
            if not on <= date < until:
                assert np.abs(areas_m2(world, day(date)) - areas_m2(before, day(date))).max() < ROUNDING_M2
                was, now = (dict(history.areas_km2(day(date))) for history in (old, new))
                assert all(abs(now.get(a, 0) - was.get(a, 0)) < ROUNDING_M2 / 1e6 for a in ACTORS)
            assert abs(areas_m2(world, day(date)).sum() - areas_m2(before, day(date)).sum()) < ROUNDING_M2


GEODATA = Path(__file__).parents[2] / "geodata"


@pytest.mark.parametrize("seed", range(3))
def test_on_the_shipped_map_not_a_tenth_of_a_square_metre_changes_at_other_times(seed):
    project = open_project(GEODATA)
    chance = random.Random(seed)
    start, end = project.settings.period.start, project.settings.period.end
    dates = np.arange(start, end, np.timedelta64(1, "D"))
    before = shipped_areas(project, dates)
    for _ in range(6):
        on, until = sorted(chance.sample(range(1, len(dates)), 2))
        try:
            control = Control(chance.choice(project.settings.actors).id)
            delta = transfer(project, patch_of(project, chance), control, on=dates[on], until=dates[until])
        except InputError:
            continue
        now = shipped_areas(after(project, delta), dates)
        same = [i for i in range(len(dates)) if not on <= i < until]
        assert np.abs(now[same] - before[same]).max() < 0.1
        assert np.abs(now.sum(axis=1) - before.sum(axis=1)).max() < 0.1, "the whole map, at any time"


def shipped_areas(project, dates):
    """Area in m² by date and actor."""
    grounds = [Ground(x.id, x.states, x.extent_lonlat) for x in project.layers]
    history = build_history(
        grounds, grid=project.grid, start=dates[0], end=dates[-1] + np.timedelta64(1, "D")
    )
    actors = [actor.id for actor in project.settings.actors]
    held = [dict(history.areas_km2(date)) for date in dates]
    return np.array([[areas.get(actor, 0) * 1e6 for actor in actors] for areas in held])


def patch_of(project, chance):
    """A random pentagon of 2 to 40 km that lies over some layer, across its outer border at times."""
    layer = chance.choice(project.layers)
    west, south, east, north = shapely.total_bounds([s.geometry for s in layer.states])
    x, y, size = chance.uniform(west, east), chance.uniform(south, north), chance.choice((0.01, 0.05, 0.2))
    corners = [(x + chance.uniform(-size, size), y + chance.uniform(-size, size)) for _ in range(5)]
    return project.grid.snap(shapely.convex_hull(shapely.MultiPoint(corners)))


units = st.tuples(st.integers(-5000, 5000), st.integers(-5000, 5000))


@given(units, units, st.lists(st.floats(0.01, 0.99), min_size=1, max_size=3), st.booleans())
def test_a_balanced_border_goes_where_it_went_and_encloses_nothing(one, two, shares, hemmed):
    start, end = np.array(min(one, two)), np.array(max(one, two))
    inner = [np.rint(start + share * (end - start)).astype(int) for share in sorted(shares)]
    way = along(np.array([start, *inner, end]), start, end)
    if np.abs(end - start).max() < 300 or len(way) < 3:
        return
    # A second border from the turned point of the first vertex, across, to be in its way.
    turned = start + end - inner[0]
    beside = [[*turned, *(turned + (end - start)[::-1] * (-1, 1))]] if hemmed else []
    segments = np.array([[*start, *end], *beside])
    (found,) = balanced([way], segments)
    line = shapely.LineString([start, end])
    assert {tuple(p) for p in way.tolist()} <= {tuple(p) for p in found.tolist()}
    assert shapely.distance(shapely.points(found.astype(float)), line).max() <= 0.5**0.5
    assert abs(double_area(found)) <= (abs(double_area(way)) if hemmed else 0)
    ordered = ((found - start) * (end - start)).sum(axis=1)
    assert (np.diff(ordered) >= 0).all()


def test_where_another_border_is_in_the_way_a_square_unit_is_left():
    start, vertex, end = np.array([[0, 0], [701, 173], [4000, 990]])
    turned = end - vertex
    segments = np.array([[*start, *end], [*turned, *(turned + np.array([-100, 400]))]])
    (found,) = balanced([np.array([start, vertex, end])], segments)
    assert tuple(turned) not in {tuple(p) for p in found.tolist()}
    assert abs(double_area(np.array([start, vertex, end]))) > 1000
    assert abs(double_area(found)) <= 2


def double_area(way):
    x, y = (way - way[0]).T
    return (x[:-1] * y[1:] - x[1:] * y[:-1]).sum()
