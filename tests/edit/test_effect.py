"""What an edit does to the ground, held against asking of each square at each instant who holds it."""

from collections import Counter, defaultdict
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.dates import OPEN_END
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.effect import Effect, Passing, effect_in_brief, effect_of
from controlmap.history import precedence
from controlmap.plane import areas_km2
from tests.edit.maps import GRID, day
from tests.examples import examples
from tests.sketches import areas_from_sketch, state

SQUARES = [*areas_from_sketch("ABC DEF").values()]
AREAS = dict(zip(range(6), areas_km2(np.array(SQUARES)).tolist(), strict=True))
ORDER = precedence(("a", "b", "c"))
END = np.datetime64("9999", "m")

grounds = st.sets(st.sampled_from(range(6)), min_size=1, max_size=4)
claims = st.tuples(
    grounds, st.integers(1, 5), st.none() | st.integers(1, 4), st.sampled_from(["a", "b", "unknown"])
)


def claim(number, squares, start, length, who):
    until = None if length is None else day(start + length)
    ground = shapely.union_all([SQUARES[i] for i in squares])
    return state(ground, who, day(start), until, id=f"s{number}"), squares


def holder(states, square, instant):
    """Who holds a square at an instant: of those who claim it the first by `precedence`, or nobody known."""
    there = [
        s
        for s, squares in states
        if square in squares
        and s.superseded_at is None
        and s.valid_from <= instant
        and (s.valid_to or END) > instant
    ]
    return min(there, key=ORDER).controller if there else "unknown"


def told(before, after):
    """Area by (from, to), and by (date, from, to) how much more or less passes, as the docstrings say."""
    instants = sorted({t for s, _ in (*before, *after) for t in (s.valid_from, s.valid_to) if t is not None})
    moved, passed = Counter(), defaultdict(float)
    for square, km2 in AREAS.items():
        old, new = ([holder(states, square, t) for t in instants] for states in (before, after))
        for pair in {(a, b) for a, b in zip(old, new, strict=True) if a != b}:
            moved[pair] += km2
        for sign, line in ((-1, old), (1, new)):
            for instant, (loser, gainer) in zip(instants, pairwise([old[0], *line]), strict=True):
                if loser != gainer:
                    passed[instant, loser, gainer] += sign * km2
    return dict(moved), {key: km2 for key, km2 in passed.items() if abs(km2) > 1e-6}


def left_bare(before, after):
    """Area by (since, until) of the squares that have a state then before, and none after."""
    instants = sorted({t for s, _ in (*before, *after) for t in (s.valid_from, s.valid_to or OPEN_END)})
    bare = defaultdict(float)
    for square, km2 in AREAS.items():
        had, has = ([on_record(states, square, t) for t in instants] for states in (before, after))
        gone = [old and not new for old, new in zip(had, has, strict=True)]
        for since in (i for i, one in enumerate(gone) if one and not (i and gone[i - 1])):
            bare[instants[since], instants[gone.index(False, since)]] += km2
    return dict(bare)


def on_record(states, square, instant):
    return any(
        square in squares and s.valid_from <= instant < (s.valid_to or OPEN_END)
        for s, squares in states
        if s.superseded_at is None
    )


@settings(max_examples=examples(40))
@given(st.lists(claims, min_size=1, max_size=4), st.lists(claims, max_size=3), st.sets(st.integers(0, 3)))
def test_who_takes_what_from_whom_is_what_asking_each_square_at_each_instant_tells(first, fresh, gone):
    before = [claim(number, *one) for number, one in enumerate(first)]
    kept = [one for number, one in enumerate(before) if number not in gone]
    after = [*kept, *(claim(number, *one) for number, one in enumerate(fresh, 10))]
    sides = [{"here": [s for s, _ in side]} for side in (before, after)]
    delta = Delta.between(*sides)
    effect = effect_of(*sides, delta, GRID, ORDER)
    moved, passed = told(before, after)
    assert effect.moved_km2 == pytest.approx(moved)
    by_date = {(p.date.astype("datetime64[m]"), p.loser, p.gainer): p.area_km2 for p in effect.by_date}
    assert by_date == pytest.approx(passed)
    assert [*by_date] == sorted(by_date)
    assert all(p.meant for p in effect.by_date)
    bare = {
        (u.since.astype("datetime64[m]"), u.until.astype("datetime64[m]")): u.area_km2
        for u in effect.unrecorded
    }
    assert bare == pytest.approx(left_bare(before, after))
    assert [*bare] == sorted(bare)


