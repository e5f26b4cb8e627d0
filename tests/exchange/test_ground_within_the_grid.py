"""Files all of whose ground is narrower than the grid are refused, and nothing is written."""

import json

import pytest

from controlmap.errors import InputError
from controlmap.exchange import import_snapshots, import_states

NARROW = [[56.5286666667, 25.2101666667], [56.529, 25.2105], [56.5288333333, 25.2103333333]]


@pytest.fixture
def narrow(tmp_path):
    """A file with a triangle of which the grid leaves nothing."""
    ground = {"type": "Polygon", "coordinates": [[*NARROW, NARROW[0]]]}
    said = {"controller": "A", "valid_from": "2024-01-01"}
    feature = {"type": "Feature", "properties": said, "geometry": ground}
    path = tmp_path / "2024-01-01.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("bring", "more"), [(import_snapshots, {}), (import_states, {"begin": "valid_from"})]
)
def test_no_map_is_made_of_ground_of_which_the_grid_leaves_nothing(narrow, tmp_path, bring, more):
    into = tmp_path / "map"
    with pytest.raises(InputError, match="holds no ground"):
        bring(narrow, into, layer="front", controller_from="controller", new_values="actor", **more)
    assert not into.exists()
