"""Which layers wait for a derivation, as the journal tells: against going through it from its beginning."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.cli import cli
from controlmap.format import JOURNAL_FILE
from controlmap.format.journal import entry_line, named_entry
from controlmap.model.journal import Entry, Note
from controlmap.store import init_project, open_project, underived
from tests.examples import examples

pytestmark = pytest.mark.usefixtures("coarse")
COMMANDS = ["derive", "import marks", "transfer", "report add"]
LAYER, REPORTS, PLACES = "valley.geojson", "reports.csv", "places.csv"
files = st.lists(st.sampled_from([LAYER, REPORTS, PLACES]), max_size=3, unique=True)


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maps") / "valley"
    init_project(folder)
    return folder


def journal(steps: list[tuple[str, list[str]]]) -> bytes:
    """Return the lines of a journal of commands that wrote files each."""
    lines, before = [], None
    for command, names in steps:
        entry = Entry("", before, "2024-03-05T12:00:00Z", Note(command), (), {}, "", None, tuple(names))
        named = named_entry(entry, "null")
        lines.append(entry_line(named, "null"))
        before = named.id
    return b"".join(lines)


@settings(max_examples=examples(80))
@given(st.lists(st.tuples(st.sampled_from(COMMANDS), files), max_size=6))
def test_a_layer_waits_once_marks_made_it_and_once_records_change_after_it_was_derived(valley, steps):
    (valley / JOURNAL_FILE).write_bytes(journal(steps))
    is_derived, waits = False, None
    for command, names in steps:
        if LAYER in names and command in ("derive", "import marks"):
            is_derived = command == "derive"
            waits = None if is_derived else "never"
        elif {REPORTS, PLACES} & {*names} and is_derived:
            waits = "since"
    found = underived(open_project(valley))
    assert {layer: one.waits for layer, one in found.items()} == ({"valley": waits} if waits else {})


def test_where_the_journal_cannot_be_read_nothing_is_told_to_wait(valley):
    (valley / JOURNAL_FILE).write_bytes(journal([("import marks", [LAYER])]) + b"{\n")
    assert underived(open_project(valley)) == {}


@pytest.mark.parametrize(
    "said",
    [
        {"records": [1]},
        {"records": [{"file": REPORTS}]},
        {"records": 1},
        {"records": [{"file": "sources.json", "id": "a", "old": "x", "new": "y"}]},
        {"restated": [1]},
        {
            "restated": [
                {"file": "controlmap.toml", "old": {"text": "actors = [1]"}, "new": {"text": "actors = [2]"}}
            ]
        },
    ],
)
def test_a_delta_that_makes_no_sense_is_no_fault_of_who_asks(valley, said):
    lines, before = [], None
    for command, text in (("derive", "null"), ("report add", json.dumps(said))):
        entry = Entry("", before, "2024-03-05T12:00:00Z", Note(command), (), {}, "", None, (LAYER,))
        named = named_entry(entry, text)
        lines.append(entry_line(named, text))
        before = named.id
    (valley / JOURNAL_FILE).write_bytes(b"".join(lines))
    assert underived(open_project(valley)) == {}


TOWNS = """Town,Lat,Lon,1642-10-23,1643-02-01
Oxford,51.752,-1.258,King,King
Reading,51.454,-0.978,King,Parliament
Banbury,52.062,-1.34,Parliament,King
Newbury,51.401,-1.323,Parliament,Parliament
"""


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map of four towns, as derived from its reports."""
    folder = tmp_path_factory.mktemp("maps")
    (folder / "towns.csv").write_text(TOWNS)
    run("import", "marks", folder / "towns.csv", "--into", folder / "m", "--wide", "--place", "Town")
    run("place", "add", folder / "m", "--id", "abingdon", "--name", "Abingdon", "--at=-1.29,51.67")
    run("derive", folder / "m")
    return folder / "m"


