"""What a map says in its own columns is not lost, nor made surer, when its export is brought into another."""

import json
import shlex
from collections import defaultdict

import pytest
from click.testing import CliRunner

from controlmap.api import open_map
from controlmap.cli import cli
from controlmap.exchange import import_snapshots, import_states, look, read_states_table
from controlmap.format import write_layer, write_sources
from controlmap.model import Source
from controlmap.store import open_project
from tests.edit.maps import GRID, project_of, write_project
from tests.sketches import areas_from_sketch, state

FORMATS = (".geojson", ".gpkg", ".kml", ".csv", ".shp", ".fgb", ".topojson")
AREAS = areas_from_sketch("AABB AABB CCDD CCDD")


def states():
    """Ground that is held in each way, as surely as can be said, of which one piece passes on."""
    both = {"sources": ("s-1", "s-2")}
    return [
        state(AREAS["A"], "a", "2024-11-26", "2024-11-30", id="one-1", certainty="claimed", **both),
        state(AREAS["A"], "b", "2024-11-30", None, id="one-2", status="contested", others=("a", "c"),
              certainty="confirmed", sources=("s-1",)),
        state(AREAS["B"], "b", "2024-11-27", None, id="one-3", status="joint", others=("c",),
              certainty="inferred", sources=()),
        state(AREAS["C"], "c", "2024-11-26", None, id="one-4", status="besieged", **both),
        state(AREAS["D"], "unknown", "2024-11-26", None, id="one-5", certainty="claimed", sources=("s-2",)),
    ]  # fmt: skip


@pytest.fixture
def project(tmp_path):
    made = write_project(tmp_path / "map", project_of(one=[], two=[])).folder
    listed = [Source(id=name, type="article", title=name) for name in ("s-1", "s-2")]
    (made / "sources.json").write_bytes(write_sources(listed))
    (made / "one.geojson").write_bytes(write_layer(project_of(one=states()).layers[0], grid=GRID))
    return open_map(made)


def said(layer):
    """Return how much ground is held how, by whom with whom, how sure that is, says who, and from when."""
    found = defaultdict(float)
    for one in layer.states:
        how = one.controller, one.status, frozenset(one.others), one.certainty, frozenset(one.sources)
        found[*how, str(one.valid_from)[:10], str(one.valid_to)[:10]] += one.geometry.area
    return {key: round(area, 12) for key, area in found.items()}


def brought(command, folder):
    """Run the command that a look proposes, into a folder, and return the layer and what it said."""
    words = [str(folder) if word.endswith("-map") else word for word in shlex.split(command)[1:]]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return open_project(folder).layers[-1], done.output


@pytest.mark.parametrize("ending", FORMATS)
def test_what_an_export_says_is_taken_over_by_the_command_that_a_look_proposes(project, tmp_path, ending):
    file = project.export(tmp_path / f"s{ending}", states=True, layer="one").file
    layer, told = brought(look(file).next, tmp_path / "other")
    # Another map lists none of the sources: the file stands for them, and that is told.
    (itself,) = {source for one in layer.states for source in one.sources}
    stripped = defaultdict(float)
    for (*how, _, begin, end), area in said(project.project.layers[0]).items():
        stripped[*how, frozenset({itself}), begin, end] += area
    assert said(layer) == {key: pytest.approx(area, rel=1e-6) for key, area in stripped.items()}
    assert "sources that the map does not list, the file stands for them: s-1, s-2" in told


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".shp"])
def test_sources_that_the_map_lists_are_taken_over_too(project, tmp_path, ending):
    file = project.export(tmp_path / f"s{ending}", states=True, layer="one").file
    brought(look(file).next, tmp_path / "other")
    (tmp_path / "other/sources.json").write_bytes((project.project.folder / "sources.json").read_bytes())
    (tmp_path / "other/s.geojson").write_bytes(write_layer(project_of(one=[]).layers[0], grid=GRID))
    layer, told = brought(look(file).next.replace("--layer s", "--layer again"), tmp_path / "other")
    found, ours = said(layer), said(project.project.layers[0])
    named = {key: key[4] or frozenset({"s"}) for key in ours}
    expected = {(*key[:4], named[key], *key[5:]): area for key, area in ours.items()}
    assert found == {key: pytest.approx(area, rel=1e-6) for key, area in expected.items()}
    assert "sources that" not in told


