"""Dates of one series are read in one order, which one of them may tell; none is left out without a word."""

import itertools
import json

import numpy as np
import pytest

from controlmap.dates import format_instant
from controlmap.errors import InputError
from controlmap.exchange import import_marks, import_snapshots, import_states, look
from controlmap.exchange.incoming import outside
from controlmap.exchange.names import date_in, days_in
from controlmap.exchange.when import Reckoning, in_one_way, read_when
from controlmap.store import open_project
from tests.exchange.test_snapshots import write_snapshots

TOLD = ("01.03.2024", "15.03.2024")
OPEN = ("01.03.2024", "02.03.2024")
AGAINST = ("03/15/2024", "15/03/2024")


def by_columns(folder, dates):
    (folder / "a.csv").write_text(f"Ort;lat;lon;{';'.join(dates)}\nFord;35;36;A;A\nMill;35;37;B;A\n")
    return import_marks(folder / "a.csv", folder / "map", wide=True, place="Ort")


def by_field_of_marks(folder, dates):
    rows = "".join(f"Ford;35;3{i};A;{date}\n" for i, date in enumerate(dates))
    (folder / "a.csv").write_text(f"name;lat;lon;side;on\n{rows}")
    return import_marks(folder / "a.csv", folder / "map", date_from="on")


def by_names_of_marks(folder, dates):
    for date in dates:
        (folder / f"towns {date.replace('/', '-')}.csv").write_text("name;lat;lon;side\nFord;35;36;A\n")
    return import_marks(sorted(folder.glob("*.csv")), folder / "map")


def by_names(folder, dates):
    days = write_snapshots(folder / "days", {f"{d.replace('/', '-')}.geojson": "AB" for d in dates})
    return import_snapshots(days, folder / "map", layer="l", controller_from="who")


def by_table(folder, dates):
    days = write_snapshots(folder / "days", {f"{i}.geojson": "AB" for i in range(2)})
    table = {f"{i}.geojson": date for i, date in enumerate(dates)}
    return import_snapshots(days, folder / "map", layer="l", controller_from="who", dates=table)


def _with_field(folder, dates):
    days = write_snapshots(folder / "days", {f"{i}.geojson": "AB" for i in range(2)})
    for i, date in enumerate(dates):
        collection = json.loads((days / f"{i}.geojson").read_text())
        for feature in collection["features"]:
            feature["properties"]["on"] = date
        (days / f"{i}.geojson").write_text(json.dumps(collection))
    return days


def by_field(folder, dates):
    days = _with_field(folder, dates)
    return import_snapshots(days, folder / "map", layer="l", controller_from="who", date_from="on")


def by_periods(folder, dates):
    days = _with_field(folder, dates)
    return import_states(days, folder / "map", layer="l", controller_from="who", begin="on", overlaps="first")


WAYS = [by_columns, by_field_of_marks, by_names_of_marks, by_names, by_table, by_field, by_periods]


@pytest.mark.parametrize("way", WAYS)
def test_one_date_tells_the_order_of_all_wherever_they_stand(tmp_path, way):
    way(tmp_path, TOLD)
    period = open_project(tmp_path / "map").settings.period
    assert (format_instant(period.start), str(period.end)[:10]) == ("2024-03-01", "2024-03-16")


@pytest.mark.parametrize("way", WAYS)
def test_dates_that_all_may_be_either_are_asked_about(tmp_path, way):
    with pytest.raises(InputError, match="say --day-first or --month-first"):
        way(tmp_path, OPEN)
    assert not (tmp_path / "map").exists()


@pytest.mark.parametrize("way", WAYS)
def test_dates_that_contradict_each_other_are_refused(tmp_path, way):
    with pytest.raises(InputError, match="the day stands first in"):
        way(tmp_path, AGAINST)
    assert not (tmp_path / "map").exists()


@pytest.mark.parametrize("name", ["01.03.24", "30.02.2024", "1915/1916", "1. 3. 24"])
def test_a_column_that_looks_like_a_date_is_never_an_ordinary_field(tmp_path, name):
    with pytest.raises(InputError) as caught:
        by_columns(tmp_path, (name, "15.03.2024"))
    assert name in str(caught.value)
    assert name in " ".join(look(tmp_path / "a.csv").told)


