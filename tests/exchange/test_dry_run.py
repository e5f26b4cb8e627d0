"""A dry run of an import tells what the import does, and leaves nothing behind."""

from dataclasses import replace

import pytest

from controlmap.errors import InputError, Problem
from controlmap.exchange import import_marks, import_snapshots, import_states
from tests.exchange.test_snapshots import write_snapshots

PERIODS = """who;wkt;since;until
North;POLYGON((36 36,37 36,37 37,36 37,36 36));2024-01-01;2024-02-01
South;POLYGON((36 35,37 35,37 36,36 36,36 35));2024-01-01;
"""
TOWNS = "name,lon,lat,holder\nFord,36.1,35.2,League\nMill,36.3,35.2,Republic\n"


def snapshots(folder, target, **how):
    days = write_snapshots(folder / "days", {"2024-01-01.geojson": "AAB", "2024-01-02.geojson": "ABB"})
    return import_snapshots(days, target, layer="l", controller_from="who", **how)


def states(folder, target, **options):
    (folder / "periods.csv").write_text(PERIODS)
    how = {"layer": "l", "controller_from": "who", "begin": "since", "end": "until"}
    return import_states(folder / "periods.csv", target, **how, **options)


def marks(folder, target, **how):
    (folder / "towns.csv").write_text(TOWNS)
    return import_marks(folder / "towns.csv", target, date="2024-03-01", **how)


def appended(folder, target, **how):
    if not target.exists():
        snapshots(folder, target, dry_run=False)
    later = write_snapshots(folder / "later", {"2024-01-03.geojson": "CBB"})
    return import_snapshots(later, target, layer="l", controller_from="who", append=True, **how)


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("bring", [snapshots, states, marks])
def test_a_dry_run_tells_what_comes_of_an_import_and_makes_no_map(tmp_path, bring):
    tried = bring(tmp_path, tmp_path / "map", dry_run=True)
    assert not (tmp_path / "map").exists()
    assert_tells_the_same(tried, bring(tmp_path, tmp_path / "map", dry_run=False))
    before = files(tmp_path / "map")
    if bring is marks:
        bring(tmp_path, tmp_path / "map", dry_run=True)
        assert files(tmp_path / "map") == before


def test_a_dry_run_tells_what_passes_on_a_day_that_is_appended(tmp_path):
    snapshots(tmp_path, tmp_path / "map", dry_run=False)
    before = files(tmp_path / "map")
    tried = appended(tmp_path, tmp_path / "map", dry_run=True)
    assert files(tmp_path / "map") == before
    assert any("a → c" in sentence for sentence in tried.told)
    assert_tells_the_same(tried, appended(tmp_path, tmp_path / "map", dry_run=False))


@pytest.mark.parametrize("bring", [snapshots, states, marks, appended])
def test_a_dry_run_refuses_what_the_import_refuses_a_source_that_is_not_listed_once(tmp_path, bring):
    refusals = []
    for dry_run in (True, False):
        with pytest.raises(InputError) as refused:
            bring(tmp_path, tmp_path / "map", dry_run=dry_run, sources=["tomas-1961"])
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]
    assert refusals[0].startswith("sources.json lists no source 'tomas-1961'")
    assert len(refusals[0].splitlines()) <= 2


@pytest.mark.parametrize("bring", [snapshots, states, marks, appended])
def test_a_dry_run_reads_the_files_as_they_would_be_written(tmp_path, bring, monkeypatch):
    def unusable(project, after, **_):
        raise InputError(Problem("cannot be read"))

    if bring is appended:
        snapshots(tmp_path, tmp_path / "map")
    monkeypatch.setattr("controlmap.edit.log.apply.refuse_unusable", unusable)
    with pytest.raises(InputError, match="cannot be read"):
        bring(tmp_path, tmp_path / "map", dry_run=True)


def assert_tells_the_same(tried, done):
    told = tuple(sentence for sentence in tried.told if sentence != "nothing written")
    assert replace(tried, told=told) == done
