from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.errors import InputError
from controlmap.history import Ground, build_history
from controlmap.measure import area_ranges, areas, every
from controlmap.measure.series import steps_between
from controlmap.plane.grid import Grid
from tests.examples import examples
from tests.measure.histories import DAYS, histories, slow_areas, spell_of
from tests.sketches import areas_from_sketch, state

M2 = 1e-6
"""A square metre in km²."""


def valley(*states, **options):
    return build_history(
        [Ground("valley", states)], grid=Grid(5), end=np.datetime64("2024-11-10", "m"), **options
    )


def square(controller, valid_from, valid_to=None, **more):
    more.setdefault("id", f"{controller}-{valid_from}")
    return state(areas_from_sketch("A")["A"], controller, valid_from, valid_to, **more)


@settings(max_examples=examples(30))
@given(histories())
def test_areas_are_those_that_a_walk_over_all_cells_finds_on_each_date(history):
    table = areas(history).pivot(index="date", columns="controller", values="area_km2")
    assert table.index.to_numpy().tolist() == history.dates.astype("datetime64[s]").tolist()
    for moment, row in zip(history.dates, table.to_dict("records"), strict=True):
        slow = slow_areas(history, moment)
        assert {actor for actor, area in row.items() if area} <= set(slow)
        assert row == pytest.approx({actor: slow.get(actor, 0) for actor in row}, abs=M2)


@settings(max_examples=examples(30))
@given(histories(), st.sets(st.sampled_from(["controller", "status", "certainty", "layer"]), min_size=1))
def test_areas_sum_to_the_extent_and_shares_to_one_on_each_date(history, by):
    sums = areas(history, by=sorted(by)).groupby("date")
    assert sums["area_km2"].sum().to_numpy() == pytest.approx(history.cell_area_km2.sum(), abs=M2)
    layers = len(np.unique(history.cell_layer)) if "layer" in by else 1
    assert sums["share"].sum().to_numpy() == pytest.approx(layers)


@settings(max_examples=examples(25))
@given(histories())
def test_labels_told_apart_add_up_to_those_told_together(history):
    finest = areas(history, by=["layer", "controller", "status", "certainty"])
    for column in ("controller", "status", "certainty", "layer"):
        summed = finest.groupby(["date", column])["area_km2"].sum()
        whole = areas(history, by=column).set_index(["date", column])["area_km2"]
        assert summed.to_dict() == pytest.approx(whole.to_dict(), abs=M2)


@settings(max_examples=examples(30))
@given(histories())
def test_the_least_area_is_at_most_the_best_and_the_best_at_most_the_greatest(history):
    ranges = area_ranges(history)
    assert (ranges["area_min_km2"] <= ranges["area_km2"]).all()
    assert (ranges["area_km2"] <= ranges["area_max_km2"]).all()
    best = ranges.groupby("date")["area_km2"].sum().to_numpy()
    assert best == pytest.approx(history.cell_area_km2.sum(), abs=M2)


@settings(max_examples=examples(30))
@given(histories(), st.sampled_from(DAYS[:9]))
def test_ranges_are_those_of_a_walk_over_the_spells_of_each_cell(history, day):
    moment = np.datetime64(day, "m")
    found = area_ranges(history, [day]).set_index("controller")
    least, greatest = defaultdict(float), defaultdict(float)
    for cell, area in enumerate(history.cell_area_km2):
        for actor in possible(history.spells_of(cell), moment):
            greatest[actor] += area
        now = spell_of(history, cell, moment).state
        if now and now.certainty == "confirmed" and now.status in ("held", "besieged"):
            least[now.controller] += area
    assert found["area_max_km2"].to_dict() == pytest.approx(dict(greatest), abs=M2)
    assert found["area_min_km2"].to_dict() == pytest.approx({a: least[a] for a in greatest}, abs=M2)


