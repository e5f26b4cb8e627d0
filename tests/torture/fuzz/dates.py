"""Texts that may be dates, times, or time zones."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from controlmap.dates import (
    end_of,
    exact_text,
    first_minute,
    instant_of,
    last_minute,
    parse_instant,
    parse_through,
    read_zone,
)
from controlmap.errors import InputError
from controlmap.exchange.when import Reckoning, UnknownDateError, read_when, reads_like_date

TEXTS = (
    "2024",
    "2024-02-30",
    "2024-11-30T24:00",
    "2024-11-30T10:00+03:00",
    "-0044-03-15",
    "+19999-01-01",
    "Asia/Aden",
)
TEXTS += (
    "1. März 2024",
    "3/4/2024",
    "20240301",
    "1709251200000",
    "c. 1850",
    "12 BC",
    "45353",
    "spring 2024",
    "1445-09-01",
)
RECKONINGS = (
    Reckoning(),
    Reckoning(zone=read_zone("Asia/Damascus"), day_first=True, bce="historical", range="latest"),
    Reckoning(day_first=False, bce="iso", excel=True, range="earliest"),
    Reckoning(pattern="%d.%m.%Y*"),
)


def seeds() -> Iterable[bytes]:
    yield from (text.encode() for text in TEXTS)


def prepared(_folder: Path):
    zone = read_zone("Asia/Damascus")

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        for reckoning in RECKONINGS:
            try:
                found = read_when(text, reckoning)
                assert found is None or (found.end > found.start and parse_instant(found.text) == found.start)
            except ValueError as error:
                assert isinstance(error, UnknownDateError) or str(error).strip()
        reads_like_date(text)
        readers = (lambda text: parse_through(text, zone), lambda text: instant_of(text, zone))
        for read in (*readers, *([read_zone] if "/" in text else [])):  # what looks for a like name is slow
            try:
                read(text)
            except InputError:
                continue
        instant = parse_instant(text, zone)
        assert parse_instant(exact_text(instant)) == instant
        assert first_minute(instant) <= last_minute(instant) < end_of(instant).astype("datetime64[m]")
        assert not np.isnat(instant)

    return run
