"""Cells between borders of two dates: none that an edit makes is hardly wider than the grid."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit.operations.correct import retract
from controlmap.edit.operations.move_border import Vertex, along_line, with_vertices
from controlmap.edit.operations.reshape import reshape, split
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError
from controlmap.model import ControlState, states_of
from controlmap.plane import cut_ground, slivers, weave
from tests.edit.maps import FIRST, GRID, NOW, after, day, project_of, states_valid
from tests.examples import examples

SIDE = 3000
"""Grid units: on so small a map borders meet, and pass each other by next to nothing, all the time."""
DAYS = st.integers(1, 28)
ALONG = st.integers(0, SIDE)
WORLD = shapely.box(0, 0, SIDE, SIDE)
SCOPES = st.sampled_from(["everywhere", "from", "while"])


def on_the_map(shape):
    return shapely.transform(shape, GRID.to_degrees)


HULLS = (
    st.lists(st.tuples(ALONG, ALONG), min_size=3, max_size=6)
    .map(lambda corners: shapely.convex_hull(shapely.MultiPoint(corners)))
    .filter(lambda hull: hull.area > SIDE**2 / 200)
)
GROUNDS = HULLS.map(on_the_map)
LINES = st.tuples(ALONG, ALONG, st.booleans()).map(
    lambda at: on_the_map(
        shapely.LineString([(at[0], -SIDE), (at[1], 2 * SIDE)])
        if at[2]
        else shapely.LineString([(-SIDE, at[0]), (2 * SIDE, at[1])])
    )
)
SHIFTS = st.tuples(*[st.integers(-SIDE // 20, SIDE // 20)] * 2)


def live(project):
    return [s for layer in project.layers for s in layer.states if s.superseded_at is None]


def hairs(project):
    """The cells of all dates' borders that are narrower than two units of the grid, as texts."""
    cells = cut_ground([state.geometry for state in live(project)], GRID).cells
    return [cell.wkt for cell in cells[slivers(cells)]]


def hairs_by_another_way(project):
    """Widths of cells as GEOS cuts them, in units, that are hairs; it may bend a border by half a unit."""
    lines = shapely.union_all(shapely.boundary([s.geometry for s in live(project)]), grid_size=GRID.size)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    width = 2 * shapely.area(cells) / shapely.length(cells) / GRID.size
    return width[width < 1.5].tolist()


def held(project, on):
    """The area of all that is held at an instant, in square units."""
    return shapely.area([s.geometry for s in states_valid(project, on)]).sum() / GRID.size**2


@st.composite
def maps(draw):
    """A square in pieces, each of which changes hands up to twice."""
    cells = cut_ground([*map(on_the_map, [WORLD, *draw(st.lists(HULLS, max_size=2))])], GRID).cells
    states = []
    for cell in cells:
        changes = sorted(draw(st.sets(st.integers(2, 28), max_size=2)))
        for start, end in pairwise([FIRST, *map(day, changes), None]):
            name, who = f"one-{len(states) + 1:04d}", draw(st.sampled_from(["a", "b", "unknown"]))
            period = {"valid_from": start, "valid_to": end}
            states.append(ControlState(id=name, geometry=on_the_map(cell), controller=who, **period))
    return project_of(one=states)


def edit_of(draw, project):
    """A random edit."""
    kinds = ["transfer", "while", "while", "line", "line", "split", "retract", "drag"]
    kind = draw(st.sampled_from([*kinds, "reshape"] if len(live(project)) > 1 else kinds))
    names = st.sampled_from(sorted(state.id for state in live(project)))
    if kind == "transfer":
        return transfer(
            project, draw(GROUNDS), Control(draw(st.sampled_from("ab"))), on=day(draw(DAYS)), now=NOW
        )
    if kind == "while":
        on, until = sorted(draw(st.sets(DAYS, min_size=2, max_size=2)))
        control = Control(draw(st.sampled_from("ab")))
        return transfer(project, draw(GROUNDS), control, on=day(on), until=day(until), now=NOW)
    if kind == "reshape":
        one, two = draw(st.lists(names, min_size=2, max_size=2, unique=True))
        return reshape(project, one, two, draw(LINES), now=NOW)
    if kind == "line":
        return along_line(project, draw(LINES), on=day(draw(DAYS)), scope=draw(SCOPES), now=NOW)
    if kind == "split":
        return split(project, draw(names), draw(LINES), now=NOW)
    if kind == "retract":
        return retract(project, [draw(names)], now=NOW)
    vertices = sorted({*map(tuple, shapely.get_coordinates([s.geometry for s in live(project)]).tolist())})
    start = draw(st.sampled_from(vertices))
    end = tuple((start + GRID.to_degrees(np.array(draw(SHIFTS)))).tolist())
    return with_vertices(project, [Vertex(start, end)], on=day(draw(DAYS)), scope=draw(SCOPES), now=NOW)


@settings(max_examples=examples(40))
@given(maps().filter(lambda project: not hairs(project)), st.data())
def test_no_edit_leaves_a_cell_that_is_narrower_than_two_units_of_the_grid(world, data):
    for _ in range(data.draw(st.integers(1, 10))):
        try:
            delta = edit_of(data.draw, world)
        except InputError:
            continue
        before, world = world, after(world, delta)
        assert states_of(after(world, ~delta)) == states_of(before)
        assert not hairs(world)
        assert not hairs_by_another_way(world)


