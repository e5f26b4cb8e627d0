"""What a confirmed state may rest on."""

from dataclasses import replace

import pytest

from controlmap.check.check_input import Subject
from controlmap.check.evidence import confirmed_by_one
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
        (["brigade"], 1),
        (["league"], 1),
        ([None], 1),
        (["republic"], 0),
        (["league", None], 0),
    ],
    ids=[
        "its own word",
        "its alliance's word",
        "one that leans nowhere",
        "the loser's word",
        "two publishers",
    ],
)
def test_a_confirmed_state_has_two_publishers_or_one_that_leans_to_another_side(leans, found):
    sources = {f"s{i}": Source(id=f"s{i}", title="A report", lean=lean) for i, lean in enumerate(leans)}
    ground = areas_from_sketch("A")["A"]
    held = state(ground, "brigade", "2024-03-01", certainty="confirmed", sources=tuple(sources))
    project = made_project([held])
    settings = project.settings.model_copy(update={"actors": ACTORS})
    subject = Subject(replace(project, settings=settings, sources=sources))
    assert len(list(confirmed_by_one(subject))) == found
