from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.history import NO_RECORD, Ground, History, build_history
from controlmap.history.slits import without_slits
from controlmap.measure import areas, front_lengths, front_stretches, fronts
from controlmap.model import ControlState
from controlmap.plane import OUTSIDE, Grid
from tests.examples import examples
from tests.sketches import state

GRID = Grid(5)
HIGH = 40
"""Grid units between two vertices of a border."""


def side(line: list[int], far: int) -> shapely.Polygon:
    """Ground between a line, x by x from south to north, and a meridian."""
    border = [(x, HIGH * i) for i, x in enumerate(line)]
    return shapely.Polygon(GRID.to_degrees(np.array([*border, (far, border[-1][1]), (far, 0)])))


def history(*days: tuple[list[int], list[int]]):
    """Day after day, West as far as one line, East from the other one on."""
    dates = [f"2024-01-{number:02d}" for number in range(1, len(days) + 2)]
    states = [
        state(ground, who, begin, end, id=f"{who}-{begin}")
        for (west, east), begin, end in zip(days, dates, [*dates[1:-1], None], strict=False)
        for who, ground in (("west", side(west, -500)), ("east", side(east, 500)))
    ]
    return build_history([Ground("here", tuple(states))], grid=GRID, overlaps="latest")


off_by_one = st.lists(st.integers(0, 1), min_size=6, max_size=12)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(off_by_one, off_by_one), min_size=1, max_size=4))
def test_a_front_does_not_break_where_neighbours_differ_by_a_grid_unit(noise):
    height = min(len(line) for pair in noise for line in pair)
    # Both end at the edge of the map in the same points: what is open there is no slit.
    days = [([0, *west[:height], 0], [0, *east[:height], 0]) for west, east in noise]
    found = history(*days)
    straight = fronts(history(([0] * (height + 2),) * 2), "2024-01-01")["length_km"].sum()
    for number, _ in enumerate(days, 1):
        length = fronts(found, f"2024-01-{number:02d}")["length_km"].sum()
        assert straight * 0.999 <= length <= straight * 1.04  # it may zigzag by a unit


def test_a_slit_goes_with_what_has_a_record_beside_it_at_the_time():
    shut, open_ = ([0, 0, 0, 0], [0, 0, 0, 0]), ([0, 0, 0, 0], [0, 1, 1, 0])
    found = history(shut, open_, shut)
    assert NO_RECORD not in found.spell_state
    lengths = front_lengths(found).set_index("date")["length_km"]
    assert lengths.to_numpy() == pytest.approx(lengths.iloc[0], rel=1e-3)
    whole = areas(found, "2024-01-02", by="controller")["area_km2"].sum()
    assert whole == pytest.approx(found.cell_area_km2.sum())


def test_what_is_wider_than_a_unit_is_nobodys_and_breaks_the_front():
    found = history(([0, 0, 0, 0, 0], [0, 9, 9, 0, 0]))
    assert fronts(found, "2024-01-01")["length_km"].sum() == pytest.approx(0.04 * 1.106, rel=0.01)
    whole = fronts(found, "2024-01-01", across_m=15)["length_km"].sum()
    assert whole == pytest.approx(0.16 * 1.106, rel=0.05)
    assert fronts(found, "2024-01-01", across_m=3)["length_km"].sum() < whole / 2


def test_a_border_that_creeps_takes_no_more_with_it_than_two_units():
    lines = [[-day] * 12 for day in range(6)]
    found = history(*((line, [0] * 12) for line in lines))
    strip = found.cell_area_km2[found.topology.is_rounding].mean()
    for day, bare in ((1, 0), (5, 0), (6, strip)):
        ground = areas(found, f"2024-01-{day:02d}", by="controller").set_index("controller")["area_km2"]
        assert ground.get("unknown", 0) == pytest.approx(bare)


def test_strips_that_somebody_holds_part_nobody_who_is_asked_across_them():
    west, strip, east = side([0] * 4, -500), shapely.box(0, 0, 2e-5, 3 * HIGH * 1e-5), side([2] * 4, 500)
    states = [state(ground, who, "2024-01-01") for who, ground in (("w", west), ("s", strip), ("e", east))]
    found = build_history([Ground("here", tuple(states))], grid=GRID)
    pairs = fronts(found, "2024-01-01")[["a", "b"]].to_numpy().tolist()
    assert sorted(pairs) == [["e", "s"], ["s", "w"]]
    assert fronts(found, "2024-01-01", across_m=5)[["a", "b"]].to_numpy().tolist() == [["e", "w"]]
    assert front_stretches(found, "2024-01-01")["days"].tolist() == [1, 1]


PARTIES = ("west", "north", "south")
Day = dict[str, tuple[tuple[int, ...], int]]


