"""What is asked of GEOS: that unions of cells are whole, whatever touches whatever."""

import subprocess
import sys

import numpy as np
import shapely

OLD = "import shapely; shapely.geos_version = (3, 13, 1); import controlmap.plane"


def test_unions_of_cells_that_touch_in_points_are_valid_and_whole():
    chance = np.random.default_rng(0)
    for _ in range(300):
        points = np.unique(chance.integers(0, 12, (chance.integers(4, 60), 2)), axis=0).astype(float)
        cells = np.array(shapely.get_parts(shapely.delaunay_triangles(shapely.MultiPoint(points))))
        some = cells[chance.random(len(cells)) < chance.uniform(0.2, 0.9)]
        union = shapely.coverage_union_all(some)
        assert union.is_valid
        assert union.area == shapely.area(some).sum()


def test_an_older_one_is_refused_in_words():
    done = subprocess.run([sys.executable, "-c", OLD], capture_output=True, text=True, check=False)
    assert "controlmap needs shapely with GEOS 3.14 or later" in done.stderr
