"""The commands that change a map: what they print, and what they write."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from controlmap.edit import read_journal
from controlmap.history import Ground, build_history
from controlmap.store import open_project

from .conftest import Run, files_under

SOURCE = ("--source", "herald-2024-03-09")
FALL = ("--to", "league", "--on", "2024-03-05", "--area", "Lower Town", "--radius-km", "2", *SOURCE)


def areas_on(project: Path, date: str) -> dict[str, float]:
    layer = open_project(project).layers[0]
    return dict(build_history([Ground(layer.id, layer.states)]).areas_km2(date))


def test_a_transfer_moves_ground_and_says_how_much_from_whom_to_whom(run: Run, project: Path) -> None:
    before = areas_on(project, "2024-03-06")
    outcome = run("transfer", project, *FALL, "--certainty", "confirmed", "--json")
    moved, features = outcome.document["moved"], outcome.document["features"]
    assert (outcome.code, [(row["from"], row["to"]) for row in moved]) == (0, [("republic", "league")])
    assert moved[0]["area_km2"] == pytest.approx(3.14159 * 4, rel=2e-3)
    assert {"added", "closed", "removed"} <= features.keys()
    assert features["closed"] == ["valley-0003"]
    after = areas_on(project, "2024-03-06")
    assert after["league"] - before["league"] == pytest.approx(moved[0]["area_km2"], abs=1e-4)
    assert sum(after.values()) == pytest.approx(sum(before.values()), abs=1e-6)
    added = [s for s in open_project(project).layers[0].states if s.id in features["added"]]
    (new,) = (state for state in added if state.controller == "league")
    assert (new.certainty, new.sources) == ("confirmed", ("herald-2024-03-09",))


def test_a_transfer_in_the_middle_of_history_changes_its_own_period_only(run: Run, project: Path) -> None:
    dates = ("2024-03-01", "2024-03-04T23:59", "2024-03-09")
    before = [areas_on(project, date) for date in dates]
    run("transfer", project, *FALL)
    for old, date in zip(before, dates, strict=True):
        assert areas_on(project, date) == pytest.approx(old, abs=1e-5)


def test_a_dry_run_says_the_same_and_writes_nothing(run: Run, project: Path) -> None:
    before = files_under(project)
    shown = run("transfer", project, *FALL, "--dry-run", "--json")
    assert files_under(project) == before
    assert shown.document == run("transfer", project, *FALL, "--json").document
    assert "nothing written" in run("undo", project, "--dry-run").err


def test_ground_that_a_deleted_state_leaves_on_no_record_is_told(run: Run, project: Path) -> None:
    exported = project.parent / "out.geojson"
    copy = project.parent / "copy"
    run("transfer", project, *FALL, "--until", "2024-03-07", "--json")
    ended = [s for s in open_project(project).layers[0].states if s.valid_to == np.datetime64("2024-03-07")]
    (between,) = (state.id for state in ended if state.controller == "league")
    shutil.copytree(project, copy)
    assert run("export", project, exported, "--states").code == 0
    lines = exported.read_text(encoding="utf-8").splitlines()
    exported.write_text("\n".join(line for line in lines if f'"{between}"' not in line), encoding="utf-8")
    words = ("import", "layer", exported, "--into", project, "--layer", "valley")
    told = "12.561 km²  on no record any more, from 2024-03-05 until 2024-03-07"
    for outcome in (
        run(*words, "--dry-run"),
        run(*words),
        run("diff", copy, project),
        run("undo", project) and run("redo", project, "--dry-run"),
        run("redo", project),
    ):
        assert told in [line.strip() for line in outcome.out.splitlines()]
    rows = run("undo", project, "--json").document["unrecorded"]
    assert rows == [], "what is taken back is on record again"


def test_undo_and_redo_give_back_the_very_bytes(run: Run, project: Path) -> None:
    layer = project / "valley.geojson"
    first = layer.read_bytes()
    run("transfer", project, *FALL)
    second = layer.read_bytes()
    run("correct", project, "--state", "valley-0001", "--certainty", "confirmed")
    third = layer.read_bytes()
    assert len({first, second, third}) == 3
    for command, expected in (("undo", second), ("undo", first), ("redo", second), ("redo", third)):
        assert run(command, project).code == 0
        assert layer.read_bytes() == expected
    outcome = run("redo", project)
    assert (outcome.code, outcome.err) == (2, "error: there is nothing to redo\n")
    rows = run("log", project, "--json").document["rows"]
    ids = [row["id"] for row in reversed(rows)]
    roles = [(row["entry"], row["role"], row["of"]) for row in rows]
    assert roles[:2] == [(6, "redo", ids[1]), (5, "redo", ids[0])]
    assert roles[-1] == (1, "edit", None)


def test_an_entry_is_reverted_though_others_came_after_unless_they_built_on_it(
    run: Run, project: Path
) -> None:
    run("correct", project, "--state", "valley-0001", "--certainty", "confirmed", "--why", "two witnesses")
    run("transfer", project, *FALL)
    (corrected,) = read_journal(project)[0].features["added"]
    assert corrected in [state.id for state in open_project(project).layers[0].states]
    assert run("revert", "1", project).code == 0
    assert corrected not in [state.id for state in open_project(project).layers[0].states]
    run("split", project, "--state", "valley-0003", "--on", "2024-03-03")
    before = files_under(project)
    refused = run("revert", "2", project)
    assert refused.code == 2
    assert "valley-0003 is not as it was" in refused.err
    assert files_under(project) == before
    assert "two witnesses" in run("log", project).out


def test_a_patch_travels_and_tells_people_what_it_does(run: Run, project: Path, tmp_path: Path) -> None:
    patch, copy = tmp_path / "fall.patch", tmp_path / "copy"
    run("init", copy)
    written = run(
        "transfer", project, *FALL, "--patch", patch, "--by", "A. Mapper", "--why", "The Herald\nsays so"
    )
    assert (written.code, files_under(project)) == (0, files_under(copy))
    head = patch.read_text().split("\n\n")[0]
    for line in ("Who: A. Mapper", "Why: The Herald says so", "Sources: herald-2024-03-09"):
        assert line in head.split("\n")
    assert "km² from republic to league" in head
    assert run("apply", patch, copy).code == 0
    run("transfer", project, *FALL)
    assert (copy / "valley.geojson").read_bytes() == (project / "valley.geojson").read_bytes()
    entry = run("log", copy, "--json").document["rows"][0]
    assert (entry["who"], entry["command"], entry["sources"]) == (
        "A. Mapper",
        "transfer",
        ["herald-2024-03-09"],
    )


def test_a_patch_for_another_map_says_what_conflicts_and_writes_nothing(
    run: Run, project: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "fall.patch"
    run("transfer", project, *FALL, "--patch", patch)
    run("transfer", project, "--to", "unknown", *FALL[2:])
    before = files_under(project)
    outcome = run("apply", patch, project)
    assert outcome.code == 2
    assert "valley-0003 is not as it was" in outcome.err
    assert files_under(project) == before


def test_a_patch_that_was_applied_already_says_so(run: Run, project: Path, tmp_path: Path) -> None:
    patch = tmp_path / "fall.patch"
    run("transfer", project, *FALL, "--patch", patch)
    run("apply", patch, project)
    outcome = run("apply", patch, project)
    assert outcome.code == 2
    assert outcome.err.endswith("\n  valley: the map holds this change already\n")


LINE = "LINESTRING (36.385 35.15, 36.385 35.4)"


@pytest.mark.parametrize(
    "words",
    [
        ("correct", "--state", "valley-0001", "--certainty", "confirmed"),
        ("reshape", "--between", "valley-0002", "valley-0003", "--line", LINE),
        ("move-border", "--drag", "36.433,35.297", "36.433,35.287"),
        ("move-border", "--line", "LINESTRING (36.404 35.302, 36.433 35.31, 36.462 35.309)"),
        ("move-border", "--insert", "36.4185,35.2995", "--delete", "36.433,35.297"),
        ("move-border", "--simplify-m", "1500", "--at", "36.433,35.297"),
        ("split", "--state", "valley-0001", "--line", LINE),
        ("retract", "--state", "valley-0004"),
        ("undo",),
        ("revert", "1"),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_each_edit_can_be_tried_first_and_taken_back(
    run: Run, project: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    run("transfer", project, *FALL)
    before = files_under(project)
    tried = run(*words, "--dry-run", "--json")
    assert files_under(project) == before
    assert tried.document == run(*words, "--json").document
    assert files_under(project) != before
    assert run("undo" if words != ("undo",) else "redo").code == 0
    assert (project / "valley.geojson").read_bytes() == before["valley.geojson"]


def test_states_are_reshaped_split_merged_and_retracted(run: Run, project: Path) -> None:
    split = run("split", project, "--state", "valley-0001", "--line", LINE, "--json").document
    (part,) = split["features"]["added"]
    assert run("merge", project, "--state", "valley-0001", "--state", part).code == 0
    between = ("--between", "valley-0002", "valley-0003", "--line", LINE, "--json")
    reshaped = run("reshape", project, *between, "--scope", "while", "--dry-run")
    assert reshaped.code == 0, reshaped.err
    assert reshaped.document["moved"] == [], "both are the republic's"
    assert reshaped.document["by_date"] == []
    reshaped = run("reshape", project, *between)
    assert {row["from"] for row in reshaped.document["moved"]} == {"league", "republic"}, "since 9 March"
    assert all(row["meant"] for row in reshaped.document["by_date"])
    retracted = run("retract", project, "--state", "valley-0004", "--json").document
    assert [(row["from"], row["to"]) for row in retracted["moved"]] == [("league", "republic")]


def test_a_dry_run_says_by_date_what_passes_and_what_the_edit_did_not_mean(run: Run, project: Path) -> None:
    line = ("--line", "LINESTRING (36.404 35.302, 36.433 35.282, 36.462 35.309)")
    words = ("move-border", project, *line, "--scope", "from", "--on", "2024-03-05", "--dry-run")
    said = run(*words).out.splitlines()
    where = said.index("transfers on record, by date:")
    assert said[where + 1].split() == ["2024-03-05", "+4.390", "km²", "republic", "→", "league"]
    assert said[where + 2].split()[:6] == ["2024-03-09", "-4.390", "km²", "republic", "→", "league"]
    assert said[where + 2].endswith("(not meant: the edit is about other dates)")
    rows = run(*words, "--json").document["by_date"]
    assert [(row["date"], row["meant"]) for row in rows] == [("2024-03-05", True), ("2024-03-09", False)]
    written = run(*words[:-1]).out.splitlines()
    other = written.index("transfers on record that change with it:")
    assert written[other + 1] == said[where + 2]
    assert not any("2024-03-05" in line for line in written)


def test_a_point_is_a_longitude_and_a_latitude(run: Run, project: Path) -> None:
    refused = run("move-border", project, "--drag", "36.4", "36.433,35.287")
    assert refused.code == 2
    assert "'36.4' is no point: give LON,LAT, as in 36.9,36.1" in refused.err


def test_a_source_and_a_report_are_added_and_checked(run: Run, project: Path) -> None:
    words = ("--title", "Town quiet", "--publisher", "The Valley Herald", "--issued", "2024-03-11")
    source = run("source", "add", project, *words).out.rstrip()
    assert source.startswith("the-valley-herald-2024-03-11-")
    report = (
        "--place",
        "lower town",
        "--date",
        "2024-03-11",
        "--controller",
        "league",
        "--statement",
        "Quiet.",
    )
    added = run("report", "add", project, *report, "--source", source, "--json")
    assert (added.document["id"][:3], added.document["place"]) == ("r2-", "lower-town")
    assert [report.id for report in open_project(project).reports] == ["r1", added.document["id"]]
    before = files_under(project)
    for refused in (
        run("source", "add", project, *words),
        run("source", "add", project, "--title", "x", "--lean", "nobody"),
        run("report", "add", project, *report, "--source", "gazette"),
    ):
        assert (refused.code, refused.err[:6]) == (2, "error:")
    assert files_under(project) == before


def test_format_writes_the_canonical_form_and_names_what_was_not(run: Run, project: Path) -> None:
    layer = project / "valley.geojson"
    canonical = layer.read_bytes()
    layer.write_bytes(canonical.replace(b'", "', b'","'))
    assert (run("format", project, "--check").code, run("format", project).out) == (1, "valley.geojson\n")
    assert layer.read_bytes() == canonical
    assert (run("format", project, "--check").code, run("format", project).out) == (0, "")


def test_python_and_command_line_make_the_same_map(run: Run, project: Path, tmp_path: Path) -> None:
    import controlmap

    run("init", tmp_path / "copy")
    found = controlmap.open(tmp_path / "copy")
    before = found.history().areas_km2("2024-03-06")
    delta = found.transfer(
        "Lower Town", radius_km=2, to="league", on="2024-03-05", sources=["herald-2024-03-09"]
    )
    assert found.history().areas_km2("2024-03-06") == before, "a delta alone writes nothing"
    entry = found.apply(delta, command="transfer")
    assert [one.id for one in found.log()] == [entry.id]
    assert found.log()[-1].features == found.preview(~delta).features | entry.features
    run("transfer", project, *FALL)
    assert (project / "valley.geojson").read_bytes() == (tmp_path / "copy" / "valley.geojson").read_bytes()
    assert found.history().areas_km2("2024-03-06") != before
    found.undo()
    assert found.history().areas_km2("2024-03-06") == before


def test_who_edits_a_map_that_has_changed_hears_what_has_and_can_rebase(run: Run, project: Path) -> None:
    import controlmap
    from controlmap import StaleError

    found = controlmap.open(project)
    delta = found.correct(states=["valley-0001"], certainty="confirmed")
    run("transfer", project, *FALL)
    with pytest.raises(StaleError, match="valley-0003 closed"):
        found.apply(delta)
    assert run("correct", project, "--state", "valley-0001", "--certainty", "confirmed", "--rebase").code == 0


def test_the_command_runs_as_a_program_within_a_second_or_two(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "controlmap", "transfer", project, *FALL],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, f"entry {read_journal(project)[0].id} of the journal\n")
    assert "republic → league" in done.stdout


@pytest.mark.parametrize("area", ["Lower Town", "POINT (36.412 35.274)", "36.412,35.274"])
def test_an_edit_does_not_wait_for_libraries_that_it_does_not_need(project: Path, area: str) -> None:
    words = ["transfer", str(project), *FALL[:4], "--area", area, *FALL[6:], "--dry-run"]
    others = {"pandas", "geopandas", "folium", "rich", "controlmap.exchange"}
    code = (
        "import sys\nfrom controlmap.cli import main\n"
        f"try: main({words!r})\n"
        f"finally: print(sorted({others!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