def test_what_was_said_counts():
    said = Reckoning(day_first=False)
    assert in_one_way(said, ["15.03.2024"]) == said


def test_what_lies_outside_a_maps_period_is_told(tmp_path):
    by_names(tmp_path, TOLD)
    period = open_project(tmp_path / "map").settings.period
    days = [np.datetime64(f"2024-0{month}-05") for month in (2, 3, 4)]
    told = {pair: len(outside(period, *pair)) for pair in itertools.combinations_with_replacement(days, 2)}
    early, within, late = days
    assert told == {
        (early, early): 1, (early, within): 1, (early, late): 2,
        (within, within): 0, (within, late): 1, (late, late): 1,
    }  # fmt: skip


def test_each_way_into_a_map_that_is_there_tells_what_lies_outside_its_period(tmp_path):
    by_names(tmp_path, TOLD)
    early = write_snapshots(tmp_path / "early", {"2024-02-01.geojson": "AB"})
    how = {"controller_from": "who", "layer": "l", "append": True}
    (tmp_path / "t.csv").write_text("name,lat,lon,side\nFord,35,36,A\n")
    brought = import_snapshots(early, tmp_path / "map", **how)
    marks = import_marks(tmp_path / "t.csv", tmp_path / "map", date="2024-01-05")
    far = write_snapshots(tmp_path / "far", {"2024-05-01.geojson": ".....A"})
    new = import_snapshots(far, tmp_path / "map", layer="m", controller_from="who")
    assert "goes back to 2024-02-01" in " ".join(brought.told)
    assert "goes back to 2024-01-05" in " ".join(marks.told)
    assert "goes on until 2024-05-01" in " ".join(new.told)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("front_2024-05-13", "2024-05-13"),
        ("front 20240513", "2024-05-13"),
        ("13.05.2024", "13.05.2024"),
        ("Front 13.5.2024 v2", "13.5.2024"),
        ("13_05_2024", "13.05.2024"),
        ("front 5 May 2024", "5 May 2024"),
        ("front_5_May_2024", "5_May_2024"),
        ("May 5, 2024 front", "May 5, 2024"),
        ("Lage 5. März 2024", "5. März 2024"),
        ("фронт 5 травня 2024", "5 травня 2024"),
        ("front Sept 2024", "Sept 2024"),
        ("world_1914", "1914"),
        ("world_bc44", "-0044"),
    ],
)
def test_the_date_in_a_name_is_found_however_it_is_written(name, date):
    assert date_in(name) == date


@pytest.mark.parametrize("name", ["front", "1.5.2024 and 3.5.2024", "maybe", "decade", "7 and 12"])
def test_a_name_with_no_date_or_several_is_refused(name):
    with pytest.raises(ValueError, match="dates, not one"):
        date_in(name)


def test_a_month_or_a_year_is_no_day():
    assert [days_in(name) for name in ("front May 2024", "1914", "v1.2.3")] == [[], [], []]


@pytest.mark.parametrize("named", [{"begin": "since"}, {"begin": "on", "end": "until"}])
def test_a_field_that_no_row_has_is_refused_once_and_not_row_by_row(tmp_path, named):
    days = _with_field(tmp_path, TOLD)
    with pytest.raises(InputError) as caught:
        import_states(days, tmp_path / "map", layer="l", controller_from="who", overlaps="first", **named)
    (problem,) = caught.value.problems
    assert problem.message == f"has no field {[*named.values()][-1]!r}"
    assert "on" in (problem.hint or "")


def test_a_look_reads_dates_as_the_command_that_it_proposes(tmp_path):
    """One date tells the order of all, and whoever says it is heard."""
    for name, dates, said in (("told", TOLD, None), ("open", OPEN, True), ("open", OPEN, False)):
        path = tmp_path / f"{name}.csv"
        ground = "POLYGON ((36 35, 37 35, 37 36, 36 35))"
        path.write_text("".join(("who;since;wkt\n", *(f"A;{date};{ground}\n" for date in dates))))
        found = look(path, reckoning=Reckoning(day_first=said))
        how = in_one_way(Reckoning(day_first=said), dates)
        assert [*found.dates] == [read_when(date, how).text for date in dates]
        assert found.area_on == found.dates[-1]
