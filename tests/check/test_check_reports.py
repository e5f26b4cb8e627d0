import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.check import agreement
from controlmap.check.check_input import Subject
from controlmap.dates import day_of
from controlmap.model import Place, Report
from tests.check.made import made_project
from tests.examples import examples
from tests.sketches import areas_from_sketch, middle_of, state

PIECES = areas_from_sketch("AB")


def place(column=0, **more):
    lon, lat = middle_of(column, 0)
    return Place(**{"id": f"p{column}", "name_en": "P", "kind": "town", "lon": lon, "lat": lat, **more})


def report(number, controller, date, where="p0", **more):
    own = {"id": f"r{number}", "place": where, "date": date, "kind": "held", "controller": controller}
    return Report(**{**own, "confidence": "high", "statement": "…", **more})


def verdicts(states, *reports, places=None):
    project = made_project(states, places=places or [place(0), place(1)], reports=reports)
    return agreement(project, Subject(project).history)


def airport():
    """One place that changes hands twice on 30 November."""
    return [
        state(PIECES["A"], "army", "2024-11-26", "2024-11-30T08:00"),
        state(PIECES["A"], "kurds", "2024-11-30T08:00", "2024-11-30T16:00"),
        state(PIECES["A"], "rebels", "2024-11-30T16:00"),
        state(PIECES["B"], "army", "2024-11-26"),
    ]


def test_a_date_means_any_instant_of_its_day():
    found = verdicts(
        airport(), *(report(i, who, "2024-11-30") for i, who in enumerate(["army", "kurds", "rebels"]))
    )
    assert found.rate == 1


def test_a_date_time_means_that_instant_to_the_end_of_the_day():
    found = verdicts(
        airport(),
        report(1, "kurds", "2024-11-30T09:00"),
        report(2, "rebels", "2024-11-30T09:00"),
        report(3, "army", "2024-11-30T09:00"),
    )
    assert [r.id for r in found.agreeing] == ["r1", "r2"]
    assert [d.report.id for d in found.disagreements] == ["r3"]


def test_a_month_and_a_year_mean_any_instant_of_them():
    names = ["army", "kurds", "rebels"]
    found = verdicts(
        airport(), *(report(who + date, who, date) for who in names for date in ("2024-11", "2024"))
    )
    assert found.rate == 1
    (late,) = verdicts(airport(), report(1, "army", "2024-12")).disagreements
    assert late.found == ("rebels",)


def test_the_day_after_is_too_late():
    found = verdicts(airport(), report(1, "kurds", "2024-12-01"))
    assert [(d.found, d.reason) for d in found.disagreements] == [(("rebels",), "contradiction")]


def test_further_actors_count_on_contested_ground_only():
    contested = [state(PIECES["A"], "army", "2024-11-26", status="contested", others=("rebels",))]
    besieged = [state(PIECES["A"], "army", "2024-11-26", status="besieged", others=("rebels",))]
    claim = report(1, "rebels", "2024-11-26")
    assert verdicts(contested, claim).rate == 1
    assert verdicts(besieged, claim).rate == 0


def test_a_contested_place_may_be_with_either_side_on_the_map():
    claim = report(1, "rebels", "2024-11-27", status="contested", others="army")
    assert verdicts(airport(), claim).rate == 1


def test_reports_that_cannot_be_checked_are_told_apart():
    found = verdicts(
        airport(),
        report(1, "unknown", "2024-11-27"),
        report(2, "army", "2024-11-27", named="not_named"),
        report(3, "army", "2024-11-27", where="p7"),
        report(4, "army", "2024-11-27", where="p9"),
        report(5, "army", "2023-11-27"),
        places=[place(0), place(7), place(9, lon=None, lat=None)],
    )
    reasons = ["no holder named", "no holder named", "outside the map", "no point", "outside the period"]
    assert [u.reason for u in found.unchecked] == reasons
    assert found.rate is None


def test_ground_within_the_accuracy_of_a_point_explains_a_difference():
    states = [state(PIECES["A"], "army", "2024-11-26"), state(PIECES["B"], "rebels", "2024-11-26")]
    near, far = (
        verdicts(states, report(1, "rebels", "2024-11-26"), places=[place(0, coord_accuracy_m=m)])
        for m in (60, 50)
    )
    # The point lies 0.0005 degrees of longitude west of the border, 55.6 m at the equator.
    assert [(d.reason, round(d.distance_m)) for d in near.disagreements] == [("precision", 56)]
    assert [d.reason for d in far.disagreements] == ["contradiction"]


