"""From some date on, an end is where the data end: open, and known through that date."""

import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

import controlmap
from controlmap.errors import InputError
from controlmap.exchange import import_states

GROUNDS = [box(37, 36, 38, 37), box(38, 36, 39, 37)]
HELD = {"who": ["a", "b"], "since": ["2024-01-01"] * 2, "till": ["2024-06-30", "2024-03-01"]}


def frame_of(**columns):
    return gpd.GeoDataFrame(HELD | columns, geometry=GROUNDS, crs=4326)


def in_memory(folder, open_after, **columns):
    return controlmap.from_frame(
        frame_of(**columns), controller="who", start="since", end="till", open_after=open_after
    )


def of_a_file(folder, open_after, **columns):
    frame_of(**columns).to_file(folder / "held.geojson")
    import_states(
        folder / "held.geojson", folder / "map", layer="l", controller_from="who", begin="since", end="till",
        open_after=open_after,
    )  # fmt: skip
    return controlmap.open(folder / "map")


@pytest.mark.parametrize("door", [in_memory, of_a_file])
@pytest.mark.parametrize(
    ("open_after", "ends"),
    [
        ("2024-06-30", "2024-07-01"),
        ("2024-06", "2024-07-01"),
        ("2024-04-15", "2024-04-16"),
        ("2024", "2025-01-01"),
    ],
)
def test_a_map_goes_on_through_the_date_until_which_its_files_tell_of_it(door, open_after, ends, tmp_path):
    map_ = door(tmp_path, open_after)
    assert map_.history().period_told == ("2024-01-01", ends)
    last = np.datetime64(ends) - np.timedelta64(1, "D")
    held = map_.areas(last).set_index("controller").area_km2
    assert held["a"] > 9_000, "what is open is held on the last day"


@pytest.mark.parametrize("door", [in_memory, of_a_file])
def test_an_end_that_no_file_means_takes_a_map_no_further_than_the_date_that_was_said(door, tmp_path):
    map_ = door(tmp_path, "2024-06-30", till=["2099-12-31", "2024-03-01"])
    assert map_.history().period_told == ("2024-01-01", "2024-07-01")


@pytest.mark.parametrize("door", [in_memory, of_a_file])
def test_where_no_end_is_so_late_all_is_as_without_the_date(door, tmp_path):
    map_ = door(tmp_path, "2025-01-01")
    assert map_.history().period_told == ("2024-01-01", "2024-07-01")
    assert {str(state.valid_to) for state in map_.project.layers[0].states} == {"2024-06-30", "2024-03-01"}


@pytest.mark.parametrize(
    ("end", "is_open"),
    [
        ("2024-06-29", False),
        ("2024-06-29T23:59", False),
        ("2024-06-30", True),
        ("2024-06-30T00:00", True),
        ("2024-06-30T12:00", True),
        ("2024-06", True),
        ("2024", True),
        ("2024-05", False),
    ],
)
@pytest.mark.parametrize(
    "open_after",
    ["2024-06-30", datetime.date(2024, 6, 30), pd.Timestamp("2024-06-30"), np.datetime64("2024-06-30")],
)
def test_an_end_is_open_on_that_date_and_later_however_exactly_both_are_said(
    end, is_open, open_after, tmp_path
):
    map_ = in_memory(tmp_path, open_after, till=[end, "2024-03-01"])
    ends = {state.controller: state.valid_to for state in map_.project.layers[0].states}
    assert (ends["a"] is None) is is_open


def test_a_date_that_is_none_is_refused_once(tmp_path):
    with pytest.raises(InputError, match="someday") as error:
        of_a_file(tmp_path, "someday")
    assert [problem.property for problem in error.value.problems] == ["open_after"]
