"""The fields of what is looked at: their values, what they read like, which says who holds and when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from controlmap.dates import first_minute
from controlmap.errors import InputError, Problem
from controlmap.exchange.holders import Holders
from controlmap.exchange.looking.seen import FieldLook
from controlmap.exchange.marks.fields import fields_of
from controlmap.exchange.parts import Part, file_of
from controlmap.exchange.readers import Rows
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.readers.csv import number_of
from controlmap.exchange.restatements import Restating, snapshots_in
from controlmap.exchange.states_table import as_text
from controlmap.exchange.when import SHORT_DIGITS, Reckoning, When, are_short_digits, read_when
from controlmap.words import counted, shell

__all__ = [
    "Dated",
    "are_restated",
    "contradicting",
    "dates_of",
    "fields_in",
    "holder_among",
    "holder_said",
    "period_fields",
    "when_of",
    "with_dates",
]

_MANY = 60
_HOLDERS = (
    "controller", "controlled_by", "holder", "held_by", "owner", "occupier", "side", "faction", "control",
    "who", "party",
)  # fmt: skip
_GROUPS = ("layer", "folder", "status", "type", "category", "COUNTRY", "NAME", "name")
_STYLES = ("styleUrl", "fill", "colour", "color", "marker-color", "stroke")
_LOOKS = {
    *map(str.lower, _STYLES), "fill-opacity", "stroke-width", "stroke-opacity", "marker-size",
    "marker-symbol", "stylehash", "stylemaphash", "icon", "visibility", "tessellate", "extrude",
    "altitudemode", "draworder",
}  # fmt: skip
"""Fields that say how something is drawn: simplestyle's, and KML's."""
_BEGINS = (
    "valid_from",
    "begin",
    "start",
    "start_date",
    "from",
    "since",
    "FromYear",
    "date_from",
    "startdate",
    "startTimestamp",
    "von",
    "ab",
    "seit",
    "desde",
    "inicio",
    "debut",
    "début",
    "с",
    "від",
    "من",
)
_ENDS = (
    "valid_to",
    "end",
    "end_date",
    "to",
    "until",
    "ToYear",
    "date_to",
    "enddate",
    "through",
    "endTimestamp",
    "bis",
    "ende",
    "hasta",
    "fin",
    "по",
    "до",
    "إلى",
)
_DATES = (
    "date",
    "day",
    "when",
    "datum",
    "tag",
    "fecha",
    "jour",
    "дата",
    "tarih",
    "التاريخ",
    "تاريخ",
    "timestamp",
)


class Dated(NamedTuple):
    """The date of each file that has one, where dates stand, and why files' names tell none."""

    by_file: Mapping[str, str]
    stand_in: str | None
    why_not: Problem | None = None


