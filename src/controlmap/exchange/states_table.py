"""The table that says what a file's words mean: which value is which controller, held how, or skipped.

A CSV whose known columns are those of `COLUMNS` and `name_LANG`; every other column is a field of the file
that is brought in. The first row whose fields all read as the feature's do says what it is; an empty cell
asks for nothing. So two fields, one in place of the other, are two columns. A field that is called like a
known column stands as `field:name`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from controlmap.errors import InputError, Problem
from controlmap.format import decode
from controlmap.model import Certainty, Status, nearest
from controlmap.words import counted

__all__ = [
    "COLUMNS",
    "Meaning",
    "StatesTable",
    "as_text",
    "column_of",
    "read_states_table",
    "table_of_values",
]

COLUMNS = ("controller", "name", "colour", "status", "others", "certainty", "rank", "sources")
SKIP = "skip"
_FIELD = "field:"
_NAME = re.compile(r"name_[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of the table. `controller` is as written, `skip` for what is not to be shown.

    `asked` are the values that fields must have, by field; `names` the controller's by language, "" for the
    map's first one. `status` and `certainty` are None where the row leaves them open. `rank` settles
    overlaps: the least goes first. `passed_over` are names and colours that other rows give the controller.
    """

    asked: Mapping[str, str]
    controller: str
    names: Mapping[str, str] = field(default_factory=dict)
    colour: str | None = None
    status: Status | None = None
    others: tuple[str, ...] = ()
    certainty: Certainty | None = None
    sources: tuple[str, ...] = ()
    rank: int = 0
    passed_over: tuple[str, ...] = ()

    def fits(self, fields: Mapping[str, Any]) -> bool:
        """Tell whether a feature's fields are those that the row asks for."""
        return all(as_text(fields.get(name)) == value for name, value in self.asked.items())


@dataclass(frozen=True, slots=True)
class StatesTable:
    """The rows of a table, in its order, and the fields that they look at."""

    fields: tuple[str, ...] = ()
    rows: tuple[Meaning, ...] = ()
    file: str = "the table"

    def meaning_of(self, fields: Mapping[str, Any]) -> Meaning | None:
        """Return the first row that fits a feature; None where none does."""
        return next((row for row in self.rows if row.fits(fields)), None)

    def values_of(self, fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Return what a feature says in the fields that the table looks at, for messages."""
        return tuple((name, as_text(fields.get(name))) for name in self.fields)


def as_text(value: Any) -> str:
    """Return a field's value as a table writes it: no space around it, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    return _BLANKS.sub(" ", str(value)).strip()


def read_states_table(data: bytes, *, file: str) -> StatesTable:
    """Return what a table says; separators may be commas, semicolons or tabs.

    Raises
    ------
    InputError
        With all that is wrong with it, each with its line.
    """
    text = decode(data.removeprefix(b"\xef\xbb\xbf"), file=file)
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    columns = [name.strip() for name in lines[0]] if lines else []
    problems = list(_wrong_columns(columns, file))
    if problems:
        raise InputError(problems)
    asked = tuple(name for name in columns if name not in COLUMNS and not _NAME.fullmatch(name))
    told: list[dict[str, str]] = []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        told.append(dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
        problems += _wrong_row(told[-1], asked, len(cells) - len(columns), file, number)
    controllers = {values.get("controller", "") for values in told}
    rows = [_meaning(values, asked, controllers) for values in told]
    if problems:
        raise InputError(problems)
    return StatesTable(tuple(map(_field_of, asked)), tuple(_settled(rows)), file)


def _settled(rows: Sequence[Meaning]) -> Iterator[Meaning]:
    """Yield rows in which a controller has the same names and colour throughout: those that stand first."""
    for row in rows:
        same = [other for other in rows if other.controller == row.controller]
        names: dict[str, str] = {}
        for language, name in (item for other in same for item in other.names.items()):
            names.setdefault(language, name)
        colours = list(dict.fromkeys(other.colour for other in same if other.colour))
        others = (n for other in same for code, n in other.names.items() if n != names[code])
        passed_over = (*dict.fromkeys(others), *colours[1:])
        yield replace(row, names=names, colour=next(iter(colours), None), passed_over=passed_over)


def column_of(field: str) -> str:
    """Return the column for a field of a file, which may be called like one that the table has anyway."""
    return f"{_FIELD}{field}" if field in COLUMNS or _NAME.fullmatch(field) else field


def _field_of(column: str) -> str:
    return column.removeprefix(_FIELD)


def table_of_values(values: Mapping[Any, str], field: str) -> StatesTable:
    """Return the table in which each value of one field means a controller, or `skip`."""
    rows = tuple(Meaning({field: as_text(value)}, name) for value, name in values.items())
    return StatesTable((field,), rows, "states")


def _wrong_columns(columns: Sequence[str], file: str) -> Iterator[Problem]:
    if "controller" not in columns:
        hint = nearest("controller", columns, "columns")
        yield Problem("has no column 'controller'", file, 1, hint=hint, code="CM140")
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        yield Problem(f"the column {name!r} stands twice", file, 1, property=name, code="CM140")
    if columns and not any(name not in COLUMNS and not _NAME.fullmatch(name) for name in columns):
        hint = "Name a column like the field whose values it lists."
        yield Problem("has no column for a field of the file", file, 1, hint=hint, code="CM140")


def _wrong_row(
    values: Mapping[str, str], asked: Sequence[str], extra: int, file: str, line: int
) -> Iterator[Problem]:
    def wrong(what: str, column: str) -> Problem:
        return Problem(what, file, line, property=column, code="CM124")

    if extra > 0:
        yield Problem(
            f"the row has {counted(extra, 'field')} more than the first line", file, line, code="CM141"
        )
    if not any(values.get(name) for name in asked):
        yield wrong(f"asks for nothing: give a value of {' or '.join(asked)}", asked[0])
    if not values.get("controller"):
        yield wrong(f"says no controller; {SKIP!r} leaves it out", "controller")
    if values.get("colour") and not _COLOUR.fullmatch(values["colour"]):
        yield wrong(f"{values['colour']!r} is no colour like #4878a8", "colour")
    for column, known in (("status", get_args(Status)), ("certainty", get_args(Certainty))):
        if values.get(column) and values[column] not in known:
            yield wrong(f"{values[column]!r} is none of {', '.join(known)}", column)
    if values.get("rank") and not re.fullmatch(r"-?\d{1,9}", values["rank"]):
        yield wrong(f"{values['rank']!r} is no whole number", "rank")


def _others(text: str, controllers: Collection[str]) -> tuple[str, ...]:
    """Return the controllers that a cell lists, separated by semicolons, or by spaces where none has any."""
    if text in controllers or ";" in text:
        return tuple(name for part in text.split(";") if (name := part.strip()))
    return tuple(text.split())


def _meaning(values: Mapping[str, str], asked: Sequence[str], controllers: Collection[str]) -> Meaning:
    names = {name[5:]: text for name, text in values.items() if text and _NAME.fullmatch(name)}
    if values.get("name"):
        names[""] = values["name"]
    return Meaning(
        asked={_field_of(name): as_text(values[name]) for name in asked if values.get(name)},
        controller=values.get("controller", ""),
        names=names,
        colour=values.get("colour", "").lower() or None,
        status=values.get("status") or None,  # pyright: ignore[reportArgumentType]
        others=_others(values.get("others", ""), controllers),
        certainty=values.get("certainty") or None,  # pyright: ignore[reportArgumentType]
        sources=tuple(values.get("sources", "").split()),
        rank=int(values["rank"]) if re.fullmatch(r"-?\d{1,9}", values.get("rank", "")) else 0,
    )
