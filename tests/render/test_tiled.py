"""Tiled maps: each tile is whole in itself, fits its neighbours, and says of points what the history says."""

from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.history import Ground, History, build_history
from controlmap.measure import fronts as fronts_at
from controlmap.model import UNKNOWN, Place, Project
from controlmap.plane import Grid
from controlmap.render.tiled import ledger, levels, overview, tiled_payload, told
from controlmap.render.tiled.borders import Borders, snapped
from controlmap.render.tiled.chained import chained
from controlmap.render.tiled.edges import cut_at_edges, edge_sides, tiles_of
from tests.benchmarks.sweep import Sweep, sweep_map
from tests.examples import examples
from tests.sketches import state

from . import tiles_reader as reader
from .payload_reader import read_payload, runs

sweeps = st.builds(
    Sweep,
    side=st.integers(1, 9),
    days=st.integers(2, 12),
    degrees=st.integers(1, 3),
    ragged=st.sampled_from([0, 0.2]),
    seed=st.integers(0, 10_000),
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("sweep") / "valley"


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch) -> None:
    """Let a map of few borders have several levels."""
    monkeypatch.setattr(levels, "MOST_SEGMENTS", 12)
    monkeypatch.setattr(levels, "DEEPEST", 4)
    monkeypatch.setattr(overview, "FINEST_STEPS", 16)


def made(plan: Sweep, scratch: Path) -> tuple[History, dict, dict[str, list[int]], bytes]:
    project, history = sweep_map(plan, scratch)
    return (history, *written(project, history))


def written(project: Project, history: History) -> tuple[dict, dict[str, list[int]], bytes]:
    file: list[bytes] = []
    payload, _ = tiled_payload(project, history, file.append)
    return (*read_payload(payload), b"".join(file))


def middles(history: History, count: int = 60) -> list[tuple[float, float]]:
    """Points in grid units, some of them outside."""
    random = np.random.default_rng(len(history.cells))
    xy = history.topology.arc_xy
    low, high = xy.min(axis=0) - 500, xy.max(axis=0) + 500
    return [tuple(point) for point in random.uniform(low, high, (count, 2)).tolist()]


