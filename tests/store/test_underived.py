"""Which layers wait for a derivation, as the journal tells: against going through it from its beginning."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.format import JOURNAL_FILE
from controlmap.format.journal import entry_line, named_entry
from controlmap.model.journal import Entry, Note
from controlmap.store import init_project, open_project, underived

COMMANDS = ["derive", "import marks", "transfer", "report add"]
LAYER, REPORTS = "valley.geojson", "reports.csv"
files = st.lists(st.sampled_from([LAYER, REPORTS, "places.csv"]), max_size=3, unique=True)


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


@settings(max_examples=80)
@given(st.lists(st.tuples(st.sampled_from(COMMANDS), files), max_size=6))
def test_a_layer_waits_once_marks_made_it_and_once_reports_change_after_it_was_derived(valley, steps):
    (valley / JOURNAL_FILE).write_bytes(journal(steps))
    is_derived, waits = False, None
    for command, names in steps:
        if LAYER in names and command in ("derive", "import marks"):
            is_derived = command == "derive"
            waits = None if is_derived else "never"
        elif REPORTS in names and is_derived:
            waits = "reports since"
    assert underived(open_project(valley)) == ({"valley": waits} if waits else {})


def test_where_the_journal_cannot_be_read_nothing_is_told_to_wait(valley):
    (valley / JOURNAL_FILE).write_bytes(journal([("import marks", [LAYER])]) + b"{\n")
    assert underived(open_project(valley)) == {}
