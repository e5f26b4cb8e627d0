"""From any ground of the shipped map a person comes to every sentence that it rests on."""

import json
from pathlib import Path

import pytest

import controlmap
from controlmap.cli import main
from controlmap.measure import reports_behind
from controlmap.model import ControlState, Project
from controlmap.store import open_project

GEODATA = Path(__file__).parents[1] / "geodata"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(GEODATA)


def states(project: Project) -> list[ControlState]:
    return [state for layer in project.layers for state in layer.states]


def test_each_source_of_each_state_is_that_of_a_report_or_of_what_is_drawn_by_hand(project: Project) -> None:
    drawn = {name for some in project.hand.values() for feature in some for name in feature.sources}
    unexplained = {}
    for state in states(project):
        told = {name for report in reports_behind(project.reports, state) for name in report.sources}
        if missing := set(state.sources) - told - drawn:
            unexplained[state.id] = missing
    assert unexplained == {}


def test_few_states_rest_on_judgements_alone(project: Project) -> None:
    bare = [s for s in states(project) if s.sources and not reports_behind(project.reports, s)]
    drawn = {feature.id: feature for some in project.hand.values() for feature in some}
    judged = [s for s in bare if s.id in drawn or any(s.sources == one.sources for one in drawn.values())]
    assert judged == bare
    assert len(bare) < 0.01 * len(states(project))


def test_all_that_is_said_of_a_report_is_in_sources_and_in_both_languages(project: Project) -> None:
    for report in project.reports:
        assert set(report.sources) <= project.sources.keys()
        assert report.text("statement").by_language("en").keys() >= {"en", "ar"}


def test_the_command_tells_the_reports_nearest_first(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["at", "36.3,34.95", str(GEODATA), "--reports", "--json"])
    spells = json.loads(capsys.readouterr().out)["spells"]
    assert len(spells) > 1
    told = controlmap.open(GEODATA)
    for spell in spells:
        away = [one["distance_km"] for one in spell["reports"] if one["distance_km"] is not None]
        assert away == sorted(away)
        expected = {report.id for name in spell["states"] for report in told.reports_behind(name)}
        assert {one["id"] for one in spell["reports"]} == expected != set()
