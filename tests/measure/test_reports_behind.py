"""From a state to the reports that it rests on, and to what else its sources say of its holders."""

import pytest
import shapely

from controlmap.measure import Witnesses
from controlmap.model import ControlState, Place, Report

GROUND = shapely.box(0, 0, 1, 1)
POINTS = {"here": (0.5, 0.5), "near": (1.5, 0.5), "far": (9.5, 0.5), "nowhere": (None, None)}
PLACES = {
    name: Place(id=name, name_en=name, kind="town", lon=lon, lat=lat) for name, (lon, lat) in POINTS.items()
}


def state(**said: object) -> ControlState:
    told = {"controller": "red", "valid_from": "2024-03-05", "valid_to": "2024-03-10", "sources": ["wire"]}
    return ControlState.model_validate({"id": "s", "geometry": GROUND, **told, **said})


def report(name: str, date: str, controller: str, **said: object) -> Report:
    told = {"kind": "change", "named": "named", "confidence": "high", "statement": "So.", "sources": ["wire"]}
    return Report.model_validate(
        {"id": name, "place": "here", "date": date, "controller": controller, **told, **said}
    )


def told_of(state: ControlState, *reports: Report) -> tuple[str, str]:
    """The ids of what a state rests on, and of what else its sources say."""
    found = Witnesses(reports, PLACES).of(state)
    return " ".join(one.id for one in found.behind), " ".join(one.id for one in found.others)


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
    assert told_of(state(), told) == ("r" if rests else "", "")


def test_who_shares_the_ground_is_spoken_of_too_and_what_has_no_end_goes_on() -> None:
    late = report("late", "2024-12-01", "blue")
    early = report("early", "2024-03-01", "blue")
    shared = state(status="joint", others=["blue"], valid_to=None)
    assert told_of(shared, late, early) == ("early late", "")
    assert told_of(state(sources=[]), late, early) == ("", "")


def test_ground_with_reports_of_its_own_rests_on_them_and_not_on_what_their_sources_say_elsewhere() -> None:
    own = report("own", "2024-03-05", "red")
    elsewhere = [
        report("near", "2024-03-05", "red", place="near"),
        report("far", "2024-03-05", "red", place="far"),
        report("lost", "2024-03-06", "blue", from_controller="red", place="near"),
        report("pointless", "2024-03-05", "red", place="nowhere"),
    ]
    assert told_of(state(), own, *elsewhere) == ("own", "far near pointless lost")


def test_a_source_that_no_report_on_the_ground_cites_is_explained_by_its_nearest_that_agrees() -> None:
    own = report("own", "2024-03-05", "red")
    near, far = (
        report(name, "2024-03-05", "red", place=name, sources=["herald"]) for name in ("near", "far")
    )
    loss = report("loss", "2024-03-06", "blue", from_controller="red", place="near", sources=["post"])
    cites_all = state(sources=["wire", "herald", "post"])
    assert told_of(cites_all, own, near, far, loss) == ("near own", "far loss")
    assert told_of(cites_all, near, far, loss) == ("near", "far loss")


def test_where_no_report_agrees_in_the_time_of_the_state_an_earlier_one_stands_for_it_else_a_loss() -> None:
    early = report("early", "2024-03-01", "red", place="far")
    loss = report("loss", "2024-03-06", "blue", from_controller="red", place="near")
    month = report("month", "2024-03", "red", place="far")
    assert told_of(state(), early, loss) == ("early", "loss")
    assert told_of(state(), loss) == ("loss", "")
    assert told_of(state(), early, month) == ("month", "early")
