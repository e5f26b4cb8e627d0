"""The command that brings in what was looked at, to be run as it stands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from controlmap.exchange.looking.fields import when_of
from controlmap.exchange.looking.seen import Look
from controlmap.exchange.naming import ids_for
from controlmap.exchange.parts import stem_of
from controlmap.exchange.readers import Reading
from controlmap.exchange.when import Reckoning

__all__ = ["ends_are_inclusive", "new_map", "next_command"]


def next_command(
    found: Look,
    path: Path,
    reading: Reading,
    *,
    empty: bool,
    inclusive: bool | None,
    day_first: bool | None = None,
) -> str:
    """Return the command; what nobody can know yet stands in it in capitals.

    `empty` says that some files hold no ground, `inclusive` that periods hold through their last day,
    `day_first` what dates such as 01/03/2024 mean, where that has to be said.
    """
    words = [
        "states" if found.begin else "snapshots", str(path), "--into", new_map(path), "--layer", _id_of(path),
        *(("--controller-from", found.holder) if found.holder else ("--controller", "ACTOR")),
        *(_period(found, inclusive) if found.begin else _dating(found, empty)),
        *(() if day_first is None else ("--day-first",) if day_first else ("--month-first",)),
        *(("--repair",) if found.problems else ()),
        *(("--overlaps", "smallest") if found.overlaps_km2 else ()),
        *_said(reading),
    ]  # fmt: skip
    return f"controlmap import {shlex.join(words)}"


def new_map(path: Path) -> str:
    """Return what a map project of a file or folder may be called."""
    return f"{_id_of(path)}-map"


def _id_of(path: Path) -> str:
    return next(iter(ids_for([stem_of(path.resolve())]).values()))


def _period(found: Look, inclusive: bool | None) -> Sequence[str]:
    last = ("--to-is-inclusive",) if inclusive else ()
    return ("--from", found.begin or "", *(("--to", found.end, *last) if found.end else ()))


def _dating(found: Look, empty: bool) -> Sequence[str]:
    skip = ("--empty", "skip") if empty else ()
    if (found.dates_from or "").startswith("the field "):
        return ("--date-from", (found.dates_from or "").removeprefix("the field ").strip("'"))
    return (*(() if found.dates_from else ("--date", "DATE")), *skip)


def _said(reading: Reading) -> Iterator[str]:
    """Yield the options by which a look was told how to read."""
    for name in ("encoding", "crs", "table", "geometry", "zone"):
        if (value := getattr(reading, name)) is not None:
            yield from (f"--{name}", str(value))


def ends_are_inclusive(begins: Sequence[object], ends: Sequence[object]) -> bool | None:
    """Tell from where one period ends and the next begins whether a period holds through its last day.

    None where the values do not tell: then nothing may be taken for granted.
    """
    read = Reckoning(bce="iso", range="earliest")
    starts = {when.start for value in begins if (when := when_of(value, read))}
    last = [when for value in ends if (when := when_of(value, read))]
    same = sum(when.start in starts for when in last)
    after = sum(when.end in starts for when in last)
    return None if same == after else after > same
