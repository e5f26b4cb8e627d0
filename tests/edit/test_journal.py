"""The journal gone back and forth, held against a list of edits of which each is done or undone."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit.log.journal import (
    end_of_last_line,
    entry_named,
    last_entry,
    read_journal,
    to_redo,
    to_undo,
)
from controlmap.edit.replaced import refuse_lost_edits, replaced
from controlmap.errors import InputError
from controlmap.format import JOURNAL_FILE, entry_line, named_entry
from controlmap.model import Entry, Note
from controlmap.plane import areas_km2
from tests.edit.maps import project_of
from tests.examples import examples
from tests.sketches import areas_from_sketch, state


def entry(
    number, *, command="transfer", who="", role="edit", of=None, why=None, files=(), moved=(), **features
):
    note = Note(command if role == "edit" else role, who, why, (), role, of)
    said = Entry("", None, f"2024-11-{number + 1:02d}", note, list(moved), features, "", None, list(files))
    return named_entry(said, "{}")


def write(folder: Path, entries) -> None:
    (folder / JOURNAL_FILE).write_bytes(b"".join(entry_line(one, "{}") for one in entries))


steps = st.lists(
    st.tuples(st.sampled_from(["edit", "edit", "undo", "undo", "redo"]), st.sampled_from(["", "ann", "bo"]))
)


@settings(max_examples=examples(40))
@given(steps)
def test_undo_and_redo_name_the_edit_that_a_list_of_what_is_done_names(tmp_path_factory, drawn):
    folder = tmp_path_factory.mktemp("journal")
    written, edits, undone, redoable = [], [], set(), []
    for number, (step, who) in enumerate(drawn):
        write(folder, written)
        standing = [one for one in edits if one.id not in undone]
        mine = [one for one in standing if one.note.who == who]
        expected = (mine or standing or [None])[-1]
        found = to_undo(folder, who)
        assert (found and found.id) == (expected and expected.id)
        again = to_redo(folder)
        assert (again and again.id) == (redoable[-1].id if redoable else None)
        if step == "edit":
            written.append(entry(number % 28, who=who, why=str(number)))
            edits, redoable = [*edits, written[-1]], []
        elif step == "undo" and expected:
            written.append(entry(number % 28, who=who, role="undo", of=expected.id, why=str(number)))
            undone.add(expected.id)
            redoable.append(expected)
        elif step == "redo" and redoable:
            one = redoable.pop()
            written.append(entry(number % 28, who=who, role="redo", of=one.id, why=str(number)))
            undone.discard(one.id)
    write(folder, written)
    assert [one.id for one in read_journal(folder)] == [one.id for one in written]
    last = last_entry(folder)
    assert (last and last.id) == (written[-1].id if written else None)


def test_an_entry_is_named_by_its_rank_or_by_as_much_of_its_id_as_tells_it_apart(tmp_path):
    entries = [replace(entry(n), id=name) for n, name in enumerate(["abcd", "abce", "12345678", "x"])]
    write(tmp_path, [*entries, entries[1]])  # git's union of two branches writes one twice
    assert [one.number for one in read_journal(tmp_path)] == [1, 2, 3, 4]
    for name, number in {"1": 1, "4": 4, "abcd": 1, "abce": 2, "x": 4, "12345678": 3}.items():
        assert entry_named(tmp_path, name).number == number
    for name, said in {
        "abc": "2 entries that begin with 'abc'",
        "5": "no entry 5",
        "1234567": "no entry 1234567",
        "z": "no entry z",
    }.items():
        with pytest.raises(InputError, match=f"the journal has {said}"):
            entry_named(tmp_path, name)


def test_a_last_line_that_somebody_left_without_an_end_gets_one(tmp_path):
    assert end_of_last_line(tmp_path) == b""
    write(tmp_path, [entry(0)])
    assert end_of_last_line(tmp_path) == b""
    with (tmp_path / JOURNAL_FILE).open("ab") as stream:
        stream.write(b"{}")
    assert end_of_last_line(tmp_path) == b"\n"


A, B, C = areas_from_sketch("ABC").values()
DERIVED = entry(9, command="derive", files=["one.geojson"])


@pytest.mark.parametrize(
    ("journal", "lost"),
    [
        ([], []),
        ([entry(1, added=["s"])], [0]),
        ([entry(1, closed=["gone"])], []),
        ([entry(1, added=["s"]), DERIVED], []),
        ([DERIVED, entry(1, added=["s"])], [1]),
        ([entry(1, added=["s"]), entry(2, command="derive", files=["two.geojson"])], [0]),
        ([entry(1, command="import layer x", files=["one.geojson"])], [0]),
        ([entry(1, command="import layer x", files=["two.geojson"])], []),
        ([entry(1, command="import marks x", files=["one.geojson"])], []),
        ([one := entry(1, added=["s"]), entry(2, role="undo", of=one.id)], []),
        ([one, undo := entry(2, role="undo", of=one.id), entry(3, role="redo", of=one.id)], [0]),
        ([one, undo, entry(3, role="redo", of=one.id), entry(4, role="undo", of=one.id)], []),
        ([one, entry(2, command="revert", of=one.id)], []),
        ([one, back := entry(2, command="revert", of=one.id), entry(3, role="undo", of=back.id)], [0]),
        ([one, two := entry(2, changed=["s"])], [0, 1]),
    ],
)  # fmt: skip
def test_what_deriving_would_lose_is_what_stands_and_was_not_derived_since(tmp_path, journal, lost):
    write(tmp_path, journal)
    project = project_of(tmp_path, one=[state(A, "a", "2024-11-01", id="s")], two=[])
    if not lost:
        refuse_lost_edits(project, ["one"])
        return
    with pytest.raises(InputError, match="would lose what was edited by hand") as refused:
        refuse_lost_edits(project, ["one"])
    (problem,) = refused.value.problems
    named = [one.id for one in journal if f"entry {one.id}:" in str(problem.hint)]
    assert named == [journal[i].id for i in lost]
    refuse_lost_edits(project, ["two"])


@pytest.mark.parametrize("count", [1, 6, 7, 20])
def test_records_that_bear_the_date_of_an_edit_are_named_though_no_entry_speaks_of_them(tmp_path, count):
    dated = [state(A, "a", "2024-11-01", id=f"s{n:02d}", recorded_at="2024-12-01") for n in range(count)]
    closed = state(A, "a", "2024-11-01", id="t", superseded_at="2024-12-01")
    moved = [{"from": "a", "to": "b", "area_km2": 1.25}, {"from": "a", "to": "b", "area_km2": 1000}]
    told = entry(1, who="ann", why="news", added=["t"], moved=moved)
    write(tmp_path, [told])
    plain = state(A, "a", "2024-11-01", id="plain")
    with pytest.raises(InputError) as refused:
        refuse_lost_edits(project_of(tmp_path, one=[*dated, closed, plain]), ["one"])
    first, second, *_ = str(refused.value.problems[0].hint).splitlines()
    assert first == f"entry {told.id}: transfer, ann, 2024-11-02, 1,001.2 km², news"
    assert [f"s{n:02d}" in second for n in range(count)] == [n < 6 for n in range(count)]
    assert (f" and {count - 6} more" in second) == (" more" in second) == (count > 6)
    assert "plain" not in second and " t" not in second


def test_what_a_layer_loses_and_gains_is_counted_by_what_states_say_whatever_their_ids():
    old = [state(ground, "a", "2024-11-01", id=name) for name, ground in zip("pqr", (A, B, C), strict=True)]
    new = [
        old[0].model_copy(update={"id": "other"}),  # says what p said
        old[1].model_copy(update={"controller": "b"}),  # changed
        state(C, "c", "2024-11-02", id="fresh"),
        state(C, "a", "2024-11-01", "2024-11-02", id="also"),
    ]
    project = project_of(one=old, two=old[:1])
    (found,) = replaced(project, {"one": new})
    assert (found.layer, found.states, found.added, found.removed, found.changed) == ("one", 4, 2, 1, 1)
    b, c = areas_km2([B, C]).tolist()
    assert found.effect.moved_km2 == pytest.approx({("a", "b"): b, ("a", "c"): c})
    assert found.to_json()["features"] == {"added": 2, "removed": 1, "changed": 1}
    assert [*replaced(project, {})] == []
