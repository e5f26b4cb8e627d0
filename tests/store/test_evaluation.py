"""What an evaluation was computed from: each file that a derivation reads, and nothing else."""

import gzip
import shutil
from pathlib import Path

import pytest

from controlmap.model import Calibration, Evaluation, Share
from controlmap.store import changed_evidence, evidence_of, keep_evaluation, open_project
from tests.format.test_golden import GOLDEN

RIVER = '\n[[base]]\nfile = "base/river.geojson"\nkind = "water"\nattribution = "drawn"\n'
EMPTY = '{"type": "FeatureCollection", "features": []}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sound project, with a river, hand features of one layer, and an evaluation kept."""
    made = Path(shutil.copytree(GOLDEN / "sound", tmp_path / "map"))
    with (made / "controlmap.toml").open("a") as settings:
        settings.write(RIVER)
    (made / "base" / "river.geojson").write_text(EMPTY)
    (made / "hand").mkdir()
    (made / "hand" / "east.geojson").write_text(EMPTY)
    third = Share(1 / 3, 0.12345678, 2 / 3)
    one = Evaluation(
        left_out_km=5, trials=3, right=third, day=None, calibration=(Calibration(0.5, 1, 6, 1 / 3),)
    )
    project = open_project(made)
    keep_evaluation(project, [one, one], "kriging", evidence_of(project))
    return made


def replaced(name: str, old: str, new: str):
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return change


MATTERS = {
    "places.csv": replaced("places.csv", "36.7", "36.71"),
    "reports.csv": replaced("reports.csv", "2024-03-10", "2024-03-11"),
    "base/districts.geojson": replaced("base/districts.geojson", "Lower", "Lowest"),
    "base/river.geojson": lambda folder: (folder / "base" / "river.geojson").write_text(EMPTY + " "),
    "hand/east.geojson": lambda folder: (folder / "hand" / "east.geojson").unlink(),
    "hand/west.geojson": lambda folder: (folder / "hand" / "west.geojson").write_text(EMPTY),
}
SETTINGS = {
    "first day": replaced("controlmap.toml", "from = 2024-03-01", "from = 2024-02-28"),
    "grid": replaced("controlmap.toml", "grid = 1e-6", "grid = 1e-5"),
    "extent": replaced("controlmap.toml", '["E1", "E2"]', '["E1"]'),
    "river": replaced("controlmap.toml", RIVER, RIVER.replace("water", "country")),
}
NOTHING = {
    "last day": replaced("controlmap.toml", 'through = "2024-03-20"', 'through = "2024-03-22"'),
    "title": replaced("controlmap.toml", "Two valleys", "Valleys"),
    "a comment": replaced("controlmap.toml", "[view]", "# The first view.\n[view]"),
    "sources": replaced("sources.json", "League crosses", "The League crosses"),
    "layer": replaced("west.geojson", "36.3", "36.31"),
}


@pytest.mark.parametrize("name", [*MATTERS, *SETTINGS])
def test_what_a_derivation_reads_is_evidence_and_a_change_of_it_is_told_by_its_file(folder, name):
    assert changed_evidence(open_project(folder)) == ()
    (MATTERS | SETTINGS)[name](folder)
    expected = {name if name in MATTERS else "controlmap.toml"}
    told = changed_evidence(open_project(folder))
    assert set(told) - {"base/river.geojson"} == expected - {"base/river.geojson"}
    assert [*told] == sorted(told)


@pytest.mark.parametrize("name", NOTHING)
def test_what_decides_nobodys_ground_is_none(folder: Path, name: str) -> None:
    NOTHING[name](folder)
    assert changed_evidence(open_project(folder)) == ()


def test_several_changes_are_told_in_the_order_of_names_and_without_an_evaluation_none_is(
    folder: Path,
) -> None:
    for change in (MATTERS["reports.csv"], MATTERS["places.csv"], SETTINGS["grid"]):
        change(folder)
    assert changed_evidence(open_project(folder)) == ("controlmap.toml", "places.csv", "reports.csv")
    (folder / "evaluation.json").unlink()
    assert changed_evidence(open_project(folder)) == ()


def test_a_packed_file_is_the_same_evidence_as_what_it_holds(folder: Path) -> None:
    before = evidence_of(open_project(folder))["base/districts.geojson"]
    districts = folder / "base" / "districts.geojson"
    (folder / "base" / "districts.geojson.gz").write_bytes(gzip.compress(districts.read_bytes()))
    replaced("controlmap.toml", "districts.geojson", "districts.geojson.gz")(folder)
    assert evidence_of(open_project(folder))["base/districts.geojson.gz"] == before


def test_shares_are_kept_in_four_digits(folder: Path) -> None:
    kept = open_project(folder).evaluation
    assert kept is not None
    assert [(one.right, one.day) for one in kept.left_out] == [(Share(0.3333, 0.1235, 0.6667), None)] * 2
    assert [one.calibration for one in kept.left_out] == [(Calibration(0.5, 1, 6, 0.3333),)] * 2
    assert kept.method == "kriging"
