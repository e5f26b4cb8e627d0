"""Deltas as JSON: what stands in the journal's line, what beside it, and what is no delta."""

import json
from hashlib import sha256

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.dates import read_zone
from controlmap.edit.delta import encoding
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.encoding import delta_text, journal_text, parse_delta
from controlmap.edit.delta.patch import parse_patch, patch_text
from controlmap.edit.delta.record_change import Content, RecordChange, Restatement
from controlmap.edit.log.versions import digest_of_states, versions_of
from controlmap.edit.operations.settled import settled
from controlmap.edit.operations.undivided import why_not_cut, why_not_parted, why_not_then
from controlmap.errors import InputError
from controlmap.model import Note, known_dates
from tests.edit.maps import GRID, day, project_of
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

UTC = read_zone("UTC")
A, B, C = areas_from_sketch("ABC").values()
ONE, TWO = (state(g, "a", day(1), id=name) for g, name in ((A, "one"), (B, "two")))
FEATURES = Delta.between({"here": [ONE]}, {"here": [ONE, TWO], "there": [ONE]})
RECORDS = (RecordChange("places.csv", "p", 0, None, "p,1"), RecordChange("sources.json", "s", 3, "{}", None))

bytes_of_files = st.binary(max_size=30) | st.text(max_size=30).map(str.encode)
contents = st.none() | bytes_of_files.map(Content.of)


@settings(max_examples=examples(40))
@given(st.lists(st.tuples(contents, contents), max_size=3), st.booleans(), st.integers(0, 80))
def test_what_stands_in_the_journal_and_beside_it_is_the_delta_again(sides, spaced, most):
    delta = Delta(FEATURES.removed, FEATURES.added, RECORDS, tuple(Restatement("f", *pair) for pair in sides))
    whole = json.loads(delta_text(delta, grid=GRID, spaced=spaced))
    assert parse_delta(whole, file="d", grid=GRID, zone=UTC) == delta
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_KEPT_BEYOND_BYTES", most)
        text, kept = journal_text(delta, grid=GRID)
    assert all(sha256(data).hexdigest() == name for name, data in kept.items())
    assert len(text) <= most or set(json.loads(text)) == {"kept"}
    on_disk = kept | {one.new.digest: one.new.data for one in delta.restated if one.new}
    told = json.loads(text)
    if set(told) == {"kept"}:
        told = json.loads(kept[told["kept"]])
    assert parse_delta(told, file="d", grid=GRID, zone=UTC, kept=on_disk.get) == delta


def test_a_file_restated_is_told_in_the_line_up_to_a_size_and_is_text_as_long_as_it_can(monkeypatch):
    old, new = b"o" * 60, b"n" * 40
    for data, kind in {
        b"plain": "text",
        "نص".encode(): "text",
        b"a\0b": "base64",
        b"\xff": "base64",
        b"": "text",
    }.items():
        delta = Delta(restated=(Restatement("f", None, Content.of(data)),))
        (one,) = json.loads(delta_text(delta, grid=GRID))["restated"]
        assert (one["old"], [*one["new"]]) == (None, [kind])
    delta = Delta(restated=(Restatement("f", Content.of(old), Content.of(new)),))
    for most, kind in {100: "text", 99: "kept"}.items():
        monkeypatch.setattr(encoding, "_KEPT_BEYOND_BYTES", most)
        text, kept = journal_text(delta, grid=GRID)
        value = json.loads(text)
        value = json.loads(kept[value["kept"]]) if "kept" in value else value
        (one,) = value["restated"]
        assert [*one["old"]] == [*one["new"]] == [kind]
        # What the file holds afterwards lies in the file.
        assert (old in kept.values(), new in kept.values()) == (kind == "kept", False)
    binary = Delta(restated=(Restatement("f", Content.of(b"\xff"), None),))
    monkeypatch.setattr(encoding, "_KEPT_BEYOND_BYTES", 10_000)
    assert [*journal_text(binary, grid=GRID)[1].values()] == [b"\xff"]


(PLACED,) = json.loads(delta_text(Delta.between({}, {"h": [ONE]}), grid=GRID))["added"]["h"]
RECORD = {"file": "f", "id": "i", "at": 0, "old": None, "new": "x"}
SIDES = {"removed": {}, "added": {}}


MEMBERS, LISTS = "the members 'removed' and 'added'", "lists items like"
PUT = {"file": "f", "old": None}
NO_DELTAS = [
    *((value, MEMBERS) for value in (None, {**SIDES, "more": []}, {"added": {}})),
    ({**SIDES, "added": []}, "lists features by layer"),
    ({**SIDES, "added": {"h": {}}}, LISTS),
    *(({**SIDES, "added": {"h": [{**PLACED, "at": at}]}}, LISTS) for at in (-1, True, "0", 0.0)),
    ({**SIDES, "added": {"h": [{**PLACED, "x": 1}]}}, LISTS),
    ({**SIDES, "records": {}}, LISTS),
    *(
        ({**SIDES, "records": [{**RECORD, **wrong}]}, LISTS)
        for wrong in ({"file": 1}, {"id": 1}, {"at": -1}, {"old": 1}, {"new": 1}, {"new": None}, {"x": 1})
    ),
    *(({**SIDES, "restated": wrong}, LISTS) for wrong in ([{}], [1], [PUT])),
    *(
        ({**SIDES, "restated": [{**PUT, "new": new}]}, LISTS)
        for new in ({}, {"hex": "00"}, {"kept": "00"}, {"text": "a", "base64": ""})
    ),
]


