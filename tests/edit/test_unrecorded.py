"""Ground of which no record speaks, held against asking of each square on which days somebody holds it."""

from collections import defaultdict

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit.operations.unrecorded import gaps_of
from controlmap.model import Layer
from tests.edit.maps import FIRST, GRID, day
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

SQUARES = [*areas_from_sketch("ABC DEF").values()]
INSIDE = 5
"""Squares of the extent; the last one lies outside it."""
EXTENT = shapely.union_all(SQUARES[:INSIDE])
LAST = 12
claims = st.tuples(
    st.sets(st.integers(0, 5), min_size=1), st.integers(1, 9), st.none() | st.integers(1, 3), st.booleans()
)


def uncovered(covered, since, until):
    """Stretches of days, each as long as can be, on which nobody holds a square."""
    found, begun = [], None
    for number in range(since, until + 1):
        free = number < until and number not in covered
        if free and begun is None:
            begun = number
        elif not free and begun is not None:
            found.append((begun, number))
            begun = None
    return found


@settings(max_examples=examples(50))
@given(
    st.lists(claims, max_size=5),
    st.none() | st.sets(st.integers(0, 5), min_size=1),
    st.integers(1, 9),
    st.none() | st.integers(1, 3),
)
def test_gaps_are_the_days_on_which_nobody_holds_a_square(drawn, asked, on, length):
    states, covered = [], defaultdict(set)
    for number, (squares, start, days, gone) in enumerate(drawn):
        ground = shapely.union_all([SQUARES[i] for i in squares])
        until = None if days is None else day(start + days)
        record = {"superseded_at": "2024-12-01"} if gone else {}
        states.append(state(ground, "a", day(start), until, id=f"s{number}", **record))
        for square in squares if not gone else ():
            covered[square] |= set(range(start, LAST if days is None else start + days))
    layer = Layer("one", "one.geojson", {"en": "One"}, tuple(states), EXTENT)
    ground = None if asked is None else shapely.union_all([SQUARES[i] for i in asked])
    until = None if length is None else on + length
    expected = {
        (square, period)
        for square in range(INSIDE)
        if asked is None or square in asked
        for period in uncovered(covered[square], on, LAST if until is None else until)
        if until is not None or period[0] == on
    }
    found = set()
    for gap in gaps_of(layer, ground, day(on), until and day(until), GRID):
        end = (gap.period.end.astype("datetime64[D]") - FIRST.astype("datetime64[D]")).astype(int) + 1
        period = (
            int((gap.period.start - FIRST).astype("timedelta64[D]").astype(int)) + 1,
            min(int(end), LAST),
        )
        found |= {
            (i, period) for i, square in enumerate(SQUARES) if gap.ground_lonlat.covers(square.centroid)
        }
        assert gap.layer == "one"
    assert found == expected


def test_a_layer_without_an_extent_and_ground_beside_it_have_no_gaps():
    layer = Layer("one", "one.geojson", {"en": "One"}, (), None)
    assert gaps_of(layer, None, day(1), None, GRID) == []
    layer = Layer("one", "one.geojson", {"en": "One"}, (), EXTENT)
    assert gaps_of(layer, shapely.box(1, 1, 2, 2), day(1), None, GRID) == []
    assert len(gaps_of(layer, None, day(1), None, GRID)) == 1


def test_a_vertex_that_the_extent_lacks_makes_no_gap():
    bent = shapely.Polygon([(0, 0), (0.001, 0.00001), (0.002, 0), (0.002, 0.001), (0, 0.001)])
    layer = Layer(
        "one", "one.geojson", {"en": "One"}, (state(bent, "a", day(1)),), shapely.box(0, 0, 0.002, 0.001)
    )
    assert gaps_of(layer, None, day(1), None, GRID) == []