def fields_in(read: Sequence[Rows]) -> dict[str, FieldLook]:
    """Return the fields of all rows, with the counts of their values."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in read:
        for row in rows.rows:
            for name, value in row.fields.items():
                if text := as_text(value):
                    counts[name][text] += 1
    return {name: FieldLook(c.total(), dict(c.most_common()), _reads_like(c)) for name, c in counts.items()}


def _reads_like(values: Counter[str]) -> str | None:
    some = list(values)[:50]
    if all(as_hex(value) for value in some if value.startswith("#")) and some[0].startswith("#"):
        return "a colour"
    if 3 * sum(map(_is_date, some)) >= 2 * len(some):
        return "a date"
    return None


_LAST_YEAR = "9999"
"""The year by which databases tell that there is no end yet."""
_FEWEST_DIGITS = 3
"""A number below 100 may be a year, but more often it is none."""


def _is_date(text: str) -> bool:
    return len(text) >= _FEWEST_DIGITS and any(_reads(text, day_first) for day_first in (True, False))


def _reads(text: str, day_first: bool) -> bool:
    try:
        when = read_when(text, Reckoning(day_first=day_first, bce="iso", range="earliest"))
    except (ValueError, OverflowError):
        return False
    return when is not None or _LAST_YEAR in text


def _first_dated(names: Sequence[str], fields: Mapping[str, FieldLook]) -> str | None:
    return next(iter(_dated_among(names, fields)), None)


def _dated_among(names: Sequence[str], fields: Mapping[str, FieldLook]) -> list[str]:
    """Return the fields that have one of some names and read like a date, in the order of the names."""
    return [name for name in _called(names, fields) if fields[name].reads_like == "a date"]


def _called(names: Sequence[str], fields: Mapping[str, FieldLook]) -> list[str]:
    """Return the fields that have one of some names, however it is written, in the order of the names."""
    folded = {_bare(name): name for name in fields}
    return list(dict.fromkeys(folded[_bare(name)] for name in names if _bare(name) in folded))


def period_fields(
    fields: Mapping[str, FieldLook], read: Sequence[Rows], reckoning: Reckoning
) -> tuple[str | None, str | None]:
    """Return the fields that say since when and until when: by their names, the format, or their order.

    Of several names those are taken with which the fewest periods end before they begin.
    """
    begins, ends = _dated_among(_BEGINS, fields), _dated_among(_ENDS, fields)
    if begins and ends:
        return min(product(begins, ends), key=lambda both: _unsound(read, *both, reckoning))
    begin = next(iter(begins), None) or next((r.begin for r in read if r.begin in fields), None)
    end = next(iter(ends), None) or next((r.end for r in read if r.end in fields), None)
    return (begin, end) if begin or end else _in_order(fields, read)


def _unsound(read: Sequence[Rows], begin: str | None, end: str | None, reckoning: Reckoning) -> int:
    """Return how many periods end before they begin."""
    pairs = (
        (when_of(row.fields.get(begin or ""), reckoning), when_of(row.fields.get(end or ""), reckoning))
        for rows in read
        for row in rows.rows
    )
    return sum(bool(first_minute(b.end) <= first_minute(a.start)) for a, b in pairs if a and b)


def are_restated(
    read: Sequence[Rows], by_file: Mapping[str, str], begin: str, end: str | None, reckoning: Reckoning
) -> bool:
    """Tell whether each of several files says what held on its date: all periods in it hold then.

    What holds for long is told anew in each file: as periods all of it would overlap.
    """
    return len(by_file) > 1 and all(
        _holds_on(by_file.get(rows.file), row.fields.get(begin), end and row.fields.get(end), reckoning)
        for rows in read
        for row in rows.rows
    )


def _holds_on(date: str | None, begin: Any, end: Any, reckoning: Reckoning) -> bool:
    on, since, until = (when_of(value, reckoning) for value in (date, begin, end))
    return (
        on is not None
        and (since is None or bool(since.start <= on.end))
        and (until is None or bool(on.start <= until.end))
    )


def contradicting(
    fields: Mapping[str, FieldLook],
    read: Sequence[Rows],
    period: tuple[str | None, str | None],
    reckoning: Reckoning,
) -> Iterator[str]:
    """Say which other fields begin or end periods otherwise than those taken, why these, how the others."""
    unsound = _unsound(read, *period, reckoning)
    for number, (taken, names, says, option) in enumerate(zip(period, *_SIDES, strict=True)):
        if taken is None:
            continue
        for other in _called(names, fields):
            digits = are_short_digits(list(fields[other].values))
            how = replace(reckoning, pattern=SHORT_DIGITS) if digits else reckoning
            differing, total = _differing(read, (taken, reckoning), (other, how), is_end=number == 1)
            if not differing:
                continue
            remedy = (
                f"import snapshots --date-from {shell(other)} --date-pattern {SHORT_DIGITS}, "
                "for a map of those days"
                if digits
                else f"{option} {shell(other)}"
            )
            instead = (other, period[1]) if number == 0 else (period[0], other)
            why = _why_taken(fields[other], unsound, _unsound(read, *instead, how))
            yield (
                f"{other!r} {says} {differing} of {counted(total, 'period')} otherwise than {taken!r}: they "
                f"contradict each other. {taken!r} is taken, {why}; to take the other one: {remedy}"
            )


_SIDES = (_BEGINS, _ENDS), ("begins", "ends"), ("--from", "--to")
"""Names of fields with beginnings, and with ends; what such a field does, and which option names it."""


def _why_taken(other: FieldLook, unsound: int, with_other: int) -> str:
    if other.reads_like != "a date":
        return "as the other one does not read like dates"
    if unsound < with_other:
        return f"with which {unsound} of them end before they begin, not {with_other}"
    return "as its name is looked for first"


def _differing(
    read: Sequence[Rows], one: tuple[str, Reckoning], two: tuple[str, Reckoning], *, is_end: bool
) -> tuple[int, int]:
    """Return in how many rows two fields, each read in its way, name other days, and of how many.

    An end that is none is an open one, and another than any day; a beginning that is none tells nothing.
    """
    pairs = (
        [when_of(row.fields.get(name), how) for name, how in (one, two)] for rows in read for row in rows.rows
    )
    told = [(a, b) for a, b in pairs if (a or b if is_end else a and b)]
    return sum(not (a and b) or bool(_edge(a, is_end) != _edge(b, is_end)) for a, b in told), len(told)


def _edge(when: When, is_end: bool) -> Any:
    return first_minute(when.end if is_end else when.start)


def _in_order(fields: Mapping[str, FieldLook], read: Sequence[Rows]) -> tuple[str | None, str | None]:
    """Return the only two fields of dates, the earlier first, where that is the same one in all rows."""
    dated = [name for name, field in fields.items() if field.reads_like == "a date"]
    if len(dated) != 2:
        return None, None
    one, two = dated
    how = Reckoning(day_first=True, bce="iso", range="earliest")
    spans = [[when_of(row.fields.get(name), how) for name in dated] for rows in read for row in rows.rows]
    later = {bool(first_minute(a.start) < first_minute(b.start)) for a, b in spans if a and b and a != b}
    if len(later) != 1:
        return None, None
    return (one, two) if later == {True} else (two, one)


class Likely(NamedTuple):
    """The field that most likely says who holds, why it was taken, and which others would do as well."""

    field: str
    why: str
    others: tuple[str, ...] = ()


def holder_said(read: Sequence[Rows], fields: Mapping[str, FieldLook], name: str) -> Likely:
    """Return the field that somebody says tells who holds.

    Raises
    ------
    InputError
        When no row has such a field.
    """
    if name not in fields:
        raise InputError(Problem(f"has no field {name!r}", read[0].file, hint=fields_of(read[0])))
    return Likely(name, "as said")


def holder_among(fields: Mapping[str, FieldLook], taken: set[str | None]) -> Likely | None:
    """Return the field that most likely says who holds: by its name, of several values but not too many.

    A name that holders go by counts most; then one by which rows are grouped; then any text that groups them.
    How something is drawn is asked last. Others would do as well where names that
    holders go by are several; without such a name, others that group rows.
    """
    holders, groups, styles = (_among(names, fields, taken) for names in (_HOLDERS, _GROUPS, _STYLES))
    texts = _texts(fields, taken)
    text = texts[0] if len(texts) == 1 else None
    several = partial(filter, lambda name: 1 < len(fields[name].values) <= _MANY)
    repeated = partial(filter, lambda name: 1 < len(fields[name].values) < fields[name].rows)
    ranked = (
        (several(holders), "by its name"),
        (several(repeated(groups)), "its values group the rows"),
        (repeated([text] if text else []), "it is the only text whose values group the rows"),
        (several(repeated(styles)), "nothing but the way that they are drawn groups the rows"),
        (several(groups), "by its name"),
        ([text] if text else [], "it is the only text of several values"),
        (several(styles), "nothing but the way that they are drawn tells rows apart"),
        ([*holders, *groups, *styles], "by its name, though it has one value"),
    )
    found = next(((name, why) for names, why in ranked for name in names), None)
    if found is None:
        return None
    alike = several(holders) if found[0] in holders else dict.fromkeys(repeated([*groups, *texts]))
    return Likely(*found, tuple(name for name in alike if name != found[0]))


def _bare(name: str) -> str:
    """Return a field's name without capitals and what parts its words: `Held by` and `held_by` are one."""
    return re.sub(r"[\s_-]+", "", name.casefold())


