"""Borders that move: along a line, by their vertices, made simpler; on all dates, from one, for a while."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit import Editing, effect_of
from controlmap.edit.operations.move_border import _border
from controlmap.errors import InputError
from controlmap.history import precedence
from controlmap.model import ControlState, states_of
from controlmap.store import open_project
from tests.edit.maps import GRID, after, day, project_of, states_valid, worlds
from tests.edit.moves import Chooser, Known, Move, dense_series, tried
from tests.examples import examples
from tests.sketches import areas_from_sketch

GEODATA = Path(__file__).parents[2] / "geodata"
TILE = shapely.box(36.9, 36.05, 37.35, 36.4)
EVERYWHERE = shapely.box(-180, -90, 180, 90)
"""Around Aleppo, where borders of many dates lie together."""


def state(name, ground, controller, start=1, end=None):
    until = None if end is None else day(end)
    return ControlState(
        id=f"one-{name}", geometry=ground, controller=controller, valid_from=day(start), valid_to=until
    )


def three():
    """A west of B over C, which meet in one point; B falls to A on day 10, and C to B on day 20."""
    area = areas_from_sketch("AABB AABB AACC AACC")
    return project_of(
        one=[
            state("west", area["A"], "a"),
            state("north", area["B"], "b", end=10),
            state("north-2", area["B"], "a", start=10),
            state("south", area["C"], "c", end=20),
            state("south-2", area["C"], "b", start=20),
        ]
    )


JUNCTION = (0.002, 0.002)


def moved(world, *args, **how):
    delta = Editing(world).move_border(*args, **how)
    return after(world, delta), delta


@pytest.mark.parametrize(("before", "behind"), [(0, 0), (1, 0), (0, 1), (2, 1), (1, 3)])
def test_a_border_that_ends_elsewhere_on_the_edge_of_the_map_goes_there_along_the_edge(before, behind):
    """West and east meet from (400, 0) to (400, 900); there are vertices on the edge each hundred units."""
    seen = [state("w", units_box(0, 0, 400, 900), "a"), state("e", units_box(400, 0, 900, 900), "b")]
    south = [(400 - 100 * i, 0) for i in range(before, 0, -1)]
    north = [(400 + 100 * i, 900) for i in range(1, behind + 1)]
    inner = [(400, 0), (400, 300), (400, 600), (400, 900)]
    old = [*south, *inner, *north]
    new = [old[0], (350, 450), old[-1]]
    found = _border(old, new, seen, GRID)
    assert points_of(found.old) == inner
    assert points_of(found.new) == [
        *[(400 - 100 * i, 0) for i in range(before)],
        *new,
        *[(400 + 100 * i, 900) for i in range(behind)][::-1],
    ]


def units_box(*bounds: int) -> shapely.Geometry:
    return shapely.transform(shapely.box(*bounds), GRID.to_degrees)


def points_of(line_lonlat: shapely.Geometry) -> list[tuple[int, int]]:
    return [(x, y) for x, y in GRID.to_units(shapely.get_coordinates(line_lonlat)).tolist()]


def grounds(world):
    return {s.id.removeprefix("one-"): s.geometry for layer in world.layers for s in layer.states}


def vertices(world, name):
    return {tuple(round(x, 5) for x in xy) for xy in shapely.get_coordinates(grounds(world)[name]).tolist()}


def rows(world, delta):
    effect = effect_of(states_of(world), states_of(after(world, delta)), delta, GRID, precedence())
    return [(str(r.date), r.loser, r.gainer, np.sign(r.area_km2), r.meant) for r in effect.by_date]


def test_a_junction_is_dragged_and_all_five_states_that_meet_in_it_on_some_date_follow():
    world, _ = moved(three(), vertices=[(JUNCTION, (0.0024, 0.0021))])
    for name in ("west", "north", "north-2", "south", "south-2"):
        assert (0.0024, 0.0021) in vertices(world, name), name
        assert JUNCTION not in vertices(world, name), name


def test_a_border_that_moves_everywhere_changes_no_transfer_but_its_size():
    line = "LINESTRING (0.002 0.002, 0.0025 0.0025, 0.0025 0.0035, 0.002 0.004)"
    world = three()
    _, delta = moved(world, line)
    assert rows(world, delta) == [
        ("2024-11-01", "b", "a", 1, True),
        ("2024-11-10", "b", "a", -1, True),
    ]


def test_a_border_that_moves_from_a_date_on_says_which_later_transfer_it_displaces():
    world = three()
    line = "LINESTRING (0.002 0.002, 0.0025 0.0025, 0.0025 0.0035, 0.002 0.004)"
    now, delta = moved(world, line, on="2024-11-05", scope="from")
    assert rows(world, delta) == [
        ("2024-11-05", "b", "a", 1, True),
        ("2024-11-10", "b", "a", -1, False),
    ]
    before = [s.geometry for s in states_valid(now, day(4))]
    assert before == [s.geometry for s in states_valid(world, day(4))]


def test_a_border_that_moves_while_two_states_stand_says_what_it_invents_when_they_end():
    world = three()
    line = "LINESTRING (0.002 0.002, 0.0025 0.0015, 0.0025 0.0005, 0.002 0)"
    _, delta = moved(world, line, on="2024-11-05", scope="while")
    assert rows(world, delta) == [
        ("2024-11-01", "c", "a", 1, True),
        ("2024-11-20", "a", "b", 1, False),
        ("2024-11-20", "c", "b", -1, False),
    ]


def test_a_vertex_that_is_put_in_or_taken_out_is_so_for_all_who_share_the_border():
    world, _ = moved(three(), vertices=[{"from": None, "to": (0.002, 0.0035)}])
    sharing = ("west", "north", "north-2")
    assert all((0.002, 0.0035) in vertices(world, name) for name in sharing)
    assert not any((0.002, 0.0035) in vertices(world, name) for name in ("south", "south-2"))
    back, delta = moved(world, vertices=[((0.002, 0.0035), None)])
    assert not any((0.002, 0.0035) in vertices(back, name) for name in sharing)
    assert {p.state.id for p in delta.removed["one"]} == {f"one-{name}" for name in sharing}


def test_a_point_between_two_vertices_is_dragged_by_a_new_vertex():
    world, _ = moved(three(), vertices=[((0.002, 0.0036), (0.0017, 0.0036))])
    assert all((0.0017, 0.0036) in vertices(world, name) for name in ("west", "north", "north-2"))


def test_a_border_is_made_simpler_but_for_its_junctions():
    line = "LINESTRING (0.002 0.004, 0.00205 0.0035, 0.00203 0.003, 0.002 0.002)"
    bent, _ = moved(three(), line)
    assert (0.00203, 0.003) in vertices(bent, "north")
    world, _ = moved(bent, tolerance_m=20, at=(0.00204, 0.00325))
    assert vertices(world, "north") == vertices(three(), "north") - {(0.002, 0.003)}


def test_of_an_older_border_that_hangs_on_the_line_what_is_beyond_is_cut_off_or_led_on():
    """On day 10 the border between north and south moved up: each meets the west at its own place."""
    area = areas_from_sketch("AABB AABB AACC AACC")
    low = shapely.box(0.002, 0, 0.004, 0.003)
    high = shapely.box(0.002, 0.003, 0.004, 0.004)
    world = project_of(
        one=[
            state("west", area["A"], "a"),
            state("north", area["B"], "b", end=10),
            state("south", area["C"], "c", end=10),
            state("north-2", high, "b", start=10),
            state("south-2", low, "c", start=10),
        ]
    )
    for west, kept in (("0.0015", 1), ("0.0025", 1)):
        line = f"LINESTRING (0.002 0, {west} 0.001, {west} 0.0035, 0.002 0.004)"
        now, delta = moved(world, line)
        for date in (5, 15):
            parts = [s.geometry for s in states_valid(now, day(date))]
            assert sum(shapely.area(part) for part in parts) == pytest.approx(0.004**2)
            assert shapely.area(shapely.union_all(parts)) == pytest.approx(0.004**2)
            assert len(shapely.get_parts(parts)) == 3 * kept
        found = {(r[1], r[2]) for r in rows(world, delta) if r[0] == "2024-11-10"}
        assert found <= {("b", "c")}


@pytest.mark.parametrize(
    "line",
    ["LINESTRING (0.003 0, 0.0027 0.001, 0.002 0.002)", "LINESTRING (0.002 0.002, 0.0027 0.001, 0.003 0)"],
)
def test_a_border_that_ends_on_the_edge_of_the_map_moves_along_it_from_whichever_end_it_is_drawn(line):
    """As a front moves as a whole: its ends too, and the edge keeps its vertices."""
    world, _ = moved(three(), line, at=(0.002, 0.0015))
    assert vertices(world, "south") >= {(0.003, 0), (0.0027, 0.001), (0.002, 0.002), (0.004, 0)}
    assert (0.002, 0) not in vertices(world, "south")
    assert vertices(world, "west") >= {(0.002, 0), (0.003, 0), (0.0027, 0.001), (0.002, 0.002)}
    assert sum(shapely.area(s.geometry) for s in states_valid(world, day(5))) == pytest.approx(0.004**2)


@pytest.mark.parametrize("off", [-5e-5, 0, 5e-5])
@pytest.mark.parametrize("turned", [1, -1])
def test_an_end_that_is_drawn_a_few_metres_off_the_border_is_meant_to_be_on_it(off, turned):
    points = [(0.002 + off, 0.0004), (0.0025, 0.001), (0.002 + off, 0.0016)]
    world, _ = moved(three(), shapely.LineString(points[::turned]))
    new = {name: vertices(world, name) - vertices(three(), name) for name in ("west", "south")}
    assert new["west"] == new["south"] == {(0.002, 0.0004), (0.0025, 0.001), (0.002, 0.0016)}


REFUSED = {
    "off the border": (
        {"vertices": [((0.001, 0.001), (0.002, 0.001))]},
        r"the point lies 111 m from the nearest border, at 0.001, 0.001\n  The nearest point of a border is",
    ),
    "line off the border": (
        {"line": "LINESTRING (0.0005 0.001, 0.001 0.001)"},
        r"the line ends 56 m from the nearest border, at 0.0005, 0.001",
    ),
    "one end only": (
        {"line": "LINESTRING (0.002 0.001, 0.001 0.001)"},
        r"the line meets the border in one place only",
    ),
    "edge": ({"vertices": [((0, 0.004), (0.0005, 0.004))]}, "the border is the edge of the map at"),
    "junction taken out": (
        {"vertices": [(JUNCTION, None)]},
        r"several borders meet in the vertex at .* \(3\)",
    ),
    "nothing taken out": ({"vertices": [((0.002, 0.0035), None)]}, "there is no vertex to take out at"),
    "crosses itself": (
        {"line": "LINESTRING (0.002 0.001, 0.001 0.0015, 0.001 0.001, 0.0015 0.0015, 0.002 0.0018)"},
        "the line crosses or touches itself at 0.00133333, 0.00133333",
    ),
    "there already": ({"line": "LINESTRING (0.002 0.001, 0.002 0.003)"}, "the border runs there already"),
    "swallowed": (
        {"line": "LINESTRING (0.002 0.002, 0.004 0.002, 0.004 0.004, 0.002 0.004)", "at": (0.002, 0.003)},
        r"all ground between two borders would go, at 0.003\d+, 0.00\d+: that of one-north \(from 2024-11-01",
    ),
    "over another vertex": (
        {"vertices": [(JUNCTION, (0.0045, 0.002))]},
        "would cross itself|edge of the map",
    ),
    "no way to move": ({}, "move_border takes one of line, vertices and tolerance_m"),
    "no date": ({"vertices": [(JUNCTION, (0.0021, 0.002))], "scope": "from"}, "needs a date"),
    "no scope": (
        {"vertices": [(JUNCTION, (0.0021, 0.002))], "scope": "always"},
        "there is no scope 'always'",
    ),
    "no point": ({"vertices": [((1,), (2, 3))]}, "a point is a longitude and a latitude"),
    "no pair": ({"vertices": [(None, None)]}, "a vertex is given by two points"),
    "no border meant": ({"tolerance_m": 5}, "say which border"),
    "no tolerance": ({"tolerance_m": -5, "at": (0.002, 0.003)}, "a tolerance of -5 m is not between"),
    "simple already": ({"tolerance_m": 5, "at": (0, 0.003)}, "no vertex lies within 5 m"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_moved_is_refused_with_the_place(case):
    asked, words = REFUSED[case]
    with pytest.raises(InputError, match=words):
        moved(three(), **asked)


def test_a_border_that_would_run_over_one_of_another_date_is_refused_and_may_move_for_a_while():
    """The front moves east on day 10; the old one may not be drawn beyond the new one on all dates."""
    first, then = areas_from_sketch("ABBB ABBB"), areas_from_sketch("AABB AABB")
    world = project_of(
        one=[
            state("west", first["A"], "a", end=10),
            state("east", first["B"], "b", end=10),
            state("west-2", then["A"], "a", start=10),
            state("east-2", then["B"], "b", start=10),
        ]
    )
    line = "LINESTRING (0.001 0, 0.003 0.0005, 0.003 0.0015, 0.001 0.002)"
    with pytest.raises(InputError, match=r"another border is in the way at 0.0\d+, 0.0\d+: behind it lies"):
        moved(world, line, on="2024-11-05")
    _, delta = moved(world, line, on="2024-11-05", scope="while")
    assert ("2024-11-10", "a", "b", 1, False) in rows(world, delta), "it invents a withdrawal"


def test_undoing_a_move_gives_the_files_back_to_the_byte(valley):
    project = Editing(open_project(valley))
    layers = {path: path.read_bytes() for path in valley.glob("*.geojson")}
    asked: list[dict[str, Any]] = [{"scope": "everywhere"}, {"scope": "from", "on": "2024-03-05"}]
    for how in asked:
        project.apply(project.move_border("LINESTRING (36.404 35.302, 36.433 35.282, 36.462 35.309)", **how))
        assert {path: path.read_bytes() for path in layers} != layers
        project.undo()
        assert {path: path.read_bytes() for path in layers} == layers


def checked(known, chooser, count, seed, slack=0, tries=1000, inside=EVERYWHERE):
    """Try moves inside an area until some have been made, and hold each to all that it must keep."""
    chance, done = np.random.default_rng(seed), 0
    for move in islice(chooser.moves(), tries):
        if not shapely.covers(inside, shapely.envelope(move.reach)):
            continue
        west, south, east, north = shapely.bounds(move.reach).tolist()
        points = np.column_stack([chance.uniform(west, east, 30), chance.uniform(south, north, 30)])
        try:
            delta = tried(known, move)
        except InputError:
            continue
        known.assert_kept(move, delta, points, slack=slack)
        done += 1
        if done == count:
            return


def test_moves_in_a_dense_series_keep_the_partition_of_each_date_and_all_other_borders():
    series = dense_series(dates=12, vertices=60)
    checked(Known(series), Chooser(series, 5, 0.004), 25, 5)


def test_moves_on_the_shipped_map_keep_the_partition_of_each_date_and_all_other_borders():
    tile = shipped_tile()
    checked(Known(tile), Chooser(tile, 7, 0.006), 12, 7, slack=SLACK, inside=TILE)


def test_a_vertex_that_comes_of_cutting_goes_to_the_neighbours_of_later_dates_too():
    """Else a strip of a tenth of a metre lies open from 1 December on, over 300 m."""
    tile = strip_south_of_aleppo()
    west = (37.194334, 36.201723), (37.196441, 36.200919), (37.200296, 36.183566)
    line = shapely.LineString([*west, (37.189678, 36.189709), (37.180504, 36.192838)])
    asked = {"line": line, "at": (37.1945585, 36.2007115), "on": np.datetime64("2024-11-29"), "scope": "from"}
    move, known = Move(asked, line), Known(tile)
    now = after(tile, tried(known, move))
    assert [known.twice_held(now, date) for date in known.dates] == known.held


SLACK = 400
"""Square units of 1e-6 degrees, two square metres: where two states of the shipped map share a border, but
not its vertices, a vertex that both get bends one of them."""


def strip_south_of_aleppo():
    """Ground of the shipped map as it was drawn once: on maps drawn since, no border lies just so."""
    told = json.loads((Path(__file__).parent / "strip_south_of_aleppo.json").read_text(encoding="utf-8"))
    project = open_project(GEODATA)
    layers = (
        replace(layer, states=tuple(map(_state, told.get(layer.id, []))), extent_lonlat=None)
        for layer in project.layers
    )
    return replace(project, layers=tuple(layers), places={}, reports=(), events=(), story=())


def _state(said):
    ground = shapely.from_wkt(said["ground"])
    return ControlState(geometry=ground, **{key: value for key, value in said.items() if key != "ground"})


def shipped_tile():
    project = open_project(GEODATA)
    layers = (
        replace(layer, states=tuple(s for s in layer.states if shapely.intersects(s.geometry, TILE)))
        for layer in project.layers
    )
    return replace(project, layers=tuple(layers))


@settings(max_examples=examples(60))
@given(worlds(), st.integers(0, 2**16))
def test_any_move_of_any_border_keeps_the_partition_of_each_date(world, seed):
    chooser = Chooser(world, seed, 0.002)
    if chooser.has_borders:
        checked(Known(world), chooser, 2, seed, tries=6)