@pytest.mark.parametrize(("value", "said"), NO_DELTAS)
def test_what_is_no_delta_is_refused_by_what_is_wrong_with_it(value, said):
    with pytest.raises(InputError, match=said):
        parse_delta(value, file="d", grid=GRID, zone=UTC)
    sound = {**SIDES, "added": {"h": [PLACED]}, "records": [RECORD]}
    assert parse_delta(sound, file="d", grid=GRID, zone=UTC)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
lines = texts.map(lambda text: " ".join(text.split()))


@settings(max_examples=examples(40))
@given(lines, lines, st.lists(st.sampled_from(["s1", "s2"]), max_size=2), st.booleans())
def test_a_patch_that_was_mailed_is_what_was_sent(who, why, sources, windows):
    note = Note("transfer", who, why or None, tuple(sources))
    moved = [{"from": "a", "to": "b", "area_km2": 1234.567}]
    text = patch_text(project_of(here=[ONE]), FEATURES, note, when="2024-12-01", moved=moved)
    assert "Moves: 1,234.57 km² from a to b" in text
    data = text.replace("\n", "\r\n" if windows else "\n").encode()
    delta, told = parse_patch(project_of(here=[ONE]), data, file="p")
    assert (delta.removed, delta.added) == (FEATURES.removed, FEATURES.added)
    assert told == note


@pytest.mark.parametrize("text", ["", "controlmap patch, version 2\n\n{}", "controlmap patch, version 1\n{}"])
def test_what_is_no_patch_is_refused(text):
    with pytest.raises(InputError, match="is no patch"):
        parse_patch(project_of(here=[]), text.encode(), file="p")


def test_a_version_of_a_layer_is_told_by_its_states_in_whatever_order(tmp_path):
    digests = {digest_of_states(states, GRID) for states in ([ONE, TWO], [TWO, ONE])}
    assert len(digests) == 1
    assert all(len(one) == 10 and int(one, 16) >= 0 for one in digests)
    known: dict[int, int] = {}
    others = {digest_of_states(states, GRID, known) for states in ([ONE], [TWO], [], [ONE, TWO])}
    assert len(others) == 4 and digests < others
    project = project_of(tmp_path, here=[ONE])
    assert [v.states for v in versions_of(project, project.layers[0])] == [(ONE,)]


def test_new_features_stand_behind_the_last_that_changed_under_ids_that_say_what_they_say():
    three, four = (state(C, "a", day(1), id=name) for name in ("three", "four"))
    project = project_of(here=[ONE, TWO, three])
    changed = ONE.model_copy(update={"controller": "b"})
    after = settled(project, {"here": [changed, TWO, three, four]}).applied_to({"here": (ONE, TWO, three)})[
        "here"
    ]
    assert [s.id for s in after][::2] == ["one", "two"]
    (fresh,) = [s for s in after if s.id not in ("one", "two", "three")]
    assert after.index(fresh) == 1 and fresh.id.startswith("here-") and len(fresh.id) == len("here-") + 6
    again = settled(project, {"here": [changed, TWO, three, four.model_copy(update={"id": "other"})]})
    assert again.ids()[1] == {"one", fresh.id}
    twice = settled(project_of(here=[fresh]), {"here": [fresh, four]}).ids()[1]
    assert [len(name) for name in twice] == [len(fresh.id) + 1]
    last = settled(project, {"here": [ONE, TWO, three, four]}, named=["four"])
    assert last.applied_to({"here": (ONE, TWO, three)})["here"][-1].id == "four"


def test_what_does_not_divide_ground_is_told_with_how_far_it_is_from_it():
    square = shapely.box(0, 0, 0.01, 0.01)
    ground = state(square, "a", day(1), day(9), id="s")
    (missed,) = why_not_cut(square, shapely.LineString([(0.02, 0), (0.02, 1)]), "s")
    assert missed.message == "the line misses the ground of s by 1.1 km"
    (near,) = why_not_cut(square, shapely.LineString([(0.015, 0), (0.015, 1)]), "s")
    assert near.message == "the line misses the ground of s by 557 m"
    (touching,) = why_not_cut(square, shapely.LineString([(0.01, 0), (0.02, 0.005)]), "s")
    assert touching.message.endswith("it only touches the border")
    ends = why_not_cut(square, shapely.LineString([(0.004, 0.005), (0.006, 0.005)]), "s")
    assert [p.message for p in ends] == [
        f"the line ends inside the ground of s, at {lon}, 0.005, 445 m from its border"
        for lon in (0.004, 0.006)
    ]
    (one,) = why_not_cut(square, shapely.LineString([(-1, 0.005), (0.006, 0.005)]), "s")
    assert "at 0.006, 0.005" in one.message and one.hint
    assert why_not_parted(ground, shapely.box(-1, -1, 1, 1)).message.endswith("the ground covers all of it")
    assert why_not_parted(ground, shapely.box(0.02, 0, 1, 1)).message.endswith(
        "the ground lies 1.1 km from it"
    )
    assert why_not_then(ground, day(9), known_dates([ground])).message == (
        "s is not divided at 2024-11-09: it is valid from 2024-11-01 until 2024-11-09"
    )
    open_ended = ground.model_copy(update={"valid_to": None})
    assert why_not_then(open_ended, day(9), known_dates([open_ended])).message.endswith(
        "it is valid from 2024-11-01 on"
    )