def _among(names: Sequence[str], fields: Mapping[str, FieldLook], taken: set[str | None]) -> list[str]:
    folded = {_bare(name): name for name in fields}
    found = [folded[_bare(name)] for name in names if _bare(name) in folded]
    return [name for name in found if name not in taken and fields[name].reads_like != "a date"]


def _texts(fields: Mapping[str, FieldLook], taken: set[str | None]) -> list[str]:
    """Return the fields of several texts, not too many, that are neither numbers nor dates."""
    return [
        name
        for name, field in fields.items()
        if name not in taken
        and name.lower() not in _LOOKS
        and field.reads_like is None
        and 1 < len(field.values) <= _MANY
        and not any(number_of(value) is not None for value in field.values)
    ]


def dates_of(
    paths: Sequence[Part],
    read: Sequence[Rows],
    fields: Mapping[str, FieldLook],
    reckoning: Reckoning,
    pattern: str | None = None,
) -> Dated:
    """Return the date of each file as far as there is one, where it stands, and why names tell none.

    `pattern` is the strptime pattern that somebody said names read by.

    Raises
    ------
    InputError
        When names do not read by the pattern.
    """
    try:
        found = snapshots_in(paths, Restating(Holders(), reckoning=reckoning, pattern=pattern))
    except InputError as error:
        if pattern is not None:
            raise
        why = error.problems[0] if len(paths) > 1 else None
    else:
        by_file = {file_of(part): snapshot.when.text for snapshot in found for part in snapshot.parts}
        return Dated(by_file, "the files' names")
    name = _first_dated(_DATES, fields) or _only(fields, "a date")
    if name is None:
        return Dated({}, None, why)
    dated: dict[str, str] = {}
    for rows in read:
        when = next((w for row in rows.rows if (w := when_of(row.fields.get(name), reckoning))), None)
        if when is not None:
            dated[rows.file] = when.text
    return Dated(dated, f"the field {name!r}")


def _only(fields: Mapping[str, FieldLook], kind: str) -> str | None:
    """Return the field that alone reads like something, whatever it is called."""
    alike = [name for name, field in fields.items() if field.reads_like == kind]
    return alike[0] if len(alike) == 1 else None


def when_of(value: Any, reckoning: Reckoning) -> When | None:
    """Return the time that a value names; None where it names none."""
    try:
        return read_when(value, reckoning)
    except ValueError:
        return None


def with_dates(
    fields: Mapping[str, FieldLook], read: Sequence[Rows], by_file: Mapping[str, str]
) -> dict[str, FieldLook]:
    """Return fields with the dates of those values that do not occur on all of them."""
    dates = set(by_file.values())
    if len(dates) < 2:
        return dict(fields)
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for rows in read:
        for row in rows.rows if rows.file in by_file else ():
            for name, value in row.fields.items():
                seen[name][as_text(value)].add(by_file[rows.file])
    return {
        name: FieldLook(
            found.rows,
            found.values,
            found.reads_like,
            {v: tuple(sorted(on)) for v, on in seen[name].items() if v and len(on) <= 3 < len(dates)},
        )
        for name, found in fields.items()
    }
