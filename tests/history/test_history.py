from itertools import pairwise, permutations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.dates import exact_text, parse_instant
from controlmap.errors import InputError, OverlapError
from controlmap.history import Ground, build_history
from controlmap.model import CERTAINTIES, ControlState
from controlmap.plane.grid import Grid
from tests.examples import examples
from tests.plane.test_partition import polygons
from tests.sketches import areas_from_sketch, middle_of, state

DAYS = [f"2024-11-{day:02d}" for day in range(1, 11)]


def history(*states: ControlState, **options):
    return build_history([Ground("here", states)], grid=Grid(5), **options)


def handover(**options):
    """B takes the eastern half of A's ground on the 5th."""
    area = areas_from_sketch("AB")
    return history(
        state(area["A"], "a", "2024-11-01"),
        state(area["B"], "a", "2024-11-01", "2024-11-05"),
        state(area["B"], "b", "2024-11-05"),
        end=np.datetime64("2024-11-10", "m"),
        **options,
    )


def test_on_the_day_of_a_handover_only_the_new_holder_shows():
    past, later = (handover().spells(*middle_of(1, 0)), handover().spells(*middle_of(0, 0)))
    assert [(s.controller, str(s.start), str(s.end)) for s in past] == [
        ("a", "2024-11-01T00:00", "2024-11-05T00:00"),
        ("b", "2024-11-05T00:00", "2024-11-10T00:00"),
    ]
    assert [s.controller for s in later] == ["a"]


def test_ground_of_which_the_same_is_told_by_one_state_after_the_other_is_one_spell():
    area = areas_from_sketch("A")["A"]
    days = ["2024-11-01", "2024-11-03", "2024-11-05", "2024-11-07"]
    (spell,) = history(
        *(state(area, "a", *pair, id=f"s{pair[0]}") for pair in pairwise(days)),
        end=np.datetime64("2024-11-07", "m"),
    ).spells(*middle_of(0, 0))
    assert (str(spell.start), str(spell.end)) == ("2024-11-01T00:00", "2024-11-07T00:00")
    assert spell.state == spell.states[0]
    assert [one.id for one in spell.states] == [f"s{day}" for day in days[:-1]]


def test_a_spell_of_several_states_ends_as_precisely_as_the_last_of_them_says():
    area = areas_from_sketch("A")["A"]
    states = [state(area, "a", "2024-09", "2024-10"), state(area, "a", "2024-10", "2024-11")]
    held, gone = history(*states, end=np.datetime64("2025", "m")).spells(*middle_of(0, 0))
    assert (held.controller, held.start_known_to, held.end_known_to) == ("a", "month", "month")
    assert (gone.state, gone.start_known_to) == (None, "month")


TOLD = {
    "controller": "b",
    "status": "contested",
    "others": ("b",),
    "certainty": "claimed",
    "sources": ("one",),
    "evidence_distance_km": 3.0,
    "area": "The ridge",
    "note": "Seen",
    "translations": {"area_ar": "الجبل"},
}


@pytest.mark.parametrize("name", TOLD)
def test_spells_differ_where_anything_is_told_anew(name: str):
    area = areas_from_sketch("A")["A"]
    first = state(area, "a", "2024-11-01", "2024-11-03")
    then = state(area, "a", "2024-11-03").model_copy(update={name: TOLD[name]})
    assert len(history(first, then).spells(*middle_of(0, 0))) == 2


def test_all_that_a_state_says_is_told_but_which_it_is_and_when():
    own = {"id", "geometry", "valid_from", "valid_to", "precision", "recorded_at", "superseded_at"}
    unseen = {"members", "numeric_id", "probability"}
    assert set(TOLD) == set(ControlState.model_fields) - own - unseen


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([None, None], "minute"),
        ([None, "hour"], "hour"),
        ([None, "part_of_day"], "part_of_day"),
        (["order", "hour"], "order"),
        (["order", "part_of_day"], "part_of_day"),
        ([None], "minute"),
        (["order"], "order"),
        ([None, "hour", "order"], "order"),
        (["part_of_day", None, None], "part_of_day"),
    ],
)
def test_an_hour_is_known_where_all_that_begins_then_has_it(said: list[str | None], told: str):
    area = areas_from_sketch("ABC"[: len(said)])
    then = "2024-11-03T22:00"
    before = [state(ground, name.lower(), "2024-11-01", then) for name, ground in area.items()]
    after = [state(ground, "d", then, precision=how) for ground, how in zip(area.values(), said, strict=True)]
    assert history(*before, *after).dates_known_to == ["day", told]


@pytest.mark.parametrize("texts", [["2024-11-03"], ["2024-11-03", "2024-11-03T00:00"], ["2024-11-03"] * 2])
def test_a_day_is_all_that_is_known_where_one_who_begins_with_it_has_no_hour(texts: list[str]):
    area = areas_from_sketch("AB"[: len(texts)])
    after = [state(ground, "c", text) for ground, text in zip(area.values(), texts, strict=True)]
    assert history(*after).dates_known_to == ["day"]


