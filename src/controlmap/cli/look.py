"""What `controlmap import look` prints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from controlmap.words import counted, first_lines, first_of

if TYPE_CHECKING:
    from controlmap.errors import Problem
    from controlmap.exchange import FieldLook, Look

_SHOWN = 12
_SAME = 3
_DAYS = 6
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def lines_of(found: Look) -> Iterator[str]:
    """Yield what a look found, for people; the last line is the command to run next."""
    many = len(found.files)
    yield f"{counted(many, 'file')}: " + ", ".join(f"{n} {kind}" for kind, n in found.kinds.items())
    if found.bounds:
        west, south, east, north = found.bounds
        yield f"between {west:.4f}, {south:.4f} and {east:.4f}, {north:.4f}"
    if found.dates:
        first, *others = found.dates
        until = f" to {others[-1]}" if others else ""
        yield f"{counted(len(found.dates), 'date')} from {found.dates_from}: {first}{until}"
    yield ""
    for name, told in found.fields.items():
        like = f", reads like {told.reads_like}" if told.reads_like else ""
        yield f"{name}: {counted(len(told.values), 'value')} in {counted(told.rows, 'row')}{like}"
        yield from (f"    {line}" for line in first_lines([*_values(told)], _SHOWN))
    yield ""
    if found.holder:
        yield f"who holds: {holder_text(found)}"
    if found.holder and found.area_km2:
        yield f"km² by {found.holder!r}" + (f", on the last date, {found.area_on}:" if found.area_on else ":")
        yield from (f"    {value!r}: {area:,.2f}" for value, area in found.area_km2.items())
    for (one, two), area in found.overlaps_km2.items():
        yield f"{one!r} and {two!r} overlap: {area:,.2f} km²"
    yield from _grouped(found.problems)
    yield from found.told
    yield ""
    yield f"Next: {found.next}"


def holder_text(found: Look) -> str:
    """Return which field is taken for the one that says who holds, why, and how another one is taken."""
    also = first_of([repr(name) for name in found.holder_others], _SAME)
    would = f"{also} would do as well; " if also else ""
    return f"{found.holder!r} ({found.holder_why}); {would}another field: --controller-from FIELD"


def table_line(found: Look, table: str) -> str:
    """Return of which field's values a starter table is."""
    if found.holder is None:
        return f"{table}: no field says who holds; of a field's values: --controller-from FIELD"
    return f"{table}: the values of {holder_text(found)}"


def _values(told: FieldLook) -> Iterator[str]:
    for value, count in told.values.items():
        only = told.only_on.get(value)
        yield f"{value!r} {count}" + (f", on {first_of(only, _DAYS)} only" if only else "")


def _grouped(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield what is wrong: of many that are wrong in the same way the first few."""
    kinds: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        kinds[_NUMBER.sub("…", problem.message)].append(problem)
    for same in kinds.values():
        yield from first_lines([*map(str, same)], _SAME, " of this kind")


def as_values(found: Look) -> dict[str, Any]:
    """Return what a look found as JSON values."""
    return {
        "files": list(found.files),
        "kinds": dict(found.kinds),
        "bounds": found.bounds,
        "dates": list(found.dates),
        "dates_from": found.dates_from,
        "controller_from": found.holder,
        "controller_from_why": found.holder_why,
        "controller_from_others": list(found.holder_others),
        "noise_m": found.noise_m,
        "from": found.begin,
        "to": found.end,
        "fields": {
            name: {
                "rows": told.rows,
                "values": dict(told.values),
                "reads_like": told.reads_like,
                "only_on": {value: list(on) for value, on in told.only_on.items()},
            }
            for name, told in found.fields.items()
        },
        "area_on": found.area_on,
        "area_km2": dict(found.area_km2),
        "overlaps": [{"pair": list(pair), "area_km2": area} for pair, area in found.overlaps_km2.items()],
        "colours": dict(found.colours),
        "problems": [str(problem) for problem in found.problems],
        "told": list(found.told),
        "next": found.next,
    }
