"""What certainty a state's sources earn it."""

from dataclasses import replace

import pytest

from controlmap.check.check_input import Subject
from controlmap.check.evidence import claimed_by_the_winner, confirmed_by_one
from controlmap.model import Actor, Source
from tests.check.made import made_project
from tests.sketches import areas_from_sketch, state

ACTORS = (
    Actor(id="brigade", name={"en": "Brigade"}, colour="#112233", parent="league"),
    Actor(id="league", name={"en": "League"}, colour="#223344"),
    Actor(id="republic", name={"en": "Republic"}, colour="#334455"),
)


@pytest.mark.parametrize(
    ("leans", "found"),
    [
        (["brigade"], ["CM603"]),
        (["league"], ["CM603"]),
        ([None], ["CM602"]),
        (["republic"], []),
        (["league", None], ["CM602"]),
        ([None, None], []),
    ],
    ids=[
        "its own word",
        "its alliance's word",
        "one that leans nowhere",
        "the loser's word",
        "its alliance's and one that leans nowhere",
        "two that lean nowhere",
    ],
)
def test_a_gain_is_confirmed_by_who_lost_it_or_by_two_without_a_stake(leans, found):
    sources = {f"s{i}": Source(id=f"s{i}", title="A report", lean=lean) for i, lean in enumerate(leans)}
    subject = subject_of(gained(certainty="confirmed", sources=tuple(sources)), sources)
    assert [code for code, rule in RULES if list(rule(subject))] == found


def test_what_followed_upon_a_gain_still_rests_on_who_told_of_the_gain():
    ground = areas_from_sketch("A")["A"]
    sources = {"s": Source(id="s", title="A report", lean="league")}
    states = [
        *gained("2024-03-09", until="2024-03-12", certainty="claimed", sources=("s",)),
        state(ground, "brigade", "2024-03-12", certainty="reported", sources=("s",)),
    ]
    (finding,) = claimed_by_the_winner(subject_of(states, sources))
    assert finding.message == "is reported, but only s says so, which leans to brigade"


RULES = (("CM602", confirmed_by_one), ("CM603", claimed_by_the_winner))


def gained(on="2024-03-09", *, until=None, **said):
    """Ground that the republic held and a brigade of the league took."""
    ground = areas_from_sketch("A")["A"]
    held = state(ground, "republic", "2024-03-01", on, sources=())
    return [held, state(ground, "brigade", on, until, **said)]


def subject_of(states, sources):
    project = made_project(states)
    settings = project.settings.model_copy(update={"actors": ACTORS})
    return Subject(replace(project, settings=settings, sources=sources))