@settings(max_examples=examples(25))
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(2, 5), st.sampled_from("abc")), min_size=6, max_size=6
    ),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(2, 5), st.sampled_from("abc")), min_size=6, max_size=6
    ),
    st.sets(st.integers(0, 5), max_size=3),
)
def test_where_all_ground_has_one_holder_a_look_around_what_changes_tells_the_same(old, new, changed):
    """Each square has one holder up to a day, and one from then on; some squares get others."""

    def mapped(rows, prefix):
        return [
            claim(f"{prefix[square]}{square}{part}", {square}, *when, who)
            for square, (one, change, two) in enumerate(rows)
            for part, (when, who) in enumerate([((1, change - 1), one), ((change, None), two)])
        ]

    before = mapped(old, "o" * 6)
    after = mapped(
        [new[i] if i in changed else row for i, row in enumerate(old)],
        ["n" if i in changed else "o" for i in range(6)],
    )
    sides = [{"here": [s for s, _ in side]} for side in (before, after)]
    delta = Delta.between(*sides)
    moved, passed = told(before, after)
    for one_holder in (True, False):
        effect = effect_of(*sides, delta, GRID, ORDER, one_holder=one_holder)
        assert effect.moved_km2 == pytest.approx(moved)
        assert {(p.date.astype("datetime64[m]"), p.loser, p.gainer): p.area_km2 for p in effect.by_date} == (
            pytest.approx(passed)
        )
        assert effect.overlaps == ()
    brief = effect_in_brief(*sides, delta, GRID)
    assert (brief.moved_km2, brief.overlaps) == (pytest.approx(moved), ())


@settings(max_examples=examples(60))
@given(st.lists(claims, min_size=1, max_size=4), st.lists(claims, max_size=3), st.sets(st.integers(0, 3)))
def test_in_brief_is_told_what_passes_or_nothing_where_somebody_comes_to_overlap_somebody(first, fresh, gone):
    before: list = []
    for number, one in enumerate(first):
        new = claim(number, *one)
        before += [] if any(overlap(new, other) for other in before) else [new]
    kept = [one for one in before if one[0].id not in {f"s{number}" for number in gone}]
    after = [*kept, *(claim(number, *one) for number, one in enumerate(fresh, 10))]
    sides = [{"here": [s for s, _ in side]} for side in (before, after)]
    delta = Delta.between(*sides)
    brief, whole = effect_in_brief(*sides, delta, GRID), effect_of(*sides, delta, GRID, ORDER)
    if not whole.overlaps and not any(overlap(*pair) for pair in combinations(after, 2)):
        assert brief is not None
        assert brief.moved_km2 == pytest.approx(told(before, after)[0])
    assert not (whole.overlaps and brief)


def overlap(one, other):
    """Whether two states hold a square at one time, whoever they are of."""
    squares = one[1] & other[1]
    return (
        squares
        and one[0].valid_from < (other[0].valid_to or END)
        and other[0].valid_from < (one[0].valid_to or END)
    )


def between(before, after, **options):
    sides = [{"here": before}, {"here": after}]
    return effect_of(*sides, Delta.between(*sides), GRID, ORDER, **options)


def test_two_who_come_to_hold_one_ground_are_named_with_when_and_where_and_old_quarrels_are_not():
    old = state(SQUARES[0], "a", "2024-11-01", "2024-11-20", id="old")
    for until, said in {"2024-11-10": " until 2024-11-10", None: " until 2024-11-20"}.items():
        new = state(SQUARES[0], "b", "2024-11-05", until, id="new")
        (line,) = between([old], [old, new]).overlaps
        words, place = line.split(", at ")
        assert words == f"new (b), old (a) from 2024-11-05{said}"
        assert shapely.contains(SQUARES[0], shapely.Point(*map(float, place.split(", "))))
        assert between([old, new], [new, old]).overlaps == ()
    open_ended = [state(SQUARES[0], who, "2024-11-01", id=who) for who in "ab"]
    (line,) = between(open_ended[:1], open_ended).overlaps
    assert line.startswith("b (b), a (a) from 2024-11-01, at ")
    assert between(open_ended[:1], [open_ended[0], state(SQUARES[0], "a", "2024-11-02")]).overlaps == ()
    assert (
        between(open_ended[:1], [open_ended[0], state(SQUARES[0], "b", "2024-10-01", "2024-11-01")]).overlaps
        == ()
    )


