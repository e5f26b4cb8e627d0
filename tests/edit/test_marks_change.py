"""Digests of what was imported change as a set: no change of them is at odds with another."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.dates import read_zone
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.encoding import delta_text, parse_delta
from controlmap.edit.delta.marks_change import MarksChange, marks_between
from controlmap.edit.delta.record_change import Content, Restatement
from controlmap.errors import InputError
from controlmap.format import marks_of, write_marks
from tests.edit.maps import GRID, day
from tests.sketches import areas_from_sketch, state

UTC = read_zone("UTC")
FILE = "imported/here.txt"
ONE, TWO = (state(g, "a", day(1), id=n) for n, g in areas_from_sketch("AB").items())
marks = st.frozensets(st.sampled_from([f"{i:08x}" for i in range(6)]))
contents = st.none() | marks.map(write_marks)


@given(contents, contents)
def test_what_leads_from_one_content_to_another_leads_back_to_the_byte(old, new):
    change = marks_between(FILE, old, new)
    assert (change is None) == (old == new)
    if change:
        assert change.applied_to(old) == new
        assert (~change).applied_to(new) == old
        delta = Delta(marks=(change,))
        assert delta and not delta.files and delta.marked == (FILE,)
        assert parse_delta(json.loads(delta_text(delta, grid=GRID)), file="d", grid=GRID, zone=UTC) == delta


@given(marks, marks, marks)
def test_changes_of_two_edits_are_taken_back_in_either_order(first, one, other):
    start = write_marks(first)
    a = marks_between(FILE, start, write_marks(first | one))
    then = a.applied_to(start) if a else start
    b = marks_between(FILE, then, write_marks(first | one | other))
    steps = [change for change in (a, b) if change]
    for order in (steps, steps[::-1]):
        held = write_marks(first | one | other)
        for change in order:
            held = (~change).applied_to(held)
        assert held == start


def test_a_file_of_no_digests_is_not_written_over():
    with pytest.raises(InputError, match="is no digest"):
        MarksChange(FILE, frozenset(), frozenset(["00000000"])).applied_to(b"<<<<<<<\n")


@pytest.mark.parametrize("old", [None, b"", b"00000000\n"])
@pytest.mark.parametrize("kept", [True, False])
def test_older_journals_that_restate_the_file_say_what_came_and_went(old, kept):
    added = Delta.between({"here": [ONE]}, {"here": [ONE, TWO]})
    new = write_marks(marks_of([TWO]) | {*(old or b"").decode().split()})
    written = replace(added, restated=(Restatement(FILE, Content.of(old), Content.of(new)),))
    value = json.loads(delta_text(written, grid=GRID))
    value["restated"][0]["new"] = {"kept": "0" * 64}
    read = parse_delta(value, file="d", grid=GRID, zone=UTC, kept={"0" * 64: new if kept else None}.get)
    assert read == replace(added, marks=(marks_between(FILE, old, new),))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [1],
        [{"file": FILE, "removed": []}],
        [{"file": "sources.json", "removed": [], "added": []}],
        [{"file": FILE, "removed": "00000000", "added": []}],
        [{"file": FILE, "removed": ["0"], "added": []}],
        [{"file": FILE, "removed": [0], "added": None}],
    ],
)
def test_what_is_no_change_of_digests_is_refused(wrong):
    with pytest.raises(InputError, match="lists items like"):
        parse_delta({"removed": {}, "added": {}, "marks": wrong}, file="d", grid=GRID, zone=UTC)
