import gzip
import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.check import check, repairs
from controlmap.check.check_input import Subject, read_subject
from controlmap.check.repair_coverage import cut_overlaps, fill_gaps
from controlmap.check.repair_slivers import give_slivers
from controlmap.dates import parse_instant
from controlmap.format import write_layer
from controlmap.history import Ground, build_history
from controlmap.model import Layer
from controlmap.plane.grid import Grid
from tests.check.cases import GOLDEN, SOUND, laid_over
from tests.check.made import made_project
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

RING = [[36.2, 35], [36.2, 35.2], [36, 35.2], [36, 35], [36.2, 35]]


def layer_file(folder, ring, **properties):
    """Write the sound layer with another ring for its first state."""
    value = json.loads((SOUND / "valley.geojson").read_text(encoding="utf-8"))
    value["features"][0]["geometry"]["coordinates"] = [ring]
    value["features"][0]["properties"].update(properties)
    (folder / "valley.geojson").write_text(json.dumps(value), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    return laid_over(SOUND, tmp_path / "map")


@pytest.mark.parametrize(
    ("ring", "told"),
    [
        (RING[:-1], "closes 1 ring (CM204)"),
        ([RING[0], *RING], "drops repeated vertices of 1 ring (CM210)"),
        (RING[::-1], "turns rings of 1 feature (CM211)"),
        (
            [[x + 2e-8, y] for x, y in RING],
            "rounds coordinates to the grid and writes canonical form (CM142)",
        ),
    ],
    ids=["open", "repeated", "clockwise", "off the grid"],
)
def test_harmless_repairs_bring_back_the_sound_file(folder, ring, told):
    layer_file(folder, ring)
    (repair,) = repairs(read_subject(folder))
    assert told in repair.changes
    assert repair.data == (SOUND / "valley.geojson").read_bytes()


def test_a_sound_map_project_needs_no_repair(folder):
    assert list(repairs(read_subject(folder))) == []


def test_what_cannot_be_mended_stays_beside_what_can(folder):
    layer_file(folder, RING[:-1], controller=7, note="kept")
    (repair,) = repairs(read_subject(folder))
    (folder / "valley.geojson").write_bytes(repair.data)
    assert [f.code for f in check(folder, select=["CM1", "CM2"]).found] == ["CM124"]
    assert json.loads(repair.data)["features"][0]["properties"]["note"] == "kept"


def test_heights_are_dropped_only_by_name(folder):
    layer_file(folder, [[x, y, 350] for x, y in RING])
    assert list(repairs(read_subject(folder))) == []
    (repair,) = repairs(read_subject(folder), ["CM209"])
    assert repair.data == (SOUND / "valley.geojson").read_bytes()


def test_a_file_that_is_no_json_is_left_alone(folder):
    (folder / "valley.geojson").write_text("{", encoding="utf-8")
    assert list(repairs(read_subject(folder))) == []


def test_a_packed_layer_is_repaired_as_its_content(tmp_path, folder):
    path = tmp_path / "valley.geojson.gz"
    layer_file(folder, RING[::-1])
    path.write_bytes(gzip.compress((folder / "valley.geojson").read_bytes()))
    (repair,) = repairs(read_subject(path))
    assert repair.data == (SOUND / "valley.geojson").read_bytes()


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("ground that two controllers claim", "CM401"),
        ("ground that one controller claims twice", "CM402"),
        ("a hole in the extent", "CM403"),
        ("ground that is off the record for three days", "CM305"),
    ],
)
def test_a_repair_by_name_leaves_no_finding(case, code, tmp_path):
    folder = laid_over(GOLDEN / case, tmp_path / "map")
    (repair,) = repairs(read_subject(folder), [code])
    (folder / repair.file).write_bytes(repair.data)
    assert check(folder, ignore=["CM506"]).found == ()
    assert list(repairs(read_subject(folder), [code])) == []


