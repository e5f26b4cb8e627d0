"""The command that brings in what was looked at, to be run as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from controlmap.exchange.looking.fields import when_of
from controlmap.exchange.looking.seen import Look
from controlmap.exchange.naming import ids_for
from controlmap.exchange.parts import stem_of
from controlmap.exchange.readers import Reading
from controlmap.exchange.when import Reckoning, tell_hours
from controlmap.words import shell

__all__ = ["Said", "command_for_ground", "command_for_marks", "ends_are_inclusive"]


@dataclass(frozen=True, slots=True)
class Said:
    """How files, dates and the dates in files' names are read, as somebody said or a look found out."""

    reading: Reading
    reckoning: Reckoning
    date_pattern: str | None = None

    def options(self) -> Iterator[str]:
        """Yield it as options of each command that brings in; nothing where nothing need be said."""
        for name in ("encoding", "crs", "table", "geometry", "zone"):
            if (value := getattr(self.reading, name)) is not None:
                yield from (f"--{name}", str(value))
        how = self.reckoning
        if how.day_first is not None:
            yield "--day-first" if how.day_first else "--month-first"
        yield from ("--bce", how.bce) if how.bce else ()
        yield from ("--excel-dates",) if how.excel else ()
        yield from (f"--{how.range}",) if how.range else ()


def command_for_ground(
    found: Look, path: Path, said: Said, *, empty: bool, inclusive: bool | None, twice: bool = False
) -> str:
    """Return the command that brings in ground; what nobody can know yet stands in it in capitals.

    `empty` says that some files hold no ground, `inclusive` that periods hold through their last day, and
    `twice` that names tell of one day more than once.
    """
    words = [
        "states" if found.begin else "snapshots", path, "--into", _new_map(path),
        "--layer", _id_of(path),
        *(("--controller-from", found.holder) if found.holder else ("--controller", "ACTOR")),
        *(_period(found, inclusive) if found.begin else _dating(found, said, empty, twice)),
        *said.options(),
        *(("--snap-m", f"{found.noise_m:g}") if found.noise_m else ()),
        *(("--repair",) if found.problems or found.noise_m else ()),
        *(("--overlaps", "smallest") if found.overlaps_km2 else ()),
    ]  # fmt: skip
    return f"controlmap import {shell(*words)}"


def command_for_marks(options: Sequence[str], path: Path, said: Said) -> str:
    """Return the command that brings in marks with these options."""
    words = ["marks", path, "--into", _new_map(path), *options, *_pattern(said), *said.options()]
    return f"controlmap import {shell(*words)}"


def _new_map(path: Path) -> str:
    """Return what a map project of a file or folder may be called."""
    return f"{_id_of(path)}-map"


def _id_of(path: Path) -> str:
    return next(iter(ids_for([stem_of(path.resolve())]).values()))


def _period(found: Look, inclusive: bool | None) -> Sequence[str]:
    last = ("--to-is-inclusive",) if inclusive else ()
    return ("--from", found.begin or "", *(("--to", found.end, *last) if found.end else ()))


def _pattern(said: Said) -> Sequence[str]:
    return ("--date-pattern", said.date_pattern) if said.date_pattern else ()


def _dating(found: Look, said: Said, empty: bool, twice: bool) -> Sequence[str]:
    skip = ("--empty", "skip") if empty else ()
    if (found.dates_from or "").startswith("the field "):
        return ("--date-from", (found.dates_from or "").removeprefix("the field ").strip("'"))
    undated = ("--dates", "TABLE") if twice else ("--date", "DATE")
    return (*(_pattern(said) if found.dates_from else undated), *skip)


def ends_are_inclusive(begins: Sequence[object], ends: Sequence[object]) -> bool | None:
    """Tell from where one period ends and the next begins whether a period holds through its last day.

    None where the values do not tell: then nothing may be taken for granted.
    """
    read = Reckoning(bce="iso", range="earliest")
    read = replace(read, hours=tell_hours([*begins, *ends], read))
    starts = {when.start for value in begins if (when := when_of(value, read))}
    last = [when for value in ends if (when := when_of(value, read))]
    same = sum(when.start in starts for when in last)
    after = sum(when.end in starts for when in last)
    return None if same == after else after > same
