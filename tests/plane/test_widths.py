"""How wide long thin ground is."""

import math

import pytest
import shapely

from controlmap.plane import mean_widths_m
from controlmap.plane.grid import METRES_A_DEGREE

METRE = 1 / METRES_A_DEGREE


@pytest.mark.parametrize("latitude", [0, 36, 60])
def test_the_width_of_a_long_thin_polygon_is_what_it_measures_across(latitude: float) -> None:
    wide = 3 * METRE / math.cos(math.radians(latitude))
    strip = shapely.box(37, latitude, 37 + wide, latitude + 1000 * METRE)
    assert mean_widths_m([strip])[0] == pytest.approx(3, rel=0.01)


def test_each_polygon_is_measured_at_its_own_latitude() -> None:
    both = [shapely.box(0, lat, 3 * METRE, lat + 1000 * METRE) for lat in (0, 60)]
    assert mean_widths_m(both)[1] == pytest.approx(mean_widths_m(both)[0] / 2, rel=0.01)
