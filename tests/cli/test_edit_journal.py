"""Sources, reports and repairs stand in the journal like every edit: undo, redo, log and revert know them."""

import json
import re
from pathlib import Path

import pytest

from controlmap.store import open_project

from .conftest import Run, files_under
from .test_edit_commands import FALL

SOURCE = ("--title", "Town quiet", "--publisher", "The Herald", "--issued", "2024-03-11", "--why", "read it")
REPORT = ("--place", "lower town", "--date", "2024-03-11", "--controller", "league", "--statement", "Quiet.")
PATCH = 'controlmap patch, version 1\n\n{{"removed": {{}}, "added": {{}}, "rewrites": [{0}]}}\n'


def without_journal(project: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_under(project).items() if name != "journal.jsonl"}


def add_both(run: Run, project: Path) -> None:
    source = run("source", "add", project, *SOURCE, "--by", "A. Mapper").out.rstrip()
    assert run("report", "add", project, *REPORT, "--source", source).code == 0


def test_added_sources_and_reports_are_undone_and_redone_to_the_byte(run: Run, project: Path) -> None:
    first = without_journal(project)
    add_both(run, project)
    last = without_journal(project)
    assert "rewritten  reports.csv" in run("undo", project).out
    assert run("undo", project).code == 0
    assert without_journal(project) == first
    assert run("redo", project).code == run("redo", project).code == 0
    assert without_journal(project) == last
    rows = run("log", project, "--json").document["rows"]
    assert [row["files"] for row in rows[-2:]] == [["reports.csv"], ["sources.json"]]
    assert (rows[-1]["command"], rows[-1]["who"], rows[-1]["why"]) == ("source add", "A. Mapper", "read it")
    named = {row["records"][0]["file"]: row["records"] for row in rows[-2:]}
    assert {file: [(one["what"]) for one in records] for file, records in named.items()} == {
        "reports.csv": ["added"],
        "sources.json": ["added"],
    }
    assert f"sources.json: {named['sources.json'][0]['id']} added" in run("log", project).out


def test_an_entry_begins_a_line_though_the_journal_lost_its_last_lines_end(run: Run, project: Path) -> None:
    add_both(run, project)
    journal = project / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().removesuffix(b"\n"))
    assert run("undo", project).code == run("undo", project).code == 0
    assert [row["entry"] for row in run("log", project, "--json").document["rows"]] == [4, 3, 2, 1]


