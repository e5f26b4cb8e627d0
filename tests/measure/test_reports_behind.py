"""From a state to the reports that it rests on."""

import pytest
import shapely

from controlmap.measure import reports_behind
from controlmap.model import ControlState, Report

GROUND = shapely.box(0, 0, 1, 1)


def state(**said: object) -> ControlState:
    told = {"controller": "red", "valid_from": "2024-03-05", "valid_to": "2024-03-10", "sources": ["wire"]}
    return ControlState.model_validate({"id": "s", "geometry": GROUND, **told, **said})


def report(name: str, date: str, controller: str, **said: object) -> Report:
    told = {"kind": "change", "named": "named", "confidence": "high", "statement": "So.", "sources": ["wire"]}
    return Report.model_validate(
        {"id": name, "place": "p", "date": date, "controller": controller, **told, **said}
    )


@pytest.mark.parametrize(
    ("told", "rests"),
    [
        (report("r", "2024-03-05", "red"), True),
        (report("r", "2024-03-01", "red"), True),
        (report("r", "2024-03-10", "red"), False),
        (report("r", "2024-03-05", "blue"), False),
        (report("r", "2024-03-05", "blue", status="joint", others=["red"]), True),
        (report("r", "2024-03-10", "blue", from_controller="red"), True),
        (report("r", "2024-03-05", "blue", from_controller="red"), False),
        (report("r", "2024-03-05", "red", sources=["herald"]), False),
        (report("r", "2024-03-05", "red", sources=["herald", "wire"]), True),
    ],
)
def test_a_report_speaks_of_a_holder_at_the_time_on_the_word_of_the_same_source(
    told: Report, rests: bool
) -> None:
    assert reports_behind([told], state()) == ([told] if rests else [])


def test_who_shares_the_ground_is_spoken_of_too_and_what_has_no_end_goes_on() -> None:
    late = report("late", "2024-12-01", "blue")
    early = report("early", "2024-03-01", "blue")
    shared = state(status="joint", others=["blue"], valid_to=None)
    assert reports_behind([late, early], shared) == [early, late]
    assert reports_behind([late, early], state(sources=[])) == []
