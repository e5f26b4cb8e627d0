"""A topology whose ground reaches the edge of the world stays in it, whoever multiplies its steps out."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from controlmap.exchange import read_parts
from controlmap.exchange.readers import Reading
from controlmap.exchange.sheets import About, Item, Sheet
from controlmap.exchange.writers.topojson import topology_text
from controlmap.plane import Grid

ABOUT = About({"en": "Edges"}, "CC0-1.0", (), "2024-03-10", "UTC", ("en",))
GROUNDS = {
    "the whole world": (-180, -90, 180, 90),
    "the east": (179, 0, 180, 1),
    "the north": (36, 89, 37, 90),
    "the south-west": (-180, -90, -179.5, -89.5),
    "none of its edges": (36.1, 35.2, 36.3, 35.7),
}


@pytest.mark.parametrize("decimals", [5, 6, 7])
@pytest.mark.parametrize("ground", GROUNDS)
def test_no_reader_finds_a_position_beyond_the_edge(tmp_path: Path, ground: str, decimals: int) -> None:
    shape = shapely.box(*GROUNDS[ground])
    path = tmp_path / "edges.topojson"
    path.write_text(topology_text([Sheet("states", "ground", (Item(shape, {}),), ABOUT, Grid(decimals))]))
    found = json.loads(path.read_text())
    # As topojson-client does it.
    scale, shift = found["transform"]["scale"], found["transform"]["translate"]
    read = np.concatenate([np.cumsum(arc, axis=0) * scale + shift for arc in found["arcs"]])
    assert (abs(read) <= (180, 90)).all()
    assert np.allclose(np.abs(read).max(axis=0), abs(shapely.get_coordinates(shape)).max(axis=0), atol=1e-9)
    (back,) = read_parts([path], Reading())
    assert back.rows[0].geometry.equals_exact(shapely.orient_polygons(shape), 0, normalize=True)
