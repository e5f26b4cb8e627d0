import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.history import NO_RECORD, Ground, build_history
from controlmap.measure import areas, front_lengths, front_stretches, fronts
from controlmap.plane import Grid
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


@settings(max_examples=60)
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