def possible(spells, moment) -> set[str]:
    """Who may hold the ground of a cell: walk back while nothing but claims has been heard."""
    past = [spell for spell in spells if spell.start <= moment]
    found = set()
    for spell in reversed(past):
        shared = spell.state is not None and spell.state.status in ("contested", "joint")
        found |= {spell.controller, *(spell.state.others if shared and spell.state else ())}
        if spell.state is None or spell.state.certainty != "claimed":
            break
    return found


def test_a_claim_leaves_the_ground_in_reach_of_who_held_it_until_it_is_confirmed():
    history = valley(
        square("army", "2024-11-01", "2024-11-03", certainty="confirmed"),
        square("rebels", "2024-11-03", "2024-11-05", certainty="claimed"),
        square("rebels", "2024-11-05", certainty="confirmed", id="seen"),
    )
    table = area_ranges(history)
    whole = history.cell_area_km2.sum()
    rows = table.set_index(["date", "controller"])[["area_min_km2", "area_km2", "area_max_km2"]] / whole
    assert rows.to_numpy() == pytest.approx(
        np.array([[1, 1, 1], [0, 0, 0], [0, 0, 1], [0, 1, 1], [0, 0, 0], [1, 1, 1]]), abs=1e-6
    )


def test_contested_ground_is_in_nobodys_least_area_and_in_the_greatest_of_all_who_fight_for_it():
    history = valley(
        square("army", "2024-11-01", status="contested", others=("rebels",), certainty="confirmed")
    )
    rows = area_ranges(history).set_index("controller")[["area_min_km2", "area_km2", "area_max_km2"]]
    whole = history.cell_area_km2.sum()
    assert rows.loc["army"].tolist() == pytest.approx([0, whole, whole], abs=M2)
    assert rows.loc["rebels"].tolist() == pytest.approx([0, 0, whole], abs=M2)


def test_dates_come_in_order_and_once():
    history = valley(square("army", "2024-11-01"))
    found = areas(history, ["2024-11-05", "2024-11-02T06:00", "2024-11-05"])
    assert found["date"].astype(str).tolist() == ["2024-11-02 06:00:00", "2024-11-05 00:00:00"]


def test_years_before_the_common_era_work():
    history = build_history([Ground("rome", (square("senate", "-0044-03-15", "-0043-04-14"),))])
    found = areas(history)["date"].to_numpy()
    assert found.astype("datetime64[D]").tolist()[0] == history.dates.astype("datetime64[D]").tolist()[0]


def test_steps_run_from_the_start_up_to_the_end():
    history = valley(square("army", "2024-11-08"))
    assert [str(t) for t in every(history, "12h")] == [
        "2024-11-08T00:00", "2024-11-08T12:00", "2024-11-09T00:00", "2024-11-09T12:00",
    ]  # fmt: skip
    assert [str(t) for t in every(history, "1d")] == ["2024-11-08", "2024-11-09"]
    assert [str(t) for t in every(history, "2w")] == ["2024-11-08"]
    for wrong in ("", "d", "0d", "1.5h", "1 d", "-1d", "1y"):
        with pytest.raises(InputError, match="not a step"):
            every(history, wrong)


def test_steps_that_make_more_dates_than_are_looked_at_are_refused_before_they_are_made():
    start, end = np.datetime64("1900-01-01T00:00"), np.datetime64("1900-01-02T00:00")
    assert len(steps_between(start, end, "1min", most=1440)) == 1440
    with pytest.raises(InputError, match="every 1min are 1,440 dates; at most 1,439"):
        steps_between(start, end, "1min", most=1439)
    with pytest.raises(InputError, match="at most 100,000 are looked at"):
        steps_between(start, np.datetime64("2000-01-01T00:00"), "1min")


def test_what_cannot_be_answered_is_refused():
    history = valley(square("army", "2024-11-01"))
    with pytest.raises(InputError, match="outside the map's period"):
        areas(history, ["2025-01-01"])
    for wrong in ("colour", [], ["controller", "state"]):
        with pytest.raises(InputError, match="by takes"):
            areas(history, by=wrong)
    with pytest.raises(InputError, match="must have controller"):
        area_ranges(history, by="layer")
