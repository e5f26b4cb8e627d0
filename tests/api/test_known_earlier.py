"""The map as it was known before an edit is the map before that edit."""

import numpy as np
import pytest
import shapely

import controlmap
from controlmap.store import init_project

YESTERDAY = np.datetime64("today") - np.timedelta64(1, "D")
DAYS = ["2024-03-08", "2024-03-13", "2024-03-14", "2024-03-20"]


@pytest.fixture
def valley(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    init_project("map")
    return controlmap.open("map")


def given_away(valley):
    ground = shapely.Point(36.412, 35.274)
    delta = valley.transfer(
        ground, to="republic", on="2024-03-14", radius_km=2, sources=["herald-2024-03-09"]
    )
    valley.apply(delta)


def restated(valley):
    earlier = valley.history().at("2024-03-08")[["controller", "geometry"]]
    valley.append("2024-03-20", earlier, controller="controller")


def held(history):
    """Square kilometres by date and holder."""
    rows = ((date, *row) for date in DAYS for row in history.at(date)[["controller", "area_km2"]].to_numpy())
    return {(date, holder): pytest.approx(area, abs=1e-4) for date, holder, area in rows}


@pytest.mark.parametrize("edit", [given_away, restated])
def test_of_the_day_before_an_edit_the_map_is_the_one_before_it(valley, edit):
    before = held(valley.history())
    edit(valley)
    assert held(valley.history()) != before
    assert held(valley.history(known_on=YESTERDAY)) == before
