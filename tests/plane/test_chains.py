import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from controlmap.plane.chains import chains
from controlmap.plane.noding import Borders, node


def borders(ends: np.ndarray) -> Borders:
    return Borders.of(ends[:, :2], ends[:, 2:], np.arange(len(ends)))


def merged(of: Borders) -> list[list[list[int]]]:
    """What GEOS makes of segments, in its order."""
    lines = shapely.linestrings(of.points[of.segments].astype(float))
    parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    return [shapely.get_coordinates(part).astype(int).tolist() for part in parts]


def chained(of: Borders) -> list[list[list[int]]]:
    xy, start = chains(of.points, of.segments)
    return [part.tolist() for part in np.split(xy, start[1:-1])] if len(start) > 1 else []


few = st.integers(1, 30).flatmap(lambda n: arrays(np.int64, (n, 4), elements=st.integers(-6, 6)))
ring_of = st.tuples(st.integers(3, 9), st.integers(-4, 4), st.integers(-4, 4))


@given(few)
def test_chains_are_those_of_the_line_merger_in_its_order_and_directions(ends):
    for of in (borders(ends), node(borders(ends))):
        if len(of.segments):
            assert chained(of) == merged(of)


@given(st.lists(ring_of, min_size=1, max_size=4))
def test_rings_that_meet_nothing_begin_and_run_as_those_of_the_line_merger(rings):
    rows = []
    for number, (corners, x, y) in enumerate(rings):
        turn = np.linspace(0, 2 * np.pi, corners, endpoint=False) + x
        middle = [40 * number + x, y]
        points = np.rint(np.column_stack([np.cos(turn), np.sin(turn)]) * 12).astype(int) + middle
        rows.append(np.concatenate([points, np.roll(points, -1, axis=0)], axis=1))
    of = borders(np.concatenate(rows))
    assert chained(of) == merged(of)


def test_nothing_has_no_chains():
    assert chained(borders(np.empty((0, 4), dtype=np.int64))) == []
