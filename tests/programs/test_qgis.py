"""A layer goes to a real QGIS and comes back: headless, from Debian's packages."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import shapely

from controlmap.api import MapProject, open_map
from controlmap.check import repairs
from controlmap.check.check_input import read_subject
from controlmap.exchange import import_layer
from controlmap.store import open_project

SHIPPED = Path(__file__).parents[2] / "geodata"
SESSION = Path(__file__).with_name("qgis_session.py")
STEP = (2e-5, 1e-5)
"""How far a vertex is moved, in degrees."""


def in_qgis(*words: str | Path) -> str:
    """Do something in QGIS; what it prints."""
    command = ["/usr/bin/python3", SESSION, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "map")
    return tmp_path / "map"


def layer_file(folder: Path) -> Path:
    return folder / "aleppo.geojson"


def states(folder: Path) -> dict:
    layer = next(one for one in open_project(folder).layers if one.id == "aleppo")
    return {state.id: state for state in layer.states}


def shared_vertex(folder: Path) -> tuple[list[float], set[str]]:
    """A vertex at which the grounds of a few states meet, and their ids."""
    meeting: dict[tuple[float, float], set[str]] = {}
    for name, state in states(folder).items():
        for lon, lat in shapely.get_coordinates(state.geometry).tolist():
            meeting.setdefault((lon, lat), set()).add(name)
    point, names = next((p, n) for p, n in sorted(meeting.items()) if len(n) == 4)
    return list(point), names


def changes(folder: Path) -> tuple[dict, set[str], list[float]]:
    """A border's vertex moved, a date and a controller changed: what to do, to which states, and where to."""
    point, names = shared_vertex(folder)
    new = [round(value + step, 6) for value, step in zip(point, STEP, strict=True)]
    values = {"aleppo-0004": {"controller": "sna"}, "aleppo-0001": {"valid_to": "2024-11-29"}}
    return {"values": values, "vertex": [point, new]}, {*names, *values}, new


def exported(folder: Path) -> Path:
    return open_map(folder).export(folder.parent / "aleppo.gpkg", states=True, layer="aleppo").file


def copied(folder: Path) -> Path:
    return Path(shutil.copy(layer_file(folder), folder.parent / "copy.geojson"))


@pytest.mark.parametrize("taken", [exported, copied])
def test_what_was_changed_in_qgis_comes_back_as_one_edit(folder: Path, taken) -> None:
    before = layer_file(folder).read_bytes()
    asked, names, new = changes(folder)
    path = taken(folder)
    assert f"{len(names - asked['values'].keys())} vertices moved" in in_qgis("edit", path, json.dumps(asked))
    came = import_layer(path, folder, layer="aleppo")
    assert set(came.changed) == names
    assert (came.added, came.removed) == ((), ())
    after = states(folder)
    assert after["aleppo-0004"].controller == "sna"
    assert str(after["aleppo-0001"].valid_to) == "2024-11-29"
    assert all(
        new in shapely.get_coordinates(after[name].geometry).tolist() for name in shared_vertex_names(names)
    )
    old_lines = set(before.split(b"\n"))
    unlike = [line for line in layer_file(folder).read_bytes().split(b"\n") if line not in old_lines]
    assert len(unlike) == len(names) + 1  # and the closed record of what aleppo-0004 said before
    assert len(open_map(folder).log()) == 1
    open_map(folder).undo()
    assert layer_file(folder).read_bytes() == before


def shared_vertex_names(names: set[str]) -> set[str]:
    return names - {"aleppo-0004", "aleppo-0001"}


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb", ".geojson", ".kml"])
def test_what_qgis_saves_of_an_unchanged_layer_is_not_different(folder: Path, ending: str) -> None:
    target = folder.parent / f"saved{ending}"
    in_qgis("save", layer_file(folder), target)
    came = import_layer(target, folder, layer="aleppo")
    assert (came.entry, came.changed, came.unchanged) == (None, (), len(states(folder)))


def test_a_layer_that_qgis_saved_in_place_is_mended(folder: Path) -> None:
    before, was = layer_file(folder).read_bytes(), states(folder)["aleppo-0004"].controller.encode()
    in_qgis("edit", layer_file(folder), json.dumps({"values": {"aleppo-0004": {"controller": "sna"}}}))
    (repair,) = repairs(read_subject(folder))
    differing = [
        (one, two)
        for one, two in zip(before.split(b"\n"), repair.data.split(b"\n"), strict=True)
        if one != two
    ]
    assert [(one.replace(b'"%s"' % was, b'"sna"') == two) for one, two in differing] == [True]


TIMES = ("2024-11-27T12:00:00", "2024-12-02T12:00:00")


def test_qgis_paints_each_date_in_the_colours_of_the_page(folder: Path) -> None:
    project = open_map(folder)
    path = project.export(folder.parent / "aleppo.gpkg", states=True, layer="aleppo").file
    sure = [confirmed(project, time[:16]) for time in TIMES]
    assert all(map(len, sure))
    dates = [
        {"date": time, "points": [point for point, _ in ground], "picture": str(folder.parent / f"{i}.png")}
        for i, (time, ground) in enumerate(zip(TIMES, sure, strict=True))
    ]
    painted = json.loads(in_qgis("play", path, json.dumps({"size": [700, 700], "dates": dates})))
    for ground, colours in zip(sure, painted, strict=True):
        for (_, colour), seen in zip(ground, colours, strict=True):
            # The page's opacity of ground, on white.
            assert seen == pytest.approx([0.84 * value + 0.16 * 255 for value in colour], abs=3)
    assert (folder.parent / "0.png").read_bytes() != (folder.parent / "1.png").read_bytes()


def confirmed(project: MapProject, date: str) -> list[tuple[list[float], list[int]]]:
    """A point in all ground that is held for certain on a date, and the colour of who holds it."""
    colours = {actor.id: actor.colour for actor in project.project.settings.actors if actor.pattern == "none"}
    ground = project.history().at(date, by=["layer", "status", "certainty", "controller"])
    rows = ground[
        (ground["layer"] == "aleppo") & (ground["status"] == "held") & (ground["certainty"] == "confirmed")
    ]
    found = []
    for controller, shape in zip(rows["controller"], rows.geometry, strict=True):
        if controller in colours:
            point = shapely.maximum_inscribed_circle(max(shapely.get_parts(shape), key=shapely.area)).coords[
                0
            ]
            found.append((list(point), [int(colours[controller][i : i + 2], 16) for i in (1, 3, 5)]))
    return found
