"""Records of one instant are told each as it is known, the instant as the least of them knows it."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import controlmap
from controlmap.render import read_page

WEST, EAST = box(37, 36, 37.1, 36.1), box(38, 36, 38.1, 36.1)
PAIRS = [("2013", "2013-01-01"), ("2013-01", "2013-01-01"), ("2013", "2013-01")]


def map_of(west, east):
    frame = gpd.GeoDataFrame(
        {"who": list("xyab"), "since": ["2010", "2010", west, east], "till": [west, east, None, None]},
        geometry=[WEST, EAST] * 2, crs=4326,
    )  # fmt: skip
    return controlmap.from_frame(frame, controller="who", start="since", end="till")


@pytest.mark.parametrize(("west", "east"), [*PAIRS, *(pair[::-1] for pair in PAIRS)])
def test_each_record_is_told_as_exactly_as_it_is_known(west, east, tmp_path):
    found = map_of(west, east)
    wanted = {"a": west, "b": east}
    found.export(tmp_path / "states.csv", states=True)
    rows = pd.read_csv(tmp_path / "states.csv", dtype=str).set_index("controller")
    assert {name: rows.since[name] for name in "ab"} == wanted
    assert {name: rows.until[name] for name in "xy"} == {"x": west, "y": east}
    found.export(tmp_path / "cells.csv", cells=True)
    cells = pd.read_csv(tmp_path / "cells.csv", dtype=str).set_index("controller")
    assert {name: cells["from"][name] for name in "ab"} == wanted
    assert {name: cells["to"][name] for name in "xy"} == {"x": west, "y": east}
    found.export(tmp_path / "at.csv", at="2012")
    at = pd.read_csv(tmp_path / "at.csv", dtype=str).set_index("controller")
    assert {name: at["until"][name] for name in "xy"} == {"x": west, "y": east}
    for lon, told in ((37.05, west), (38.05, east)):
        first, second = found.history().spells(lon, 36.05)
        assert (first.end_known_to, second.start_known_to) == (known_to(told),) * 2


def known_to(text):
    return {4: "year", 7: "month", 10: "day"}[len(text)]


@pytest.mark.parametrize(("west", "east"), [*PAIRS, *(pair[::-1] for pair in PAIRS)])
def test_of_the_instant_that_they_share_no_more_is_told_than_all_know(west, east):
    found = map_of(west, east)
    least = min(west, east, key=len)
    history = found.history()
    assert history.dates_known_to[-1] == known_to(least)
    assert history.known.text(history.dates[-1]) == least


def test_a_page_tells_states_by_themselves_and_steps_by_the_least():
    header = read_page(map_of("2013", "2013-01-01").html().encode(), file="page").header
    assert header["date_precision"] == ["year"]
    states = header["states"]
    told = [*zip(states["from"], states["from_precision"], strict=True)]
    assert told[2:] == [("2013-01-01", "year"), ("2013-01-01", None)]