def test_what_is_cut_is_told_by_how_much_where_when_and_for_whom(tmp_path):
    folder = laid_over(GOLDEN / "ground that two controllers claim", tmp_path / "map")
    (repair,) = repairs(read_subject(folder), ["CM401"])
    taken = [change for change in repair.changes if "CM401" in change]
    when = "from 2024-03-09T14:00 until 2024-03-12"
    assert taken == [f"405 km² at 36.3, 35.1, {when}, pass from v-2 to v-3 (CM401)"]


def test_repairs_named_together_do_not_undo_each_other(folder):
    """A republic whose ground is partly the league's later, and whose own later state lies over it too."""
    boxes = {
        "a": ("republic", "2024-03-01", (36, 35, 36.2, 35.2)),
        "b": ("league", "2024-03-05", (36, 35, 36.05, 35.2)),
        "c": ("republic", "2024-03-05", (36.15, 35, 36.2, 35.2)),
    }
    states = [
        state(shapely.box(*box), actor, since, id=name, certainty="inferred")
        for name, (actor, since, box) in boxes.items()
    ]
    (folder / "valley.geojson").write_bytes(
        write_layer(Layer("valley", "valley.geojson", {}, tuple(states)), grid=Grid())
    )
    assert {f.code for f in check(folder, select=["CM401", "CM402"]).found} == {"CM401", "CM402"}
    (repair,) = repairs(read_subject(folder), ["CM401", "CM402"])
    (folder / repair.file).write_bytes(repair.data)
    assert check(folder, select=["CM4"], ignore=["CM403"]).found == ()


DAYS = st.integers(1, 9)
STATES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from("ABC"), DAYS, DAYS | st.none()),
    min_size=1,
    max_size=6,
)


def overlapping_states(drawn):
    """States on squares of two by two cells of a board of four by four, so that they overlap at random."""
    for number, (column, row, actor, since, span) in enumerate(drawn):
        rows = [
            "".join("X" if 0 <= c - column < 2 and 0 <= r - row < 2 else "." for c in range(4))
            for r in range(4)
        ]
        ground = areas_from_sketch(" ".join(rows))["X"]
        until = None if span is None else f"2024-03-{since + span:02d}"
        yield state(ground, actor, f"2024-03-{since:02d}", until, id=f"s-{number}", others=())


@settings(max_examples=examples(60), deadline=None)
@given(STATES)
def test_cut_overlaps_leave_what_the_latest_state_said(drawn):
    states = tuple(overlapping_states(drawn))
    subject = Subject(made_project(states))
    layer = subject.project.layers[0]
    before = subject.history
    for same in (False, True):
        subject = Subject(made_project(layer.states))
        layer, _ = cut_overlaps(subject, subject.project.layers[0], same_controller=same)
    after = build_history(
        [Ground("layer", layer.states)], overlaps="error", start=before.start, end=before.end
    )
    assert not after.overlaps
    assert len({s.id for s in layer.states}) == len(layer.states)
    for date in before.dates:
        assert after.areas_km2(date) == pytest.approx(before.areas_km2(date))


@settings(max_examples=examples(60), deadline=None)
@given(STATES)
def test_filled_gaps_leave_no_ground_without_record(drawn):
    subject = Subject(made_project(tuple(overlapping_states(drawn)), overlaps="latest"))
    layer, _ = fill_gaps(subject, subject.project.layers[0], always=False)
    before = subject.history
    after = build_history(
        [Ground("layer", layer.states)], overlaps="latest", start=before.start, end=before.end
    )
    assert (after.spell_state >= 0).all()
    for date in before.dates:
        assert after.areas_km2(date) == pytest.approx(before.areas_km2(date))
    assert np.all(write_layer(Layer("layer", "l.geojson", {}, layer.states), grid=Grid()))


