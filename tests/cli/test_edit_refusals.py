"""Edits that cannot be done: refused in a line that says why, and nothing is written."""

from pathlib import Path

import pytest

from .conftest import Run, files_under
from .test_edit_commands import FALL, LINE, SOURCE

FAR_LINE = "LINESTRING (1 1, 2 2)"
REPORT = ("--place", "lower town", "--controller", "league", "--statement", "Quiet.")
REFUSED = {
    "transfer, no file": (
        ("transfer", *FALL[:4], "--area", "west.geojson", *SOURCE),
        "west.geojson: is missing",
    ),
    "transfer, no WKT": (("transfer", *FALL[:4], "--area", "POLYGON ((0", *SOURCE), "is no WKT"),
    "transfer, no place": (("transfer", *FALL[:4], "--area", "Atlantis", *SOURCE), "Atlantis"),
    "transfer, no radius": (("transfer", *FALL[:6], *SOURCE), "no ground by itself"),
    "transfer, no layer": (("transfer", *FALL, "--layer", "hills"), "no layer 'hills'"),
    "transfer, from nobody": (("transfer", *FALL, "--from", "nobody"), "no actor 'nobody'"),
    "correct, which": (("correct", "--to", "league"), "say which states are wrong, or since when"),
    "correct, no state": (
        ("correct", "--state", "x-1", "--to", "league"),
        "no state on record has the id 'x-1'",
    ),
    "correct, nothing": (("correct", "--state", "valley-0001"), "say what is right"),
    "correct, no actor": (("correct", "--state", "valley-0001", "--to", "nobody"), "no actor 'nobody'"),
    "reshape, no line": (
        ("reshape", "--between", "valley-0001", "valley-0003", "--line", "x"),
        "a line is expected",
    ),
    "reshape, aside": (
        ("reshape", "--between", "valley-0002", "valley-0003", "--line", FAR_LINE),
        "the line misses the ground of valley-0002 and valley-0003 by 5,",
    ),
    "reshape, itself": (
        ("reshape", "--between", "valley-0002", "valley-0002", "--line", LINE),
        "are no neighbours",
    ),
    "split, how": (("split", "--state", "valley-0001"), "say one of --line, --area, --on"),
    "split, aside": (
        ("split", "--state", "valley-0001", "--line", FAR_LINE),
        "the line misses the ground of valley-0001 by 5,",
    ),
    "split, no state": (
        ("split", "--state", "x-1", "--on", "2024-03-05"),
        "no state on record has the id 'x-1'",
    ),
    "merge, one": (("merge", "--state", "valley-0001"), "takes two states or more"),
    "merge, unlike": (
        ("merge", "--state", "valley-0001", "--state", "valley-0002"),
        "feature valley-0002, controller: republic, but valley-0001 has league",
    ),
    "retract, no state": (("retract", "--state", "x-1"), "no state on record has the id 'x-1'"),
    "undo": (("undo",), "there is nothing to undo"),
    "redo": (("redo",), "there is nothing to redo"),
    "source, no date": (("source", "add", "--title", "x", "--issued", "2024-13"), "no calendar has that day"),
    "source, no link": (("source", "add", "--title", "x", "--url", "ftp://x"), "URL"),
    "source, no id": (("source", "add", "--title", "…"), "say an id"),
    "source, taken": (("source", "add", "--title", "x", "--id", "herald-2024-03-09"), "is taken"),
    "source, no actor": (("source", "add", "--title", "x", "--lean", "nobody"), "no actor 'nobody'"),
    "report, no place": (
        ("report", "add", *REPORT[2:], "--place", "Atlantis", "--date", "2024-03-11", *SOURCE),
        "Atlantis",
    ),
    "report, nearly a place": (
        ("report", "add", *REPORT[2:], "--place", "Lowr Town", "--date", "2024-03-11", *SOURCE),
        "no place is called 'Lowr Town'",
    ),
    "transfer, nearly a place": (
        ("transfer", *FALL[:4], "--area", "Lower Twn", "--radius-km", "2", *SOURCE),
        "no place is called 'Lower Twn'",
    ),
    "transfer, part of a name": (
        ("transfer", *FALL[:4], "--area", "Town", "--radius-km", "2", *SOURCE),
        "no place is called 'Town'",
    ),
    "transfer, latitude first": (
        ("transfer", *FALL[:4], "--area", "35.274,36.412", "--radius-km", "2", *SOURCE),
        "the ground lies outside the map",
    ),
    "transfer, a GeoPackage": (
        ("transfer", *FALL[:4], "--area", "west.gpkg", *SOURCE),
        "west.gpkg: is missing",
    ),
    "report, contested by nobody": (
        ("report", "add", *REPORT, "--date", "2024-03-11", "--status", "contested", *SOURCE),
        "is contested, but names nobody else",
    ),
    "transfer, contested by nobody": (
        ("transfer", *FALL, "--status", "contested"),
        "is contested, but names nobody else",
    ),
    "correct, without a word": (
        ("correct", "--state", "valley-0001", "--to", "republic"),
        "corrected without a source (--source) and how sure it is (--certainty)",
    ),
    "report, no date": (("report", "add", *REPORT, "--date", "soon", *SOURCE), "'soon' is not an instant"),
    "report, no source": (
        ("report", "add", *REPORT, "--date", "2024-03-11", "--source", "gazette"),
        "no source 'gazette'",
    ),
}