def test_ground_of_a_date_is_brought_in_as_surely_as_it_was_and_no_surer(project, tmp_path):
    file = project.export(tmp_path / "2024-11-30.geojson", at="2024-11-30", layer="one").file
    import_snapshots(file, tmp_path / "other", layer="s", controller_from="controller")
    (layer,) = open_project(tmp_path / "other").layers
    assert {(one.controller, one.status, one.certainty) for one in layer.states} == {
        (one.controller, one.status, one.certainty)
        for one in project.project.layers[0].states
        if one.valid_to is None
    }


def test_a_table_says_otherwise_and_a_holder_by_another_name_has_no_others(project, tmp_path):
    file = project.export(tmp_path / "s.geojson", states=True, layer="one").file
    table = b"controller,field:controller,status,certainty\n" + b"".join(
        b"%s,%s,held,reported\n" % (name, name) for name in (b"a", b"b", b"c", b"unknown")
    )
    how = {"states": read_states_table(table, file="t.csv"), "begin": "valid_from", "end": "valid_to"}
    import_states(file, tmp_path / "one", layer="s", **how)
    (layer,) = open_project(tmp_path / "one").layers
    assert {(one.status, one.certainty) for one in layer.states} == {("held", "reported")}
    how = {"controller_from": "controller_name", "begin": "valid_from", "end": "valid_to"}
    told = import_states(file, tmp_path / "two", layer="s", **how).told
    (layer,) = open_project(tmp_path / "two").layers
    assert {one.status for one in layer.states} == {"held"}
    assert {one.certainty for one in layer.states} >= {"claimed", "confirmed", "inferred"}
    assert any("fields left out" in sentence and "status, others" in sentence for sentence in told)


def test_a_word_of_the_format_is_taken_and_others_beside_it_are_told(tmp_path):
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    properties = {"controller": "a", "status": "contested", "certainty": "very", "since": "2024-11-26"}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    told = import_states(path, tmp_path / "m", layer="s", controller_from="controller", begin="since").told
    (layer,) = open_project(tmp_path / "m").layers
    assert [(one.status, one.certainty) for one in layer.states] == [("contested", "reported")]
    assert any("'certainty' says 'very', not taken" in sentence for sentence in told)


def test_a_look_at_an_export_says_how_it_comes_back(project, tmp_path):
    file = project.export(tmp_path / "s.gpkg", states=True, layer="one").file
    (told,) = [sentence for sentence in look(file).told if "import layer" in sentence]
    command = told.partition(" by controlmap ")[2].replace("MAP", str(project.project.folder))
    done = CliRunner().invoke(cli, shlex.split(command), catch_exceptions=False)
    assert done.exit_code == 0, done.output


def dated():
    """Ground whose dates are known by years, months, days and minutes, and two of which only the order is."""
    order = {"precision": "order"}
    return [
        state(AREAS["A"], "a", "2019", "2021", id="one-1"),
        state(AREAS["A"], "b", "2021", "2024-03-03T09:00", id="one-2"),
        state(AREAS["A"], "c", "2024-03-03T09:00", "2024-03-03T11:00", id="one-3", **order),
        state(AREAS["A"], "a", "2024-03-03T11:00", None, id="one-4", **order),
        state(AREAS["B"], "b", "2020-05", "2024-03-03T11:00", id="one-5"),
        state(AREAS["B"], "c", "2024-03-03T11:00", None, id="one-6", precision="hour"),
        state(AREAS["C"], "c", "2022-07-09", None, id="one-7"),
    ]


@pytest.mark.parametrize("ending", FORMATS)
def test_how_exactly_dates_are_known_is_taken_over_too(project, tmp_path, ending):
    folder = project.project.folder
    (folder / "one.geojson").write_bytes(write_layer(project_of(one=dated()).layers[0], grid=GRID))
    file = open_map(folder).export(tmp_path / f"s{ending}", states=True, layer="one").file
    layer, told = brought(look(file).next, tmp_path / "other")
    assert {
        (one.controller, str(one.valid_from), str(one.valid_to), one.precision) for one in layer.states
    } == {(one.controller, str(one.valid_from), str(one.valid_to), one.precision) for one in dated()}
    assert "precision" not in told
