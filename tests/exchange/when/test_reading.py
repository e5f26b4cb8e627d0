"""Dates as files write them: right, or refused in words; never the first day of a range."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from controlmap.dates import read_zone
from controlmap.exchange.when import Reckoning, UnknownDateError, in_one_way, read_when


@pytest.mark.parametrize(
    ("written", "options", "start", "end"),
    [
        ("2024-11-30", {}, "2024-11-30", "2024-12-01"),
        ("2024-02", {}, "2024-02", "2024-03"),
        ("1914", {}, "1914", "1915"),
        (1914, {}, "1914", "1915"),
        ("20240301", {}, "2024-03-01", "2024-03-02"),
        ("٢٠٢٤-٠٣-٠١", {}, "2024-03-01", "2024-03-02"),
        ("2024-03-01T00:00:00+03:00", {}, "2024-03-01", "2024-03-02"),
        ("2024-03-01T14:30", {}, "2024-03-01T14:30", "2024-03-01T14:31"),
        ("2024-03-01T14:30+03:00", {}, "2024-03-01T11:30", "2024-03-01T11:31"),
        ("2024-03-01 14:30:00+03", {}, "2024-03-01T11:30", "2024-03-01T11:31"),
        ("2024-03-01 14:30:00.5 -0330", {}, "2024-03-01T18:00", "2024-03-01T18:01"),
        ("2024-03-01T14:30Z", {"zone": read_zone("Asia/Damascus")}, "2024-03-01T17:30", "2024-03-01T17:31"),
        ("01/03/2024", {"day_first": True}, "2024-03-01", "2024-03-02"),
        ("01/03/2024", {"day_first": False}, "2024-01-03", "2024-01-04"),
        ("1914-07~", {}, "1914-07", "1914-08"),
        ("18xx", {"range": "earliest"}, "1800", "1801"),
        ("18xx", {"range": "latest"}, "1899", "1900"),
        ("1915/1916", {"range": "latest"}, "1916", "1917"),
        (-3, {"bce": "historical"}, "-0002", "-0001"),
        ("44 BC", {}, "-0043", "-0042"),
        ("1 B.C.E.", {"bce": "iso"}, "0000", "0001"),
        ("-0043", {"bce": "iso"}, "-0043", "-0042"),
        (45352, {"excel": True}, "2024-03-01", "2024-03-02"),
        (1677974400, {}, "2023-03-05", "2023-03-06"),
        (1710018000000, {}, "2024-03-09T21:00", "2024-03-09T21:01"),
        ("Lines_25_05_01", {"pattern": "Lines_%y_%m_%d"}, "2025-05-01", "2025-05-02"),
        ("world_1914", {"pattern": "world_%Y"}, "1914", "1915"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(written, options, start, end):
    when = read_when(written, Reckoning(**options))
    assert when is not None
    assert when.text == start
    assert str(when.end).lstrip("-+0") == end.lstrip("-+0")


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("17092810812817000", "UTC"),
        ("-99999999999999999999", "UTC"),
        ("2999999", "UTC"),
        ("253402300800000", "Pacific/Kiritimati"),
    ],
)
def test_what_is_counted_beyond_the_year_9999_is_no_date(written, zone):
    with pytest.raises(UnknownDateError):
        read_when(written, Reckoning(excel=True, zone=read_zone(zone)))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("01/03/2024", "day or month first"),
        ("18xx", "is a range"),
        ("1915/1916", "is a range"),
        ("2020-39", "part of the year"),
        ("2024-02-30", "no day of the calendar"),
        ("-43", "with a year 0 or without|with a year 0 .iso. or without"),
        ("45352", "Excel"),
        ("2024-03-01T12:00+99:00", "no zone has that offset"),
        ("0001-01-01T00:10+05:00", "years 1 to 9999 only"),
        ("someday", "no date that is known"),
        ("0 BC", "no date that is known"),
        (True, "is no date"),
    ],
)
def test_what_may_be_read_in_two_ways_is_asked_about(written, message):
    with pytest.raises(ValueError, match=message):
        read_when(written, Reckoning())


@pytest.mark.parametrize(
    "written", [None, "", " ", "..", "9999-12-31", "infinity", "present", 9999, 9999.0, float("nan")]
)
def test_an_open_end_is_none(written):
    assert read_when(written, Reckoning()) is None


@pytest.mark.parametrize(
    ("written", "options", "text"),
    [
        ("2024/11/26", {}, "2024-11-26"),
        ("2024.11.26", {}, "2024-11-26"),
        ("2024/11/26 22:30:00", {}, "2024-11-26T22:30"),
        ("2024/11/26 22:30:00.500", {}, "2024-11-26T22:30"),
        ("2024/11/26 22:30:00+00", {"zone": read_zone("Asia/Damascus")}, "2024-11-27T01:30"),
        ("2024/11/26 00:00:00", {}, "2024-11-26"),
        ("2024/11/26 00:00:00", {"hours": True}, "2024-11-26T00:00"),
        ("26/11/2024 22:30", {}, "2024-11-26T22:30"),
        ("26.11.2024 9:30", {}, "2024-11-26T09:30"),
        ("11/26/2024 10:30:00 PM", {}, "2024-11-26T22:30"),
        ("11/26/2024 12:00:00 AM", {}, "2024-11-26"),
        ("11/26/2024 12:05 pm", {}, "2024-11-26T12:05"),
        ("01/03/2024 10:30", {"day_first": True}, "2024-03-01T10:30"),
        ("01/03/2024 10:30", {"day_first": False}, "2024-01-03T10:30"),
    ],
)
def test_dates_of_numbers_are_read_with_their_hour(written, options, text):
    found = read_when(written, Reckoning(**options))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("01/03/2024 10:30", "day or month first: say --day-first"),
        ("2024/13/26", "no day of the calendar"),
        ("26/11/2024 25:30", "no day of the calendar"),
        ("11/26/2024 13:30 PM", "no hour from 1 to 12"),
        ("2024-11/..", "range with an open end"),
        ("/2024-11", "range with an open end"),
        ("and/or", "no date that is known"),
        ("2024/soon", "no date that is known"),
    ],
)
def test_what_is_wrong_with_a_date_of_numbers_is_told(written, message):
    with pytest.raises(ValueError, match=message):
        read_when(written, Reckoning())


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/New_York"])
@pytest.mark.parametrize(
    "written",
    [
        9999, "9999-12", "9999-12-31", "9999-01-01", "99991231", "9999-12-31~",
        "9999-12-31T00:00:00", "9999-12-31T23:59:59", "9999-12-31 23:59:59.999999", "9999-12-31T23:59:59Z",
        "9999-12-31T00:00:00+14:00", "9999-12-30T10:00:00-12:00", datetime(9999, 12, 31, 23, 59, 59),
        datetime(9999, 12, 31, tzinfo=UTC), date(9999, 12, 31), np.datetime64("9999-12-31", "ms").item(),
        "31.12.9999", "12/31/9999", "31 December 9999", "31-DEC-9999", 253402300799999, 253402214400000,
    ],
)  # fmt: skip
def test_a_date_in_the_year_9999_is_an_open_end_however_it_is_written(written, zone):
    assert read_when(written, Reckoning(zone=read_zone(zone))) is None
    days = in_one_way(Reckoning(zone=read_zone(zone)), [written, "2024-11-26T00:00Z"])
    assert not days.hours, "an open end tells no hour"
    assert read_when(written, replace(days, hours=True)) is None


@pytest.mark.parametrize("written", [1918, 1918.0, "1918", " 1918 "])
def test_a_year_is_one_as_whatever_number_a_table_holds_it(written):
    assert read_when(written, Reckoning()).text == "1918"


@pytest.mark.parametrize(
    ("text", "day"),
    [("30.11.2024", "2024-11-30"), ("11/30/2024", "2024-11-30"), ("13-1-2024", "2024-01-13")],
)
def test_a_date_that_can_be_read_in_one_way_is_read_so(text, day):
    found = read_when(text, Reckoning())
    assert found is not None
    assert str(found.start) == day


def test_a_year_beyond_9999_is_a_year_and_no_open_end():
    assert str(read_when("+012000", Reckoning()).start) == "12000"
    assert read_when("9999", Reckoning()) is None
