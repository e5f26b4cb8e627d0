"""The marks of one file: which row speaks of which place and date, and what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.claims import Said, controller_called
from controlmap.exchange.holders import TAKEN, first_value
from controlmap.exchange.marks.dates import date_of_all
from controlmap.exchange.marks.fields import (
    LONLAT,
    date_columns,
    holder_field,
    is_name_in_language,
    kind_of,
    names_by_language,
    place_field,
    point_of,
)
from controlmap.exchange.marks.mark import Gathering, Mark, Marking, Point, some
from controlmap.exchange.own_columns import Beside, beside, foreign_words, taken_beside
from controlmap.exchange.readers import Row, Rows
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.readers.csv import number_of
from controlmap.exchange.states_table import SKIP, Meaning, as_text
from controlmap.exchange.when import When, read_when
from controlmap.model import SHARED, UNKNOWN
from controlmap.words import counted

__all__ = ["FileOfMarks"]


class _Told(NamedTuple):
    """What a row says of a date: who holds in the file's own word, and the fields that the table looks at."""

    when: When
    value: str
    fields: Mapping[str, Any]


@dataclass
class FileOfMarks:
    """A file of marks that is being read; what it finds beside them goes to `found`."""

    rows: Rows
    how: Marking
    found: Gathering
    nobody: list[str] = field(default_factory=list)
    unnamed: int = 0
    about: int = 0
    alone: list[str] = field(default_factory=list)
    unsure: bool = False

    @cached_property
    def place(self) -> str | None:
        """The field with names of places."""
        return place_field(self.rows, self.how.place)

    @cached_property
    def holder(self) -> str | None:
        """The field that says who holds; None where cells or the caller do."""
        return None if self.how.wide else holder_field(self.rows, self.how.holders)

    @cached_property
    def columns(self) -> dict[str, When]:
        """The columns of a wide table whose names are dates."""
        return date_columns(self.rows, self.how.reckoning, self.place) if self.how.wide else {}

    def marks(self) -> Iterator[Mark]:
        """Yield the file's marks in its order.

        Raises
        ------
        InputError
            When it says of no date, or nowhere who holds.
        """
        kinds = Counter(_kind(row.geometry) for row in self.rows.rows if point_of(row.geometry) is None)
        self.refuse_whole(kinds)
        date = None if self.how.wide else date_of_all(self.rows, self.how)
        where: list[str] = []
        for row in self.rows.rows:
            point = point_of(row.geometry)
            if point is None:
                where.append(self.called(row))
                continue
            marks = [
                self.mark(row, point, told, said)
                for told in self.of_row(row, date)
                if (said := self.said(row, told)) is not None
            ]
            self.unnamed += bool(marks) and not self.name_of(row)
            yield from marks
        told = [*self.rows.told, *_left_out(kinds, where), *self.sentences()]
        self.found.told += [f"{self.rows.file}: {sentence}" for sentence in told]

    def refuse_whole(self, kinds: Counter[str]) -> None:
        """Refuse a file without a point, without dates among its columns, or without a word on who holds."""
        file, holders = self.rows.file, self.how.holders
        if kinds.total() == len(self.rows.rows):
            hint = "Ground comes in by import snapshots or import states." if kinds["polygon"] else None
            told = ", ".join(_in_words(kind, number) for kind, number in kinds.items())
            raise InputError(Problem(f"holds no points{told and ': '}{told}", file, hint=hint))
        if self.how.wide and not self.columns:
            hint = "If they are Excel's day numbers, say --excel-dates; 01/03/2024 needs --day-first."
            raise InputError(Problem("has no column whose name is a date", file, 1, hint=hint))
        if self.rows.coded and not (holders.table.rows or holders.new_values):
            hint = "Say it by a table with --states; import look --write-table writes one to fill in."
            raise InputError(Problem("does not say whose colour is whose", file, hint=hint))
        if not self.how.wide:
            holder_field(self.rows, holders)

    def sentences(self) -> Iterator[str]:
        """Yield what was left out or taken for granted, once the marks are read."""
        if self.nobody:
            yield f"{counted(len(self.nobody), 'mark')} without a holder left out: {some(self.nobody)}"
        if self.unnamed:
            yield f"{counted(self.unnamed, 'mark')} without a name called by latitude and longitude"
        if self.about:
            yield f"{counted(self.about, 'date')} known as approximate: the reports' notes say so"

        if self.alone:
            shared = f"{counted(len(self.alone), 'mark')} contested or joint with nobody who is named"
            yield f"{shared}: with {UNKNOWN} ({some(self.alone)})"
        if self.unsure:
            yield TAKEN
        if not self.how.wide and not self.rows.holder:
            yield from foreign_words(self.rows.rows)
        if left := self.left_out():
            yield f"fields left out: {some(left)}; --keep takes their texts into the notes of reports"

    def left_out(self) -> list[str]:
        """Return the fields with texts that come to nothing."""
        how, rows = self.how, self.rows
        used = {
            self.place,
            self.holder,
            how.date_from,
            rows.begin,
            rows.colour,
            rows.holder,
            "id",
            *self.columns,
        }
        used |= {*how.holders.fields, *how.holders.table.fields, *how.holders.keep}
        if rows.holder:
            used |= {"mark", "note", "status", "others"}
        texts = dict.fromkeys(
            name
            for row in rows.rows
            for name, value in row.fields.items()
            if name not in used
            and (text := as_text(value))
            and number_of(text) is None
            and name not in self.taken(row.fields)
        )
        said = {
            name
            for name in texts
            if name.lower() in (*LONLAT, "kind") or is_name_in_language(name, self.place)
        }
        return [name for name in texts if name not in said]

    def taken(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the columns called like the format's own that come to something."""
        if self.how.wide or self.rows.holder:
            return ()
        return taken_beside(fields, with_sources=not self.how.holders.sources)

    def near(self, fields: Mapping[str, Any]) -> Beside:
        """Return what a row says in columns called like the format's own; a wide table's have no date."""
        return Beside() if self.how.wide or self.rows.holder else beside(fields)

    def of_row(self, row: Row, date: When | None) -> Iterator[_Told]:
        """Yield what a row says, once for each date that it speaks of.

        In a wide table, columns of the table of values that are none of the file read the cell. An empty cell
        is no report.
        """
        for name, when in self.columns.items():
            if value := first_value(row.fields, [name]):
                cell = {asked: value for asked in self.how.holders.table.fields if asked not in row.fields}
                yield _Told(when, value, {**row.fields, **cell})
        if self.how.wide:
            return
        names = self.how.holders.fields or ((self.holder,) if self.holder else ())
        value = first_value(row.fields, names)
        when = date or self.date_of(row, self.how.date_from or self.rows.begin or "")
        if when is not None:
            yield _Told(when, value, row.fields)

    def date_of(self, row: Row, name: str) -> When | None:
        """Return the date in a field of a row, or note why there is none."""
        try:
            when = read_when(row.fields.get(name), self.how.reckoning)
            if when is None:
                raise ValueError("has no date")
            return when
        except ValueError as error:
            file = self.rows.file
            self.found.problems.append(
                Problem(str(error), file, row.line, feature=self.called(row), property=name)
            )
            return None

    def said(self, row: Row, told: _Told) -> Said | None:
        """Return who holds, as a row says; None where it names nobody, is skipped, or is not understood."""
        holders = self.how.holders
        meaning = holders.table.meaning_of(told.fields)
        if meaning is None and not told.value and holders.controller is None:
            self.nobody.append(self.called(row))
            return None
        if (meaning and meaning.controller == SKIP) or (
            meaning is None and self.is_unlisted(told.value, row, told)
        ):
            return None
        name = controller_called(
            meaning.controller if meaning else told.value or holders.controller or UNKNOWN
        )
        with_whom = self.others(row, told, meaning)
        if with_whom is None:
            return None
        others = tuple(dict.fromkeys(other for other in map(controller_called, with_whom) if other != name))
        near = self.near(row.fields)
        own = as_text(told.fields.get("status")) if self.rows.holder else near.status
        status: Any = (meaning and meaning.status) or own or "held"
        if status in SHARED and not others and meaning and meaning.status:
            self.refuse(told.value, row, f"the table says that {told.value!r} is {status}, but not with whom",
                      f"Fill in the column others of {holders.table.file}.")  # fmt: skip
            return None
        if status in SHARED and not others and name != UNKNOWN and not self.rows.holder:
            self.alone.append(self.called(row))
            others = (UNKNOWN,)
        if name == UNKNOWN or (status in SHARED and not others):
            status = "held"
        self.keep(name, meaning, told)
        certainty = (meaning and meaning.certainty) or near.certainty or holders.certainty
        self.unsure = self.unsure or (certainty is None and name != UNKNOWN)
        return Said(
            controller=name,
            status=status,
            others=() if status == "held" else others,
            certainty=certainty or "reported",
            sources=(meaning.sources if meaning else ()) or holders.sources or self.cited(near.sources),
        )

    def cited(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of sources that a row names, and keep what they are called."""
        return tuple(dict.fromkeys(self.found.source_called(name) for name in names))

    def keep(self, name: str, meaning: Meaning | None, told: _Told) -> None:
        """Keep what the table and the file give an actor: names and a colour."""
        if meaning:
            self.found.meanings.setdefault(name, meaning)
        if self.rows.colour and (colour := as_hex(told.fields.get(self.rows.colour))):
            self.found.colours.setdefault(name, colour)

    def others(self, row: Row, told: _Told, meaning: Meaning | None) -> list[str] | None:
        """Return the further controllers that a row names; None where the table does not say who one is."""
        if meaning and meaning.others:
            return list(meaning.others)
        named = list(self.near(row.fields).others)
        if self.rows.holder:
            named = [part for part in as_text(told.fields.get("others")).split("; ") if part]
        found = [self.meant(name, row, told) for name in named]
        return None if None in found else [name for name in found if name and name != SKIP]

    def meant(self, name: str, row: Row, told: _Told) -> str | None:
        """Return the controller that a further party's name means; None where the table does not say."""
        table = self.how.holders.table
        fields = [self.rows.holder] if self.rows.holder else table.fields
        meaning = next(filter(None, (table.meaning_of({one: name}) for one in fields)), None)
        if meaning is None and any(name in (row.controller, *row.names.values()) for row in table.rows):
            return next(r.controller for r in table.rows if name in (r.controller, *r.names.values()))
        if meaning is None:
            return None if self.is_unlisted(name, row, told) else name
        self.found.meanings.setdefault(meaning.controller, meaning)
        return meaning.controller

    def is_unlisted(self, value: str, row: Row, told: _Told) -> bool:
        """Tell whether there is a table that does not list a value, and note where it occurs."""
        holders = self.how.holders
        if not value or not holders.table.rows or holders.new_values:
            return False
        hint = f"Add it to {holders.table.file}, or make actors of new values with --new-values actor."
        self.refuse(value, row, f"the table does not say what {value!r} means, on {told.when.text}", hint)
        return True

    def refuse(self, value: str, row: Row, what: str, hint: str) -> None:
        """Note that a value is not understood, and where."""
        problem = Problem(what, self.rows.file, row.line, feature=self.called(row), hint=hint)
        self.found.unlisted[value].append(problem)

    def mark(self, row: Row, point: Point, told: _Told, said: Said) -> Mark:
        """Return a row's mark on a date."""
        name = self.name_of(row) or _by_point(point)
        self.about += told.when.approximate
        own = ("mark", "note") if self.rows.holder else ("", "")
        published = told.value or said.controller
        if icon := as_text(row.fields.get(own[0])):
            published = f"{published} ({icon})" if told.value else icon
        about = f"the date is approximate: about {told.when.text}" if told.when.approximate else ""
        notes = [as_text(row.fields.get(n)) for n in (own[1], *self.how.holders.keep)]
        return Mark(
            place=name,
            lonlat=point,
            when=told.when,
            said=said,
            statement=f"{name}: {published}",
            note="; ".join(dict.fromkeys(text for text in (about, *notes) if text)),
            kind=kind_of(row.fields),
            names=tuple(names_by_language(row.fields, self.place)),
            file=self.rows.file,
            line=row.line,
        )

    def name_of(self, row: Row) -> str:
        """Return what the place of a row is called, empty where it is called nothing."""
        return as_text(row.fields.get(self.place)) if self.place else ""

    def called(self, row: Row) -> str:
        """Return what messages call a row: its place, or what its reader calls it."""
        return self.name_of(row) or row.label


def _kind(geometry: shapely.Geometry | None) -> str:
    if geometry is None or shapely.is_empty(geometry):
        return "row without a point"
    return ("set of points", "line", "polygon")[int(shapely.get_dimensions(geometry))]


_MANY = {"row without a point": "rows without a point", "set of points": "sets of points"}


def _left_out(kinds: Mapping[str, int], names: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each kind of what is no mark; the first one names some."""
    for i, (kind, number) in enumerate(kinds.items()):
        yield f"{_in_words(kind, number)} left out: a mark is a point" + (
            f" ({some(names)})" if i == 0 else ""
        )


def _in_words(kind: str, number: int) -> str:
    return f"{number:,} {kind if number == 1 else _MANY.get(kind, f'{kind}s')}"


def _by_point(lonlat: Point) -> str:
    lon, lat = lonlat
    return f"{abs(lat):.4f}° {'S' if lat < 0 else 'N'}, {abs(lon):.4f}° {'W' if lon < 0 else 'E'}"
