"""What an import makes is no finding of a check: what its source draws is told once, and then expected."""

import json
from pathlib import Path

import pytest

from controlmap import check
from controlmap.exchange import import_snapshots, import_states, read_states_table
from tests.benchmarks.dense import Dense, write_dense

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