@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused_in_a_line_and_nothing_is_written(
    run: Run, project: Path, words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    before = files_under(project)
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, "")
    first, *hints = outcome.err.rstrip("\n").split("\n")
    assert first.startswith("error: ")
    assert message in first
    assert all(hint.startswith("  ") for hint in hints) and len(hints) < 2
    assert files_under(project) == before


def test_an_entry_that_is_not_there_is_not_reverted(run: Run, project: Path) -> None:
    run("transfer", project, *FALL)
    before = files_under(project)
    outcome = run("revert", "7", project)
    told = f"error: the journal has no entry 7\n  `controlmap log {project}` lists them.\n"
    assert (outcome.code, outcome.err) == (2, told)
    assert files_under(project) == before


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (None, "is missing, or no regular file"),
        ("diff --git a b\n", "is no patch"),
        ("controlmap patch, version 1\nWho: x\n\n{", "fall.patch"),
        ('controlmap patch, version 1\n\n{"removed": {}}', "a delta has the members"),
        ('controlmap patch, version 1\n\n{"removed": {}, "added": {"hills": []}}', "no layer 'hills'"),
        (
            'controlmap patch, version 1\n\n{"removed": {}, "added": {"valley": [{"at": 0, "feature": 1}]}}',
            "fall.patch",
        ),
    ],
)
def test_a_file_that_is_no_patch_is_refused(
    run: Run, project: Path, tmp_path: Path, patch: str | None, message: str
) -> None:
    if patch is not None:
        (tmp_path / "fall.patch").write_text(patch)
    before = files_under(project)
    outcome = run("apply", tmp_path / "fall.patch", project)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert files_under(project) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*FALL[2:], "--to", "nobody"), "controlmap.toml lists no actor 'nobody'"),
        ((*FALL, "--source", "gazette"), "sources.json lists no source 'gazette'"),
        ((*FALL[:2], "--on", "yesterday", *FALL[4:]), "'yesterday' is not an instant"),
        ((*FALL, "--until", "2024-03-01"), "2024-03-01 is not after 2024-03-05"),
        (("--to", "republic", *FALL[2:]), "that is not republic's"),
        ((*FALL, "--from", "league"), "nothing that league holds here"),
        (
            ("--to", "league", "--on", "2024-03-05", "--area", "10,10", "--radius-km", "1", *SOURCE),
            "the ground lies outside the map",
        ),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_with_the_reason(
    run: Run, project: Path, words: tuple[str, ...], message: str
) -> None:
    before = files_under(project)
    outcome = run("transfer", project, *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert files_under(project) == before
