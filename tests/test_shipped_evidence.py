"""From any ground of the shipped map a person comes to every sentence that it rests on."""

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import shapely

import controlmap
from controlmap.cli import main
from controlmap.measure import Evidence, Witnesses
from controlmap.model import CERTAINTIES, UNKNOWN, ControlState, Project, Voices, certainty_of
from controlmap.store import open_project

GEODATA = Path(__file__).parents[1] / "geodata"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(GEODATA)


def states(project: Project) -> list[ControlState]:
    return [state for layer in project.layers for state in layer.states]


def test_each_source_of_each_state_is_that_of_a_report_or_of_what_is_drawn_by_hand(project: Project) -> None:
    drawn = {name for some in project.hand.values() for feature in some for name in feature.sources}
    unexplained, witnesses = {}, Witnesses(project.reports, project.places)
    for state in states(project):
        found = witnesses.of(state)
        told = {name for report in (*found.behind, *found.others) for name in report.sources}
        if missing := set(state.sources) - told - drawn:
            unexplained[state.id] = missing
    assert unexplained == {}


def test_few_states_rest_on_judgements_alone(project: Project) -> None:
    witnesses = Witnesses(project.reports, project.places)
    bare = [s for s in states(project) if s.sources and witnesses.of(s) == Evidence()]
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
        behind = {report.id for name in spell["states"] for report in told.reports_behind(name)}
        others = {report.id for name in spell["states"] for report in told.other_reports(name)} - behind
        for key, expected in {"reports": behind, "other_reports": others}.items():
            away = [one["distance_km"] for one in spell[key] if one["distance_km"] is not None]
            assert away == sorted(away)
            assert {one["id"] for one in spell[key]} == expected
        assert behind


def test_no_place_stands_on_ground_that_is_surer_than_what_is_reported_of_it(project: Project) -> None:
    voices = Voices.of(project.sources, project.settings.actors)
    drawn = {feature.id for some in project.hand.values() for feature in some}
    derived = [state for state in states(project) if not any(state.id.startswith(name) for name in drawn)]
    tree, told = shapely.STRtree([state.geometry for state in derived]), defaultdict(list)
    for report in project.reports:
        place = project.places[report.place]
        if place.lon is None or place.lat is None:
            continue
        if place.cell == "yes" and report.controller != UNKNOWN:
            for n in tree.query(shapely.Point(place.lon, place.lat), predicate="intersects").tolist():
                if derived[n].controller == report.controller and covers(derived[n], report.date):
                    told[place.id, n].append(report)
    surer = {
        (place, derived[n].id): [report.id for report in reports]
        for (place, n), reports in told.items()
        if CERTAINTIES.index(derived[n].certainty) > CERTAINTIES.index(certainty_of(reports, voices))
    }
    assert len(told) > 300
    assert surer == {}


def covers(state: ControlState, instant: np.datetime64) -> bool:
    return bool(state.valid_from <= instant and (state.valid_to is None or instant < state.valid_to))


def test_an_event_of_a_night_has_the_date_with_which_the_night_ends(project: Project) -> None:
    nights = [event for event in project.events if event.date_precision == "night"]
    told = [re.match(r"Night of (\d+)-(\d+) Dec", event.note or "") for event in nights]
    assert all(told), "each note says between which days"
    ends = [str(event.date)[:10] for event in nights]
    assert ends == [f"2024-12-{int(one[2]):02}" for one in told if one]