def test_reports_of_one_day_explain_each_other():
    calm = [state(PIECES["A"], "army", "2024-11-26")]
    conflict = verdicts(calm, report(1, "rebels", "2024-11-26"), report(2, "army", "2024-11-26"))
    changes = verdicts(calm, report(1, "rebels", "2024-11-26T09:00"), report(2, "army", "2024-11-26T12:00"))
    assert [(d.reason, d.others) for d in conflict.disagreements] == [("conflict", ("r2",))]
    assert [d.reason for d in changes.disagreements] == ["several_changes"]


def test_reports_on_another_place_at_the_same_point_explain_a_difference_too():
    calm, beside = [state(PIECES["A"], "army", "2024-11-26")], middle_of(0, 0)[0] + 1e-6
    told = report(1, "rebels", "2024-11-26"), report(2, "army", "2024-11-26", where="p2")
    same = verdicts(calm, *told, places=[place(0), place(0, id="p2")])
    assert [(d.reason, d.others) for d in same.disagreements] == [("shared_point", ("r2",))]
    other = verdicts(calm, *told, places=[place(0), place(0, id="p2", lon=beside)])
    assert [d.reason for d in other.disagreements] == ["contradiction"]


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["p0", "p1"]),
        st.sampled_from(["army", "kurds", "rebels"]),
        st.integers(24, 30),
        st.integers(0, 23),
    ),
    max_size=8,
)


@settings(max_examples=examples(80), deadline=None)
@given(REPORTS)
def test_agreement_is_what_asking_every_minute_of_the_window_says(drawn):
    reports = [
        report(i, who, f"2024-11-{day}T{hour:02d}:00", where)
        for i, (where, who, day, hour) in enumerate(drawn)
    ]
    states = airport()
    found = verdicts(states, *reports)
    assert {r.id for r in found.agreeing} == {r.id for r in reports if _said_by_brute_force(r, states)}


def _said_by_brute_force(one, states):
    point = shapely.Point(*middle_of(int(one.place[1]), 0))
    minutes = [np.timedelta64(n, "m") for n in range(int((day_of(one.date)[1] - one.date).astype(int)))]
    return any(
        s.controller == one.controller
        and s.geometry.intersects(point)
        and s.valid_from <= one.date + minute
        and (s.valid_to is None or one.date + minute < s.valid_to)
        for s in states
        for minute in minutes
    )


@pytest.mark.parametrize(
    ("controller", "more", "differs"),
    [
        ("a", {}, None),
        ("b", {"from_controller": "a", "kind": "change"}, None),
        ("b", {"from_controller": "c", "kind": "change"}, "before"),
        ("c", {"from_controller": "b", "kind": "change", "status": "contested", "others": ("b",)}, "status"),
        ("b", {"status": "contested", "others": ("c",)}, "status"),
    ],
)
def test_a_report_of_another_status_or_another_loser_agrees_in_part_only(controller, more, differs):
    states = [
        state(PIECES["A"], "a", "2024-11-26", "2024-12-03"),
        state(PIECES["A"], "b", "2024-12-03"),
        state(PIECES["B"], "a", "2024-11-26"),
    ]
    one = report(1, controller, "2024-11-27" if controller == "a" else "2024-12-03", **more)
    found = verdicts(states, one)
    assert found.agreeing == (one,)
    assert [(part.report, part.differs) for part in found.in_part] == ([(one, differs)] if differs else [])


@pytest.mark.parametrize("begins", ["2024-11-26", "2024-11-28"])
def test_whom_nobody_knows_of_is_no_contradiction(begins):
    states = [
        state(PIECES["A"], "b", begins),
        *([] if begins == "2024-11-26" else [state(PIECES["A"], "unknown", "2024-11-26", begins)]),
        state(PIECES["B"], "a", "2024-11-26"),
    ]
    assert not verdicts(states, report(1, "b", begins, from_controller="c", kind="change")).in_part
