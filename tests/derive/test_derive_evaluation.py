"""`controlmap derive --evaluate` and `--keep`: what areas foretell, asked and kept."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from derive_land import PLACES, REPORTS, SETTINGS, land_in, run

from controlmap.api import open_map
from controlmap.check import check
from controlmap.edit import read_journal
from controlmap.render import read_page
from controlmap.store import open_project

pytestmark = pytest.mark.usefixtures("coarse")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return land_in(tmp_path)


def test_areas_are_asked_for_reports_that_are_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "reports.csv").write_text(
        REPORTS + "r1,a,2024-12-01,change,red,unknown,held,,not_named,high,,wire,\n"
        "r2,b,2024-12-03,change,,red,held,,named,high,,wire,\n",
        encoding="utf-8",
    )
    (folder / "places.csv").write_text(PLACES + "b,Beton,,town,,0.52,0.5,,,,yes,\n", encoding="utf-8")
    assert run("derive", folder, "--evaluate", "--quiet", "--json") == 0
    near, *rest = json.loads(capsys.readouterr().out)["rows"]
    # Beton alone has a change to somebody; Aton, 2 km away, is nobody's from 1 December on.
    assert (near["trials"], near["right"]) == (1, [0.0, 0.0, 0.0])
    assert [row["left_out_km"] for row in rest] == [5.0, 15.0]
    assert not (folder / "land.geojson").exists()
    assert run("derive", folder, "--evaluate", "--quiet", "--method", "thiessen") == 0
    assert "holder before and after as reported: 0.00" in capsys.readouterr().out


@pytest.mark.parametrize("method", ["kriging", "thiessen"])
def test_what_is_reported_on_the_other_side_of_the_earth_is_not_asked_for(
    evaluated: Path, method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows() -> object:
        capsys.readouterr()
        assert run("derive", evaluated, "--evaluate", "--quiet", "--json", "--method", method) == 0
        return json.loads(capsys.readouterr().out)["rows"]

    before = rows()
    with (evaluated / "places.csv").open("a", encoding="utf-8") as places:
        places.write("b,Beton,,town,,-150,-0.5,,,,yes,\n")
    with (evaluated / "reports.csv").open("a", encoding="utf-8") as reports:
        reports.write("r9,b,2024-12-05,change,,red,held,,named,high,,wire,\n")
    assert rows() == before


def header_of(payload: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", payload)
    return json.loads(payload[4 : 4 + length])


def header_in(page: Path) -> Mapping[str, Any]:
    return read_page(page.read_bytes(), file=page.name).header


CHANGED = REPORTS + "r1,a,2024-12-03,change,,red,held,,named,high,,wire,\n"


@pytest.fixture
def evaluated(folder: Path) -> Path:
    """A map project with its layer, and an evaluation of one trial kept beside it."""
    (folder / "reports.csv").write_text(CHANGED, encoding="utf-8")
    run("derive", folder)
    assert run("derive", folder, "--keep", "--quiet") == 0
    return folder


def test_what_is_kept_is_what_is_printed_in_few_digits(
    evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = open_project(evaluated).evaluation
    assert kept is not None
    capsys.readouterr()
    assert run("derive", evaluated, "--evaluate", "--quiet", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["written"] is False
    assert [one.left_out_km for one in kept.left_out] == [row["left_out_km"] for row in told["rows"]]
    assert [one.trials for one in kept.left_out] == [row["trials"] for row in told["rows"]] == [1, 1, 1]
    for one, row in zip(kept.left_out, told["rows"], strict=True):
        assert one.right == pytest.approx(row["right"], abs=5e-5)
        assert sum(answers for _, _, answers, _ in one.calibration) == 2 * one.trials
    assert sorted(kept.evidence) == ["controlmap.toml", "lands.geojson", "places.csv", "reports.csv"]


def test_an_evaluation_that_is_kept_is_the_same_bytes_each_time_and_no_edit(evaluated: Path) -> None:
    first, entries = (evaluated / "evaluation.json").read_bytes(), read_journal(evaluated)
    (told,) = (one for one in open_map(evaluated).evaluate(keep=True) if one.left_out_km == 5)
    assert told.trials == 1
    assert (evaluated / "evaluation.json").read_bytes() == first
    assert read_journal(evaluated) == entries


def test_a_dry_run_keeps_no_evaluation(folder: Path) -> None:
    assert run("derive", folder, "--keep", "--dry-run", "--quiet") == 0
    assert not (folder / "evaluation.json").exists()


EVIDENCE = {
    "places.csv": ("0.5,0.5", "0.5,0.51"),
    "reports.csv": ("2024-12-03", "2024-12-04"),
    "lands.geojson": ("[1, 0]", "[1.0, 0]"),
    "controlmap.toml": ('from = "2024-11-26"', 'from = "2024-11-25"'),
}


@pytest.mark.parametrize("file", EVIDENCE)
def test_a_build_tells_an_evaluation_until_its_evidence_is_another(
    evaluated: Path, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = evaluated / "page.html"
    assert run("build", evaluated, "-o", page) == 0
    told = capsys.readouterr().err
    assert (
        "1 of 1 reports of a change are foretold" in told or "0 of 1 reports of a change are foretold" in told
    )
    assert len(header_in(page)["left_out"]) == 3
    old, new = EVIDENCE[file]
    text = (evaluated / file).read_text(encoding="utf-8")
    assert old in text
    (evaluated / file).write_text(text.replace(old, new), encoding="utf-8")
    assert run("build", evaluated, "-o", page) == 0
    assert f"evaluation.json is not shown: it was computed when {file} said" in capsys.readouterr().err
    assert "left_out" not in header_in(page)
    (found,) = check(evaluated, select=["CM607"]).found
    assert (found.file, found.severity) == ("evaluation.json", "note")
    assert file in found.message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("controlmap.toml", "One land", "Another land"), ("sources.json", "Wire", "The wire")],
)
def test_what_areas_do_not_depend_on_is_no_evidence(evaluated: Path, file: str, old: str, new: str) -> None:
    text = (evaluated / file).read_text(encoding="utf-8")
    (evaluated / file).write_text(text.replace(old, new), encoding="utf-8")
    assert check(evaluated, select=["CM607"]).found == ()
    assert "left_out" in header_of(open_map(evaluated).payload())


def test_what_was_known_on_a_day_tells_no_evaluation_of_today(evaluated: Path) -> None:
    known = open_map(evaluated).payload(known_on="2024-12-10")
    assert "left_out" not in header_of(known)


def test_an_evaluation_that_cannot_be_read_is_told_and_computed_anew(
    evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = (evaluated / "evaluation.json").read_bytes()
    (evaluated / "evaluation.json").write_text('{"method": "dowsing"}', encoding="utf-8")
    assert run("build", evaluated, "-o", evaluated / "page.html") == 0
    assert "evaluation.json is not shown: it cannot be read." in capsys.readouterr().err
    errors = [found.message for found in check(evaluated).found if found.file == "evaluation.json"]
    assert len(errors) == 3
    assert any("dowsing" in message for message in errors)
    assert run("derive", evaluated, "--keep", "--quiet") == 0
    assert (evaluated / "evaluation.json").read_bytes() == sound


def test_an_evaluation_of_reports_that_are_held_back_is_not_told(
    evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held_back = SETTINGS.replace("[[layers]]", "[publish]\ndelay_hours = 24\n[[layers]]", 1)
    (evaluated / "controlmap.toml").write_text(held_back, encoding="utf-8")
    page = evaluated / "page.html"
    assert run("build", evaluated, "-o", page, "--now", "2024-12-03T12:00") == 0
    assert "evaluation.json is not shown: it tells of reports that are held back." in capsys.readouterr().err
    assert "left_out" not in header_in(page)
    assert run("build", evaluated, "-o", page, "--now", "2024-12-31") == 0
    assert len(header_in(page)["left_out"]) == 3