def test_who_and_why_are_what_the_command_line_says_or_else_the_edit_or_patch(
    run: Run, project: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "fall.patch"
    run("transfer", project, *FALL, "--by", "Ann", "--why", "it fell", "--patch", patch)
    patch.write_bytes(patch.read_bytes().replace(b"\n", b"\r\n"))
    told = ("--by", "Bob", "--why", "wrong")
    for words in (("apply", patch, project), ("undo", project, *told), ("redo", project, *told)):
        assert run(*words).code == 0
    run("undo", project, "--by", "Cy")
    run("apply", patch, project, *told)
    rows = run("log", project, "--json").document["rows"][::-1]
    assert [(row["who"], row["why"]) for row in rows] == [
        ("Ann", "it fell"),
        ("Bob", "wrong"),
        ("Bob", "wrong"),
        ("Cy", "it fell"),
        ("Bob", "wrong"),
    ]


def test_going_back_and_forth_says_which_entry_of_whom_and_how_much(run: Run, project: Path) -> None:
    done = run("transfer", project, *FALL, "--by", "Ann", "--json")
    area = sum(row["area_km2"] for row in done.document["moved"])
    run("source", "add", project, *SOURCE, "--by", "Bob")
    source, fall = run("log", project, "--json").document["rows"]
    what = f"entry {fall['id']}: transfer of Ann, {fall['when']}, {area:,.3f} km²"
    foreign = run("undo", project, "--by", "Zoe", "--dry-run")
    assert f"entry {source['id']}: source add of Bob" in foreign.out
    assert f"sources.json: {source['records'][0]['id']} added (Zoe has no edit that stands)" in foreign.out
    assert run("undo", project, "--by", "Ann", "--dry-run", "--json").document["of"]["id"] == fall["id"]
    assert f"takes back {what}\n" in run("undo", project, "--by", "Ann").out
    assert f"does again {what}\n" in run("redo", project, "--by", "Zoe").out
    assert f"takes back {what}\n" in run("revert", fall["id"], project, "--by", "Zoe").out


def test_a_dry_run_of_an_addition_says_its_id_and_writes_nothing(run: Run, project: Path) -> None:
    before = files_under(project)
    assert run("source", "add", project, *SOURCE, "--dry-run").out.startswith("the-herald-2024-03-11-")
    report = (*REPORT, "--source", "herald-2024-03-09", "--dry-run")
    assert run("report", "add", project, *report).out.startswith("r2-")
    assert files_under(project) == before


def test_sources_of_one_day_get_ids_of_their_own(run: Run, project: Path) -> None:
    def added(title: str, publisher: str) -> str:
        said = ("--title", title, "--publisher", publisher, "--issued", "2024-03-11")
        return run("source", "add", project, *said).out.rstrip()

    assert added("Town quiet", "راديو الوادي").startswith("town-quiet-2024-03-11-")
    arabic = [added(title, "راديو الوادي") for title in ("هدوء", "هدنة")]
    assert {name[:-5] for name in arabic} == {"راديو-الوادي-2024-03-11"}
    ids = [added(title, "The Herald") for title in ("Town quiet", "Road open", "Bridge cut")]
    assert {name[:-5] for name in ids} == {"the-herald-2024-03-11"}
    assert len({*ids, *arabic}) == 5
    again = ("--title", "Road open", "--publisher", "The Herald", "--issued", "2024-03-11")
    assert f"is listed already, as {ids[1]!r}" in run("source", "add", project, *again).err


def test_a_source_is_reverted_though_others_came_after_but_not_while_it_is_used(
    run: Run, project: Path
) -> None:
    herald = run("source", "add", project, *SOURCE).out.rstrip()
    run("source", "add", project, "--id", "later", "--title", "Later")
    assert run("revert", "1", project).code == 0
    assert list(open_project(project).sources) == ["later", "herald-2024-03-09"]
    assert herald not in open_project(project).sources
    run("correct", project, "--state", "valley-0001", "--source", "later")
    before = files_under(project)
    refused = run("revert", "2", project)
    assert refused.code == 2
    assert "sources.json lists no source 'later'" in refused.err
    assert files_under(project) == before


def test_a_missing_list_begins_with_the_first_entry(run: Run, project: Path) -> None:
    (project / "reports.csv").unlink()
    assert run("report", "add", project, *REPORT, "--source", "herald-2024-03-09").code == 0
    assert [report.id[:3] for report in open_project(project).reports] == ["r1-"]
    assert run("undo", project).code == 0
    assert open_project(project).reports == ()


def opened_ring(layer: Path) -> None:
    """Leave the last position of the first ring out."""
    text = layer.read_text()
    end = text.index("]]]")
    layer.write_text(text[: text.rindex(",[", 0, end)] + text[end + 1 :])


def test_a_repair_is_an_edit_that_undo_takes_back_to_the_byte(run: Run, project: Path) -> None:
    layer = project / "valley.geojson"
    opened_ring(layer)
    broken = without_journal(project)
    assert run("check", project).code == 1
    shown = run("check", project, "--fix", "--dry-run")
    assert "closes 1 ring (CM204)" in shown.err
    assert files_under(project) == broken
    fixed = run("check", project, "--fix")
    assert (fixed.code, " of the journal" in fixed.err) == (0, True)
    mended = without_journal(project)
    assert run("undo", project).code == 0
    assert without_journal(project) == broken
    assert run("redo", project).code == 0
    assert without_journal(project) == mended
    assert "closes 1 ring" in run("log", project).out


def test_a_repair_that_leaves_errors_can_be_undone_but_no_edit_passes_over_them(
    run: Run, project: Path
) -> None:
    layer = project / "valley.geojson"
    run("transfer", project, *FALL)
    opened_ring(layer)
    layer.write_text(layer.read_text().replace('"controller": "republic"', '"controller": "nobody"', 1))
    broken = without_journal(project)
    assert run("check", project, "--fix").code == 1
    assert without_journal(project) != broken
    assert run("undo", project).code == 0
    assert without_journal(project) == broken
    refused = run("undo", project)
    assert refused.code == 2
    assert "valley.geojson" in refused.err
    assert without_journal(project) == broken


@pytest.mark.parametrize(
    ("rewrite", "message"),
    [
        (
            '{"file": "controlmap.toml", "at": 0, "old": "", "new": "x"}',
            "controlmap.toml: is no file that an edit",
        ),
        ('{"file": "../x", "at": 0, "old": "", "new": "x"}', "../x: is no file that an edit changes"),
        ('{"file": "sources.json", "at": 0, "old": "", "new": "x"}', "sources.json"),
        (
            '{"file": "sources.json", "at": 0, "old": "no such", "new": ""}',
            "sources.json is not as it was",
        ),
        ('{"file": "sources.json", "at": -1, "old": "", "new": ""}', "lists items like"),
    ],
)
def test_a_patch_rewrites_only_what_edits_rewrite_and_what_can_be_read_after(
    run: Run, project: Path, tmp_path: Path, rewrite: str, message: str
) -> None:
    (tmp_path / "a.patch").write_text(PATCH.format(rewrite))
    before = files_under(project)
    refused = run("apply", tmp_path / "a.patch", project)
    assert refused.code == 2
    assert message in refused.err
    assert files_under(project) == before


def test_a_patch_for_a_change_that_is_there_from_another_day_says_so(
    run: Run, project: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "fall.patch"
    run("transfer", project, *FALL, "--patch", patch)
    run("transfer", project, *("2024-03-06" if word == "2024-03-05" else word for word in FALL))
    before = files_under(project)
    refused = run("apply", patch, project)
    assert refused.code == 2
    assert "valley-0003 is not as it was: valid_to 2024-03-06, not " in refused.err
    reason = "makes the same change already, on 2024-03-06 instead of 2024-03-05"
    added = [line for line in refused.err.split("\n") if reason in line]
    assert len(added) == 1 and "valley-0003" not in added[0]
    assert files_under(project) == before


def test_an_entry_that_stands_twice_as_after_a_merge_counts_once(run: Run, project: Path) -> None:
    first = without_journal(project)
    add_both(run, project)
    journal = project / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines, *lines[-2:-1], lines[-1]]))
    assert len(json.loads(run("log", project, "--json").out)["rows"]) == len(lines)
    for _ in range(2):
        assert run("undo", project).code == 0
    assert without_journal(project) == first
    assert run("redo", project).code == 0