def test_a_filled_gap_begins_as_exactly_as_what_left_it_is_known_to_have_ended():
    west, east = shapely.box(36, 0, 36.01, 0.01), shapely.box(36.01, 0, 36.02, 0.01)
    night, day = parse_instant("2024-03-05T02:00"), parse_instant("2024-03-01")
    states = (
        state(west, "league", day, night),
        state(east, "league", day, night),
        state(east, "republic", night, precision="order"),
    )
    subject = Subject(made_project(states, overlaps="latest"))
    layer, _ = fill_gaps(subject, subject.project.layers[0], always=False)
    (filled,) = [one for one in layer.states if one.controller == "unknown"]
    assert (filled.valid_from, filled.known_to) == (night, "order")


MARCH = [f"2024-03-{day:02d}" for day in range(1, 7)]
GROUNDS = {
    "west": shapely.box(36, 0, 36.01, 0.01),
    # Some three metres wide.
    "strip": shapely.box(36.01, 0, 36.01003, 0.01),
    "east": shapely.box(36.01003, 0, 36.02, 0.01),
}


def in_turns(ground: str, holders: str):
    """States of one ground, a letter a day; of a dot there is none, and runs of one letter are one state."""
    days = [*zip(holders, MARCH, strict=False)]
    begins = [at for at in range(len(days)) if at == 0 or holders[at] != holders[at - 1]]
    for at, end in zip(begins, [*begins[1:], len(holders)], strict=True):
        if holders[at] != ".":
            until = MARCH[end] if end < len(holders) else None
            yield state(GROUNDS[ground], holders[at], MARCH[at], until, id=f"{ground}-{at}")


HOLDERS = st.text("AB", min_size=5, max_size=5)


@settings(max_examples=examples(60), deadline=None)
@given(HOLDERS, st.text("CD.", min_size=5, max_size=5), st.text("AB.", min_size=5, max_size=5))
def test_slivers_are_given_to_what_is_beside_them_as_long_as_they_are_on_record(west, strip, east):
    holders = {"west": west, "strip": strip, "east": east}
    states = [one for ground, letters in holders.items() for one in in_turns(ground, letters)]
    subject = Subject(made_project(states))
    before = subject.history
    layer, told = give_slivers(subject, subject.project.layers[0])
    assert bool(told) == any(letter in strip for letter in "CD")
    after = build_history([Ground("layer", layer.states)], start=before.start, end=before.end)
    assert not after.overlaps
    assert len({one.id for one in layer.states}) == len(layer.states)
    for at, day in enumerate(MARCH[:5]):
        date = np.datetime64(day)
        if not before.start <= date < before.end:
            continue
        held = {}
        for ground, shape in GROUNDS.items():
            spell = [one for one in after.spells(*shape.centroid.coords[0]) if one.start <= date < one.end]
            held[ground] = spell[0].controller if spell and spell[0].state else "."
        assert (held["west"], held["east"]) == (west[at], east[at])
        assert held["strip"] in ({west[at], east[at]} if strip[at] != "." else {"."})
    assert not [one for one in layer.states if one.controller in "CD"]


def test_a_sliver_stays_where_nothing_beside_it_is_on_record_as_long():
    states = [
        one
        for ground, letters in {"strip": "CCC", "east": "A.A"}.items()
        for one in in_turns(ground, letters)
    ]
    subject = Subject(made_project(states))
    assert give_slivers(subject, subject.project.layers[0]) == (subject.project.layers[0], [])


def test_of_what_is_wrong_only_slivers_are_mended_by_their_code(folder):
    ground = {"league": "east", "republic": "west", "unknown": "strip"}
    states = [
        state(GROUNDS[name], actor, "2024-03-01", id=f"s-{name}", certainty="inferred")
        for actor, name in ground.items()
    ]
    (folder / "valley.geojson").write_bytes(
        write_layer(Layer("valley", "valley.geojson", {}, tuple(states)), grid=Grid())
    )
    assert "CM212" in {one.code for one in check(folder).found}
    (repair,) = repairs(read_subject(folder), ["CM212"])
    assert any("of s-strip to what lies beside (CM212)" in change for change in repair.changes)
    (folder / repair.file).write_bytes(repair.data)
    assert "CM212" not in {one.code for one in check(folder).found}
