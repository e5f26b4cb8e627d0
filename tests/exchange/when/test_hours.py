"""Whether midnights are days or instants is told by all dates of a series, never by one of them."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

import controlmap
from controlmap.dates import read_zone
from controlmap.exchange import import_marks, import_snapshots, look
from controlmap.exchange.readers import Reading, read_rows
from controlmap.exchange.when import Reckoning, in_one_way, read_when
from controlmap.store import open_project

GROUNDS = [box(37, 36, 38, 37), box(38, 36, 39, 37), box(39, 36, 40, 37)]
HOURS = pd.to_datetime(["2024-11-25T23:00Z", "2024-11-26T00:00Z", "2024-11-26T01:00Z"])
IN_DAMASCUS = ["2024-11-26T02:00", "2024-11-26T03:00", "2024-11-26T04:00"]


def frame_of(instants, ends=None):
    columns = {"who": list("abc"), "since": instants} | ({} if ends is None else {"till": ends})
    return gpd.GeoDataFrame(columns, geometry=GROUNDS, crs=4326)


def as_file(suffix):
    def written(frame, folder):
        frame.to_file(folder / f"hours{suffix}")
        return folder / f"hours{suffix}"

    return written


def as_parquet(frame, folder):
    frame.to_parquet(folder / "hours.parquet")
    return folder / "hours.parquet"


FORMS = {
    "a frame": lambda frame, folder: frame,
    "texts with Z": lambda frame, folder: frame.assign(since=frame.since.dt.strftime("%Y-%m-%dT%H:%MZ")),
    "texts with an offset": lambda frame, folder: frame.assign(
        since=frame.since.dt.strftime("%Y-%m-%d %H:%M:%S+00")
    ),
    "seconds": lambda frame, folder: frame.assign(since=frame.since.dt.as_unit("s").astype("int64")),
    "GeoPackage": as_file(".gpkg"),
    "GeoJSON": as_file(".geojson"),
    "FlatGeobuf": as_file(".fgb"),
    "GeoParquet": as_parquet,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("column", ["start", "date"])
def test_an_instant_at_midnight_among_hours_is_an_instant_in_every_form(form, column, tmp_path):
    source = FORMS[form](frame_of(HOURS), tmp_path)
    map_ = controlmap.from_frame(source, controller="who", time_zone="Asia/Damascus", **{column: "since"})
    states = map_.project.layers[0].states
    assert sorted({str(state.valid_from) for state in states}) == IN_DAMASCUS


@pytest.mark.parametrize("form", FORMS)
def test_midnights_throughout_are_days_in_every_form(form, tmp_path):
    days = pd.to_datetime(["2024-11-25T00:00Z", "2024-11-26T00:00Z", "2024-11-27T00:00Z"])
    source = FORMS[form](frame_of(days), tmp_path)
    zone = "UTC" if form == "seconds" else "Asia/Damascus"  # seconds say no day but in a zone
    map_ = controlmap.from_frame(source, controller="who", start="since", time_zone=zone)
    found = sorted(str(state.valid_from) for state in map_.project.layers[0].states)
    assert found == ["2024-11-25", "2024-11-26", "2024-11-27"]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Damascus", "America/New_York", "Asia/Kathmandu"])
@pytest.mark.parametrize("rows", [2, 3])
def test_ground_that_passes_hour_by_hour_does_so_in_every_zone(zone, rows):
    ends = [*HOURS[1:rows], pd.NaT]
    frame = gpd.GeoDataFrame(
        {"who": list("abc")[:rows], "since": HOURS[:rows], "till": ends},
        geometry=[GROUNDS[0]] * rows, crs=4326,
    )  # fmt: skip
    map_ = controlmap.from_frame(frame, controller="who", start="since", end="till", time_zone=zone)
    told = [str(t.tz_convert(zone).tz_localize(None).isoformat(timespec="minutes")) for t in HOURS[:rows]]
    states = sorted(map_.project.layers[0].states, key=lambda state: state.valid_from)
    assert [str(state.valid_from) for state in states] == told
    assert [str(state.valid_to) for state in states] == [*told[1:], "None"]


def test_a_midnight_without_an_offset_among_hours_is_known_to_the_minute():
    instants = np.array(["2024-11-25T18:00", "2024-11-26T00:00", "2024-11-26T06:00"], dtype="datetime64[s]")
    map_ = controlmap.from_frame(frame_of(instants), controller="who", start="since")
    found = sorted(str(state.valid_from) for state in map_.project.layers[0].states)
    assert found == ["2024-11-25T18:00", "2024-11-26T00:00", "2024-11-26T06:00"]


def test_last_days_beside_hours_are_days_where_ends_are_inclusive():
    since = np.array(["2024-11-25T18:00"] * 3, dtype="datetime64[s]")
    till = np.array(["2024-11-26", "2024-11-27", "2024-11-28"], dtype="datetime64[s]")
    frame, columns = frame_of(since, till), {"controller": "who", "start": "since", "end": "till"}
    through = controlmap.from_frame(frame, end_is_inclusive=True, **columns).project.layers[0].states
    assert [str(state.valid_to) for state in through] == ["2024-11-27", "2024-11-28", "2024-11-29"]
    until = controlmap.from_frame(frame, **columns).project.layers[0].states
    assert [str(state.valid_to) for state in until] == [
        "2024-11-26T00:00", "2024-11-27T00:00", "2024-11-28T00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "hours"),
    [
        (["2024-11-26T00:00Z", "2024-11-26"], False),
        (["2024-11-26T00:00:00.000+03:00", None, "", "9999-12-31"], False),
        (["2024-11-26T00:00Z", "2024-11-26T00:00:30Z"], True),
        (["2024-11-26T00:00Z", "2024-11-26T00:01Z"], True),
        ([1732579200, 1732582800], True),
        ([1732579200, 1732665600], False),
        (["2024", ["a list"], {"a": "dict"}, True], False),
    ],
)
def test_one_hour_in_a_series_makes_instants_of_its_midnights(dates, hours):
    reckoning = in_one_way(Reckoning(), dates)
    assert reckoning.hours is hours
    midnight = read_when("2024-11-26T00:00Z", reckoning)
    assert midnight is not None
    assert midnight.text == ("2024-11-26T00:00" if hours else "2024-11-26")


def test_a_date_without_an_hour_stays_a_day_beside_hours():
    assert read_when("2024-11-26", Reckoning(hours=True)).text == "2024-11-26"


def test_midnights_among_hours_are_instants_in_snapshots_and_marks(tmp_path):
    folder, damascus = tmp_path / "map", Reckoning(zone=read_zone("Asia/Damascus"))
    frame_of(HOURS).to_file(tmp_path / "hours.geojson")
    import_snapshots(
        tmp_path / "hours.geojson", folder, layer="series", controller_from="who", date_from="since",
        reckoning=damascus,
    )  # fmt: skip
    states = open_project(folder).layers[0].states
    assert sorted({str(state.valid_from) for state in states}) == IN_DAMASCUS
    rows = "".join(f"Ford,36.5,3{i + 7}.5,A,{t.isoformat()}\n" for i, t in enumerate(HOURS))
    (tmp_path / "towns.csv").write_text(f"name,lat,lon,side,on\n{rows}")
    import_marks(tmp_path / "towns.csv", folder, date_from="on", reckoning=damascus)
    reports = (folder / "reports.csv").read_text()
    assert all(told in reports for told in IN_DAMASCUS), reports


def test_a_field_of_dates_of_a_server_has_hours_or_days(tmp_path):
    def read(*texts):
        answer = {
            "geometryType": "esriGeometryPoint",
            "fields": [{"name": "on", "type": "esriFieldTypeDate"}],
            "features": [
                {
                    "attributes": {"on": int(pd.Timestamp(text).timestamp() * 1000)},
                    "geometry": {"x": 1, "y": 2},
                }
                for text in texts
            ],
        }
        (tmp_path / "answer.json").write_text(json.dumps(answer))
        return [row.fields["on"] for row in read_rows(tmp_path / "answer.json", Reading()).rows]

    assert read("2024-11-26", "2024-11-27") == ["2024-11-26", "2024-11-27"]
    assert read("2024-11-26", "2024-11-27T01:00") == ["2024-11-26T00:00", "2024-11-27T01:00"]


@pytest.mark.parametrize("form", ["a frame", "GeoPackage", "GeoJSON", "FlatGeobuf", "GeoParquet"])
@pytest.mark.parametrize("last", ["9999-12-31", "9999-12-31T23:59:59", "9999-01-01"])
def test_the_year_9999_is_an_open_end_in_every_form(form, last, tmp_path):
    ends = np.array(["2024-03-01", last, last], dtype="datetime64[ms]")
    since = np.array(["2024-01-01"] * 3, dtype="datetime64[ms]")
    source = FORMS[form](frame_of(since, ends), tmp_path)
    map_ = controlmap.from_frame(source, controller="who", start="since", end="till")
    found = {state.controller: str(state.valid_to) for state in map_.project.layers[0].states}
    assert found == {"a": "2024-03-01", "b": "None", "c": "None"}


@pytest.mark.parametrize("zone", [None, "Pacific/Kiritimati", "America/New_York"])
def test_the_last_second_that_a_server_knows_is_an_open_end(zone, tmp_path):
    answer = {
        "geometryType": "esriGeometryPoint",
        "fields": [{"name": "till", "type": "esriFieldTypeDate"}],
        "features": [{"attributes": {"till": 253402300799000}, "geometry": {"x": 1, "y": 2}}],
    }
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    (row,) = read_rows(tmp_path / "answer.json", Reading(zone=zone)).rows
    assert read_when(row.fields["till"], Reckoning()) is None


def test_a_look_tells_the_instants_that_an_import_takes(tmp_path):
    frame_of(HOURS).to_file(tmp_path / "hours.gpkg")
    assert look(tmp_path / "hours.gpkg").area_on == "2024-11-26T01:00"
    frame_of(HOURS - pd.Timedelta(hours=1)).to_file(tmp_path / "before.gpkg")
    assert look(tmp_path / "before.gpkg").area_on == "2024-11-26"
