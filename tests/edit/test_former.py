"""What was on record before edits, by the journal, against copies of the map that were kept each evening."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import shapely
from hypothesis import event, given, settings
from hypothesis import strategies as st

from controlmap.edit import apply_delta, redo, revert, undo, with_former
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.correct import correct, retract
from controlmap.edit.operations.move_border import Vertex, with_vertices
from controlmap.edit.operations.reshape import merge, split
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.errors import InputError, OverlapError
from controlmap.format import JOURNAL_FILE
from controlmap.history import editions_of, history_of
from controlmap.model import Note, states_of
from controlmap.store import open_project
from tests.edit.maps import GRID, day, write_project
from tests.edit.test_near_part import SIDE, corner_in, ground_of, half, map_of, some_of, wide
from tests.examples import examples

MONDAY = np.datetime64("2025-03-03", "D")
DATES = [day(number) + np.timedelta64(12, "h") for number in range(1, 30, 4)]


def evening(number: int) -> np.datetime64:
    return MONDAY + np.timedelta64(number, "D")


def given_to(project, random, now):
    on = day(int(random.integers(2, 28)))
    until = None if random.random() < 0.5 else on + np.timedelta64(5, "D")
    return transfer(
        project, ground_of(random), Control(random.choice(["a", "b"])), on=on, until=until, now=now
    )


def dragged(project, random, now):
    lon, lat = corner_in(project, random)
    far = tuple((np.array([lon, lat]) + random.integers(-40, 40, 2) * GRID.size).tolist())
    return with_vertices(project, [Vertex((lon, lat), far)], on=day(12), scope="from", now=now)


def joined(project, random, now):
    parted = split(project, (one := wide(project, random)).id, half(one), now=now)
    return parted if random.random() < 0.5 else merge(project, some_of(project, random, 2))


EDITS = {
    "ground given": given_to,
    "records corrected": lambda project, random, now: correct(
        project, None, {"certainty": "claimed"}, states=some_of(project, random, 2), now=now
    ),
    "ground corrected": lambda project, random, now: correct(
        project, ground_of(random), {"controller": "b"}, on=day(12), now=now
    ),
    "records given an end": lambda project, random, now: correct(
        project, None, {"valid_to": day(29)}, states=some_of(project, random, 2), now=now
    ),
    "retracted": lambda project, random, now: retract(project, some_of(project, random, 2), now=now),
    "split": lambda project, random, now: split(project, *some_of(project, random, 1), day(9), now=now),
    "split or merged": joined,
    "a vertex dragged": dragged,
}


def said_at(states, points, date):
    """What is said of each point at an instant, by the states that are on record."""
    valid = [s for s in states if s.valid_from <= date and (s.valid_to is None or date < s.valid_to)]
    tree = shapely.STRtree([s.geometry for s in valid])
    found = [set() for _ in points]
    for point, number in zip(*tree.query(points, predicate="intersects"), strict=True):
        s = valid[number]
        found[point].add((s.controller, s.certainty, str(s.valid_from)))
    return found


def assert_known_as_kept(now, evenings, random):
    """Each evening the map was what it is said to have been on record then."""
    points = shapely.points(GRID.to_degrees(random.uniform(0, SIDE, (60, 2))))
    ever = [state for layer in with_former(now).layers for state in layer.states]
    for evening_of, kept in evenings.items():
        on_record = [state for state in ever if state.known_on(evening_of)]
        then = [s for layer in kept.layers for s in layer.states if s.superseded_at is None]
        for date in DATES:
            assert said_at(on_record, points, date) == said_at(then, points, date), (evening_of, date)


@settings(max_examples=examples(25))
@given(
    st.integers(0, 2**32),
    st.lists(st.tuples(st.sampled_from([*EDITS]), st.booleans()), min_size=1, max_size=6),
)
def test_of_each_evening_is_known_what_the_files_said_then(seed, edits):
    random = np.random.default_rng(seed)
    with TemporaryDirectory() as folder:
        project = write_project(Path(folder) / "map", map_of(random))
        today, evenings = 0, {evening(-1): project}
        for kind, next_day in edits:
            today += next_day
            now = evening(today).astype("datetime64[m]") + np.timedelta64(600 + len(evenings), "m")
            try:
                delta = EDITS[kind](project, random, now)
                project, _ = apply_delta(project, delta, Note(kind), now=now)
            except (InputError, OverlapError):
                event(f"refused: {kind}")
                continue
            event(f"made: {kind}")
            evenings[evening(today)] = project
        assert_known_as_kept(open_project(project.folder), evenings, random)


@pytest.fixture
def square(tmp_path):
    return write_project(tmp_path / "map", map_of(np.random.default_rng(1)))


def given_on(project, number, where=0):
    """The map once a corner of it is given away, on the morning of a day."""
    ground = shapely.transform(shapely.box(where, 0, where + 600, 600), GRID.to_degrees)
    now = evening(number).astype("datetime64[m]") + np.timedelta64(600, "m")
    delta = transfer(project, ground, Control("b"), on=day(10), now=now)
    return apply_delta(project, delta, Note("transfer"), now=now)[0]


def taken_back(project, how, number):
    delta, note = how(project)
    return apply_delta(project, delta, note, now=evening(number).astype("datetime64[m]"))[0]


def held_at(history, date):
    """Square kilometres by holder."""
    return dict(history.at(date)[["controller", "area_km2"]].itertuples(index=False))


def told(project):
    return sorted(map(repr, states_of(project)["one"]))


@pytest.mark.parametrize("how", [undo, lambda project: revert(project, 1)], ids=["undone", "reverted"])
def test_what_was_undone_never_was_on_record(square, how):
    project = taken_back(given_on(square, 0), how, 2)
    assert told(with_former(project)) == told(square)


def test_what_was_undone_and_done_again_is_on_record_since_it_was_done(square):
    once = given_on(square, 0)
    again = taken_back(taken_back(once, undo, 2), redo, 3)
    assert_known_as_kept(again, {evening(-1): square, evening(1): once}, np.random.default_rng(2))


def test_what_came_between_an_edit_and_its_undoing_stays_on_record(square, tmp_path):
    beside = write_project(tmp_path / "beside", square)
    between = given_on(given_on(square, 0), 1, where=3000)
    project = taken_back(between, lambda project: revert(project, 1), 2)
    alone = given_on(beside, 1, where=3000)
    assert_known_as_kept(project, {evening(-1): square, evening(1): alone}, np.random.default_rng(3))


def test_a_map_without_a_journal_is_as_its_records_say(square):
    project = given_on(square, 0)
    (project.folder / JOURNAL_FILE).unlink()
    assert told(with_former(project)) == told(project)


def test_a_journal_that_does_not_fit_the_layer_tells_nothing(square):
    project = given_on(square, 0)
    layer = project.layers[0]
    other = replace(project, layers=(replace(layer, states=layer.states[1:-1]),))
    assert told(with_former(other)) == told(other)


def test_editions_are_the_map_of_each_evening(square):
    evenings = [square, given_on(square, 0)]
    evenings.append(given_on(evenings[-1], 3, where=3000))
    latest = evenings[-1]
    found = [*editions_of(with_former(latest), history_of(latest))]
    assert [one.last for one in found] == [None, evening(2), evening(-1)]
    for edition, kept in zip(found, reversed(evenings), strict=True):
        alone = history_of(kept)
        for date in DATES[:-1]:
            assert held_at(edition.history, date) == pytest.approx(held_at(alone, date), abs=1e-4)


def test_what_changed_in_words_alone_makes_no_other_map(square):
    layer = square.layers[0]
    old = layer.states[3]
    new = old.model_copy(update={"note": "seen from the road"})
    states = [new if state is old else state for state in layer.states]
    delta = Delta.between(states_of(square), {"one": states})
    noted, _ = apply_delta(given_on(square, 0), delta, Note("note"), now=evening(4).astype("datetime64[m]"))
    assert [one.last for one in editions_of(with_former(noted), history_of(noted))] == [None, evening(-1)]
