"""What an import makes is no finding of a check: what its source draws is told once, and then expected."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from controlmap import check
from controlmap.api import MapProject, open_map
from controlmap.exchange import import_snapshots, import_states, read_states_table
from controlmap.exchange.as_drawn import marks_with
from controlmap.format import of_ground, read_settings
from tests.benchmarks.demanding import Noisy, noisy_snapshots
from tests.benchmarks.dense import Dense, write_dense
from tests.benchmarks.synthetic import write_dated

PLAN = Dense(dates=6, vertices=200, pockets=6)


@pytest.fixture(scope="module")
def dense(tmp_path_factory) -> tuple[Path, Path]:
    return write_dense(PLAN, tmp_path_factory.mktemp("dense") / "days")


def brought(dense: tuple[Path, Path], into: Path, *, text: str | None = None, **how):
    days, table = dense
    states = read_states_table((text or table.read_text()).encode(), file=table.name)
    return import_snapshots(days, into, layer="dense", states=states, overlaps="rank", **how)


@pytest.mark.parametrize("how", [{}, {"repair": True}, {"snap_m": 20.0}, {"gaps": "unknown"}])
def test_a_check_finds_nothing_in_what_noisy_restatements_became(dense, tmp_path, how):
    brought(dense, tmp_path / "map", **how)
    found = check.check(tmp_path / "map")
    assert [str(finding) for finding in found.found] == []


def test_strips_are_told_once_and_expected_in_the_layer(dense, tmp_path):
    told = brought(dense, tmp_path / "map").told
    assert sum("strips narrower than" in sentence for sentence in told) == 1
    found = check.check(tmp_path / "map")
    assert {(finding.code, silence.layer) for finding, silence in found.silenced} >= {("CM212", "dense")}


def test_ground_contested_with_nobody_who_is_named_is_so_with_somebody_unknown(dense, tmp_path):
    text = dense[1].read_text().replace(",contested,actor1,", ",contested,,")
    told = brought(dense, tmp_path / "map", text=text).told
    assert any("actor2 is contested with nobody who is named: with unknown" in sentence for sentence in told)
    assert not check.check(tmp_path / "map").found
    layer = json.loads((tmp_path / "map" / "dense.geojson").read_text())
    others = {tuple(f["properties"]["others"]) for f in layer["features"] if f["properties"]["others"]}
    assert others == {("unknown",)}


def test_ground_of_nobody_is_held_by_nobody_however_it_is_said(dense, tmp_path):
    text = dense[1].read_text().replace("pocket,actor3,held", "pocket,unknown,contested")
    told = brought(dense, tmp_path / "map", text=text).told
    assert any("taken as held by unknown" in sentence for sentence in told)
    assert not check.check(tmp_path / "map").found


def test_rows_with_periods_that_leave_a_strip_between_them_are_no_finding(tmp_path):
    strip = 0.00003
    rings = [
        [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]],
        [[1 - strip, 0], [2, 0], [2, 1], [1 - strip, 1], [1 - strip, 0]],
    ]
    rows = [
        {
            "type": "Feature",
            "properties": {"who": who, "since": "2024-01-01", "until": None},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for who, ring in zip("ab", rings, strict=True)
    ]
    (tmp_path / "rows.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    import_states(
        tmp_path / "rows.geojson", tmp_path / "map", layer="rows", controller_from="who",
        begin="since", end="until", overlaps="joint",
    )  # fmt: skip
    assert not check.check(tmp_path / "map").found


def test_a_silence_of_a_layer_that_is_not_there_is_a_finding(dense, tmp_path):
    brought(dense, tmp_path / "map")
    settings = tmp_path / "map" / "controlmap.toml"
    settings.write_text(
        settings.read_text() + '\n[[silence]]\nrule = "CM213"\nlayer = "other"\nreason = "so"\n'
    )
    assert [finding.code for finding in check.check(tmp_path / "map").found] == ["CM150"]


@pytest.fixture(scope="module")
def noisy(tmp_path_factory) -> Path:
    """Neighbours whose borders are drawn a grid unit off, now and then, each by itself."""
    plan = Noisy(dates=5, actors=3, vertices=40, noise=2, stretches=4)
    folder = tmp_path_factory.mktemp("noisy") / "days"
    return write_dated((held.items() for held in noisy_snapshots(plan)), folder, "actor")


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in check.check(folder).found}


def days(noisy: Path, into: Path, days: slice, **how) -> Path:
    """Import some days of the noisy series."""
    part = into.with_name(f"{into.name}-{days.start}-{days.stop}")
    part.mkdir()
    for path in sorted(noisy.iterdir())[days]:
        (part / path.name).symlink_to(path)
    import_snapshots(part, into, layer="noisy", controller_from="actor", overlaps="first", **how)
    return into


def test_nothing_is_found_in_noise_of_a_grid_unit_nor_in_a_day_that_is_added(noisy, tmp_path):
    folder = days(noisy, tmp_path / "map", slice(0, 4))
    assert codes(folder) == set()
    days(noisy, folder, slice(4, 5), append=True)
    assert codes(folder) == set()


def test_further_slivers_of_an_import_are_expected_where_there_were_none(noisy, tmp_path):
    folder = days(noisy, tmp_path / "map", slice(0, 1))
    project, settings = open_map(folder).project, (folder / "controlmap.toml").read_text()
    (whole, *_) = project.layers[0].states
    strip = whole.model_copy(update={"geometry": shapely.box(30, 35, 30 + 2e-5, 35.1)})
    assert marks_with(project, "noisy", [whole], settings) == {}
    files = marks_with(project, "noisy", [strip], settings)
    assert sorted(files) == ["controlmap.toml", "imported/noisy.txt"]
    assert read_settings(files["controlmap.toml"]).silence[0].imported == "imported/noisy.txt"
    assert of_ground(strip.geometry) in files["imported/noisy.txt"].decode().split()


def test_a_sliver_that_comes_later_is_found_among_those_that_were_imported(noisy, tmp_path):
    folder = days(noisy, tmp_path / "map", slice(0, 5))
    assert codes(folder) == set()
    layer = folder / "noisy.geojson"
    collection = json.loads(layer.read_text())
    strip = json.loads(shapely.to_geojson(shapely.box(20, 35, 20 + 2e-5, 35.1)))
    collection["features"].append({**collection["features"][0], "id": "later", "geometry": strip})
    layer.write_text(json.dumps(collection))
    found = [finding for finding in check.check(folder).found if finding.code == "CM212"]
    assert [finding.feature for finding in found] == ["later"]


def test_ground_that_is_given_up_later_is_found_where_the_source_leaves_some_to_nobody(noisy, tmp_path):
    folder = days(noisy, tmp_path / "map", slice(0, 5))
    layer = folder / "noisy.geojson"
    lines = layer.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if '"valid_to": null' in line)
    layer.write_text(
        "\n".join(lines).replace(lines[at], lines[at].replace('"valid_to": null', '"valid_to": "2000-01-04"'))
        + "\n"
    )
    assert "CM305" in codes(folder)


def test_ground_that_is_moved_by_hand_is_found_though_its_name_is_known(noisy, tmp_path):
    folder = days(noisy, tmp_path / "map", slice(0, 5))
    layer = folder / "noisy.geojson"
    collection = json.loads(layer.read_text())
    feature = max(collection["features"], key=lambda one: len(json.dumps(one["geometry"])))
    ground = shapely.from_geojson(json.dumps(feature["geometry"]))
    west, south, _, _ = ground.bounds
    far = shapely.box(west - 1, south, west - 1 + 2e-5, south + 0.01)
    feature["geometry"] = json.loads(shapely.to_geojson(shapely.union(ground, far)))
    layer.write_text(json.dumps(collection))
    assert any(finding.feature == feature["id"] for finding in check.check(folder).found)


def test_what_was_imported_is_told_apart_by_a_file_that_can_be_read(noisy, tmp_path):
    folder = days(noisy, tmp_path / "map", slice(0, 5))
    marks = folder / "imported" / "noisy.txt"
    marks.write_text("no digest\n")
    assert {"CM150", "CM212"} <= codes(folder)
    marks.unlink()
    assert "CM150" in codes(folder)


@pytest.fixture(scope="module")
def jittered(tmp_path_factory) -> Path:
    """A front that each side draws by itself, each day anew: gaps, overlaps and slivers all along it."""
    folder, rng = tmp_path_factory.mktemp("jittered") / "days", np.random.default_rng(5)
    folder.mkdir()
    line = np.column_stack([36.25 + 0.06 * np.sin(np.arange(21)), np.linspace(35, 35.4, 21)])
    for day in range(1, 9):
        west, east = (line + rng.uniform(-3e-4, 3e-4, line.shape) * [1, 0] for _ in range(2))
        rings = {"west": [(36, 35), *west, (36, 35.4)], "east": [(36.5, 35.4), *east[::-1], (36.5, 35)]}
        features = [
            {
                "type": "Feature",
                "properties": {"who": who},
                "geometry": shapely.Polygon(ring).__geo_interface__,
            }
            for who, ring in rings.items()
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"2024-03-0{day}.geojson").write_text(text)
    return folder


def brought_jittered(days: Path, into: Path) -> MapProject:
    import_snapshots(days, into, layer="front", controller_from="who", overlaps="smallest")
    found = open_map(into)
    found.add("source", {"id": "s", "title": "S"})
    return found


def edits(found: MapProject) -> dict:
    """Edits of an imported layer, by name: of a circle on the front from a day on, and of a record there."""
    state = next(
        s for s in found.project.layers[0].states if s.controller == "west" and s.valid_to is not None
    )
    north = state.geometry.representative_point().y
    around = {"on": "2024-03-04", "radius_km": 5, "sources": "s", "certainty": "reported"}
    return {
        "transfer": lambda: found.transfer("36.25,35.2", to="west", **around),
        "correct": lambda: found.correct("36.25,35.2", controller="west", **around),
        "surer": lambda: found.correct("all", on="2024-03-04", certainty="claimed", sources="s"),
        "retract": lambda: found.retract(state.id),
        "split": lambda: found.split(state.id, line=f"LINESTRING (30 {north}, 40 {north})"),
    }


@pytest.mark.parametrize("name", ["transfer", "correct", "surer", "retract", "split"])
def test_what_edits_make_of_what_was_imported_is_no_finding(jittered, tmp_path, name):
    found = brought_jittered(jittered, tmp_path / "map")
    found.apply(edits(found)[name]())
    assert [str(one) for one in check.check(tmp_path / "map").found if one.code != "CM506"] == []
    found.undo()
    assert codes(tmp_path / "map") <= {"CM506"}


def test_a_sliver_that_an_edit_draws_in_what_was_imported_is_found(jittered, tmp_path):
    found = brought_jittered(jittered, tmp_path / "map")
    strip = shapely.box(36.1, 35.2, 36.12, 35.20003)
    found.apply(found.transfer(strip, to="east", on="2024-03-04", sources="s"))
    assert "CM212" in codes(tmp_path / "map")
