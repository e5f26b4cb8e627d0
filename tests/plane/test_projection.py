"""Points are moved one by one and many at once alike."""

import numpy as np
import pytest
from pyproj import Transformer

from controlmap.plane import projected

MERCATOR = Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_points_are_moved_and_moved_back(count):
    lonlat = np.column_stack([np.linspace(36, 37, count), np.linspace(33, 35, count)])
    metres = projected(MERCATOR, lonlat)
    assert metres.shape == (count, 2)
    assert metres[0] == pytest.approx([4_007_501.7, 3_895_303.9], abs=0.1)
    assert projected(MERCATOR, metres, inverse=True) == pytest.approx(lonlat)
