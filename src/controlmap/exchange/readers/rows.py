"""What every reader gives: rows of ground or points, each with what its file says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.restated import ReadBefore

__all__ = ["Reading", "Row", "Rows", "refuse_doubled"]


class Row(NamedTuple):
    """A thing that a file holds.

    `geometry` is in longitude and latitude on WGS 84, heights dropped, not yet on any grid; None where the
    file gives none. `fields` hold what is said of it, as the file says it. `label` and `line` are for
    messages.
    """

    label: str
    geometry: shapely.Geometry | None
    fields: Mapping[str, Any]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds, in its order.

    `begin` and `end` name the fields that hold time by the format's own rule, `colour` the one that holds a
    colour as `#rrggbb`, `holder` the one that says who holds, with `status`, `others` and `note` beside it;
    None where the format has no such rule. `coded` says that the holder's words mean nothing without a table.
    `told` are sentences on what was left out or taken for granted. `more` says that a server sent only a part
    of what it had. `origin` is what the file says of itself, in CSL-JSON's words: title, publisher, URL, and
    `rights` for its licence.
    """

    file: str
    rows: tuple[Row, ...]
    begin: str | None = None
    end: str | None = None
    colour: str | None = None
    told: tuple[str, ...] = ()
    more: bool = False
    origin: Mapping[str, str] = field(default_factory=dict)
    holder: str | None = None
    coded: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read where it does not say so itself.

    `encoding` is that of its text, `crs` what its coordinates are in (as pyproj takes it), `table` the table,
    layer or object in it that is meant, `geometry` the column with WKT or GeoJSON, or two as in "LON,LAT",
    `zone` the time zone of instants that are counted in seconds. `before` is what files before it had.
    """

    encoding: str | None = None
    crs: str | None = None
    table: str | None = None
    geometry: str | None = None
    zone: str | None = None
    before: ReadBefore | None = field(default=None, compare=False, repr=False)


def refuse_doubled(
    names: Iterable[str], file: str, line: int | None = None, feature: str | None = None
) -> None:
    """Refuse names of fields of which one stands twice: what a row holds under the first would be lost.

    Columns without a name are no fields that anybody could ask for.

    Raises
    ------
    InputError
        With each name that stands more than once.
    """
    hint = "Give each a name of its own, or leave one out."
    raised = [
        Problem(f"names {name!r} more than once", file, line, feature=feature, hint=hint, code="CM140")
        for name, times in Counter(names).items()
        if name and times > 1
    ]
    if raised:
        raise InputError(raised)
