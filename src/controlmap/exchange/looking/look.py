"""A look at what files hold before anything is brought in: fields, dates, what is wrong, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.ground import Grounds, no_ground, settle_rows
from controlmap.exchange.looking.fields import (
    Dated,
    are_restated,
    contradicting,
    dates_of,
    fields_in,
    holder_among,
    holder_said,
    period_fields,
    when_of,
    with_dates,
)
from controlmap.exchange.looking.ground import (
    areas_by,
    bounds_of,
    moving,
    outliers,
    overlaps_by,
    overlaps_in_time,
)
from controlmap.exchange.looking.last import OnLastDate, last_of_days, last_of_files, last_of_periods
from controlmap.exchange.looking.marks import look_at_marks
from controlmap.exchange.looking.next_command import (
    Said,
    command_for_ground,
    command_for_marks,
    ends_are_inclusive,
)
from controlmap.exchange.looking.noise import noise_of
from controlmap.exchange.looking.seen import FieldLook, Look
from controlmap.exchange.marks.dates import is_dated
from controlmap.exchange.marks.fields import place_field
from controlmap.exchange.own_columns import DIGEST, held_back_in
from controlmap.exchange.parts import File, Part, file_of, parts_of, rows_of
from controlmap.exchange.readers import Reading, Rows, is_of_no_bytes
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.restatements import SAME_DATE
from controlmap.exchange.states_table import as_text
from controlmap.exchange.when import Reckoning, day_order, read_when, tell_hours
from controlmap.plane import Grid
from controlmap.words import first_of, shell

__all__ = ["look"]

_SAY_ORDER = "does the day stand first in dates such as 01/03/2024? Say --day-first or --month-first"
_SAY_ERA = "does a year 0 come before year 1? Say --bce iso if it does (-43 is 44 BC), else --bce historical"
_SAY_WHICH = "does a period hold through its last day? If so, say --to-is-inclusive"


def look(
    path: Path,
    reading: Reading | None = None,
    reckoning: Reckoning | None = None,
    *,
    date_pattern: str | None = None,
    controller_from: str | None = None,
) -> Look:
    """Return what a file, or the files of a folder, hold; nothing is written.

    `reading` says how files are to be read, `reckoning` how dates are, `date_pattern` (strptime's) how those
    in files' names are, `controller_from` which field says who holds; without it the one that most likely
    does is taken. What was said stands in the next command too.

    Raises
    ------
    InputError
        When a file cannot be read, holds nothing that could come into a map, is not called as the pattern,
        or has no such field.
    """
    reading, reckoning = reading or Reading(), reckoning or Reckoning()
    parts = parts_of(path, reading)
    read = [Rows(file_of(p), ()) if len(parts) > 1 and _is_bare(p) else rows_of(p, reading) for p in parts]
    grounds = [settle_rows(rows, Grid(5)) for rows in read]
    mended = [settle_rows(rows, Grid(5), repair=True) for rows in read]
    if not any(g.pieces for g in mended) and not _points(read):
        raise InputError(no_ground(read, str(path)))
    fields = fields_in(read)
    by_file, dates_from, why_not = dates_of(parts, read, fields, reckoning, date_pattern)
    of_ground = fields_in([_with_ground(rows) for rows in read]) or fields
    begin, end = period_fields(of_ground, read, _leniently(reckoning))
    if (
        begin
        and by_file
        and dates_from == "the files' names"
        and are_restated(read, by_file, begin, end, reckoning)
    ):
        begin = end = None
    likely = (
        holder_among(of_ground, {begin, end})
        if controller_from is None
        else holder_said(read, fields, controller_from)
    )
    holder = likely and likely.field
    fields = with_dates(fields, read, by_file)
    inclusive = _inclusive(read, begin, end)
    day_first, is_open = _day_order(fields, begin, end, dates_from)
    how = reckoning if reckoning.day_first is not None else replace(reckoning, day_first=day_first)
    how = replace(how, hours=tell_hours(_dates_in(fields, begin, end, dates_from), how))
    dated = Dated(by_file, dates_from)
    latest = _latest(mended, read, dated, (begin, end), how, inclusive=bool(inclusive))
    overlaps = (
        overlaps_in_time(mended[-1].pieces, holder, begin, end, inclusive=bool(inclusive))
        if begin
        else overlaps_by(latest.pieces, holder)
    )
    noise = None if begin else noise_of(mended, holder)
    is_marks = not any(g.pieces for g in mended)
    empty = [rows.file for rows, g in zip(read, mended, strict=True) if not g.pieces]
    told = [
        *(f"{rows.file}: {sentence}" for rows in read for sentence in rows.told),
        *(f"{r.file}: {s}" for r, g in zip(read, grounds, strict=True) for s in g.told if not is_marks),
        *(f"{file}: holds no ground" for file in empty if not is_marks),
        *outliers(mended, read),
        *moving(mended, holder, by_file),
        *([_noisy(*noise)] if noise else []),
        *contradicting(of_ground, read, (begin, end), how),
        *([_SAY_WHICH] if end and inclusive is None else []),
        *([_SAY_ORDER] if is_open and day_first is None and reckoning.day_first is None else []),
        *([_SAY_ERA] if reckoning.bce is None and _is_ancient(fields, begin, end, dates_from) else []),
        *_unread(_dates_in(fields, begin, end, dates_from), how),
        *_returning(read, path),
        *([_undated(why_not)] if why_not and not begin else []),
    ]
    found = Look(
        files=tuple(rows.file for rows in read),
        kinds=Counter(_kind(row.geometry) for rows in read for row in rows.rows),
        fields=fields,
        bounds=bounds_of(mended),
        dates=_all_dates(by_file, fields, dates_from, how),
        dates_from=dates_from,
        holder=holder,
        holder_why=likely and likely.why,
        holder_others=likely.others if likely else (),
        noise_m=noise and noise[0],
        begin=begin,
        end=end,
        area_km2=areas_by(latest.pieces, holder),
        area_on=latest.date,
        overlaps_km2=overlaps,
        colours=_colours(read, holder),
        problems=tuple(problem for g in grounds for problem in g.problems),
        told=tuple(dict.fromkeys(told)),
    )
    order = day_first if is_open else None
    settled = reckoning if reckoning.day_first is not None else replace(reckoning, day_first=order)
    if is_marks:
        said = Said(reading, reckoning, date_pattern)
        return _of_marks(found, read, path, said, is_said=controller_from is not None)
    said = Said(reading, settled, date_pattern)
    twice = why_not is not None and why_not.hint == SAME_DATE
    words = command_for_ground(found, path, said, empty=bool(empty), inclusive=inclusive, twice=twice)
    return replace(found, next=words)


def _is_bare(part: Part) -> bool:
    return isinstance(part, File) and is_of_no_bytes(part.path)


def _undated(why: Problem) -> str:
    return f"names tell no date: {why.file} {why.message}. {why.hint or ''}".rstrip()


def _unread(texts: Iterable[str], reckoning: Reckoning) -> Iterator[str]:
    """Yield which dates the import will refuse, and why; of orders and eras that are open others tell."""
    how = replace(reckoning, bce=reckoning.bce or "iso")
    why: dict[str, str] = {}
    for text in texts:
        try:
            read_when(text, how)
        except ValueError as error:
            if how.day_first is not None or not day_order([text])[1]:
                why[text] = str(error)
    if why:
        values = first_of([*map(repr, why)], _SHOWN)
        yield f"dates that the import will refuse until they are written otherwise, or skipped: {values}"
        yield next(iter(why.values()))


_SHOWN = 5


def _returning(read: Sequence[Rows], path: Path) -> Iterator[str]:
    """Yield how exports of a map's layers come back into that map, where files are such."""
    rows = (row.fields for one in read for row in one.rows if row.fields.get(DIGEST))
    made = {as_text(fields.get("layer")): as_text(fields.get(DIGEST)) or "" for fields in rows}
    for layer, version in made.items():
        held_back = held_back_in(version.split())
        if held_back:
            yield f"an export of a map's layer {layer!r}, {held_back}: only one with --in-full comes back"
            continue
        words = shell("import", "layer", path, "--into", "MAP", "--layer", layer or "LAYER")
        yield f"an export of a map's layer {layer!r}: back into that map, as one edit, by controlmap {words}"


def _leniently(reckoning: Reckoning) -> Reckoning:
    """Return how dates are read by a look, which need not know all that an import asks for."""
    return replace(reckoning, bce=reckoning.bce or "iso", range=reckoning.range or "earliest")


def _latest(
    grounds: Sequence[Grounds],
    read: Sequence[Rows],
    dated: Dated,
    period: tuple[str | None, str | None],
    reckoning: Reckoning,
    *,
    inclusive: bool,
) -> OnLastDate:
    """Return what holds on the last date: by periods, else by a field of dates, else by the files' names."""
    begin, end = period
    how = _leniently(reckoning)
    if begin is not None:
        return last_of_periods(grounds, begin, end, how, inclusive=inclusive)
    if (field := _field_of_dates(dated.stand_in)) is not None:
        return last_of_days(grounds, field, how)
    return last_of_files(grounds, read, dated.by_file)


def _field_of_dates(dates_from: str | None) -> str | None:
    """Return the field that a look found dates in; None where they stand elsewhere."""
    text = dates_from or ""
    return text.removeprefix("the field ").strip("'") if text.startswith("the field ") else None


def _all_dates(
    by_file: Mapping[str, str], fields: Mapping[str, FieldLook], dates_from: str | None, reckoning: Reckoning
) -> tuple[str, ...]:
    """Return the dates that there are: of files, or of the rows where a field has them."""
    named = _field_of_dates(dates_from)
    if named is None or named not in fields:
        return tuple(dict.fromkeys(by_file.values()))
    found = [when for value in fields[named].values if (when := when_of(value, reckoning))]
    return tuple(dict.fromkeys(when.text for when in sorted(found, key=lambda when: when.start)))


def _noisy(metres: float, strips: int) -> str:
    return (
        f"borders are drawn anew from date to date: {strips} strips between two of them; "
        f"--snap-m {metres:g} makes one of lines so near, --repair joins what is left to what lies beside"
    )


def _day_order(
    fields: Mapping[str, FieldLook], begin: str | None, end: str | None, dates_from: str | None
) -> tuple[bool | None, bool]:
    """Tell whether the day stands first in the fields with dates, and whether that is needed to read them."""
    return day_order(_dates_in(fields, begin, end, dates_from))


def _is_ancient(
    fields: Mapping[str, FieldLook], begin: str | None, end: str | None, dates_from: str | None
) -> bool:
    """Tell whether the fields with dates have years that are read in two ways: those below 1."""
    values = _dates_in(fields, begin, end, dates_from)
    return any(
        when_of(value, Reckoning()) != when_of(value, Reckoning(bce="historical"))
        for value in values
        if value.startswith("-")
    )


def _dates_in(
    fields: Mapping[str, FieldLook], begin: str | None, end: str | None, dates_from: str | None
) -> Iterator[str]:
    """Yield the values of the fields that dates stand in."""
    names = (begin, end) if begin else (_field_of_dates(dates_from),)
    looks = [fields[name] for name in names if name and name in fields]
    yield from (value for one in looks for value in one.values)


def _with_ground(rows: Rows) -> Rows:
    """Return the rows that are areas: positions of units beside them do not say who holds ground."""
    return replace(rows, rows=tuple(row for row in rows.rows if _kind(row.geometry) == "polygons"))


def _inclusive(read: Sequence[Rows], begin: str | None, end: str | None) -> bool | None:
    if begin is None or end is None:
        return None
    fields = [row.fields for rows in read for row in rows.rows]
    return ends_are_inclusive([f.get(begin) for f in fields], [f.get(end) for f in fields])


def _of_marks(found: Look, read: Sequence[Rows], path: Path, said: Said, *, is_said: bool) -> Look:
    """Return a look at files that hold points only, with the command that brings those in."""
    by_name = found.dates_from == "the files' names"
    undated = by_name and not said.date_pattern and not all(is_dated(name) for name in found.files)
    dated = None if undated else found.dates_from
    marks = look_at_marks(read, said.reckoning, dates_from=dated, likely=found.holder, is_said=is_said)
    # Where the format itself has such a field, none was guessed.
    place = place_field(next(one for one in read if one.rows))
    others = found.holder_others if marks.holder == found.holder else ()
    points = [row.geometry for rows in read for row in rows.rows if row.geometry is not None]
    west, south, east, north = shapely.total_bounds(points).tolist()
    return replace(
        found,
        bounds=(west, south, east, north),
        dates=marks.dates or (found.dates if dated else ()),
        dates_from="the columns' names" if marks.dates else dated,
        holder=marks.holder,
        holder_others=tuple(name for name in others if name != place),
        told=(*found.told, *marks.told),
        next=command_for_marks(marks.options, path, said),
        starter=marks.starter,
    )


def _colours(read: Sequence[Rows], holder: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for rows in read:
        for row in rows.rows if rows.colour and holder else ():
            colour = as_hex(row.fields.get(rows.colour or ""))
            if colour:
                found.setdefault(as_text(row.fields.get(holder or "")), colour)
    return found


def _points(read: Sequence[Rows]) -> bool:
    return any(_kind(row.geometry) == "points" for rows in read for row in rows.rows)


def _kind(geometry: shapely.Geometry | None) -> str:
    if geometry is None or shapely.is_empty(geometry):
        return "without a geometry"
    return ("points", "lines", "polygons")[int(shapely.get_dimensions(geometry))]