def run(*words: object) -> str:
    done = CliRunner().invoke(cli, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


REPORT = ("report", "add", "M", "--place", "abingdon", "--controller", "king", "--date", "1642-12-01",
          "--source", "towns", "--statement", "Abingdon: King")  # fmt: skip
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "a place moves": (("place", "change", "M", "--id", "oxford", "--at=-1.20,51.80"),),
    "a place moves and moves back": (
        ("place", "change", "M", "--id", "oxford", "--at=-1.20,51.80"),
        ("place", "change", "M", "--id", "oxford", "--at=-1.258,51.752"),
    ),
    "a place of no report moves": (("place", "change", "M", "--id", "abingdon", "--at=-1.20,51.80"),),
    "a place of no report goes": (("place", "remove", "M", "--id", "abingdon"),),
    "a place comes": (("place", "add", "M", "--id", "chalgrove", "--name", "C", "--at=-1.12,51.7"),),
    "a report comes": (REPORT,),
    "a report comes and is undone": (REPORT, ("undo", "M")),
    "a report goes": (("report", "remove", "M", "--id", "banbury-1643-02-01"),),
    "a source comes": (("source", "add", "M", "--id", "s", "--title", "S"),),
    "a source is of a side": (("source", "change", "M", "--id", "towns", "--lean", "king"),),
    "a source has another title": (("source", "change", "M", "--id", "towns", "--title", "Towns"),),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_layer_waits_where_a_derivation_would_make_it_another_and_only_there(derived, tmp_path, way):
    folder = tmp_path / "m"
    shutil.copytree(derived, folder)
    told = [run(*(folder if word == "M" else word for word in words)) for words in WAYS[way]]
    waits = bool(underived(open_project(folder)))
    before = (folder / "towns.geojson").read_bytes()
    assert ("Next: controlmap derive" in told[-1]) == waits or WAYS[way][-1][0] == "undo"
    run("derive", folder)
    differs = (folder / "towns.geojson").read_bytes() != before
    # Whose word a source is decides how sure ground is only where that is all that there is for it.
    assert waits == differs or (waits and way == "a source is of a side")
    assert not underived(open_project(folder))
    journal = (folder / JOURNAL_FILE).read_bytes()
    assert "entry" not in run("derive", folder)
    assert (folder / JOURNAL_FILE).read_bytes() == journal


def test_a_derivation_that_changes_nothing_is_told_in_the_journal_and_undone_alike(derived, tmp_path):
    folder = tmp_path / "m"
    shutil.copytree(derived, folder)
    # A side that has no part in any of the reports.
    run("actor", "add", folder, "--id", "clubmen", "--name", "Clubmen")
    run("source", "change", folder, "--id", "towns", "--lean", "clubmen")
    before = (folder / "towns.geojson").read_bytes()
    assert "of the journal" in run("derive", folder)
    assert "rewrites towns.geojson" in run("log", folder, "--last", 1)
    assert not underived(open_project(folder))
    run("undo", folder)
    assert {*underived(open_project(folder))} == {"towns"}
    assert (folder / "towns.geojson").read_bytes() == before
    run("redo", folder)
    assert not underived(open_project(folder))
    run("check", folder, "--select", "CM1")


def test_a_contradiction_is_said_to_be_a_derivation_s_only_where_that_would_end_it(derived, tmp_path):
    folder = tmp_path / "m"
    shutil.copytree(derived, folder)
    how = ("--radius-km", 4, "--source", "towns", "--certainty", "claimed")
    run("transfer", folder, "--to", "king", "--on", "1643-01-10", "--area", "Newbury", *how)
    told = run(*(folder if word == "M" else word for word in REPORT))
    assert f"Next: controlmap derive {folder} --dry-run --discard-edits" in told
    run("derive", folder, "--dry-run", "--discard-edits")
    moved = ("report", "add", folder, "--place", "banbury", "--controller", "king", "--date", "1642-11-20")
    run(*moved, "--source", "towns", "--statement", "Banbury: King")
    said = CliRunner().invoke(cli, ["check", str(folder), "--select", "CM604"]).output.splitlines()
    (edited,) = [line for line in said if "newbury-1643-02-01" in line]
    assert "edited there after the areas were derived" in edited
    (new,) = [line for line in said if "Banbury" in line or "banbury" in line]
    assert "the report came or changed after the areas were last derived" in new