@pytest.mark.parametrize("point", [(np.nan, 0.0005), (0.0005, np.inf), (-np.inf, np.nan), ("0.0005", 0.0005)])
def test_a_point_is_two_numbers(point):
    found = history(state(areas_from_sketch("A")["A"], "a", "2024-11-01"))
    assert [spell.controller for spell in found.spells(0.0005, np.float32(0.0005))] == ["a"]
    with pytest.raises(InputError, match=r"(lon|lat) takes a number"):
        found.spells(*point)


@pytest.mark.parametrize("texts", [*permutations(["2024-11-01", "2024-11", "2024-11"])])
def test_a_date_that_records_share_is_told_as_the_least_exact_of_them(texts):
    area = areas_from_sketch("ABC")
    states = [state(area[x], x.lower(), text) for x, text in zip("ABC", texts, strict=True)]
    assert history(*states).dates_known_to == ["month"]
    assert history(*(s for s in states if exact_text(s.valid_from) != "2024-11")).dates_known_to == ["day"]


def test_a_snapshot_dissolves_the_ground_of_a_controller():
    before, after = handover().at("2024-11-04T23:59"), handover().at("2024-11-05")
    assert before["controller"].tolist() == ["a"]
    assert before.geometry[0].geom_type == "Polygon"
    assert after["controller"].tolist() == ["a", "b"]
    assert after.crs.to_epsg() == 4326
    assert before["area_km2"].sum() == pytest.approx(after["area_km2"].sum(), abs=1e-9)


def test_a_snapshot_by_several_columns_has_a_row_for_each_combination():
    rows = handover().at("2024-11-06", by=["layer", "controller"])
    assert rows[["layer", "controller"]].values.tolist() == [["here", "a"], ["here", "b"]]
    with pytest.raises(InputError, match="by takes"):
        handover().at("2024-11-06", by="colour")
    assert handover().at("2024-11-06", by=["layer", "layer"]).columns.tolist() == [
        "layer",
        "area_km2",
        "geometry",
    ]


def test_an_instant_outside_the_period_is_refused_with_the_period():
    with pytest.raises(InputError, match="2024-11-01 until 2024-11-10"):
        handover().at("2024-11-10")


def test_the_dates_are_those_at_which_something_changes():
    assert [str(d)[:10] for d in handover().dates] == ["2024-11-01", "2024-11-05"]


def test_ground_of_the_extent_that_no_state_covers_is_unknown():
    area = areas_from_sketch("AB")
    extent = shapely.union_all(list(area.values()))
    found = build_history([Ground("here", (state(area["A"], "a", "2024-11-01"),), extent)], grid=Grid(5))
    assert found.spells(*middle_of(1, 0))[0].controller == "unknown"
    assert found.at("2024-11-01")["controller"].tolist() == ["a", "unknown"]


def test_a_gap_in_time_is_unknown_and_not_carried_over():
    ground = areas_from_sketch("A")["A"]
    found = history(state(ground, "a", "2024-11-01", "2024-11-03"), state(ground, "a", "2024-11-05"))
    assert [s.controller for s in found.spells(*middle_of(0, 0))] == ["a", "unknown", "a"]


def test_two_controllers_on_one_ground_are_refused_by_name():
    ground = areas_from_sketch("A")["A"]
    states = state(ground, "a", "2024-11-01", id="one"), state(ground, "b", "2024-11-04", id="two")
    with pytest.raises(OverlapError, match=r"one \(a\), two \(b\) from 2024-11-04"):
        history(*states)
    assert history(*states, overlaps="latest").spells(*middle_of(0, 0))[-1].controller == "b"
    joint = history(*states, overlaps="joint").spells(*middle_of(0, 0))[-1].state
    assert joint is not None
    assert (joint.controller, joint.status, joint.others) == ("a", "joint", ("b",))


def test_an_overlap_thinner_than_the_grid_is_rounding_and_stops_nothing():
    south = shapely.Polygon([(0, 0), (1, 0), (1, 0.00001), (0, 0)])
    north = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    found = history(state(south, "a", "2024-11-01"), state(north, "b", "2024-11-01"))
    assert found.topology.is_rounding.sum() == 1
    assert found.overlaps == ()