def test_undoing_a_derivation_says_which_layer_it_writes_anew(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    table.write_text("Place,Lat,Lon,2024-05-01\nHighgate,36.2,37.1,League\nFordham,36.3,37.4,Republic\n")
    run("import", "marks", table, "--into", tmp_path / "vale", "--wide", "--place", "Place")
    run("derive", tmp_path / "vale")
    undone = run("undo", tmp_path / "vale")
    assert "towns.geojson: towns-00001 removed" in undone.out + undone.err
    assert "no ground moved" not in undone.out + undone.err


def test_a_folder_that_is_no_map_has_no_log(run: Run, tmp_path: Path) -> None:
    done = run("log", tmp_path)
    assert done.code == 2
    assert "holds no controlmap.toml" in done.err


def test_the_log_says_from_when_ground_passes_and_which_states_an_edit_without_ground_is_about(
    run: Run, project: Path
) -> None:
    area = ("--area", "Lower Town", "--to", "republic", "--source", "herald-2024-03-09")
    assert run("transfer", project, *area, "--radius-km", 2, "--on", "2024-03-14").code == 0
    by_order = ("--on", "2024-03-15T20:00", "--precision", "order")
    assert run("transfer", project, *area, "--radius-km", 3, *by_order).code == 0
    assert run("split", project, "--state", "valley-0001", "--on", "2024-03-05").code == 0
    split, second, first = re.split(r"(?m)^ +\d+  ", run("log", project).out)[1:]
    assert "from 2024-03-14 on" in first
    assert "from 2024-03-15 on" in second
    assert "20:00" not in second
    assert "valley-0001" in split
