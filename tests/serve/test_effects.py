"""What an edit would do at places is told without cutting any ground."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

import controlmap
from controlmap.model import Place
from controlmap.serve.effects import _history_at
from controlmap.store import init_project

SOUTH = shapely.box(36.3, 35.15, 36.4, 35.24)
MIDDLE = shapely.box(36.35, 35.2, 36.45, 35.3)


@pytest.fixture
def edited(tmp_path):
    init_project(tmp_path)
    project = controlmap.open(tmp_path)
    for on, to, area in (("2024-03-05", "league", SOUTH), ("2024-03-12", "republic", MIDDLE)):
        project.apply(project.transfer(area, to=to, on=on, certainty="inferred"))
    return project


def places_at(lonlat):
    return [
        Place(id=f"p{i}", name=f"P{i}", kind="site", lon=lon, lat=lat) for i, (lon, lat) in enumerate(lonlat)
    ]


def test_places_are_held_by_whom_the_whole_map_says(edited):
    rng = np.random.default_rng(7)
    lonlat = np.round(rng.uniform((36.25, 35.15), (36.55, 35.4), (200, 2)), 5)
    project, history = edited.project, edited.history()
    points = lonlat.tolist()
    places = places_at(points)
    states = {layer.id: layer.states for layer in project.layers}
    found = _history_at(places, replace(project, reports=()), states)
    assert found is not None
    for lon, lat in points:
        assert found.spells(lon, lat) == history.spells(lon, lat)


def test_places_that_no_state_has_have_no_history(edited):
    [place] = places_at([(10.0, 10.0)])
    assert _history_at([place], edited.project, {layer.id: () for layer in edited.project.layers}) is None
