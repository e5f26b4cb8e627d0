"""What two maps differ in beside their states is told, whatever it is."""

import json
from dataclasses import fields, replace

import pytest
import shapely

import controlmap
from controlmap.cli.other_records import differing_records, record_lines
from controlmap.dates import parse_instant
from controlmap.model import Base, Event, HandFeature, Project, Region, StoryStep, validated
from tests.cli.test_diff import run, valley  # noqa: F401

WITH_LAYERS = {"layers", "grid", "zone"}
"""Which features differ is told of layers; grid and zone are settings."""
OF_NO_RECORD = {"folder", "evaluation", "held_back"}

GROUND = shapely.box(36, 35, 36.1, 35.1)


def a_region(project):
    return replace(project, regions=(*project.regions, Region("north", {"en": "North"}, GROUND)))


def an_event(project):
    told = {"id": "e1", "geometry": None, "kind": "clash", "statement": "Shots."}
    event = validated(Event, told | {"date": parse_instant("2024-03-05")})
    return replace(project, events=(*project.events, event))


def by_hand(project):
    told = {"id": "h1", "role": "baseline", "controller": "league", "geometry": GROUND}
    return replace(project, hand={"valley": (validated(HandFeature, told),)})


CHANGED = {
    "settings": lambda p: replace(p, settings=p.settings.model_copy(update={"title": {"en": "Another"}})),
    "sources": lambda p: replace(p, sources=dict([*p.sources.items()][1:])),
    "places": lambda p: replace(p, places=dict([*p.places.items()][1:])),
    "reports": lambda p: replace(p, reports=p.reports[1:]),
    "events": an_event,
    "story": lambda p: replace(p, story=(StoryStep.model_construct(),)),
    "regions": a_region,
    "base": lambda p: replace(p, base=(*p.base, Base("roads", None))),
    "hand": by_hand,
}


def test_all_that_a_map_has_is_held_against_the_other_one():
    assert CHANGED.keys() | WITH_LAYERS | OF_NO_RECORD == {field.name for field in fields(Project)}


@pytest.mark.parametrize("name", CHANGED)
def test_each_kind_of_record_that_differs_is_told(name, valley):  # noqa: F811
    project = controlmap.open(valley).project
    assert differing_records(project, project) == {}
    changed = CHANGED[name](project)
    there_and_back = (differing_records(project, changed), differing_records(changed, project))
    assert all([*record_lines(one)] for one in there_and_back)


def test_a_source_that_was_added_and_not_committed_is_a_difference(valley, capsys):  # noqa: F811
    capsys.readouterr()
    assert run("source", "add", "valley", "--title", "News", "--publisher", "Herald") == 0
    (added,) = controlmap.open(valley).project.sources.keys() - {"herald-2024-03-09"}
    capsys.readouterr()
    assert run("diff", "HEAD", "valley", "valley") == 0
    assert capsys.readouterr().out == f"sources added: {added}\n"
    assert run("diff", "HEAD", "valley", "valley", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["records"] == {"sources": {"added": [added], "changed": [], "removed": []}}
