"""What the reports of one place make of its story."""

from typing import Any

import hypothesis.strategies as st
import pytest
from derive_cases import START, report
from hypothesis import given

from controlmap.dates import OPEN_START, parse_instant
from controlmap.derive.place_timeline import place_story
from controlmap.derive.timeline import Story, told_from
from controlmap.derive.words import words_in
from controlmap.model import UNKNOWN, Holding, Report, Source, Voices

NAMES = {"red": {"en": "Reds", "ar": "الحمر"}}


def story(*reports: Report) -> Story:
    return place_story(reports, voices=Voices(), names=NAMES, words=words_in(("en", "ar"), {}))


def outline(*reports: Report) -> list[tuple[str, str]]:
    """Start and controller of each chapter; "" for the open start."""
    return [
        ("" if chapter.start == OPEN_START else str(chapter.start)[:16], chapter.holding.controller)
        for chapter in story(*reports)
    ]


def test_a_place_without_reports_has_no_story() -> None:
    assert story() == ()


def test_a_baseline_holds_until_the_first_change() -> None:
    one = report("one", "town", "2024-11-26", "red", kind="baseline")
    two = report("two", "town", "2024-11-29", "blue")
    assert outline(two, one) == [("2024-11-26", "red"), ("2024-11-29", "blue")]


def test_without_a_baseline_the_first_change_says_who_held_the_place_before() -> None:
    assert outline(report("one", "town", "2024-11-29", "blue", from_controller="red")) == [
        ("", "red"),
        ("2024-11-29", "blue"),
    ]


def test_who_held_it_before_is_reported_at_best() -> None:
    first = story(report("one", "town", "2024-11-29", "blue", from_controller="red", confidence="high"))[0]
    assert (first.holding.certainty, first.holding.sources) == ("reported", ("source-one",))
    claim = story(report("one", "town", "2024-11-29", "blue", from_controller="red", confidence="low"))[0]
    assert claim.holding.certainty == "inferred"


def test_two_changes_on_one_day_follow_their_hours() -> None:
    noon = report("b", "airport", "2024-11-30T12:00", "blue", from_controller="green")
    dawn = report("a", "airport", "2024-11-30", "green", from_controller="red")
    assert [holder for _, holder in outline(noon, dawn)] == ["red", "green", "blue"]


def test_reports_that_contradict_each_other_are_decided_by_confidence_and_the_loser_is_named() -> None:
    weak = report("a", "town", "2024-11-30", "red", confidence="low")
    strong = report("b", "town", "2024-11-30", "blue", confidence="high", note="seen by two agencies")
    (chapter,) = story(weak, strong)
    assert chapter.holding.controller == "blue"
    assert chapter.holding.note.by_language("en") == {
        "en": "seen by two agencies; Also named: Reds (source-a)",
        "ar": "يُذكر أيضاً: الحمر (source-a)",
    }


def test_two_reports_of_one_gain_lend_it_both_their_sources_and_what_both_together_earn() -> None:
    (chapter,) = story(
        report("a", "town", "2024-11-30", "blue", confidence="high"),
        report("b", "town", "2024-11-30", "blue", confidence="high"),
    )
    assert (chapter.holding.certainty, chapter.holding.sources) == ("confirmed", ("source-a", "source-b"))


def test_a_report_that_a_place_is_still_held_strengthens_its_chapter() -> None:
    (chapter,) = story(
        report("a", "town", "2024-11-26", "red", kind="baseline", confidence="low"),
        report("b", "town", "2024-12-02", "red", kind="held", confidence="high"),
    )
    assert (chapter.start, chapter.holding.certainty) == (parse_instant("2024-11-26"), "reported")


def test_a_withdrawal_without_a_named_successor_leaves_the_place_to_nobody() -> None:
    (chapter,) = story(report("a", "town", "2024-12-07", "red", named="not_named"))
    assert chapter.holding.controller == "unknown"


def test_status_and_further_actors_are_carried_along() -> None:
    (chapter,) = story(report("a", "town", "2024-12-07", "red", status="contested", others=("blue",)))
    assert (chapter.holding.status, chapter.holding.others) == ("contested", ("blue",))


def test_how_precisely_a_report_knows_its_date_goes_into_the_story() -> None:
    first = report("one", "town", "2024-11", "red")
    second = report("two", "town", "2024-11-30T09:00", "blue", precision="order")
    third = report("three", "town", "2024-11-30T18:00", "red")
    found = [(str(c.start), c.precision) for c in story(third, first, second)]
    assert found == [("2024-11", None), ("2024-11-30T09:00", "order"), ("2024-11-30T18:00", None)]


VOICES = Voices.of(
    {
        name: Source(id=name, title="News", publisher=name, lean=lean)
        for name, lean in (("wire", None), ("red-herald", "red"), ("blue-herald", "blue"))
    },
    (),
)
"""Voices without a stake, of the reds and of the blues."""


def told(*reports: Report, before: str = UNKNOWN) -> Story:
    """The story from the map's start, where nobody else spoke of it the first holder's."""
    own = place_story(
        reports, voices=VOICES, names=NAMES, words=words_in(("en",), {}), start=START, before=before
    )
    return told_from(own, START, Holding(before))


@pytest.mark.parametrize(
    ("before", "expected"), [("unknown", "claimed"), ("red", "claimed"), ("blue", "reported")]
)
def test_that_a_side_holds_what_was_not_its_own_before_is_its_claim_also_where_no_report_calls_it_a_change(
    before: str, expected: str
) -> None:
    says = report("a", "town", "2024-11-30", "blue", kind="held", confidence="high", sources=("blue-herald",))
    assert told(says, before=before)[-1].holding.certainty == expected


statements = st.builds(
    lambda day, kind, controller, confidence, source: (
        f"2024-11-{day}",
        controller,
        {"kind": kind, "confidence": confidence, "sources": (source,)},
    ),
    st.integers(24, 30),
    st.sampled_from(["baseline", "change", "held"]),
    st.sampled_from(["red", "blue", "green"]),
    st.sampled_from(["high", "medium", "low"]),
    st.sampled_from(["wire", "red-herald", "blue-herald"]),
)


@given(st.lists(statements, max_size=6), st.sampled_from(["unknown", "red", "blue"]))
def test_no_chapter_says_more_than_a_claim_where_the_one_who_gains_alone_says_so(
    said: list[tuple[str, str, dict[str, Any]]], before: str
) -> None:
    story = told(
        *(report(f"r{n}", "town", *one, **more) for n, (*one, more) in enumerate(said)), before=before
    )
    for number, chapter in enumerate(story):
        holding = chapter.holding
        others = [c.holding.controller for c in story[:number] if c.holding.controller != holding.controller]
        if holding.sources and VOICES.earned(holding.sources, holding.controller, others[-1:]) == "claimed":
            assert holding.certainty in ("claimed", "inferred")
