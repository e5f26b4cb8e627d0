"""Who holds ground that several states claim: a rule that looks at no state's end and no file's order."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from controlmap.dates import parse_instant
from controlmap.history import NO_RECORD, Ground, build_history, precedence, timeline
from controlmap.history.timeline import lines_of, minute_of
from controlmap.plane import Cutting
from controlmap.plane.grid import Grid
from tests.examples import examples
from tests.history.test_history import DAYS, history, maps
from tests.sketches import areas_from_sketch, middle_of, state

GROUND = areas_from_sketch("A")["A"]
PERIOD = {"start": parse_instant(DAYS[0]), "end": parse_instant(DAYS[9])}
WAYS = ["latest", "joint"]


def holder(*states, **options):
    found = history(*states, **{"overlaps": "latest", **options})
    return found.spells(*middle_of(0, 0))[0].state


def one(controller, day=DAYS[0], until=None, **more):
    return state(GROUND, controller, day, until, **more)


@pytest.mark.parametrize("overlaps", WAYS)
def test_what_follows_on_the_next_day_changes_nothing_on_the_first(overlaps):
    """`a` and `b` share ground on the first day; then one of them stays."""
    stays = {
        name: holder(*(one(c, until=None if c == name else DAYS[1]) for c in "ab"), overlaps=overlaps)
        for name in "ab"
    }
    assert stays["a"].controller == stays["b"].controller == "a"


def test_the_state_that_began_later_holds_ground_then_the_surer_one():
    earlier, later = one("a", id="1"), one("b", DAYS[1], id="2")
    start = PERIOD | {"start": parse_instant(DAYS[1])}
    assert holder(earlier, later, **start).controller == "b"
    assert holder(one("a"), one("b", certainty="confirmed")).controller == "b"


def test_of_claims_alike_the_actor_listed_first_counts_and_unknown_last():
    pair = one("a"), one("b")
    assert holder(*pair, actors=["b", "a"]).controller == "b"
    assert holder(*pair, actors=["a", "b"]).controller == "a"
    assert holder(*pair, actors=["b"]).controller == "b"
    assert holder(one("unknown"), one("z"), actors=["unknown"]).controller == "z"


def test_of_one_controllers_states_alike_the_first_id_counts():
    assert holder(one("a", id="s2"), one("a", id="s1")).id == "s1"


def test_shared_ground_stays_with_who_was_there_before():
    found = history(one("b", id="old"), one("a", DAYS[2], id="new"), overlaps="joint")
    before, shared = (spell.state for spell in found.spells(*middle_of(0, 0)))
    assert (before.controller, shared.controller, shared.others) == ("b", "b", ("a",))


def test_ids_that_hold_a_plus_can_be_joined():
    found = history(one("a", id="x+y"), one("b", id="z"), overlaps="joint")
    assert found.state_layer.tolist() == [0, 0, 0]
    assert [s.id for s in found.recorded] == ["x+y", "z"]


def told(states, instants, points, overlaps):
    """Return who holds each of some points at each of some instants, and with whom."""
    found = build_history([Ground("here", tuple(states))], grid=Grid(5), overlaps=overlaps, **PERIOD)
    spells = [found.spells(*point) for point in points]
    return [
        [
            next((_words(s.state) for s in run if s.start <= instant < s.end), "unknown")
            for instant in instants
        ]
        for run in spells
    ]


def _words(shown):
    return "unknown" if shown is None else (shown.controller, shown.status, shown.others)


def inside(states):
    """Return a point inside each cell that is no rounding."""
    found = build_history([Ground("here", tuple(states))], grid=Grid(5), overlaps="latest", **PERIOD)
    thick = found.cells[~found.topology.is_rounding]
    return shapely.get_coordinates(shapely.point_on_surface(thick)).tolist()


@settings(max_examples=examples(80))
@given(maps().filter(bool), st.integers(0, 8), st.sampled_from(WAYS))
def test_what_is_known_up_to_a_day_decides_the_map_of_that_day(states, day, overlaps):
    last = parse_instant(DAYS[day])
    known = [
        s.model_copy(update={"valid_to": None}) if s.valid_to is not None and s.valid_to > last else s
        for s in states
        if s.valid_from <= last
    ]
    if known:
        instants = [parse_instant(text) for text in DAYS[: day + 1]]
        points = inside(states)
        assert told(known, instants, points, overlaps) == told(states, instants, points, overlaps)


@settings(max_examples=examples(80))
@given(
    maps().filter(bool).flatmap(lambda s: st.tuples(st.just(s), st.permutations(s))), st.sampled_from(WAYS)
)
def test_the_order_of_a_file_says_nothing(both, overlaps):
    states, shuffled = both
    instants, points = [parse_instant(text) for text in DAYS[:9]], inside(states)
    assert told(shuffled, instants, points, overlaps) == told(states, instants, points, overlaps)


@given(maps().filter(bool))
def test_the_order_of_claims_is_total(states):
    keys = [*map(precedence(), states)]
    assert len(set(keys)) == len(keys)


def rescanned(states, start, end):
    """Return spells and overlaps, found by asking of all states at each break who is there."""
    breaks = {t for s in states for t in (s.valid_from, s.valid_to) if t is not None and start < t < end}
    spells, overlaps = [], []
    for since, until in pairwise([start, *sorted(breaks), end]):
        active = tuple(
            i
            for i, s in enumerate(states)
            if s.valid_from <= since and (s.valid_to is None or since < s.valid_to)
        )
        overlaps += [(active, since, until)] if len(active) > 1 else []
        shown = max(active, default=NO_RECORD)
        if not spells or spells[-1][1] != shown:
            spells.append((since, shown))
    return spells, overlaps


periods = st.tuples(st.integers(0, 6), st.none() | st.integers(1, 4), st.booleans())


@example([(0, 1, False), (0, 3, True)], 3, 3)  # one is over before the map begins, one just as it does
@example([(0, 3, False), (5, None, False)], 3, 2)  # and one begins as it ends
@given(st.lists(periods, min_size=1, max_size=8), st.integers(0, 3), st.integers(1, 6))
def test_a_sweep_finds_the_spells_that_asking_all_states_at_each_break_finds(drawn, first, days):
    begins = [parse_instant(DAYS[day] + "T06:00" * later) for day, _, later in drawn]
    ends = [
        None if length is None else parse_instant(DAYS[min(day + length, 9)] + "T06:00" * later)
        for day, length, later in drawn
    ]
    states = [
        one("a").model_copy(update={"valid_from": begin, "valid_to": end})
        for begin, end in zip(begins, ends, strict=True)
    ]
    start, end = parse_instant(DAYS[first]), parse_instant(DAYS[first + days])
    swept = timeline(range(len(states)), states, start=start, end=end, resolve=max)
    found = [*zip(swept.starts, swept.states, strict=True)]
    assert (found, [(o.states, o.start, o.end) for o in swept.overlaps]) == rescanned(states, start, end)


covers = st.lists(st.lists(st.integers(0, 5), unique=True), max_size=6)


@given(st.lists(periods, min_size=6, max_size=6), covers, st.integers(1, 9), st.sampled_from([max, min]))
def test_spells_of_many_covers_are_those_of_each_however_many_are_found_at_once(drawn, covers, most, resolve):
    states = [
        one("a").model_copy(
            update={
                "valid_from": parse_instant(DAYS[day] + "T06:00" * later),
                "valid_to": None if length is None else parse_instant(DAYS[min(day + length, 9)]),
            }
        )
        for day, length, later in drawn
    ]
    period = {"start": parse_instant(DAYS[1]), "end": parse_instant(DAYS[5])}
    lines = lines_of(covers, states, **period, resolve=resolve, how=Cutting(backwards, most))
    for i, cover in enumerate(covers):
        alone = timeline(cover, states, **period, resolve=resolve)
        rows = slice(lines.first[i], lines.first[i + 1])
        assert lines.state[rows].tolist() == [*alone.states]
        assert lines.start[rows].tolist() == [minute_of(start) for start in alone.starts]
        overlaps = [lines.overlaps[n] for n in np.flatnonzero(lines.cover == i)]
        assert [*map(str, overlaps)] == [*map(str, alone.overlaps)]


def backwards(work, values):
    return [work(value) for value in [*values][::-1]][::-1]


@pytest.mark.parametrize("first", [0, 1])
def test_ground_that_two_layers_share_is_of_the_layer_of_who_was_there_first(first):
    layers = [
        Ground(name, (one("ab"[i], DAYS[0] if i == first else DAYS[2], id=name),))
        for i, name in enumerate(("north", "south"))
    ]
    found = build_history(layers, grid=Grid(5), overlaps="joint")
    joint = [i for i, s in enumerate(found.states) if s.status == "joint"]
    assert [found.layers[found.state_layer[i]] for i in joint] == [("north", "south")[first]]
    assert [found.states[i].controller for i in joint] == ["ab"[first]]
