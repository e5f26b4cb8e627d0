"""The tables of a map project: places.csv and reports.csv, read strictly and written canonically."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.dates import exact_text
from controlmap.errors import InputError, Problem
from controlmap.format.json import decode
from controlmap.format.languages import listed
from controlmap.format.problems import gathering
from controlmap.model import Place, Report, hinting, language_of, validated
from controlmap.words import counted

__all__ = ["COLUMNS", "columns_of", "parse_table", "row_lines", "row_values", "write_table"]

Row = TypeVar("Row", Place, Report)
COLUMNS: dict[type, tuple[str, ...]] = {
    model: tuple(name for name, field in model.model_fields.items() if not field.exclude)
    for model in (Place, Report)
}
"""The columns of each table, in the format's order; each text may have further ones, a language each."""
_ALWAYS_TAKEN = ("name_en", "name_ar")
"""Columns that every places.csv had before texts came in any language."""
_MAY = ("precision", "aliases")
"""Columns that a table need not have."""


@gathering(())
def parse_table(
    model: type[Row], data: bytes, *, file: str, zone: ZoneInfo, languages: Sequence[str] = ()
) -> tuple[tuple[Row, ...], list[Problem]]:
    """Return the rows of a table that could be read, and all problems, each with its line.

    The first line names all columns of the format, in any order, and no others but those of texts in the
    map's `languages`.
    """
    records = list(_records(decode(data, file=file), file))
    header = records[0][1] if records else []
    problems = list(_check_header(model, header, languages, file))
    if problems:
        return (), problems
    rows: dict[str, Row] = {}
    for line, fields in records[1:]:
        try:
            row = _row(model, header, fields, zone=zone, file=file, line=line)
        except InputError as error:
            problems += error.problems
            continue
        if rows.setdefault(row.id, row) is not row:
            message = f"the id {row.id!r} stands in an earlier row already"
            problems.append(Problem(message, file, line, feature=row.id, property="id", code="CM121"))
    return tuple(rows.values()), problems


def row_lines(data: bytes, *, file: str) -> dict[str, int]:
    """Return the line of each row of a table by its id, as far as rows have one.

    Raises
    ------
    InputError
        When the bytes are no UTF-8 or no CSV.
    """
    header, *rows = [*_records(decode(data, file=file), file)] or [(1, [])]
    column = header[1].index("id") if "id" in header[1] else len(header[1])
    return {fields[column]: line for line, fields in rows if column < len(fields)}


def columns_of(file: str) -> tuple[str, ...]:
    """Return the columns that a table of the map project has, by its file; none for another file."""
    return {"places.csv": COLUMNS[Place], "reports.csv": COLUMNS[Report]}.get(file, ())


def row_values(data: bytes, *, file: str) -> list[dict[str, str]]:
    """Return what stands in each row of a table, by column, but of rows with another length than the first.

    Raises
    ------
    InputError
        When the bytes are no UTF-8 or no CSV.
    """
    records = [fields for _, fields in _records(decode(data, file=file), file)]
    return [dict(zip(records[0], row, strict=True)) for row in records[1:] if len(row) == len(records[0])]


def write_table(model: type[Row], rows: Iterable[Row], *, first: str = "") -> bytes:
    """Return a table as CSV: columns in the format's order, quoted where need be, lines ending with LF.

    A text has a column for each language that a row has it in. That of the language `first`, the map's,
    is `x`, or `x_LANG` where a row calls it so.
    """
    written = list(rows)
    columns = list(_columns(model, written, first))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_field(_value(row, column, first)) for column in columns] for row in written)
    return stream.getvalue().encode()


def _columns(model: type[Row], rows: Sequence[Row], first: str) -> Iterator[str]:
    for name in COLUMNS[model]:
        if name in _MAY and not any(name in row.model_fields_set for row in rows):
            continue
        keys = dict.fromkeys(key for row in rows for key in row.translations if language_of(key, (name,)))
        plain = any(name in row.model_fields_set for row in rows) and f"{name}_{first}" not in keys
        yield from [name] if plain or not keys else []
        yield from keys


def _value(row: Row, column: str, first: str) -> Any:
    """Return what a row says in a column; a text that only stands in for another is said in its own."""
    if column in row.localized:
        return row.text(column).plain
    language = language_of(column, row.localized)
    if language is None:
        return getattr(row, column)
    text = row.text(column.removesuffix(f"_{language}"))
    return text.by_language(first).get(language)


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of the line on which it begins; empty lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for fields in reader:
            if fields:
                yield begins, fields
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Problem(f"is not CSV: {error}", file, begins, code="CM141")) from None


def _check_header(
    model: type[Row], header: Sequence[str], languages: Sequence[str], file: str
) -> Iterator[Problem]:
    if len(header) == 1 and set(header[0]) & {";", "\t"}:
        hint = (
            "Columns are separated by commas; Excel writes semicolons where the comma is the decimal sign.\n"
            "  controlmap check --fix CM140 writes the file anew."
        )
        yield Problem("the first line names one column only", file, 1, hint=hint, code="CM140")
        return
    columns, texts = COLUMNS[model], model.localized
    taken = [f"{text}_{language}" for text in texts for language in languages]
    for name in dict.fromkeys([*columns, *header]):
        # The column `x_LANG` of the first language is another name of `x`, and one of both has to be there.
        same = [name, f"{name}_{languages[0]}"] if languages and name in texts else [name]
        found = sum(header.count(one) for one in same)
        translated = name in texts and any(language_of(one, (name,)) for one in header)
        if found > 1 or (name in columns and name not in _MAY and not found and not translated):
            wrong = "stands twice" if found else "is missing"
            yield Problem(f"the column {name!r} {wrong}", file, 1, property=name, code="CM140")
    hint = hinting([*columns, *taken], "columns")
    for name in header:
        language = language_of(name, texts)
        known = name in columns or (language and (not languages or name in (*taken, *_ALWAYS_TAKEN)))
        if not known:
            near = hint(name)
            if language:
                near = listed(name.removesuffix(f"_{language}"), language, languages)
            yield Problem(f"the column {name!r} is not known", file, 1, hint=near, code="CM123")


def _row(model: type[Row], header: Sequence[str], fields: Sequence[str], **place: Any) -> Row:
    if len(fields) != len(header):
        message = f"the row has {counted(len(fields), 'field')}, the first line {len(header)}"
        raise InputError(Problem(message, place["file"], place["line"], code="CM141"))
    values = dict(zip(header, fields, strict=True))
    return validated(model, values, feature=values["id"] or None, **place)


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, np.datetime64):
        return exact_text(value)
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)
