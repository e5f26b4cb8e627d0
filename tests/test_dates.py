"""Civil instants: what is taken, what it means, and what is refused."""

import csv
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlmap.dates import (
    OPEN_END,
    OPEN_START,
    KnownTo,
    as_known,
    day_of,
    day_or_minute,
    end_of,
    exact_text,
    first_minute,
    format_instant,
    instant_of,
    instants_of,
    known_text,
    last_minute,
    parse_instant,
    parse_through,
    precision_of,
    read_zone,
)
from controlmap.errors import InputError
from tests.collection import collection, small

ZONES = ("Asia/Damascus", "America/Los_Angeles", "Europe/London", "Pacific/Auckland", "Asia/Kathmandu", "UTC")
DAYS_IN_400_YEARS = 146_097
MINUTES = st.datetimes().map(lambda moment: moment.replace(second=0, microsecond=0))
OFFSETS = st.integers(-14 * 60, 14 * 60)


def offset_text(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@given(MINUTES)
def test_a_date_time_means_its_minute(moment: datetime) -> None:
    instant = parse_instant(moment.isoformat(timespec="minutes"))
    assert instant == np.datetime64(moment, "m")
    assert instant.dtype == np.dtype("datetime64[m]")


@given(st.dates())
def test_a_date_means_its_first_minute(day: date) -> None:
    assert parse_instant(day.isoformat()) == np.datetime64(datetime(day.year, day.month, day.day), "m")


PRECISE = {
    "2024": ("year", "2024-01-01T00:00", "2024-12-31T23:59"),
    "2024-02": ("month", "2024-02-01T00:00", "2024-02-29T23:59"),
    "2024-11-30": ("day", "2024-11-30T00:00", "2024-11-30T23:59"),
    "2024-11-30T00:00": ("minute", "2024-11-30T00:00", "2024-11-30T00:00"),
    "-0044": ("year", "-0044-01-01T00:00", "-0044-12-31T23:59"),
    "-0044-03-15": ("day", "-0044-03-15T00:00", "-0044-03-15T23:59"),
    "+12024-12": ("month", "+12024-12-01T00:00", "+12024-12-31T23:59"),
}


@pytest.mark.parametrize(("text", "expected"), PRECISE.items(), ids=PRECISE)
def test_an_instant_is_as_precise_as_its_text(text: str, expected: tuple[str, str, str]) -> None:
    instant = parse_instant(text)
    bounds = first_minute(instant), last_minute(instant)
    assert (precision_of(instant), *map(exact_text, bounds)) == expected
    assert exact_text(instant) == text
    assert end_of(instant) - bounds[1] == np.timedelta64(1, "m")


def test_the_python_kinds_of_dates_are_days_or_minutes() -> None:
    days = [date(2024, 11, 30), np.datetime64("2024-11-30"), "2024-11-30"]
    minutes = [datetime(2024, 11, 30), np.datetime64("2024-11-30", "s"), np.datetime64("2024-11-30", "h")]
    assert [exact_text(instant_of(day)) for day in days] == ["2024-11-30"] * 3
    assert [exact_text(instant_of(minute)) for minute in minutes] == ["2024-11-30T00:00"] * 3


@pytest.mark.parametrize("text", ["2024-12-05 14:30", "2024-12-05T14:30:00", "2024-12-05 14:30:00.000"])
def test_a_space_and_seconds_of_nought_are_taken(text: str) -> None:
    assert exact_text(parse_instant(text)) == "2024-12-05T14:30"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5.12.2024", "2024-12-05"), ("05/12/2024", "2024-12-05 or 2024-05-12"), ("13/12/2024", "2024-12-13"),
        ("2024/12/5", "2024-12-05"), ("20241205", "2024-12-05"), ("2024-1-5", "2024-01-05"),
        ("2024-12-05T14:30:20", "2024-12-05T14:30"), ("5.12.2024 9:30", "2024-12-05T09:30"),
        ("٢٠٢٤-١٢-٠٥", "2024-12-05"), (" 2024-12-05", "2024-12-05"),
    ],
)  # fmt: skip
def test_a_date_written_otherwise_is_refused_with_what_it_means(text: str, meant: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_instant(text)
    assert f"did you mean {meant}?" in str(refused.value)


@given(st.dates(), st.sampled_from(["{d}.{m}.{y}", "{y}/{m}/{d}", "{y:04}{m:02}{d:02}", "{d}-{m}-{y}"]))
def test_the_date_that_is_meant_is_among_those_named(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    with pytest.raises(InputError) as refused:
        parse_instant(text)
    assert day.year < 1000 or day.isoformat() in str(refused.value)


@given(st.dates(), st.integers(-2400, 2400))
def test_years_beyond_four_digits_follow_the_same_calendar(day: date, cycles: int) -> None:
    year = day.year + 400 * cycles
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    text = f"{sign}{abs(year):04d}-{day:%m-%d}"
    instant = parse_instant(text)
    elapsed = instant.astype("datetime64[D]").astype(int) - (day - date(1970, 1, 1)).days
    assert elapsed == cycles * DAYS_IN_400_YEARS
    assert format_instant(instant) == text


@given(st.integers(-(10**11), 10**11))
def test_what_is_written_reads_back(minutes: int) -> None:
    instant = np.datetime64(minutes, "m")
    assert parse_instant(format_instant(instant)) == instant


def test_the_ides_of_march() -> None:
    assert format_instant(parse_instant("-0044-03-15")) == "-0044-03-15"
    assert parse_instant("-0044-03-15") < parse_instant("0000-01-01") < parse_instant("0001-01-01")


@pytest.mark.parametrize("name", ZONES)
@given(moment=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), minutes=OFFSETS)
def test_an_offset_is_converted_to_the_zone(name: str, moment: datetime, minutes: int) -> None:
    text = moment.isoformat(timespec="minutes") + offset_text(minutes)
    expected = datetime.fromisoformat(text).astimezone(ZoneInfo(name)).replace(tzinfo=None)
    assert parse_instant(text, read_zone(name)) == np.datetime64(expected, "m")


@pytest.mark.parametrize("name", ZONES)
def test_a_civil_date_is_the_same_in_every_zone(name: str) -> None:
    assert format_instant(parse_instant("2024-11-30", read_zone(name))) == "2024-11-30"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_the_machine_s_own_zone_does_not_matter(zone: str) -> None:
    code = (
        "from controlmap.dates import *; z = read_zone('Asia/Damascus')\n"
        "for text in ('2024-11-30T23:30Z', '2024-11-30'): print(format_instant(parse_instant(text, z)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["2024-12-01T02:30", "2024-11-30"]


@given(st.dates(max_value=date(9998, 1, 1)))
def test_through_a_day_ends_where_the_next_begins(day: date) -> None:
    assert parse_through(day.isoformat()) == parse_instant((day + timedelta(days=1)).isoformat())


def test_through_a_minute_ends_a_minute_later() -> None:
    assert format_instant(parse_through("2024-12-07T23:59")) == "2024-12-08"


@given(MINUTES)
def test_an_instant_lies_in_its_day(moment: datetime) -> None:
    instant = np.datetime64(moment, "m")
    start, end = day_of(instant)
    assert start <= instant < end
    assert (format_instant(start), end - start) == (moment.date().isoformat(), np.timedelta64(1440, "m"))


def test_open_ends_lie_around_every_instant() -> None:
    first, last = parse_instant("-999999-01-01"), parse_instant("+999999-12-31T23:59")
    assert OPEN_START < first < last < OPEN_END


def test_no_minute_can_be_counted_beyond_the_open_ends() -> None:
    """The least number of a `datetime64` is NaT, the next one the first minute there is."""
    whole = np.iinfo(np.int64)
    assert np.isnat(np.datetime64(whole.min, "m"))
    assert (OPEN_START.astype(int), OPEN_END.astype(int)) == (whole.min + 1, whole.max)


@pytest.mark.parametrize("unit", ["Y", "M", "D", "h", "m"])
@pytest.mark.parametrize("year", [-999_999, 999_999])
def test_years_that_texts_can_say_are_taken_and_those_beyond_refused(year: int, unit: str) -> None:
    """Each ends with its last month, day, hour or minute, so that all of the last year counts."""
    beyond = np.datetime64(year - 1970 + (1 if year > 0 else 0), "Y").astype(f"M8[{unit}]")
    one = np.timedelta64(1, unit)
    beyond = beyond if year > 0 else beyond - one
    inside = beyond - one if year > 0 else beyond + one
    assert parse_instant(exact_text(instant_of(inside))) == inside
    with pytest.raises(InputError, match="years go from -999999 to 999999"):
        instant_of(beyond)


@pytest.mark.parametrize("count", [2, 7])
def test_several_days_in_one_are_no_day(count: int) -> None:
    """NumPy can count in weeks or pairs of days; what such a number names is its first minute."""
    instant = instant_of(np.datetime64("2024-11-30").astype(f"M8[{count}D]"))
    assert precision_of(instant) == "minute"
    assert instant == np.datetime64("2024-11-30").astype(f"M8[{count}D]")


@pytest.mark.parametrize("offset", ["+23:59", "-23:59", "+00:59", "-12:00", "Z", "+00:00"])
def test_an_offset_has_up_to_23_hours_and_59_minutes(offset: str) -> None:
    text = f"2024-11-30T12:00{offset}"
    there = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    assert parse_instant(text, read_zone("UTC")) == np.datetime64(there, "m")


@pytest.mark.parametrize("offset", ["+24:00", "-24:00", "+12:60", "-00:60"])
def test_an_offset_of_more_is_refused(offset: str) -> None:
    with pytest.raises(InputError, match="no zone has that offset"):
        parse_instant(f"2024-11-30T12:00{offset}", read_zone("UTC"))


KNOWN = {
    "year": "2024", "month": "2024-11", "day": "2024-11-30", "part_of_day": "2024-11-30",
    "order": "2024-11-30", "hour": "2024-11-30T14:30", "minute": "2024-11-30T14:30",
}  # fmt: skip


@pytest.mark.parametrize(("known_to", "text"), KNOWN.items(), ids=KNOWN)
def test_no_more_of_an_instant_is_told_than_is_known(known_to: KnownTo, text: str) -> None:
    instant = np.datetime64("2024-11-30T14:30")
    assert known_text(instant, known_to) == text == exact_text(as_known(instant, known_to))


@given(MINUTES)
def test_only_the_first_minute_of_a_day_is_told_as_the_day(moment: datetime) -> None:
    instant, day = np.datetime64(moment, "m"), np.datetime64(moment.date())
    for one in (instant, day.astype("M8[m]")):
        told = day_or_minute(one)
        assert (told == one, precision_of(told) == "day") == (True, one == day)


@pytest.mark.parametrize("value", [np.datetime64("NaT", "Y"), np.datetime64("NaT", "m"), pd.NaT])
def test_a_date_that_is_missing_is_told_as_that(value: object) -> None:
    with pytest.raises(InputError, match="NaT is not an instant: a date is missing"):
        instant_of(value)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "value", [["2024-11-30"], ("2024-11-30",), np.array(["2024-11-30"], "M8[D]"), iter([])]
)
def test_several_where_one_is_asked_for_are_refused(value: object) -> None:
    with pytest.raises(InputError, match=f"a {type(value).__name__} is not an instant: one is asked for"):
        instant_of(value)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("value", [b"2024-11-30", 5, 2024.5, None])
def test_what_is_no_date_in_python_is_refused_alone_too(value: object) -> None:
    for call in (instant_of, instants_of):
        with pytest.raises(InputError, match="is not an instant: a date like 2024-11-30"):
            call(value)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("moment", [datetime.max.replace(tzinfo=UTC), pd.Timestamp("2024-11-30T12:00Z")])
def test_moments_with_an_offset_need_a_zone_and_a_year_that_zones_know(moment: datetime) -> None:
    with pytest.raises(InputError, match="an offset needs a time zone"):
        instant_of(moment)
    if moment.year == 9999:
        with pytest.raises(InputError, match="1 to 9999"):
            instant_of(moment, read_zone("Pacific/Auckland"))


@pytest.mark.parametrize(
    "text",
    [
        "2024-", "2024-1", "2024-11-", "-44", "2024Z", "2024-11Z", "2024-11T12:00",
        "2024-11-31", "2023-02-29", "1900-02-29", "2024-00-10", "2024-13-01", "2024-01-00",
        "2024-11-30T24:00", "2024-11-30T12", "2024-11-30T12:60", "2024-11-30T12:00:30",
        "2024-11-30T12:00+24:00", "12024-11-30", "24-11-30",
        "2024-1-1", "20241130", "30/11/2024", " 2024-11-30", "2024-11-30\n", "",
        "2024-11-30  12:00", "2024-11-30t12:00", "٢٠٢٤-١١-٣٠", "２０２４-11-30", "−0044-03-15",
        "NaT", "now", "today",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match="is not an instant: ") as refused:
        parse_instant(text, read_zone("UTC"))
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize("value", [None, 20241130, 2024.5, True, ["2024-11-30"], {"date": "2024-11-30"}])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="is not an instant"):
        parse_instant(value)
    with pytest.raises(InputError, match="is not an instant"):
        parse_through(value)


def test_an_offset_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="needs a time zone"):
        parse_instant("2024-11-30T12:00Z")


