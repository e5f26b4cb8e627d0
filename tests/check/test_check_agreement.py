"""How far map and reports agree is one figure, whoever asks: check, API and build."""

import json

import pytest
import shapely
from click.testing import CliRunner

import controlmap
from controlmap.check import check
from controlmap.cli import cli
from controlmap.errors import OverlapError
from controlmap.format import write_layer, write_table
from controlmap.model import Layer, Place, Report, validated
from controlmap.plane import Grid
from tests.check.cases import SOUND, laid_over
from tests.sketches import state


@pytest.fixture
def folder(tmp_path):
    """Two who claim one ground from the 10th on, and reports that name either."""
    folder = laid_over(SOUND, tmp_path / "map")
    west, east = shapely.box(36, 35, 36.2, 35.2), shapely.box(36.2, 35, 36.4, 35.2)
    states = (
        state(west, "republic", "2024-03-01", id="w", sources=["gazette"]),
        state(east, "republic", "2024-03-01", id="e", sources=["gazette"]),
        state(east, "league", "2024-03-10", id="also", sources=["herald"]),
    )
    (folder / "valley.geojson").write_bytes(
        write_layer(Layer("valley", "valley.geojson", {}, states), grid=Grid())
    )
    said = {"place": "east", "kind": "held", "confidence": "high", "statement": "", "sources": "gazette"}
    reports = [
        validated(Report, {**said, "id": f"r{i}", "date": f"2024-03-1{i}", "controller": who})
        for i, who in enumerate(WHO)
    ]
    (folder / "reports.csv").write_bytes(write_table(Report, reports))
    place = validated(Place, {"id": "east", "name": "East", "kind": "town", "lon": 36.3, "lat": 35.1})
    (folder / "places.csv").write_bytes(write_table(Place, [place]))
    return folder


WHO = ["republic", "league", "republic", "league", "league"]


def with_setting(folder, overlaps):
    path = folder / "controlmap.toml"
    path.write_text(f'overlaps = "{overlaps}"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    return folder


@pytest.mark.parametrize(("overlaps", "rate"), [("latest", 3 / 5), ("joint", 1)])
def test_check_api_and_build_tell_one_rate(folder, overlaps, rate):
    with_setting(folder, overlaps)
    assert check(folder).agreement.rate == controlmap.open(folder).agreement().rate == rate
    built = CliRunner().invoke(cli, ["build", str(folder), "-o", str(folder / "page.html")])
    assert f"({rate:.1%})" in built.output
    assert check(folder).no_agreement is None


def test_no_rate_is_told_of_a_map_that_cannot_be_made(folder):
    with pytest.raises(OverlapError):
        controlmap.open(folder).agreement()
    found = check(folder)
    assert found.agreement is None
    assert "two controllers (CM401)" in found.no_agreement
    printed = CliRunner().invoke(cli, ["check", str(folder)]).output
    assert found.no_agreement in printed and "%" not in printed


def test_no_rate_is_told_of_a_map_of_which_a_layer_cannot_be_read(folder):
    with_setting(folder, "joint")
    value = json.loads((folder / "valley.geojson").read_text(encoding="utf-8"))
    value["features"][2]["properties"]["valid_from"] = "soon"
    (folder / "valley.geojson").write_text(json.dumps(value), encoding="utf-8")
    found = check(folder)
    assert found.agreement is None
    assert "valley.geojson cannot be read in full" in found.no_agreement
