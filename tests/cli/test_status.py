"""`status`, and what check and diff tell of a map whose files, journal and repository part ways."""

import subprocess
from pathlib import Path

import pytest

from .conftest import Run
from .test_edit_commands import FALL


def test_a_map_in_step_says_so(run: Run, project: Path) -> None:
    run("transfer", project, *FALL)
    told = run("status", project)
    assert told.code == 0
    assert "no edit is unfinished" in told.out and "as the journal left them" in told.out
    assert "not in a git repository" in told.out
    document = run("status", project, "--json").document
    assert document["unfinished"] is None and document["out_of_step"] == []
    assert document["last"]["command"] == "transfer"


@pytest.mark.parametrize("redo", [False, True])
def test_edits_undone_and_done_again_leave_the_journal_in_step(run: Run, project: Path, redo: bool) -> None:
    run("transfer", project, *FALL)
    run("split", project, "--state", "valley-0001", "--on", "2024-02-10")
    run("undo", project)
    if redo:
        run("redo", project)
    assert run("status", project).code == 0
    assert "CM146" not in run("check", project).out


def test_a_feature_changed_by_hand_after_an_edit_is_out_of_step_and_check_says_how_to_go_on(
    run: Run, project: Path
) -> None:
    run("transfer", project, *FALL)
    layer = project / "valley.geojson"
    layer.write_text(layer.read_text().replace('"valid_to": "2024-03-05"', '"valid_to": "2024-03-04"'))
    told = run("status", project, "--json")
    assert told.code == 1
    (one,) = told.document["out_of_step"]
    assert (one["file"], one["features"]) == ("valley.geojson", ["valley-0003"])
    found = run("check", project, "--json").document["findings"]
    (finding,) = (f for f in found if f["code"] == "CM146")
    assert (finding["severity"], finding["feature"]) == ("warning", "valley-0003")
    assert "take it back from git" in finding["hint"]


def test_a_commit_that_is_stuck_is_told_by_status(run: Run, project: Path) -> None:
    record = '{"files": ["sources.json"], "removed": [], "appended": {}, "made": []}'
    (project / ".commit.controlmap-edit").write_text(record)
    (project / ".sources.json.controlmap-staged").write_bytes((project / "sources.json").read_bytes())
    (project / "sources.json").unlink()
    (project / "sources.json").mkdir()
    told = run("status", project)
    assert told.code == 1
    assert "still to write: sources.json" in told.out
    assert "move .sources.json.controlmap-staged to sources.json" in told.out
    assert run("info", project).code == 2
    (project / "sources.json").rmdir()
    assert run("status", project).code == 0


@pytest.mark.parametrize("file", ["valley.geojson", "base/land.geojson"])
def test_a_file_that_is_missing_or_broken_is_told_by_status(run: Run, project: Path, file: str) -> None:
    if file.startswith("base/"):
        listed = f'\n[[base]]\nfile = "{file}"\nkind = "country"\nattribution = "nobody"\n'
        (project / "controlmap.toml").write_text((project / "controlmap.toml").read_text() + listed)
    else:
        (project / file).unlink()
    told = run("status", project)
    assert told.code == 1
    assert f"{file}: is missing" in told.out
    assert "as the journal left them" not in told.out
    (project / "reports.csv").write_text("no table\n")
    unusable = run("status", project, "--json").document["unusable"]
    assert {one.split(":")[0] for one in unusable} == {file, "reports.csv"}


def test_a_revision_is_compared_with_what_is_there_now(run: Run, project: Path) -> None:
    me = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        subprocess.run(["git", "-C", project, *me, *words], check=True, capture_output=True)
    assert run("diff", "HEAD", project).out == "no difference\n"
    assert "all is committed" in run("status", project).out
    run("transfer", project, *FALL)
    told = run("diff", "HEAD", project, "--json").document
    assert told["features"]["changed"] == ["valley-0003"]
    assert [(row["from"], row["to"]) for row in told["moved"]] == [("republic", "league")]
    assert "M valley.geojson" in run("status", project).out
    refused = run("diff", "2024-03-01")
    assert refused.code == 2
    assert "Traceback" not in refused.err


def transfer_at(point: str) -> tuple[str, ...]:
    ground = ("--area", point, "--radius-km", "1")
    return ("--to", "republic", "--on", "2024-03-14", *ground, "--source", "herald-2024-03-09")


def test_a_transfer_in_a_patch_is_made_anew_where_the_map_has_changed_in_its_state_elsewhere(
    run: Run, project: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "p.patch"
    run("transfer", project, *transfer_at("36.44,35.25"), "--patch", patch)
    alone = run("transfer", project, *transfer_at("36.44,35.25"), "--dry-run", "--json").document
    assert run("transfer", project, *transfer_at("36.48,35.23")).code == 0
    refused = run("apply", patch, project)
    assert refused.code == 2 and "is not as it was" in refused.err
    done = run("apply", patch, project, "--rebase", "--json")
    assert done.code == 0, done.err
    assert done.document["moved"][0]["area_km2"] == pytest.approx(alone["moved"][0]["area_km2"], abs=1e-3)
    assert done.document["moved"][0]["area_km2"] == pytest.approx(3.140, abs=2e-3)
    again = run("apply", patch, project, "--rebase")
    assert again.code == 2
    assert "republic's" in again.err


def test_a_patch_named_after_the_project_is_told_in_which_order(
    run: Run, project: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "p.patch"
    run("transfer", project, *transfer_at("36.44,35.25"), "--patch", patch)
    refused = run("apply", project, patch)
    assert refused.code == 2
    assert f"The patch comes first: controlmap apply {patch} {project}" in refused.err.replace("\n", " ")


def test_an_edit_in_a_patch_that_is_no_transfer_is_not_made_anew(
    run: Run, project: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "p.patch"
    correct = ("correct", project, "--state", "valley-0003")
    run(*correct, "--certainty", "confirmed", "--patch", patch)
    run(*correct, "--note", "seen")
    assert run("apply", patch, project, "--rebase").code == 2
