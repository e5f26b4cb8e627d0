"""Stories: cut, joined, written over, passed on."""

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from controlmap.dates import parse_instant
from controlmap.derive.timeline import (
    Chapter,
    Story,
    inferred,
    joined,
    passed_on,
    periods,
    told_from,
    written_over,
)
from controlmap.model.holding import Holding

RED, BLUE, GREEN = (Holding(name, certainty="confirmed") for name in ("red", "blue", "green"))


def day(number: int) -> np.datetime64:
    return parse_instant(f"2024-12-{number:02d}")


def story(**chapters: Holding) -> Story:
    return tuple(Chapter(day(int(key[1:])), holding) for key, holding in chapters.items())


def told_on(tale: Story, instant: np.datetime64) -> Holding:
    return [chapter.holding for chapter in tale if chapter.start <= instant][-1]


def test_each_period_ends_where_the_next_begins_and_the_last_has_no_end() -> None:
    assert list(periods(story(d1=RED, d5=BLUE))) == [
        (day(1), day(5), RED, None),
        (day(5), None, BLUE, None),
    ]


def test_a_chapter_that_only_repeats_is_joined_to_the_one_before() -> None:
    assert joined(story(d1=RED, d2=RED, d3=BLUE, d4=RED)) == story(d1=RED, d3=BLUE, d4=RED)


def test_a_story_that_begins_before_the_map_is_cut_to_its_start() -> None:
    assert told_from(story(d1=RED, d3=BLUE, d6=GREEN), day(4), RED) == story(d4=BLUE, d6=GREEN)


def test_a_story_that_begins_late_is_filled_in_from_the_start() -> None:
    assert told_from(story(d5=BLUE), day(2), RED) == story(d2=RED, d5=BLUE)


def test_ground_that_hears_from_a_neighbour_is_never_surer_than_inferred() -> None:
    noted = replace(RED, note="seen by our own eyes")
    assert inferred(story(d1=noted)) == story(d1=replace(RED, certainty="inferred"))


def test_writing_over_a_period_restores_the_old_story_at_its_end() -> None:
    tale = written_over(story(d1=RED, d4=BLUE), day(3), day(6), lambda _: GREEN)
    assert tale == story(d1=RED, d3=GREEN, d6=BLUE)


def test_what_a_fallen_actor_held_or_would_hold_later_passes_to_the_successor() -> None:
    tale = passed_on(story(d1=BLUE, d3=RED, d5=BLUE, d7=RED), "red", day(4), GREEN)
    assert tale == story(d1=BLUE, d3=RED, d4=GREEN, d5=BLUE, d7=GREEN)


def test_a_fallen_actor_is_no_longer_named_beside_another() -> None:
    contested = Holding("blue", "contested", ("red", "green"))
    tale = passed_on(story(d1=contested), "red", day(4), GREEN)
    assert tale[-1].holding == Holding("blue", "contested", ("green",))
    alone = passed_on(story(d1=Holding("blue", "joint", ("red",))), "red", day(4), GREEN)
    assert alone[-1].holding == Holding("blue", "held")


days = st.integers(1, 28).map(day)
stories = st.dictionaries(days, st.sampled_from([RED, BLUE, GREEN]), min_size=1).map(
    lambda found: tuple(Chapter(start, found[start]) for start in sorted(found))
)


@given(stories, days, st.none() | days)
def test_writing_over_changes_its_period_and_nothing_else(
    tale: Story, start: np.datetime64, end: np.datetime64 | None
) -> None:
    changed = written_over(tale, start, end, lambda _: Holding("grey"))
    for instant in map(day, range(1, 29)):
        if instant >= tale[0].start:
            within = instant >= start and (end is None or instant < end)
            assert told_on(changed, instant) == (Holding("grey") if within else told_on(tale, instant))
    assert joined(changed) == changed


def test_a_judgement_says_how_precisely_its_start_is_known():
    tale = written_over(story(d1=RED), day(3), day(5), lambda _: GREEN, "part_of_day")
    assert [chapter.precision for chapter in tale] == [None, "part_of_day", None]
    tale = passed_on(story(d1=RED), "red", day(4), GREEN, "order")
    assert [chapter.precision for chapter in tale] == [None, "order"]