def beside_a_corner():
    """A map whose east is one until day 10, and two from then on: their border begins at (600, 600)."""
    west = [(0, 0), (600, 0), (600, 600), (600, 1200), (0, 1200)]
    east = [(600, 0), (1200, 0), (1200, 700), (1200, 1200), (600, 1200), (600, 600)]
    north, south = [(600, 600), *east[2:5]], [*east[:3], (600, 600)]
    spans = [(west, "a", FIRST, None), (east, "b", FIRST, day(10))]
    spans += [(north, "c", day(10), None), (south, "b", day(10), None)]
    return map_of(spans)


def map_of(spans):
    """A map of states, each a ring, who holds it, from when and until when."""
    return project_of(
        one=[
            ControlState(
                id=f"one-{number:04d}",
                geometry=on_the_map(shapely.Polygon(ring)),
                controller=who,
                valid_from=start,
                valid_to=end,
            )
            for number, (ring, who, start, end) in enumerate(spans, 1)
        ]
    )


def test_ground_beside_a_corner_of_other_dates_ends_in_that_corner():
    world = beside_a_corner()
    ground = on_the_map(shapely.Polygon([(500, 497), (700, 697), (1000, 300), (700, 100)]))
    delta = transfer(world, ground, Control("c"), on=day(3), until=day(6), now=NOW)
    now = after(world, delta)
    assert not hairs(now), "it passed the corner three units off, and cut a triangle of 9 square units off"
    (given_away,) = (s for s in live(now) if s.controller == "c" and s.valid_from == day(3))
    corners = shapely.get_coordinates(given_away.geometry) / GRID.size
    assert [600, 600] in np.rint(corners).tolist()
    assert shapely.hausdorff_distance(given_away.geometry, ground) < 4 * GRID.size
    for date in (1, 4, 8, 20):
        assert np.isclose(held(now, day(date)), 1200**2), "what one gains is another's loss"


def test_a_corner_that_is_dragged_by_a_hair_for_some_dates_stays():
    vertices = [Vertex((0.006, 0.006), (0.00601, 0.006))]
    with pytest.raises(InputError, match="no border would move"):
        with_vertices(beside_a_corner(), vertices, on=day(3), scope="while", now=NOW)


def test_a_corner_that_is_dragged_by_a_hair_on_all_dates_moves():
    world = beside_a_corner()
    now = after(world, with_vertices(world, [Vertex((0.006, 0.006), (0.00601, 0.006))], now=NOW))
    assert not hairs(now)
    corners = np.rint(shapely.get_coordinates([s.geometry for s in live(now)]) / GRID.size).tolist()
    assert [601, 600] in corners
    assert [600, 600] not in corners


@pytest.mark.parametrize("wide", [1, 2])
def test_ground_that_is_a_hair_itself_is_none(wide):
    ground = on_the_map(shapely.box(100, 100, 100 + wide, 500))
    with pytest.raises(InputError, match="there is no ground of the map here"):
        transfer(beside_a_corner(), ground, Control("c"), on=day(3), now=NOW)


def test_a_hair_that_stretches_far_from_a_new_border_goes_as_a_whole():
    """Two borders of different dates part at (950, 600), and are four units apart where ground ends."""
    low, high = ([(0, 600), (950, 600), (1200, north)] for north in (600, 620))
    spans = [([(0, 0), (1200, 0), low[2], low[1], low[0]], "a", FIRST, day(10))]
    spans += [([*low, (1200, 1200), (0, 1200)], "b", FIRST, day(10))]
    spans += [([(0, 0), (1200, 0), high[2], high[1], high[0]], "a", day(10), None)]
    spans += [([*high, (1200, 1200), (0, 1200)], "b", day(10), None)]
    world = map_of(spans)
    assert [cell[:7] for cell in hairs(world)] == [], "what is between them is wide further on"
    ground = on_the_map(shapely.box(-10, 300, 1000, 900))
    now = after(world, transfer(world, ground, Control("c"), on=day(12), now=NOW))
    assert not hairs(now)


def test_a_tip_of_ground_that_pokes_over_a_border_of_other_dates_by_a_hair_is_left_out():
    world = beside_a_corner()
    ground = on_the_map(shapely.Polygon([(800, 300), (1000, 300), (902, 655)]))
    now = after(world, transfer(world, ground, Control("c"), on=day(3), until=day(6), now=NOW))
    assert not hairs(now)
    (given_away,) = (s for s in live(now) if s.controller == "c" and s.valid_from == day(3))
    assert shapely.hausdorff_distance(given_away.geometry, ground) < 6 * GRID.size


def test_two_borders_that_part_slowly_and_ground_across_them_where_they_are_next_to_each_other():
    """Both pass by the same point then: two points beside each other would pinch off what lies before."""
    one = on_the_map(shapely.Polygon([(54, 1652), (401, 1323), (401, 1652)]))
    other = on_the_map(shapely.Polygon([(54, 1652), (1398, 362), (54, 362)]))
    ground = on_the_map(shapely.Polygon([(2241, 1195), (1174, 1218), (105, 1436), (159, 1864)]))
    woven, led = weave([one, other], [ground], GRID, within=np.ones(2, dtype=bool), hairless=True)
    cells = cut_ground([*woven, *led], GRID).cells
    assert not slivers(cells).any()


def test_an_edit_far_from_any_corner_leaves_its_ground_as_it_was_drawn():
    world = beside_a_corner()
    ground = on_the_map(shapely.Polygon([(700, 200), (1000, 210), (990, 400)]))
    now = after(world, transfer(world, ground, Control("c"), on=day(3), until=day(6), now=NOW))
    (given_away,) = (s for s in live(now) if s.controller == "c" and s.valid_from == day(3))
    assert shapely.equals_exact(shapely.normalize(given_away.geometry), shapely.normalize(ground), 1e-12)
