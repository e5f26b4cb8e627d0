"""Maps across the antimeridian: opened on their ground, in one piece."""

import numpy as np
import pytest
import shapely

from controlmap.render.seam import Seam, bounds_lonlat, seam_of

FIJI = [shapely.box(177, -18, 180, -16), shapely.box(-180, -18, -179, -16)]


def cells(*boxes):
    return shapely.bounds(np.array(boxes, dtype=object)).reshape(-1, 4)


def test_a_map_across_the_antimeridian_is_cut_open_on_its_other_side():
    seam = seam_of(cells(*FIJI))
    assert seam.lon == pytest.approx(-1)
    assert bounds_lonlat(cells(*FIJI), seam) == [177, -18, 181, -16]
    assert [seam.turned(lon) for lon in (-179, -1.5, 0, 178)] == [181, 358.5, 0, 178]
    units = seam.turned_units(np.array([[-1_800_000, 5], [1_770_000, 6]]), 1e4)
    assert units.tolist() == [[1_800_000, 5], [1_770_000, 6]]


@pytest.mark.parametrize(
    "boxes",
    [
        [shapely.box(36, 33, 37, 34)],
        [shapely.box(-170, 50, -160, 60), shapely.box(170, 50, 179, 60)],
        [shapely.box(-180, -80, -20, 80), shapely.box(0, -80, 180, 80)],
        [],
    ],
    ids=["one place", "two that do not reach it", "the world", "nothing"],
)
def test_other_maps_are_left_as_they_are(boxes):
    seam = seam_of(cells(*boxes))
    assert seam == Seam()
    xy = np.array([[-5, 5]])
    assert seam.turned_units(xy, 1.0) is xy
    west, _, east, _ = bounds_lonlat(cells(*boxes), seam)
    assert -180 <= west < east <= 180