def test_what_an_actor_comes_to_hold_twice_is_no_gain():
    """A layer may say so, and in brief it is not told: borders alone do not know it from a gain."""
    old = state(SQUARES[0], "a", "2024-11-01", id="old")
    new = state(shapely.union(*SQUARES[:2]), "a", "2024-11-05", id="new")
    sides = [{"here": [old]}, {"here": [old, new]}]
    assert effect_in_brief(*sides, Delta.between(*sides), GRID) is None
    assert between([old], [old, new], one_holder=True).moved_km2 == pytest.approx(
        {("unknown", "a"): AREAS[1]}
    )


def test_records_that_are_superseded_hold_nothing():
    gone = state(SQUARES[0], "a", "2024-11-01", recorded_at="2024-11-02", superseded_at="2024-11-03")
    held = state(SQUARES[1], "b", "2024-11-01", id="held")
    assert between([held], [held, gone]) == Effect() == between([held], [held, gone], one_holder=True)


def test_an_edit_that_is_about_some_dates_tells_what_it_invents_on_others():
    before = [state(SQUARES[0], "a", day(1), id="s")]
    after = [
        state(SQUARES[0], "a", day(1), day(5), id="s"),
        state(SQUARES[0], "b", day(5), day(9), id="t"),
        state(SQUARES[0], "a", day(9), id="u"),
    ]
    sides = [{"here": before}, {"here": after}]
    for dates, meant in {
        (): [True, True],
        (5,): [True, False],
        (9,): [False, True],
        (5, 9): [True, True],
    }.items():
        delta = Delta.between(*sides)
        delta = delta.about(*map(day, dates), None) if dates else delta
        assert [p.meant for p in effect_of(*sides, delta, GRID, ORDER).by_date] == meant


def test_rows_are_told_the_largest_first_and_to_the_square_metre():
    effect = Effect({("b", "a"): 1.0000004, ("a", "b"): 2.5, ("a", "c"): 1.0000004})
    assert [tuple(row.values()) for row in effect.rows()] == [
        ("a", "b", 2.5),
        ("a", "c", 1.0),
        ("b", "a", 1.0),
    ]
    row = Passing(np.datetime64("2024-11-05"), "a", "b", 1.23456789, meant=False).to_json()
    assert row == {"date": "2024-11-05", "from": "a", "to": "b", "area_km2": 1.234568, "meant": False}


@pytest.mark.parametrize(
    ("since", "again", "told"),
    [
        ("2024", "2024", "2024"),
        ("2024-01", "2024", "2024"),
        ("2024-03", "2024-03", "2024-03"),
        ("2024-03", "2024-03-01", "2024-03"),
        ("2024-03-01T00:00", "2024-03", "2024-03"),
        ("2024-03-01T14:00", "2024-03-01T14:00", "2024-03-01T14:00"),
        ("-0044-03", "-0044-03", "-0044-03"),
        ("-0044", "-0044-01-01", "-0044"),
        ("+12024", "+12024", "+12024"),
    ],
)
def test_what_passes_is_dated_as_exactly_as_all_states_say_that_share_the_date(since, again, told):
    """The second square falls with the first, of whose date somebody may know more, or less."""
    one, two = SQUARES[0], SQUARES[1]
    begins, ends = "-0100", "+20000"
    before = [state(square, "a", begins, ends, id=f"a{i}") for i, square in enumerate((one, two))]
    after = [
        state(one, "a", begins, since, id="a2"),
        state(one, "b", since, ends, id="b"),
        state(two, "a", begins, again, id="a3"),
    ]
    delta = Delta.between({"x": before}, {"x": after})
    found = effect_of({"x": before}, {"x": after}, delta, GRID, ORDER)
    assert {row.to_json()["date"] for row in found.by_date} == {told, ends}
    assert [(row.to_json()["since"], row.to_json()["until"]) for row in found.unrecorded] == [(told, ends)]