@st.composite
def days(draw) -> list[Day]:
    """The border of each party that has a record, day by day, and how far North stands off from South."""
    height = draw(st.integers(4, 12))
    line = st.lists(st.integers(0, 1), min_size=height, max_size=height).map(tuple)
    drawn = {who: draw(st.lists(line, min_size=1, max_size=2)) for who in PARTIES}
    there = st.sets(st.sampled_from(PARTIES), min_size=2)
    lift = draw(st.integers(0, 1))
    return [
        {
            who: (draw(st.sampled_from(drawn[who])), lift if who == "north" else 0)
            for who in sorted(draw(there))
        }
        for _ in range(draw(st.integers(1, 4)))
    ]


def ground_of(who: str, line: tuple[int, ...], lift: int) -> shapely.Polygon:
    """Return the ground of West, or of South or North in the east, by x, x, x of its border."""
    points = [(x, HIGH * i) for i, x in enumerate(line)]
    half = len(points) // 2
    if who == "west":
        ring = [*points, (-500, points[-1][1]), (-500, 0)]
    elif who == "south":
        ring = [*points[:half], (500, points[half - 1][1]), (500, 0)]
    else:
        low = points[half - 1][1] + lift
        ring = [(line[half - 1], low), *points[half:], (500, points[-1][1]), (500, low)]
    return shapely.Polygon(GRID.to_degrees(np.array(ring)))


def as_drawn(some: list[Day]) -> Iterator[ControlState]:
    """Yield the states of all parties; what is as on the day before goes on."""
    for who in PARTIES:
        for there, run in groupby(enumerate(some, 1), key=lambda day: day[1].get(who)):
            numbers = [number for number, _ in run]
            if there is not None:
                end = None if numbers[-1] == len(some) else f"2024-01-{numbers[-1] + 1:02d}"
                yield state(ground_of(who, *there), who, f"2024-01-{numbers[0]:02d}", end)


def shown(found: History) -> list[list[int]]:
    """Return the state of each cell at each date, read spell by spell."""
    table = [[-99] * len(found.dates) for _ in found.topology.cells]
    spells = zip(found.spell_cell.tolist(), found.spell_start, found.spell_state.tolist(), strict=True)
    for cell, start, number in spells:
        begun = found.dates.tolist().index(start.item())
        table[cell][begun:] = [number] * (len(found.dates) - begun)
    return table


def beside(found: History) -> dict[int, dict[int, float]]:
    """Return how long the border is that each cell has with each other one, arc by arc."""
    cut, lengths = found.topology, defaultdict(lambda: defaultdict(float))
    for i, (left, right) in enumerate(zip(cut.arc_left.tolist(), cut.arc_right.tolist(), strict=True)):
        if OUTSIDE not in (left, right):
            long = shapely.LineString(cut.arc_xy[cut.arc_start[i] : cut.arc_start[i + 1]]).length
            lengths[left][right] += long
            lengths[right][left] += long
    return lengths


def best_beside(table, lengths, cell: int, date: int) -> set[int]:
    """Return the states that ground without a record may get of those beside it: of the longest border."""
    recorded = {other: long for other, long in lengths[cell].items() if table[other][date] != NO_RECORD}
    longest = max(recorded.values(), default=0)
    return {table[other][date] for other, long in recorded.items() if long > longest - 1e-6}


@settings(max_examples=examples(120))
@given(days())
def test_by_brute_force_thin_ground_has_at_each_date_the_state_of_the_longest_border_beside_it(some):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("controlmap.history.build.without_slits", lambda history: history)
        raw = build_history([Ground("here", tuple(as_drawn(some)))], grid=GRID, overlaps="latest")
    found, lengths, thin = without_slits(raw), beside(raw), raw.topology.is_rounding
    before, after = shown(raw), shown(found)
    now = {
        (cell, date): best_beside(before, lengths, cell, date) or {NO_RECORD}
        for cell in np.flatnonzero(thin).tolist()
        for date, number in enumerate(before[cell])
        if number == NO_RECORD
    }
    # What lies among such ground follows it, by what is sure of that: a tie may go either way.
    once = [[*row] for row in before]
    for (cell, date), states in now.items():
        once[cell][date] = after[cell][date] if len(states) > 1 else min(states)
    changed = {cell for (cell, _), states in now.items() if states != {NO_RECORD}}
    for cell, row in enumerate(after):
        near = cell in changed or not changed.isdisjoint(lengths[cell])
        for date, number in enumerate(row):
            told = now.get((cell, date), {before[cell][date]})
            if told == {NO_RECORD} and (cell, date) in now and near:
                told = best_beside(once, lengths, cell, date) or {NO_RECORD}
            assert number in told, (cell, date)
    spells = [*zip(found.spell_cell.tolist(), found.spell_state.tolist(), strict=True)]
    assert all(one != two for one, two in pairwise(spells))