@pytest.mark.parametrize("text", ["-0044-03-15T12:00Z", "+12024-01-01T00:00Z", "0001-01-01T00:00+14:00"])
def test_offsets_where_no_zone_has_rules_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="1 to 9999"):
        parse_instant(text, read_zone("Asia/Damascus"))


@given(st.text())
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    try:
        instant = parse_instant(text, read_zone("UTC"))
    except InputError:
        return
    assert parse_instant(format_instant(instant)) == instant


@pytest.mark.parametrize("name", ["Asia/Atlantis", "", "../../etc/passwd", "/etc/passwd", "a\0b"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(InputError, match="no time zone is called") as refused:
        read_zone(name)
    assert refused.value.problems[0].property == "time_zone"


def verdict(text: str) -> str:
    """`kept` where the text is taken and means what it says, `refused`, or what it was altered to."""
    try:
        found = format_instant(parse_instant(text, read_zone("UTC")))
    except InputError as error:
        return "refused" if repr(text) in str(error) else "refused without being named"
    return "kept" if meaning(text) == meaning(found) else f"altered to {found}"


def meaning(text: str) -> np.datetime64 | str:
    """The instant in UTC, read by Python where Python's years reach."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment, "s")


@pytest.mark.parametrize("folder", sorted({collection(), small()}))
def test_date_texts_that_were_collected_are_kept_or_refused(folder: Path) -> None:
    with (folder / "dates.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    allowed = {"valid": {"kept"}, "invalid": {"refused"}, "odd": {"kept", "refused"}}
    wrong = [
        (row["text"], verdict(row["text"]))
        for row in rows
        if verdict(row["text"]) not in allowed[row["expected"]]
    ]
    assert wrong == []
    assert {row["expected"] for row in rows} == set(allowed)


@pytest.mark.parametrize("one", ["2024-11-30", np.datetime64("2024-11-30"), np.array("2024-11-30", "M8[D]")])
def test_one_instant_is_a_list_of_one(one):
    assert instants_of(one) == [np.datetime64("2024-11-30")]


def test_many_instants_are_taken_in_their_order():
    days = ["2024-11-30", "2024-11-29"]
    for many in (days, tuple(days), iter(days), np.array(days, "M8[D]")):
        assert instants_of(many) == [np.datetime64(day) for day in days]


@pytest.mark.parametrize(("year", "written"), [(-1, "-0001"), (0, "0000"), (9999, "9999"), (10000, "+10000")])
def test_only_years_of_more_than_four_digits_and_before_0_have_a_sign(year, written):
    day = np.datetime64(year - 1970, "Y").astype("M8[D]")
    assert format_instant(day) == f"{written}-01-01"


@pytest.mark.parametrize("year", ["-5000", "1908", "2024", "+12000"])
def test_an_instant_is_one_key_in_whatever_unit(year):
    """Maps are looked up by instants of all units, which numpy hashes alike from 2.2 on."""
    start = parse_instant(year)
    assert {start.astype(f"M8[{unit}]") for unit in "YMDms"} == {start}
