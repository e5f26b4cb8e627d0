"""What is taken for granted in reading dates is told: hours that came twice, midnights that are days."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

import controlmap
from controlmap.dates import clock_change, read_zone
from controlmap.exchange import import_marks, import_snapshots, import_states
from controlmap.exchange.when import Reckoning, in_one_way, read_when, remarks_on

PARIS = read_zone("Europe/Paris")
DAYS = "instants at midnight are read as days: none of them has another hour"
TWICE = "2024-10-27T02:30 came twice in Europe/Paris, as clocks went back: which of the two is not kept"
SKIPPED = "no clock in Europe/Paris showed '2024-03-31T02:30': they went forward"


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2024-03-01T00:00Z"], [DAYS]),
        (["2024-03-01T00:00:00+03:00", None], [DAYS]),
        ([pd.Timestamp("2024-03-01T00:00Z")], [DAYS]),
        ([1709247600], [DAYS]),
        (["2024-03-01T00:00"], [DAYS]),
        (["2024-03-01 00:00:00.000", "2024-03-05T00:00"], [DAYS]),
        (["01/13/2024 12:00:00 AM"], [DAYS]),
        ([pd.Timestamp("2024-03-01")], [DAYS]),
        (["2024-03-01T00:00", "2024-03-01"], [DAYS]),
        (["2024-03-01T00:00", "2024-03-01T12:00"], []),
        (["2024-03-01"], []),
        (["2024-03-01", "9999-12-31T00:00Z"], []),
        (["2024-03-01T00:00Z", "2024-03-01T12:00Z"], []),
        (["2024-10-27T02:30"], [TWICE]),
        (["2024-10-27T00:30Z", "2024-10-27T01:30Z", "2024-10-27 03:30+02"], [TWICE]),
        (["2024-10-27T01:59", "2024-10-27T03:00", "2024-10-27"], []),
        (["someday", "2024-10-27T12:00"], []),
    ],
)
def test_what_is_taken_for_granted_is_told(dates, told):
    assert remarks_on(dates, in_one_way(Reckoning(zone=PARIS), dates)) == told


def test_where_no_zone_is_said_no_hour_comes_twice():
    assert remarks_on(["2024-10-27T02:30"], Reckoning(hours=True)) == []


def test_a_civil_time_that_no_clock_showed_is_refused_unless_it_has_an_offset():
    with pytest.raises(ValueError, match="they went forward; write the hour that was meant, or its offset"):
        read_when("2024-03-31T02:30", Reckoning(zone=PARIS))
    assert read_when("2024-03-31T02:30Z", Reckoning(zone=PARIS)).text == "2024-03-31T04:30"
    assert read_when("2024-03-31T02:30", Reckoning()).text == "2024-03-31T02:30"


def test_a_day_begins_at_midnight_though_clocks_went_forward_then():
    damascus = Reckoning(zone=read_zone("Asia/Damascus"), hours=True)
    assert clock_change(np.datetime64("2020-03-27T00:00"), damascus.zone) == "skipped"
    assert read_when("2020-03-27T00:00", damascus).text == "2020-03-27T00:00"


@given(
    minute=st.datetimes(min_value=pd.Timestamp("1950-01-01"), max_value=pd.Timestamp("2037-12-31")),
    zone=st.sampled_from(["Europe/Paris", "Asia/Damascus", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_an_hour_comes_as_often_as_instants_are_told_by_it(minute, zone):
    civil = pd.Timestamp(minute).floor("min")
    half_a_day = pd.Timedelta(hours=15)
    near = pd.date_range(civil - half_a_day, civil + half_a_day, freq="min", tz="UTC")
    times = int((near.tz_convert(zone).tz_localize(None) == civil).sum())
    change = clock_change(np.datetime64(civil.to_datetime64(), "m"), read_zone(zone))
    assert times == {"repeated": 2, "skipped": 0, None: 1}[change]


def test_years_that_zones_do_not_know_have_no_change():
    assert clock_change(np.datetime64("-0044-03-15T02:30"), PARIS) is None


def squares(dates):
    grounds = [box(37 + i, 36, 37.5 + i, 36.5) for i in range(len(dates))]
    return gpd.GeoDataFrame({"who": list("abc")[: len(dates)], "on": dates}, geometry=grounds, crs=4326)


def by_states(folder, dates, how):
    return import_states(squares(dates), folder / "map", layer="l", controller_from="who", begin="on", **how)


def by_snapshots(folder, dates, how):
    return import_snapshots(
        squares(dates), folder / "map", layer="l", controller_from="who", date_from="on", **how
    )


def by_table(folder, dates, how):
    squares(dates[:1]).to_file(folder / "a.geojson")
    named = {"a": dates[0]}
    return import_snapshots(
        folder / "a.geojson", folder / "map", layer="l", controller_from="who", dates=named, **how
    )


def by_marks(folder, dates, how):
    rows = "".join(f"Ford {i};35;3{i};A;{date}\n" for i, date in enumerate(dates))
    (folder / "a.csv").write_text(f"name;lat;lon;side;on\n{rows}")
    return import_marks(folder / "a.csv", folder / "map", date_from="on", **how)


def by_columns(folder, dates, how):
    names = ";".join(dates)
    (folder / "a.csv").write_text(f"name;lat;lon;{names}\nFord;35;36{';A' * len(dates)}\n")
    return import_marks(folder / "a.csv", folder / "map", wide=True, **how)


@pytest.mark.parametrize("way", [by_states, by_snapshots, by_table, by_marks, by_columns])
@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2024-03-01T00:00Z"], DAYS),
        (["2024-03-01T00:00"], DAYS),
        (["2024-10-27T02:30", "2024-10-27T12:00"], TWICE),
    ],
)
def test_each_way_in_tells_it(way, dates, told, tmp_path):
    brought = way(tmp_path, dates, {"reckoning": Reckoning(zone=PARIS)})
    assert told in " | ".join(brought.told)


@pytest.mark.parametrize("way", [by_states, by_snapshots, by_table, by_marks, by_columns])
def test_each_way_in_refuses_what_no_clock_showed(way, tmp_path):
    with pytest.raises(controlmap.InputError, match=SKIPPED):
        way(tmp_path, ["2024-03-31T02:30"], {"reckoning": Reckoning(zone=PARIS)})
    assert not (tmp_path / "map").exists()


def test_python_tells_it_too():
    found = controlmap.from_frame(squares(["2024-03-01T00:00Z"]), controller="who", start="on")
    assert f"the frame: {DAYS}" in found.told


def test_it_is_told_once_of_a_file_though_both_its_columns_are_midnights(tmp_path):
    frame = squares(["2024-03-01T00:00"]).assign(until="2024-03-05T00:00")
    how = {"layer": "l", "controller_from": "who", "begin": "on", "end": "until"}
    told = import_states(frame, tmp_path / "map", **how).told
    assert [one for one in told if DAYS in one] == [f"the frame: {DAYS}"]


@pytest.mark.parametrize(
    ("dates", "begins"),
    [
        (["2024-03-01T00:00"], ["2024-03-01"]),
        (["2024-03-01T00:00", "2024-03-08T00:00"], ["2024-03-01", "2024-03-08"]),
        (["2024-03-01T00:00", "2024-03-08T06:00"], ["2024-03-01T00:00", "2024-03-08T06:00"]),
    ],
)
def test_midnights_are_days_unless_one_of_them_has_another_hour(dates, begins):
    found = controlmap.from_frame(squares(dates), controller="who", start="on")
    assert [str(state.valid_from) for state in found.project.layers[0].states] == begins
