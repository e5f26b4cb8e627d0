"""Date texts of others, all days of a thousand years and some before our era, in twelve time zones."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from controlmap.dates import end_of, exact_text, format_instant, parse_instant, precision_of, read_zone
from controlmap.errors import InputError
from tests.collection import collection
from tests.test_dates import verdict
from tests.torture.row import Cases, part_of

ZONES = (
    *(
        "UTC",
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "America/Los_Angeles",
        "America/Sao_Paulo",
        "Europe/London",
    ),
    *(
        "Africa/Casablanca",
        "Asia/Damascus",
        "Asia/Kathmandu",
        "Asia/Pyongyang",
        "Pacific/Apia",
        "Antarctica/Troll",
    ),
)
AGES = (("1000-01-01", "2001-01-01"), ("-0044-01-01", "-0042-01-01"), ("-0001-01-01", "0002-01-01"))
AGES += (("-9999-12-01", "-9998-02-01"), ("+19999-12-01", "+20000-02-01"))
ALLOWED = {"valid": {"kept"}, "invalid": {"refused"}, "odd": {"kept", "refused"}}


def run(share: float, scratch: Path) -> Cases:
    with (collection() / "dates.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        found = verdict(row["text"])
        yield None if found in ALLOWED[row["expected"]] else f"{row['text']!r} is {found}"
    here = list(_days(share))
    yield from (fault for _, fault in here)
    told = {_in_zone(zone, share) for zone in ZONES}
    yield None if len(told) == 1 else f"time zones of the machine tell {len(told)} different things"
    return f"{len(rows)} texts, {len(here):,} days, {len(ZONES)} time zones of the machine"


def _days(share: float) -> list[tuple[str, str | None]]:
    """Every day, or every so many, written and read again: what it means, and what went wrong."""
    step = max(1, round(1 / part_of(1000, share) * 1000))
    zone = read_zone("Asia/Damascus")
    days = [day for first, last in AGES for day in np.arange(_day(first), _day(last), step)]
    return [_told(day, zone) for day in days]


def _day(text: str) -> np.datetime64:
    return parse_instant(text).astype("datetime64[D]")


def _told(day: np.datetime64, zone: object) -> tuple[str, str | None]:
    """What a day means, and whether it differs from what NumPy's calendar says by itself."""
    text = _text_of(int(day.astype("datetime64[D]").astype(int)))
    try:
        instant = parse_instant(text, zone)  # type: ignore[arg-type]
    except InputError as error:
        return text, f"{text}: {error}"
    said = (exact_text(instant), format_instant(instant), precision_of(instant), end_of(instant) - instant)
    meant = (text, text, "day", np.timedelta64(1440, "m"))
    right = said == meant and instant == day
    return f"{text} {instant.astype(int)}", None if right else f"{text} is altered to {said}"


def _text_of(number: int) -> str:
    """The civil date of a day counted from 1970, by whole numbers only.

    H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013, `civil_from_days`.
    """
    number += 719_468
    era, of_era = divmod(number, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day, month = of_year - (153 * shifted + 2) // 5 + 1, shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day:02d}"


def _in_zone(zone: str, share: float) -> str:
    """What days mean on a machine in a time zone."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.dates", str(share)],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    import hashlib

    told = "\n".join(said for said, _ in _days(float(sys.argv[1])))
    print(hashlib.sha256(told.encode()).hexdigest())
