"""The tables of a map project: places.csv and reports.csv, read strictly and written canonically."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import BaseModel

from controlmap.dates import format_instant
from controlmap.errors import InputError, Problem
from controlmap.model import Place, Report, validated
from controlmap.project.strict_json import decode

__all__ = ["COLUMNS", "parse_table", "write_table"]

Row = TypeVar("Row", Place, Report)
COLUMNS = {model: tuple(model.model_fields) for model in (Place, Report)}


def parse_table(
    model: type[Row], data: bytes, *, file: str, zone: ZoneInfo
) -> tuple[tuple[Row, ...], list[Problem]]:
    """Return the rows of a table that could be read, and all problems, each with its line.

    Optional columns MAY be missing, none may be unknown; their order is free.
    """
    try:
        records = list(_records(decode(data, file=file), file))
    except InputError as error:
        return (), list(error.problems)
    header = records[0][1] if records else []
    problems = list(_check_header(model, header, file))
    if problems:
        return (), problems
    rows: dict[str, Row] = {}
    for line, fields in records[1:]:
        row, found = _row(
            model, dict(zip(header, fields, strict=False)), len(fields) - len(header), line, file, zone
        )
        problems += found
        if row is not None and row.id in rows:
            message = f"the id {row.id!r} stands in an earlier row already"
            problems.append(Problem(message, file, line, property="id", code="CM121"))
        elif row is not None:
            rows[row.id] = row
    return tuple(rows.values()), problems


def write_table(model: type[Row], rows: Iterable[Row]) -> bytes:
    """Return a table as CSV: all columns in the format's order, fields quoted where they must be, lines end with LF."""
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


def _check_header(model: type[BaseModel], header: list[str], file: str) -> Iterator[Problem]:
    columns = COLUMNS[model]
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    for name in (name for name in needed if name not in header):
        yield Problem(f"the column {name!r} is missing", file, 1, property=name, code="CM140")
    for i, name in enumerate(header):
        if name not in columns:
            near = get_close_matches(name, columns, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known columns: {', '.join(columns)}."
            yield Problem(
                f"the column {name!r} is not known", file, 1, property=name, hint=hint, code="CM123"
            )
        elif name in header[:i]:
            yield Problem(f"the column {name!r} stands twice", file, 1, property=name, code="CM140")


def _row(
    model: type[Row], fields: dict[str, str], surplus: int, line: int, file: str, zone: ZoneInfo
) -> tuple[Row | None, list[Problem]]:
    if surplus:
        message = f"the row has {abs(surplus)} field{'s' if abs(surplus) > 1 else ''} too {'many' if surplus > 0 else 'few'}"
        return None, [Problem(message, file, line, code="CM141")]
    try:
        return validated(model, fields, zone=zone, file=file, line=line, feature=fields.get("id") or None), []
    except InputError as error:
        return None, list(error.problems)


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, np.datetime64):
        return format_instant(value)
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)
