"""Files of one name in several folders are several files."""

import json

import pytest
import shapely

from controlmap.store import open_project
from tests.cli.test_taken_back import done

COMMANDS = {
    "snapshots": [
        "--layer",
        "front",
        "--controller-from",
        "who",
        "--new-values",
        "actor",
        "--date-from",
        "since",
    ],
    "states": ["--layer", "front", "--controller-from", "who", "--new-values", "actor", "--from", "since"],
    "marks": [
        "--controller-from",
        "who",
        "--new-values",
        "actor",
        "--date-from",
        "since",
        "--place",
        "place",
    ],
}


def written(path, number, kind):
    path.parent.mkdir()
    ground = shapely.box(36 + number, 35, 36.5 + number, 35.5)
    shape = shapely.centroid(ground) if kind == "marks" else ground
    said = {"who": f"side {number}", "since": f"2024-03-0{number}", "place": f"town {number}"}
    feature = {"type": "Feature", "properties": said, "geometry": json.loads(shapely.to_geojson(shape))}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def told(folder):
    project = open_project(folder)
    states = [
        (s.controller, str(s.valid_from), shapely.to_wkt(s.geometry))
        for x in project.layers
        for s in x.states
    ]
    return sorted(states), sorted((r.place, r.controller, str(r.date)) for r in project.reports)


@pytest.mark.parametrize("kind", COMMANDS)
def test_each_is_read(tmp_path, kind):
    maps = []
    for names in (("day", "day"), ("one", "two")):
        home = tmp_path / "-".join(names)
        home.mkdir()
        files = [written(home / str(i) / f"{name}.geojson", i, kind) for i, name in enumerate(names, 1)]
        assert done("import", kind, *files, "--into", home / "map", *COMMANDS[kind]) == 0
        maps.append(told(home / "map"))
    assert maps[0] == maps[1]
    assert len(maps[0][kind == "marks"]) == 2