@settings(max_examples=examples(25))
@given(sweeps)
def test_what_a_tile_says_of_a_point_is_what_the_history_says(scratch, plan):
    history, header, page_sections, file = made(plan, scratch)
    told = header["tiles"]
    tiles = reader.tiles_of(file, told["facts"], page_sections["page_bytes"])
    size = history.grid.size
    for x, y in middles(history):
        place = tuple(
            int((at - corner + 0.5) // told["facts"]["span"])
            for at, corner in zip((x, y), told["corner"], strict=True)
        )
        cell = history.cell_under(x * size, y * size)
        if place not in tiles:
            assert cell < 0
            continue
        found, head, sections = reader.fact(tiles[place], x, y)
        if near_a_border(history, x, y):
            continue  # cell_under asks at the nearest grid point
        assert (found < 0) == (cell < 0)
        if cell < 0:
            continue
        spells = history.spell_cell == cell
        dates = runs(sections["spell_counts"], sections["spell_dates"])[found]
        states = runs(sections["spell_counts"], sections["spell_states"])[found]
        assert dates == np.searchsorted(history.dates, history.spell_start[spells]).tolist()
        said = [row(head["states"]["id"], state) for state in states]
        assert said == [history.states[state].id for state in history.spell_state[spells]]


def near_a_border(history: History, x: float, y: float) -> bool:
    around = [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    size = history.grid.size
    return len({history.cell_under(a * size, b * size) for a, b in around}) > 1


@settings(max_examples=examples(25))
@given(sweeps)
def test_every_ground_in_every_tile_is_closed_and_fits_that_beyond(scratch, plan):
    _, header, sections, file = made(plan, scratch)
    for level in header["tiles"]["levels"]:
        tiles = {
            place: reader.read_tile(data)
            for place, data in reader.tiles_of(file, level, sections["page_bytes"]).items()
        }
        for (column, row), tile in tiles.items():
            assert reader.open_ends(tile, level["span"]) == {}
            beyond = tiles.get((column + 1, row)), tiles.get((column, row + 1))
            for side, other in zip((1, 3), beyond, strict=True):
                assert along(tile, side) == (along(other, side - 1) if other else [])


def along(tile: reader.Tile, side: int) -> list[tuple[int, int, int]]:
    return sorted((start, end, tile.grounds[ground]) for at, start, end, ground in tile.sides if at == side)


@settings(max_examples=examples(25))
@given(sweeps)
def test_the_finest_level_draws_what_the_history_has_there(scratch, plan):
    history, header, page_sections, file = made(plan, scratch)
    told = header["tiles"]
    if not told["levels"]:
        return
    finest = told["levels"][-1]
    tiles = reader.tiles_of(file, finest, page_sections["page_bytes"])
    for x, y in middles(history):
        if near_a_border(history, x, y):
            continue
        local = [at - corner for at, corner in zip((x, y), told["corner"], strict=True)]
        place = tuple(int((at + 0.5) // finest["span"]) for at in local)
        cell = history.cell_under(x * history.grid.size, y * history.grid.size)
        if place not in tiles:
            assert cell < 0
            continue
        tile = reader.read_tile(tiles[place])
        half = [2 * at - (2 * finest["span"] * own - 1) for at, own in zip(local, place, strict=True)]
        ground = reader.beside(reader.lines_of(tile, finest["span"]), *half, 2 * finest["span"])
        assert (-1 if ground is None else ground) >= 0 or cell < 0
        if cell >= 0:
            told_here = [(date, look_called(header, look)) for date, look in tile.spells[ground]]
            assert told_here == spells_of_cell(history, header, cell)


def look_called(header, look: int) -> str:
    states = header["states"]
    return f"{header['actors'][row(states['controller'], look)]['id']} {row(states['certainty'], look)}"


def row(column: list, number: int):
    """Return a row of a column, counted from 1; a column of one value stands for all rows."""
    return column[0] if len(column) == 1 else column[number - 1]


def spells_of_cell(history: History, header, cell: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for spell in np.flatnonzero(history.spell_cell == cell):
        state = history.states[history.spell_state[spell]]
        look = f"{state.controller} {state.certainty}"
        if not found or found[-1][1] != look:
            found.append((int(np.searchsorted(history.dates, history.spell_start[spell])), look))
    return found


@settings(max_examples=examples(25))
@given(sweeps)
def test_flows_add_up_to_the_areas_of_every_date(scratch, plan):
    history, header, sections, _ = made(plan, scratch)
    states = header["states"]["controller"]
    held = [0] * len(header["actors"])
    flows = [sections[f"flow_{name}"] for name in ("dates", "from", "to", "areas")]
    for index, date in enumerate(history.dates):
        for when, before, after, area in zip(*flows, strict=True):
            if when == index:
                held[row(states, after)] += area
                if before >= 0:
                    held[row(states, before)] -= area
        expected = history.areas_km2(date)
        for number, actor in enumerate(header["actors"]):
            assert held[number] / 1e6 == pytest.approx(expected.get(actor["id"], 0), abs=1e-3)


def held_by(history: History, header: dict) -> np.ndarray:
    """Return the controller of each cell at each date, as the header numbers them."""
    numbers = {actor["id"]: number for number, actor in enumerate(header["actors"])}
    holders = np.array([numbers[state.controller] for state in history.states])
    found = np.zeros((len(history.dates), len(history.cells)), dtype=int)
    for cell, start, held in zip(history.spell_cell, history.spell_start, history.spell_state, strict=True):
        found[np.searchsorted(history.dates, start) :, cell] = holders[held]
    return found


@settings(max_examples=examples(25))
@given(sweeps)
def test_what_passed_between_any_two_dates_is_what_the_cells_say(scratch, plan):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "CHANGES_A_PAGE", 5)
        history, header, _, file = made(plan, scratch)
    pages = [
        (first, read_payload(reader.part(file, place))[1]) for first, *place in header["tiles"]["changes"]
    ]
    _, since = read_payload(reader.part(file, header["tiles"]["ledger"]))
    controller = header["states"]["controller"]
    area = np.rint(history.cell_area_km2 * 1e6).astype(int)
    held = held_by(history, header)
    for begin in range(len(held)):
        for end in range(begin, len(held)):
            expected: Counter[tuple[int, int]] = Counter()
            for cell in np.flatnonzero(held[begin] != held[end]):
                expected[held[begin, cell], held[end, cell]] += area[cell]
            ends = [*(first for first, _ in pages[1:]), len(held) + 1]
            wanted = (
                [
                    page
                    for (first, page), last in zip(pages, ends, strict=True)
                    if first <= end and last > begin + 1
                ]
                if pages
                else []
            )
            assert by_holders(reader.passed(wanted, begin, end), controller) == expected
            if begin == 0:
                columns = [since[f"since_{name}"] for name in ("dates", "first", "now", "areas")]
                rows = [
                    (first, now, m2) for when, first, now, m2 in zip(*columns, strict=True) if when <= end
                ]
                assert by_holders(rows, controller) == expected


def by_holders(rows, controller: list[int]) -> Counter[tuple[int, int]]:
    """Return the areas of rows (look before, look after, m²) by holders, where these differ."""
    found: Counter[tuple[int, int]] = Counter()
    for before, after, area in rows:
        pair = row(controller, before), row(controller, after)
        found[pair] += area if pair[0] != pair[1] else 0
    return Counter({pair: area for pair, area in found.items() if area})


@settings(max_examples=examples(25))
@given(sweeps)
def test_each_layer_holds_at_every_date_what_its_cells_say(scratch, plan):
    history, header, _, file = made(plan, scratch)
    _, told = read_payload(reader.part(file, header["tiles"]["ledger"]))
    columns = [told[f"ground_{name}"] for name in ("numbers", "dates", "looks", "areas")]
    area = np.rint(history.cell_area_km2 * 1e6).astype(int)
    for date, held in enumerate(held_by(history, header)):
        found = np.zeros(len(header["actors"]), dtype=int)
        for number, when, look, m2 in zip(*columns, strict=True):
            assert number == 0
            found[row(header["states"]["controller"], look)] += m2 if when <= date else 0
        assert found.tolist() == np.bincount(held, weights=area, minlength=len(found)).tolist()


def test_places_have_the_spells_of_the_ground_under_them(scratch):
    project, history = sweep_map(Sweep(7, days=9), scratch)
    points = [xy for xy in middles(history, 20) if not near_a_border(history, *xy)]
    size = history.grid.size
    places = {
        f"p{i}": Place(id=f"p{i}", name="P", kind="town", lon=x * size, lat=y * size)
        for i, (x, y) in enumerate(points)
    }
    header, sections, file = written(replace(project, places=places), history)
    _, told = read_payload(reader.part(file, header["tiles"]["ledger"]))
    spells = [
        list(zip(dates, [look_called(header, look) for look in looks], strict=True))
        for dates, looks in zip(
            runs(told["spell_counts"], told["spell_dates"]),
            runs(told["spell_counts"], told["spell_states"]),
            strict=True,
        )
    ]
    under = [history.cell_under(x * size, y * size) for x, y in points]
    assert any(cell < 0 for cell in under)
    expected = [spells_of_cell(history, header, cell) if cell >= 0 else None for cell in under]
    assert [spells[one - 1] if one else None for one in told["place_stories"]] == expected
    told_by: Counter[int] = Counter()
    for data in reader.tiles_of(file, header["tiles"]["facts"], sections["page_bytes"]).values():
        _, facts = read_payload(data)
        for place, cell in enumerate(facts["place_stories"]):
            if cell:
                told_by[place] += 1
                first = sum(facts["spell_counts"][: cell - 1])
                dates = facts["spell_dates"][first : first + facts["spell_counts"][cell - 1]]
                starts = history.spell_start[history.spell_cell == under[place]]
                assert dates == np.searchsorted(history.dates, starts).tolist()
    assert set(told_by) == {place for place, cell in enumerate(under) if cell >= 0}


@settings(max_examples=examples(25))
@given(sweeps)
def test_fronts_add_up_to_the_lengths_of_every_date(scratch, plan):
    history, header, _, file = made(plan, scratch)
    _, fronts = read_payload(reader.part(file, header["tiles"]["fronts"]))
    changes = [*zip(*(fronts[f"front_{name}"] for name in ("dates", "one", "other", "metres")), strict=True)]
    actors = [actor["id"] for actor in header["actors"]]
    held = header["states"]["controller"]
    for index, date in enumerate(history.dates):
        found: Counter[tuple[str, ...]] = Counter()
        for when, one, other, metres in changes:
            if when <= index:
                found[tuple(sorted(actors[row(held, state)] for state in (one, other)))] += metres
        told = fronts_at(history, date)
        pairs = zip(told["a"], told["b"], strict=True)
        expected = dict(zip(pairs, told["length_km"], strict=True))
        # Of three certainties on both sides there are nine fronts, each to half a metre.
        assert {pair for pair, metres in found.items() if abs(metres) > 5} <= expected.keys()
        for pair, km in expected.items():
            assert found[pair] / 1000 == pytest.approx(km, abs=5e-3)


def test_the_same_map_gives_the_same_bytes(scratch):
    plan = Sweep(7, days=9)
    assert made(plan, scratch)[1:] == made(plan, scratch)[1:]


def test_the_page_knows_the_size_of_its_file_and_its_levels(scratch):
    _, header, _, file = made(Sweep(7, days=9), scratch)
    told = header["tiles"]
    assert file.startswith(b"controlmap tiles 3\n")
    assert told["bytes"] == len(file)
    assert [level["across"] for level in told["levels"]] == [1, 2, 4, 8]
    assert [level["step"] for level in told["levels"]][-1] == 1
    assert sum(told["changes"][-1][1:]) <= told["fronts"][0]


def square(size: int, ground: int = 0) -> Borders:
    corners = np.array([[0, 0], [size, 0], [size, size], [0, size]])
    inside = np.full(4, ground)
    return Borders(corners, np.roll(corners, -1, axis=0), inside, np.full(4, -1))


def test_what_falls_together_cancels_out():
    thin = Borders(*(np.concatenate(pair) for pair in zip(square(100), square(1, 1), strict=True)))
    steps = snapped(thin, 10)
    assert set(steps.left.tolist() + steps.right.tolist()) == {0, -1}
    assert len(steps.left) == 4


def test_segments_are_cut_at_edges_that_no_vertex_lies_on():
    cut, source = cut_at_edges(snapped(square(100), 1), 30)
    assert sorted(set(source.tolist())) == [0, 1, 2, 3]
    assert len(cut.left) == 4 * 4
    tile = tiles_of(cut, 30)
    assert tile.min() == 0
    assert tile.max() == 3
    sides = edge_sides(cut, 30)
    # Three edges each way, along four tiles.
    assert len(sides.axis) == 2 * 3 * 4


@pytest.mark.parametrize("size", [508_000, 520_000, 522_000, 523_700, 524_000, 530_000])
def test_no_vertex_is_rounded_to_beyond_the_last_tile(monkeypatch, size):
    monkeypatch.setattr(levels, "MOST_SEGMENTS", 0)
    plan = levels.planned(square(size))
    assert plan.halvings > 0
    for level, steps in levels.coarser_levels(square(size), plan, plan.side):
        cut, _ = cut_at_edges(steps, level.span)
        assert tiles_of(cut, level.span).max() < level.across


def test_rings_and_lines_become_arcs_and_nothing_is_lost():
    ring = square(50)
    none = np.zeros(4, dtype=np.int64)
    arcs = chained(ring, none)
    assert arcs.length.tolist() == [5]
    assert arcs.xy[0].tolist() == arcs.xy[-1].tolist()
    two = chained(ring, np.array([0, 0, 1, 1]))
    assert two.length.tolist() == [3, 3]
    assert two.tile.tolist() == [0, 1]


def test_stories_that_mix_to_one_number_are_told_apart(monkeypatch):
    mixed = told.mixed_columns
    tries = []

    def mixing(*columns):
        tries.append(columns)
        return mixed(*columns) if len(tries) > 2 else np.zeros(len(columns[0]), dtype=np.uint64)

    monkeypatch.setattr(told, "mixed_columns", mixing)
    first, date = np.array([0, 2, 2, 4, 5, 7]), np.array([0, 3, 0, 4, 0, 0, 3])
    story, examples = told._stories(np.zeros(5, dtype=np.int64), first, date, np.ones(7, dtype=np.int64))
    assert story.tolist() == [0, -1, 1, 2, 0]
    assert examples.tolist() == [0, 2, 3]
    assert len(tries) == 4


def test_what_was_left_to_nobody_looks_otherwise_than_what_nobody_is_known_to_have_held():
    days = ("2024-11-01", "2024-11-02", "2024-11-03", "2024-11-04")
    stories = ["".join(letters) for letters in product("au-", repeat=3)]
    # A record of nobody is one for all ground that it is true of on its day, whoever held that before.
    names = {"a": "a", "u": UNKNOWN}
    states = [
        state(
            shapely.MultiPolygon(
                [shapely.box(x, 0, x + 1, 1) for x, story in enumerate(stories) if story[day] == letter]
            ),
            names[letter],
            *days[day : day + 2],
        )
        for day in range(3)
        for letter in names
    ]
    history = build_history([Ground("here", states)], grid=Grid(5), end=np.datetime64(days[-1], "m"))
    found = told.told_of(history, np.ones(len(history.cell_layer), dtype=np.int64))
    assert len(found.looks) == 3
    kinds = {0: "-"}
    for x, story in enumerate(stories):
        cell = history.cell_under(x + 0.5, 0.5)
        if cell < 0:
            assert story == "---"
            continue
        at = found.story[cell]
        spells = range(found.first[at], found.first[at + 1])
        shown = {int(found.spell_date[one]): int(found.spell_look[one]) for one in spells}
        look = 0
        for day, letter in enumerate(story):
            look = shown.get(day, look)
            ran_before = story[:day].rstrip("u")
            left = letter == "u" and ran_before.endswith("a")
            assert kinds.setdefault(look, letter + "!" * left) == letter + "!" * left, story
    assert sorted(kinds.values()) == ["-", "a", "u", "u!"]
