"""Why a delta does not fit: each case in the words that people read."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.edit.delta.conflicts import carries_on, conflicts_of
from controlmap.edit.delta.old_rewrite import OldRewrite, parse_old_rewrites
from controlmap.edit.delta.placed_state import Placed
from controlmap.edit.delta.record_change import (
    Content,
    RecordChange,
    Restatement,
    changes_between,
    with_changes,
)
from controlmap.errors import ConflictError, InputError
from tests.examples import examples
from tests.sketches import state

SQUARE = shapely.box(0, 0, 0.01, 0.01)
ONE = state(SQUARE, "a", "2024-11-01", id="one", others=("c",), status="joint")


def changed(**what):
    return ONE.model_copy(update=what)


def found(there, removed=(), added=(), layer="here"):
    sides = ([Placed(0, s) for s in side] for side in (removed, added))
    return conflicts_of(*sides, layer, {"here": list(there)})


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ([], "here: the map holds this change already"),
        ([changed(controller="b")], "one is not as it was: controller b, not a"),
        ([changed(others=())], "one is not as it was: others none, not c"),
        ([changed(others=("b", "c"))], "one is not as it was: others b c, not c"),
        ([changed(valid_to=ONE.valid_from)], "one is not as it was: valid_to 2024-11-01, not open"),
        (
            [changed(valid_from=ONE.valid_from.astype("datetime64[m]"))],
            "one is not as it was: valid_from 2024-11-01T00:00, not 2024-11-01",
        ),
        ([changed(geometry=shapely.box(0, 0, 1, 1))], "one is not as it was: its ground is another"),
        (
            [changed(controller="b", geometry=shapely.box(0, 0, 1, 1))],
            "one is not as it was: controller b, not a, its ground is another",
        ),
        ([changed(geometry=shapely.reverse(SQUARE))], "nothing"),
    ],
)
def test_a_feature_that_is_to_go_and_is_another_is_told_by_what_it_says(there, said):
    lines = found(there, removed=[ONE])
    assert lines == ([] if said == "nothing" else [said])


def test_an_id_that_is_taken_and_a_layer_that_is_not_there_are_told():
    assert found([ONE], added=[changed(controller="b")]) == ["one is there already"]
    assert found([ONE], removed=[ONE], added=[changed(controller="b")]) == []
    assert found([ONE], added=[ONE], layer="hills") == ["the map project has no layer 'hills'"]


def test_a_change_that_the_map_holds_already_is_called_that():
    two = changed(id="two", controller="b")
    assert found([changed(controller="b")], removed=[ONE], added=[changed(controller="b")]) == [
        "here: the map holds this change already"
    ]
    assert found([two], removed=[ONE], added=[two]) == ["here: the map holds this change already"]
    assert len(found([two], removed=[ONE], added=[changed(id="three")])) == 1


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, True),
        ({"status": "held", "others": ()}, False),
        ({"controller": "b"}, False),
        ({"geometry": shapely.box(0, 0, 0.01, 0.009999)}, True),
        ({"geometry": shapely.box(0, 0, 0.01, 0.00998)}, False),
        ({"geometry": shapely.box(0, 0, 0.01, 0.01002)}, False),
        ({"valid_from": "2024-11-05"}, False),
        ({"superseded_at": "2024-12-01"}, False),
    ],
)
def test_the_same_change_from_another_date_is_told_first(other, told):
    given = {"status": "joint", "others": ("c",), "superseded_at": None, "valid_from": "2024-11-03", **other}
    ground, who = given.pop("geometry", SQUARE), given.pop("controller", "a")
    there = state(ground, who, given.pop("valid_from"), id="theirs", **given)
    new = changed(id="new", valid_from=state(SQUARE, "a", "2024-11-05").valid_from)
    gone = changed(id="gone", controller="z")
    lines = found([there], removed=[gone], added=[new])
    words = "theirs makes the same change already, on 2024-11-03 instead of 2024-11-05"
    assert lines == [*([words] if told else []), "gone is not there"]
    # Where the edit only goes on saying what it closes, it makes no change of its own.
    assert found([there], removed=[gone.model_copy(update={"controller": "a"})], added=[new])[-1:] == [
        "gone is not there"
    ]
    assert words not in found([there], removed=[gone.model_copy(update={"controller": "a"})], added=[new])


@pytest.mark.parametrize(("high", "same"), [(0.01, True), (0.009999, True), (0.00998, False), (0.02, True)])
def test_a_state_carries_on_another_that_covers_all_of_its_ground(high, same):
    assert carries_on(ONE, changed(geometry=shapely.box(0, 0, 0.01, high))) is same


FILE = "places.csv"
names = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["1", "2", '"3,4"']), min_size=1)


def table(rows, order):
    return "id,name\n" + "".join(f"{name},{rows[name]}\n" for name in sorted(rows, key=order.index))


@settings(max_examples=examples(50))
@given(names, names, st.permutations("abcdefgh"))
def test_what_makes_one_table_of_another_leads_there_and_back(old, new, order):
    before, after = table(old, order), table(new, order)
    changes = changes_between(FILE, before, after, up_to=10_000)
    assert changes is not None
    assert {change.id for change in changes} == {n for n in {**old, **new} if old.get(n) != new.get(n)}
    assert with_changes(FILE, before, changes) == after
    assert with_changes(FILE, after, [~change for change in reversed(changes)]) == before
    length = sum(len(change.old or "") + len(change.new or "") for change in changes)
    assert changes_between(FILE, before, after, up_to=length) == changes
    assert length == 0 or changes_between(FILE, before, after, up_to=length - 1) is None


def test_rows_in_another_order_and_another_head_are_no_change_of_records():
    for after in ("id,name\nb,2\na,1\n", "id,title\na,1\nb,2\n"):
        assert changes_between(FILE, "id,name\na,1\nb,2\n", after, up_to=1000) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (RecordChange(FILE, "x", 0, "x,1", "x,2"), "places.csv: x is not there"),
        (RecordChange(FILE, "a", 0, None, "a,2"), "places.csv: a is there already"),
        (RecordChange(FILE, "a", 0, "a,2", None), "places.csv: a is not as it was"),
    ],
)
def test_a_record_that_is_another_is_told_by_its_id(change, said):
    with pytest.raises(ConflictError) as refused:
        with_changes(FILE, "id,name\na,1\nb,2\n", [change])
    assert list(refused.value.conflicts) == [said]
    with pytest.raises(ConflictError, match=r"sources\.json does not hold its records as it did"):
        with_changes("sources.json", "[{", [change])


def test_a_record_is_put_in_at_its_place_or_last_and_json_is_compared_by_what_it_says():
    assert with_changes(FILE, "id,name\na,1\nb,2\n", [RecordChange(FILE, "x", 1, None, "x,9")]) == (
        "id,name\na,1\nx,9\nb,2\n"
    )
    assert with_changes(FILE, "id,name\na,1\n", [RecordChange(FILE, "x", 7, None, "x,9")]).endswith(
        "a,1\nx,9\n"
    )
    sources = '[\n{"id": "a", "title": "A"}\n]\n'
    spaced = RecordChange("sources.json", "a", 0, '{"title":"A","id":"a"}', '{"id": "a", "title": "B"}')
    assert with_changes("sources.json", sources, [spaced]) == sources.replace('"A"', '"B"')


def test_a_file_that_is_restated_must_be_what_it_was_and_what_it_becomes_be_kept():
    old, new = Content.of(b"old"), Content.of(b"new")
    there = Restatement("f", old, new)
    assert (there.applied_to(b"old"), (~there).applied_to(b"new")) == (b"new", b"old")
    assert Restatement("f", None, new).applied_to(None) == b"new"
    assert Restatement("f", old, None).applied_to(b"old") is None
    for data in (b"other", None):
        with pytest.raises(ConflictError, match="f has changed since"):
            there.applied_to(data)
    with pytest.raises(ConflictError, match="f has changed since"):
        Restatement("f", None, new).applied_to(b"")
    assert new is not None
    with pytest.raises(ConflictError, match=f"is kept nowhere: journal/{new.digest}.gz"):
        Restatement("f", old, replace(new, data=None)).applied_to(b"old")


def test_an_old_rewrite_finds_its_text_where_it_was_or_where_else_it_stands_once():
    there = OldRewrite("f", 4, "bb", "x")
    assert there.applied_to("aaaabbaa") == "aaaaxaa"
    assert there.applied_to("aabbbb") == "aabbx"  # where it was, though it stands elsewhere too
    assert there.applied_to("bbaaaa") == "xaaaa"
    assert (~there).applied_to("aaaax") == "aaaabb"
    for text in ("bbaabaabb", "aaaa"):
        with pytest.raises(ConflictError, match="f is not as it was"):
            there.applied_to(text)
    with pytest.raises(ConflictError, match="no longer done"):
        OldRewrite("f", 0, "", "x").applied_to("a")


REWRITE = {"file": "f", "at": 0, "old": "a", "new": ""}
NO_REWRITES = [
    {},
    [{}],
    *([{**REWRITE, **wrong}] for wrong in ({"at": -1}, {"at": True}, {"new": None}, {"x": ""})),
]


@pytest.mark.parametrize("wrong", NO_REWRITES)
def test_what_is_no_list_of_old_rewrites_is_refused(wrong):
    with pytest.raises(InputError, match="lists items like"):
        parse_old_rewrites(wrong, "f")
    assert parse_old_rewrites([there := {"file": "f", "at": 0, "old": "a", "new": ""}], "f") == (
        OldRewrite(**there),
    )
