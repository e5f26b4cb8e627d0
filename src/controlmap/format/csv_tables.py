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
from controlmap.format.problems import gathering
from controlmap.model import Place, Report, hinting, validated

__all__ = ["COLUMNS", "columns_of", "parse_table", "row_lines", "row_values", "write_table"]

Row = TypeVar("Row", Place, Report)
COLUMNS: dict[type, tuple[str, ...]] = {model: tuple(model.model_fields) for model in (Place, Report)}
"""The columns of each table, in the format's order."""


@gathering(())
def parse_table(
    model: type[Row], data: bytes, *, file: str, zone: ZoneInfo
) -> tuple[tuple[Row, ...], list[Problem]]:
    """Return the rows of a table that could be read, and all problems, each with its line.

    The first line names all columns of the format and no others, in any order.
    """
    records = list(_records(decode(data, file=file), file))
    header = records[0][1] if records else []
    problems = list(_check_header(COLUMNS[model], header, file))
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


def write_table(model: type[Row], rows: Iterable[Row]) -> bytes:
    """Return a table as CSV: columns in the format's order, quoted where need be, lines ending with LF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS[model])
    writer.writerows([_field(getattr(row, column)) for column in COLUMNS[model]] for row in rows)
    return stream.getvalue().encode()


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


def _check_header(columns: Sequence[str], header: Sequence[str], file: str) -> Iterator[Problem]:
    if len(header) == 1 and set(header[0]) & {";", "\t"}:
        hint = (
            "Columns are separated by commas; Excel writes semicolons where the comma is the decimal sign.\n"
            "  controlmap check --fix CM140 writes the file anew."
        )
        yield Problem("the first line names one column only", file, 1, hint=hint, code="CM140")
        return
    for name in columns:
        if header.count(name) != 1:
            wrong = "is missing" if name not in header else "stands twice"
            yield Problem(f"the column {name!r} {wrong}", file, 1, property=name, code="CM140")
    hint = hinting(columns, "columns")
    for name in header:
        if name not in columns:
            yield Problem(f"the column {name!r} is not known", file, 1, hint=hint(name), code="CM123")


def _row(model: type[Row], header: Sequence[str], fields: Sequence[str], **place: Any) -> Row:
    if len(fields) != len(header):
        message = f"the row has {len(fields)} fields, the first line {len(header)}"
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
