"""What an edit is told to do, before it is written: kinds of change, and figures in words."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.effect import Effect
from controlmap.edit.log.apply import apply_delta, map_digest
from controlmap.edit.log.preview import Preview, features_of, preview
from controlmap.edit.named_area import NamedArea
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import ConflictError, InputError, OverlapError, StaleError
from controlmap.model import Note
from controlmap.store import open_project
from tests.edit.maps import NOW, day, project_of, write_project
from tests.sketches import areas_from_sketch, state

A, B = areas_from_sketch("AB").values()
ONE = state(A, "a", day(1), day(10), id="one")


def delta(*, before=(), after=()):
    return Delta.between({"here": before}, {"here": after})


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"valid_to": day(9)}, "closed"),
        ({"valid_to": day(11)}, "reopened"),
        ({"valid_to": None}, "reopened"),
        ({"superseded_at": day(20)}, "closed"),
        ({"valid_to": None, "superseded_at": day(20)}, "closed"),
        ({"controller": "b"}, "changed"),
        ({"geometry": B, "valid_from": day(2)}, "changed"),
    ],
)
def test_a_feature_is_closed_reopened_or_changed(change, kind):
    other = ONE.model_copy(update=change)
    there, back = (features_of(delta(before=[x], after=[y])) for x, y in ((ONE, other), (other, ONE)))
    assert {k: ids for k, ids in there.items() if ids} == {kind: ["one"]}
    backwards = {"closed": "reopened", "reopened": "closed", "changed": "changed"}[kind]
    if change.keys() != {"valid_to", "superseded_at"}:
        assert {k: ids for k, ids in back.items() if ids} == {backwards: ["one"]}


def test_open_ends_are_closed_and_what_comes_and_goes_is_told_sorted():
    two, three = (ONE.model_copy(update={"id": name}) for name in ("two", "three"))
    assert features_of(delta(before=[ONE, two], after=[three])) == {
        "added": ["three"], "closed": [], "removed": ["one", "two"], "changed": [], "reopened": [],
    }  # fmt: skip
    still_open = ONE.model_copy(update={"valid_to": None})
    assert features_of(delta(before=[still_open], after=[ONE]))["closed"] == ["one"]


@pytest.mark.parametrize(
    ("moved", "features", "files", "told"),
    [
        ({}, {}, (), "no ground moves"),
        ({("a", "b"): 1234.56}, {"added": ["x"], "closed": []}, (), "a → b 1,234.6 km²; 1 added"),
        ({("a", "b"): 0.1}, {}, ("f",), "a → b 0.1 km²; 1 file rewritten"),
        ({("a", "b"): 0.0123}, {}, ("f", "g"), "a → b 0.01 km²; 2 files rewritten"),
        (
            {("a", "b"): 4, ("a", "c"): 3, ("b", "c"): 2},
            {"closed": ["x", "y"], "removed": ["z"]},
            (),
            "a → b 4.0 km², a → c 3.0 km², b → c 2.0 km²; 2 closed, 1 removed",
        ),
        *(
            ({("a", str(n)): n + 1 for n in range(3 + more)}, {}, (), f"{largest}, {more} more")
            for more, largest in {
                1: "a → 3 4.0 km², a → 2 3.0 km², a → 1 2.0 km²",
                3: "a → 5 6.0 km², a → 4 5.0 km², a → 3 4.0 km²",
                5: "a → 7 8.0 km², a → 6 7.0 km², a → 5 6.0 km²",
            }.items()
        ),
    ],
)
def test_a_preview_tells_the_largest_three_moves_and_how_many_features_of_each_kind(
    moved, features, files, told
):
    shown = Preview({}, Effect(moved), features, files)
    assert repr(shown) == f"Preview({told})"
    assert shown.to_json()["files"] == [*files]


def test_what_may_not_be_done_is_refused_with_the_feature_and_the_reason():
    project = project_of(one=[ONE], two=[state(B, "a", day(1), id="two")])

    def refused(fresh):
        with pytest.raises(InputError) as error:
            preview(project, Delta.between({"one": [ONE]}, {"one": [ONE, fresh]}))
        return [(p.feature, p.message) for p in error.value.problems]

    fresh = state(B, "a", day(2), id="x")
    bow_tie = shapely.Polygon([(0, 0), (0.001, 0.001), (0.001, 0), (0, 0.001)])
    cases = {
        "is empty or runs backwards": [fresh.model_copy(update={"valid_to": day(n)}) for n in (1, 2)],
        "not valid, or empty": [
            fresh.model_copy(update={"geometry": g}) for g in (shapely.Polygon(), bow_tie)
        ],
        "stands in another layer already": [fresh.model_copy(update={"id": "two"})],
        "nobody": [state(B, "nobody", day(2), id="x")],
    }
    for said, states in cases.items():
        for one in states:
            ((feature, message),) = refused(one)
            assert feature == one.id and said in message
    assert preview(
        project, Delta.between({"one": [ONE]}, {"one": [ONE, fresh.model_copy(update={"controller": "a"})]})
    )


def test_two_holders_are_refused_unless_the_map_says_what_that_means():
    project = project_of(one=[ONE])
    double = Delta.between({"one": [ONE]}, {"one": [ONE, state(A, "b", day(2), id="x")]})
    with pytest.raises(OverlapError, match=r"x \(b\)"):
        preview(project, double)
    settled = replace(project, settings=project.settings.model_copy(update={"overlaps": "latest"}))
    shown = preview(settled, double)
    assert [row["to"] for row in shown.effect.rows()] == ["b", "b"]
    assert len(shown.states["one"]) == 2
    with pytest.raises(ConflictError):
        preview(project, Delta.between({"one": [ONE.model_copy(update={"controller": "b"})]}, {"one": []}))


def test_an_entry_says_what_was_done_when_after_which_and_with_which_result(tmp_path):
    project = write_project(
        tmp_path / "map", project_of(one=[ONE.model_copy(update={"valid_to": None})], two=[])
    )
    first, second = (
        transfer(project, A, Control(who), on=day(number), now=NOW) for who, number in (("b", 3), ("c", 3))
    )
    changed, entry = apply_delta(project, first, Note("transfer", who="ann"), now=NOW)
    assert (entry.after, entry.when, entry.note.who) == (None, "2025-01-01", "ann")
    assert entry.result == map_digest(open_project(tmp_path / "map").layers) == map_digest(changed.layers)
    assert changed.layers[1] == project.layers[1]
    with pytest.raises(StaleError) as stale:
        apply_delta(project, second, Note("transfer"), now=NOW)
    assert "one.geojson" in str(stale.value) and "added" in str(stale.value) and "closed" in str(stale.value)
    later = transfer(changed, A, Control("c"), on=day(4), now=NOW)
    _, next_entry = apply_delta(changed, later, Note("transfer"), now=NOW + np.timedelta64(61, "m"))
    assert (next_entry.after, next_entry.when) == (entry.id, "2025-01-01T01:01")
    text = (tmp_path / "map" / "one.geojson").read_text()
    (tmp_path / "map" / "one.geojson").write_text(text.replace(", ", ",  "))
    stale_map = open_project(tmp_path / "map")
    (tmp_path / "map" / "one.geojson").write_text(text)
    with pytest.raises(StaleError, match=r"one\.geojson: written in another form"):
        apply_delta(
            stale_map, transfer(stale_map, A, Control("a"), on=day(5), now=NOW), Note("transfer"), now=NOW
        )


@pytest.mark.parametrize(
    ("asked", "outside", "lines"),
    [
        (100.0, 0.0, []),
        (100.0, 10.0, ["10 of 100 km² (10 %) lie outside the map and were left out"]),
        (1234.5, 9.96, ["10 of 1,234 km² (1 %) lie outside the map and were left out"]),
        (3.0, 0.0123, ["0.012 of 3 km² (less than 1 %) lie outside the map and were left out"]),
        (2.0, 0.01, ["0.01 of 2 km² (less than 1 %) lie outside the map and were left out"]),
        (None, 0.0, []),
    ],
)
def test_ground_outside_the_map_is_told_in_figures_that_can_be_read(asked, outside, lines):
    area = NamedArea(A, states=("s1", "s2", "s3", "s4"), asked_km2=asked, outside_km2=outside)
    assert [*area.in_words()] == ["the ground of s1, s2, s3, s4", *lines]
    assert repr(area).startswith("NamedArea('s1', 's2', 's3', ") and "'s4'" not in repr(area)
    assert repr(area).endswith("all)" if asked is None else " km²)")
    assert area.to_json()["outside_km2"] == outside