def test_rounding_between_an_extent_and_the_ground_within_goes_with_what_it_borders_on_most():
    """The extent has a vertex on its southern edge, a grid unit further out, that no state has."""
    west, east = shapely.box(0, 0, 0.6, 1), shapely.box(0.6, 0, 1, 1)
    extent = shapely.Polygon([(0, 0), (0.3, -0.00001), (1, 0), (1, 1), (0, 1)])
    states = state(west, "a", "2024-11-01"), state(east, "b", "2024-11-01")
    found = build_history([Ground("here", states, extent)], grid=Grid(5))
    assert found.topology.is_rounding.any()
    assert found.at("2024-11-01")["controller"].tolist() == ["a", "b"]
    rounding = np.flatnonzero(found.topology.is_rounding)
    holders = found.labels(found.state_at("2024-11-01"))["controller"]
    for cell in rounding.tolist():
        edge = shapely.boundary(found.topology.cells[cell])
        borders = {
            who: shapely.length(
                shapely.intersection(edge, shapely.boundary(shapely.transform(ground, found.grid.to_units)))
            )
            for who, ground in (("a", west), ("b", east))
        }
        assert holders[cell] == max(borders, key=borders.__getitem__)


def test_a_window_may_be_one_minute_or_one_day_but_no_less():
    found = handover()
    noon = "2024-11-05T12:00"
    assert [*map(str, found.window(noon, noon))] == [noon, noon]
    assert [*map(str, found.window("2024-11-05", "2024-11-05"))] == ["2024-11-04T23:59", "2024-11-05T23:59"]
    for pair in ((noon, "2024-11-05T11:59"), ("2024-11-06", "2024-11-05")):
        with pytest.raises(InputError, match="lies after"):
            found.window(*pair)


def test_a_correction_hides_the_old_record_and_known_on_brings_it_back():
    ground = areas_from_sketch("A")["A"]
    wrong = state(ground, "a", "2024-11-01", id="wrong", recorded_at="2024-11-02", superseded_at="2024-11-08")
    right = state(ground, "b", "2024-11-01", id="right", recorded_at="2024-11-08")
    assert history(wrong, right).spells(*middle_of(0, 0))[0].controller == "b"
    then = history(wrong, right, known_on=np.datetime64("2024-11-03", "m"))
    assert then.spells(*middle_of(0, 0))[0].controller == "a"


def test_several_changes_in_a_day_are_kept_in_their_order():
    ground = areas_from_sketch("A")["A"]
    times = ["2024-11-30", "2024-11-30T08:00", "2024-11-30T16:00", None]
    found = history(*(state(ground, a, *times[i : i + 2]) for i, a in enumerate(["army", "kurdish", "hts"])))
    assert [s.controller for s in found.spells(*middle_of(0, 0))] == ["army", "kurdish", "hts"]


@st.composite
def maps(draw):
    """Random polygons with random periods and controllers; overlaps are common."""
    states = []
    for i, geometry in enumerate(draw(polygons(5))):
        start = draw(st.integers(0, 8))
        end = draw(st.none() | st.integers(start + 1, 9))
        controller = draw(st.sampled_from("abc"))
        certainty = draw(st.sampled_from(["reported", "confirmed"]))
        since, until = DAYS[start], end and DAYS[end]
        states.append(state(geometry, controller, since, until, id=f"s{i}", certainty=certainty))
    return states


@settings(max_examples=examples(150))
@given(maps().filter(bool), st.sampled_from(DAYS[:9]))
def test_a_snapshot_equals_a_per_date_overlay_of_the_raw_polygons(states, day):
    """The oracle lays the polygons of one date over each other, the latest and surest on top, with GEOS."""
    instant = parse_instant(day)
    found = history(*states, overlaps="latest", start=parse_instant(DAYS[0]), end=parse_instant(DAYS[9]))
    shown = found.at(day).set_index("controller").geometry
    for controller, ground in overlaid(states, instant).items():
        got = shown.get(controller, shapely.Polygon())
        assert shapely.symmetric_difference(got, ground, grid_size=1e-7).buffer(-1.5e-5).is_empty


def overlaid(states, instant) -> dict[str, shapely.Geometry]:
    active = [s for s in states if s.valid_from <= instant and (s.valid_to is None or instant < s.valid_to)]
    active.sort(key=lambda s: (s.controller, s.id), reverse=True)
    active.sort(key=lambda s: (s.valid_from, CERTAINTIES.index(s.certainty)))
    ground: dict[str, shapely.Geometry] = {c: shapely.Polygon() for c in "abc"}
    for top in active:
        ground = {c: shapely.difference(g, top.geometry, grid_size=1e-7) for c, g in ground.items()}
        ground[top.controller] = shapely.union(ground[top.controller], top.geometry, grid_size=1e-7)
    return ground


@settings(max_examples=examples(100))
@given(maps().filter(bool))
def test_every_cell_has_one_state_at_each_instant_and_areas_sum_to_the_extent(states):
    found = history(*states, overlaps="joint")
    total = found.cell_area_km2.sum()
    for day in found.dates:
        assert sum(found.areas_km2(day).values()) == pytest.approx(total, abs=1e-9)
    starts = [found.spell_start[found.spell_cell == c] for c in range(len(found.cells))]
    assert all(s[0] == found.start and (np.diff(s).astype(int) > 0).all() for s in starts)
