"""Layers that are drawn from reports go out as drawn from those that are old enough."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import controlmap
from controlmap.api import MapProject
from controlmap.api.redrawing import entered, redrawn
from controlmap.cli import main
from controlmap.dates import parse_instant
from controlmap.derive import derive_project
from controlmap.model import Publish, Report, Source
from tests.examples import examples

NOW = parse_instant("2024-03-12T00:00")
PLACES = ("high", "mill", "ford", "wood")


@pytest.fixture(scope="module")
def heath(tmp_path_factory):
    """A map of unknown ground with four places, to be derived."""
    folder = tmp_path_factory.mktemp("maps") / "heath"
    ground = ("--extent", "36,35,36.2,35.2", "--from", "2024-03-01", "--through", "2024-03-20")
    calls = [("init", str(folder), *ground, "--actor", "Republic", "--actor", "League")]
    for i, name in enumerate(PLACES):
        at = f"{36.03 + 0.05 * i},{35.05 + 0.09 * (i % 2)}"
        calls.append(("place", "add", str(folder), "--id", name, "--name", name, "--at", at))
    for words in calls:
        with pytest.raises(SystemExit) as ended:
            main([*words])
        assert not ended.value.code
    return controlmap.open(folder).project


def source(name, day):
    issued = {"date-parts": [[2024, 3, day]]}
    return Source.model_validate({"id": name, "title": name, "issued": issued, "publisher": name[:4]})


reports = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.integers(1, 12),
        st.sampled_from(["republic", "league"]),
        st.booleans(),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=6,
)


def with_reports(project, told):
    """The map with reports, each on its own word and on one of as many days later as is said; derived."""
    sources = {f"s{i}-{n}": source(f"s{i}-{n}", day + n) for i, (_, day, *_, n) in enumerate(told)}
    rows = []
    for i, (place, day, actor, is_change, later) in enumerate(told):
        loser = {"republic": "league", "league": "republic"}[actor]
        said = {"kind": "change", "from_controller": loser} if is_change else {"kind": "held"}
        rows.append(
            Report.model_validate(
                {"id": f"r{i}", "place": place, "date": f"2024-03-{day:02d}", "controller": actor}
                | {"confidence": "high", "statement": f"Said {i}.", "sources": [f"s{i}-{later}"], **said}
            )
        )
    publish = project.settings.model_copy(update={"publish": Publish(delay_hours=48)})
    return derived(replace(project, settings=publish, reports=tuple(rows), sources=sources))


def derived(project):
    found = derive_project(project, method="thiessen")
    return replace(project, layers=tuple(replace(one, states=tuple(found[one.id])) for one in project.layers))


@pytest.fixture
def by_distance(monkeypatch):
    """Drawn by distance alone: a fraction of the work."""
    monkeypatch.setattr("controlmap.derive.METHODS", ("thiessen",))


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(reports)
def test_a_derived_map_goes_out_as_derived_without_what_came_later(by_distance, heath, told):
    whole = with_reports(heath, told)
    early = with_reports(heath, [one for one in told if one[1] < 10 and one[1] + one[4] < 10])
    shown, first = (MapProject(one).published(now=NOW).project for one in (whole, early))
    said = [
        [(state.geometry, state.model_dump(exclude={"sources"})) for state in one.layers[0].states]
        for one in (shown, first)
    ]
    assert said[0] == said[1]
    assert shown.places == first.places
    assert len(shown.sources) == len(first.sources)
    assert all(str(one.issued_last) < "2024-03-10" for one in shown.sources.values())


LOSS = [("high", 2, "league", False, 0), ("mill", 2, "republic", False, 0), ("ford", 11, "league", True, 0)]


def test_a_layer_that_was_edited_since_is_not_drawn_anew_and_yet_names_no_later_source(by_distance, heath):
    whole = with_reports(heath, LOSS)
    [layer] = whole.layers
    first, *others = layer.states
    edited = replace(whole, layers=(replace(layer, states=(first.saying({"area": "Mine"}), *others)),))
    assert redrawn(edited, replace(edited, reports=())) == {}
    shown = MapProject(edited).published(now=NOW).project
    assert "s2-0" not in shown.sources
    cited = [state.sources for state in shown.layers[0].states]
    assert ("held-back",) in cited and "Mine" in {state.area for state in shown.layers[0].states}


def test_a_map_of_which_no_evidence_is_held_back_is_not_derived_again(by_distance, heath, monkeypatch):
    whole = with_reports(heath, LOSS[:2])
    monkeypatch.setattr("controlmap.derive.derive_project", None)
    assert redrawn(whole, whole) == {}


def test_either_way_of_drawing_is_known_again(heath):
    found = derive_project(with_reports(heath, LOSS), method="kriging")
    whole = with_reports(heath, LOSS)
    [layer] = whole.layers
    likely = replace(whole, layers=(replace(layer, states=tuple(found[layer.id])),))
    kept = replace(likely, reports=likely.reports[:2])
    assert redrawn(likely, kept)[layer.id] == derive_project(kept, method="kriging")[layer.id]


def test_when_places_were_entered_is_read_from_the_journal(heath, tmp_path):
    assert {*entered(heath)} == {*PLACES}
    assert entered(replace(heath, folder=Path(tmp_path))) == {}
