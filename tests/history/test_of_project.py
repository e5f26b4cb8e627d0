"""What a map project's settings and records make of its history, now and as it was on record."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from controlmap.dates import exact_text, parse_instant
from controlmap.errors import InputError, OverlapError
from controlmap.history import Edition, History, editions_of, history_of, precedence_in, stretches
from controlmap.history.build import areas_of
from controlmap.history.of_project import grounds_of
from controlmap.model import ControlState, Project, Settings
from controlmap.plane import cut_ground
from tests.edit.maps import project_of, with_extent
from tests.examples import examples
from tests.sketches import areas_from_sketch, middle_of, state

GROUND = areas_from_sketch("A")["A"]
HERE = middle_of(0, 0)


def with_settings(project: Project, **said: object) -> Project:
    told = {**project.settings.model_dump(by_alias=True), **said}
    return replace(project, settings=Settings.model_validate(told))


def test_the_period_of_the_settings_is_that_of_the_map_and_its_actors_are_told():
    project = project_of(one=[state(GROUND, "a", "2024-11-05")])
    history = history_of(project)
    assert (exact_text(history.start), exact_text(history.end)) == ("2024-11-05T00:00", "2024-11-06T00:00")
    assert history.actors == project.settings.actors
    told = history_of(with_settings(project, period={"from": "2024-11-01", "through": "2024-11-30"}))
    assert (exact_text(told.start), exact_text(told.end)) == ("2024-11-01T00:00", "2024-12-01T00:00")
    assert [spell.controller for spell in told.spells(*HERE)] == ["unknown", "a"]


def test_what_two_on_one_ground_mean_is_what_the_settings_say():
    project = project_of(one=[state(GROUND, "b", "2024-11-01"), state(GROUND, "a", "2024-11-01")])
    with pytest.raises(OverlapError):
        history_of(project)
    for how, status in {"latest": "held", "joint": "joint"}.items():
        (spell,) = history_of(with_settings(project, overlaps=how)).spells(*HERE)
        assert spell.state and (spell.controller, spell.state.status) == ("a", status)
    (spell,) = history_of(project, refuse_overlaps=False).spells(*HERE)
    assert spell.controller == "a"


def test_who_holds_what_two_claim_is_who_comes_first_among_the_actors_and_in_order_of_joining():
    early, late = state(GROUND, "b", "2024-11-01"), state(GROUND, "a", "2024-11-02")
    project = project_of(one=[early, late])
    for how, first in {"latest": late, "joint": early}.items():
        assert min(early, late, key=precedence_in(with_settings(project, overlaps=how))) is first
    turned = with_settings(project, actors=[*project.settings.model_dump()["actors"][::-1]])
    same_day = [late, late.model_copy(update={"controller": "b"})]
    assert [min(same_day, key=precedence_in(p)).controller for p in (project, turned)] == ["a", "b"]


def test_a_map_of_which_nothing_is_on_record_says_so_and_where_it_is_empty_what_to_do():
    recorded = state(GROUND, "a", "2024-11-01", recorded_at="2024-11-08", superseded_at="2024-11-20")
    for project, when, said, hinted in [
        (project_of(one=[]), None, "no control state was on record$", True),
        (project_of(one=[recorded]), None, "no control state was on record$", False),
        (project_of(one=[recorded]), "2024-11-07", "on record on 2024-11-07$", False),
    ]:
        with pytest.raises(InputError) as refused:
            history_of(project, when)
        (problem,) = refused.value.problems
        assert (problem.file, bool(problem.hint)) == ("nowhere", hinted)
        assert problem.message.endswith(said.rstrip("$"))
    assert history_of(project_of(one=[recorded]), "2024-11-08").states == (recorded,)


days = st.integers(1, 9)
records = st.lists(st.tuples(st.integers(0, 2), days, st.none() | days, st.sampled_from("ab")), max_size=5)


def recorded(place: int, made: int, gone: int | None, who: str, number: int) -> ControlState:
    """A state of a third of the ground, on record from one day of December to another."""
    return state(
        areas_from_sketch("ABC")["ABC"[place]],
        who,
        "2024-11-01",
        id=f"s{number}",
        recorded_at=f"2024-12-{made:02d}",
        superseded_at=gone and f"2024-12-{max(gone, made + 1):02d}",
    )


@settings(max_examples=examples(30))
@given(records)
def test_an_edition_is_the_map_as_it_was_on_record_up_to_the_day_before_a_record_changed(drawn):
    states = [recorded(*one, number) for number, one in enumerate(drawn)]
    extent = areas_from_sketch("AAA")["A"]
    project = with_settings(with_extent(project_of(one=states), extent), overlaps="latest")
    on_record = {
        number: {s.id for s in states if s.known_on(np.datetime64(f"2024-12-{number:02d}"))}
        for number in range(1, 12)
    }
    changed = sorted(
        {int(str(t)[8:10]) for s in states for t in (s.recorded_at, s.superseded_at) if t is not None}
    )
    expected = [day - 1 for day in changed if day > 1 and on_record[day - 1]]
    # As far back as something is on record without a break.
    breaks = [day - 1 for day in changed if day == 1 or not on_record[day - 1]]
    expected = [day for day in expected if day > max(breaks, default=0)][::-1]
    if expected and not on_record[11]:
        with pytest.raises(InputError):
            history_of(project)
        return
    found = editions(project)
    assert [one.last and int(str(one.last)[8:10]) for one in found] == ([None, *expected] if expected else [])
    for one in found:
        day = 11 if one.last is None else int(str(one.last)[8:10])
        assert {s.id for s in one.history.states} == on_record[day]
        alone = history_of(project, f"2024-12-{day:02d}")
        for column in range(3):
            place = middle_of(column, 0)
            assert one.history.spells(*place) == alone.spells(*place)
        assert len(one.history.cells) == len(found[0].history.cells)


def test_what_two_claimed_on_record_then_is_held_by_the_first_of_them_and_now_it_is_refused():
    once = [state(GROUND, who, "2024-11-01", id=who, recorded_at="2024-12-01") for who in "ab"]
    mended = [once[0], once[1].model_copy(update={"superseded_at": parse_instant("2024-12-05")})]
    now, then = editions(project_of(one=mended))
    assert [len(one.history.spells(*HERE)) for one in (now, then)] == [1, 1]
    assert (len(now.history.overlaps), len(then.history.overlaps)) == (0, 1)
    still = [*once, state(GROUND, "c", "2024-11-01", recorded_at="2024-12-07")]
    with pytest.raises(OverlapError):
        history_of(project_of(one=still))


def editions(project: Project) -> list[Edition]:
    try:
        now = history_of(project, refuse_overlaps=False)
    except InputError:  # nothing is on record
        return []
    return [*editions_of(project, now)]


GROUNDS = [*areas_from_sketch("AABB AABB CCDD").values(), *areas_from_sketch(".AA. .AA. .AA.").values()]
november = st.integers(1, 7)
claims = st.lists(
    st.tuples(st.sampled_from(GROUNDS), november, st.none() | november, days, st.none() | days),
    min_size=1,
    max_size=8,
)


@settings(max_examples=examples(150))
@given(claims, st.booleans(), st.booleans(), st.sampled_from(["latest", "joint", "error"]))
def test_what_was_known_earlier_is_what_asking_for_it_alone_tells(drawn, bounded, with_edge, overlaps):
    """What one edition has from the next one is found anew for each of them here."""
    states = [
        state(
            ground,
            "abc"[number % 3],
            f"2024-11-{begin:02d}",
            end and f"2024-11-{max(end, begin + 1):02d}",
            id=f"s{number}",
            recorded_at=f"2024-12-{made:02d}",
            superseded_at=gone and f"2024-12-{max(gone, made + 1):02d}",
        )
        for number, (ground, begin, end, made, gone) in enumerate(drawn)
    ]
    assume(any(one.superseded_at is None for one in states))
    project = with_settings(project_of(one=states), overlaps=overlaps)
    if with_edge:
        project = with_extent(
            project, shapely.box(*shapely.total_bounds(GROUNDS)).buffer(0.001, join_style=2)
        )
    if bounded:
        project = with_settings(project, period={"from": "2024-11-02", "through": "2024-11-05"})
    topology = cut_ground(areas_of(grounds_of(project)), project.grid)
    for edition in editions(project):
        alone = history_of(project, edition.last, topology=topology, refuse_overlaps=False)
        assert told_by(edition.history) == told_by(alone)


def told_by(history: History) -> dict[str, object]:
    arrays = ("state_layer", "cell_layer", "spell_cell", "spell_start", "spell_state")
    plain = ("layers", "start", "end", "zone", "joined", "actors", "grid")
    return {
        **{name: getattr(history, name).tolist() for name in arrays},
        **{name: getattr(history, name) for name in plain},
        "states": [*history.states],
        "overlaps": {(one.states, one.start, one.end) for one in history.overlaps},
        "cells": shapely.to_wkb(history.topology.cells).tolist(),
    }


@pytest.mark.parametrize("overlaps", ["latest", "joint"])
def test_of_an_edition_only_ground_is_swept_that_differs_from_the_next_one(overlaps, monkeypatch):
    ground = areas_from_sketch("ABCDEFGH")
    states = [
        state(one, "a", "2024-11-01", id=name, recorded_at=f"2024-12-{day:02d}")
        for day, (name, one) in enumerate(ground.items(), 1)
    ]
    swept = []
    real = stretches.swept
    monkeypatch.setattr(stretches, "swept", lambda cover, *rest: swept.append(cover) or real(cover, *rest))
    project = with_settings(project_of(one=states), overlaps=overlaps)
    assert len(editions(project)) == 8
    # Each once for what is known now, once for the latest edition, and then each of the others but its own.
    assert len(swept) == 8 + 8 + 7
