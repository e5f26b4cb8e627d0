"""Rules of shape that look at very many states ask no state about all the others."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from controlmap.check.geometry import _bounds_of_others

corner = st.integers(-9, 9)


@given(st.lists(st.tuples(corner, corner, corner, corner), min_size=3, max_size=6))
def test_the_bounds_of_all_others_are_those_without_one(corners):
    boxes = np.array([shapely.box(x, y, x + abs(w) + 1, y + abs(h) + 1) for x, y, w, h in corners])
    for i, found in enumerate(_bounds_of_others(boxes)):
        assert found.bounds == tuple(shapely.total_bounds(np.delete(boxes, i)))
