"""Between which reports a place passed, where none says when it did."""

import numpy as np
import pytest

from controlmap.measure import told_before
from controlmap.model import UNKNOWN, Report

RED, BLUE = "red", "blue"


def report(date: str, controller: str, kind: str = "held", **said: object) -> Report:
    told = {"named": "named", "confidence": "high", "statement": "So.", "sources": ["wire"], "place": "p"}
    name = f"r-{date}-{controller}-{kind}"
    return Report.model_validate(
        {"id": name, "date": date, "controller": controller, "kind": kind, **told, **said}
    )


def asked(*reports: Report, start: str = "2024-03-15") -> str | None:
    found = told_before(reports, "p", RED, BLUE, np.datetime64(start, "m"))
    return found and str(found.date)


OLD, NEW = report("2024-03-08", RED), report("2024-03-15", BLUE)


def test_a_place_passed_after_the_last_report_of_its_former_holder() -> None:
    assert asked(NEW, OLD, report("2024-03-01", RED)) == "2024-03-08"


def test_ground_whose_holder_nobody_knows_meanwhile_is_between_them() -> None:
    assert asked(OLD, report("2024-03-10", "unknown"), NEW) == "2024-03-08"


def test_from_nobody_known_a_place_passes_at_no_time() -> None:
    told = [report("2024-03-08", UNKNOWN), NEW]
    assert told_before(told, "p", UNKNOWN, BLUE, np.datetime64("2024-03-15", "m")) is None


@pytest.mark.parametrize(
    "reports",
    [
        pytest.param([NEW], id="nobody told of the former holder"),
        pytest.param([OLD], id="nobody tells of the new one"),
        pytest.param([OLD, report("2024-03-15", BLUE, "change")], id="somebody says that it passed"),
        pytest.param([OLD, NEW, report("2024-03-11", "unknown", "change")], id="and when it was lost"),
        pytest.param([report("2024-03-14", RED), NEW], id="the day before"),
        pytest.param([report("2024-03", RED), NEW], id="a month"),
        pytest.param([OLD, report("2024-03-12", BLUE)], id="the map does not follow the report"),
        pytest.param([report("2024-03-08", RED, place="q"), NEW], id="another place"),
        pytest.param([OLD, report("2024-03-16", BLUE)], id="told later"),
    ],
)
def test_nothing_is_said_that_is_not_known(reports: list[Report]) -> None:
    assert asked(*reports) is None
