"""The rules that reading a map project keeps: one code, one severity and one line each.

A problem of severity `error` keeps the file from being used; a `warning` says what was changed on the way in.
Families: CM1xx files and schema, CM2xx geometry, CM3xx time, CM5xx references.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from controlmap.errors import InputError, Problem

__all__ = ["RULES", "Rule", "Severity", "refuse", "severity"]

Severity = Literal["error", "warning", "note"]


class Rule(NamedTuple):
    """What one code stands for."""

    code: str
    severity: Severity
    summary: str


RULES = {
    rule.code: rule
    for rule in (
        Rule("CM101", "error", "A text file is UTF-8 without a byte order mark."),
        Rule("CM102", "error", "A JSON file keeps the grammar of RFC 8259."),
        Rule("CM103", "error", "A JSON object names each member once."),
        Rule("CM104", "error", "A JSON number is finite, and exact if it is whole."),
        Rule("CM105", "error", "A JSON text has no half of a surrogate pair."),
        Rule("CM106", "error", "A JSON file is not nested without reason."),
        Rule("CM107", "error", "A file is not larger than the reader's limit, unpacked or not."),
        Rule("CM108", "error", "A file is there, regular, and inside the map project's folder."),
        Rule("CM109", "error", "A .gz file is one sound gzip stream."),
        Rule("CM110", "error", "A GeoJSON object has the members that its type asks for."),
        Rule("CM111", "error", "A GeoJSON object has no member that defines another type."),
        Rule("CM112", "error", "A bbox is a list of four or six numbers."),
        Rule("CM113", "error", "Coordinates are WGS 84 longitude and latitude."),
        Rule("CM114", "error", "A data file in GeoJSON is one FeatureCollection."),
        Rule("CM120", "error", "A feature has an id: a text or a whole number."),
        Rule("CM121", "error", "An id stands once."),
        Rule("CM122", "error", "A property that MUST be there is there."),
        Rule("CM123", "error", "A property, key or column is one that the format knows."),
        Rule("CM124", "error", "A value is of the kind that the format names."),
        Rule("CM125", "warning", "A text is in a language that controlmap.toml lists, and there once."),
        Rule("CM130", "error", "controlmap.toml keeps the grammar of TOML 1.0."),
        Rule("CM140", "error", "A table's first line names its columns, each once."),
        Rule("CM141", "error", "A row has one field for each column."),
        Rule("CM144", "error", "A line of the journal is an entry."),
        Rule("CM145", "warning", "A file of hand/ belongs to a layer."),
        Rule("CM147", "error", "A file holds no conflict of git."),
        Rule("CM201", "error", "A control state has ground: its geometry is neither null nor empty."),
        Rule("CM202", "error", "A geometry is of a type that the file allows."),
        Rule("CM203", "error", "A position is a list of two or three numbers."),
        Rule("CM204", "error", "A ring ends where it begins."),
        Rule("CM205", "error", "A ring has at least four positions, a line two."),
        Rule("CM206", "error", "Longitudes lie in -180 to 180, latitudes in -90 to 90."),
        Rule("CM207", "error", "A polygon is valid: rings neither cross nor nest wrongly."),
        Rule("CM208", "error", "A polygon is larger than one unit of the grid."),
        Rule("CM209", "warning", "Heights are dropped."),
        Rule("CM210", "warning", "A vertex that repeats the one before it is dropped."),
        Rule("CM215", "error", "An edge is at most 180 degrees of longitude long."),
        Rule("CM301", "error", "An instant is an ISO 8601 date or date-time to the minute."),
        Rule("CM302", "error", "A period ends after it begins."),
        Rule("CM303", "error", "A record is superseded after it was made."),
        Rule("CM501", "error", "An actor that data name is listed in controlmap.toml."),
        Rule("CM502", "error", "A source that data name is in sources.json."),
        Rule("CM503", "error", "A place that a report names is in places.csv."),
        Rule("CM504", "error", "A feature that an extent names is in its file."),
        Rule("CM507", "error", "A source repeats no source that repeats it."),
    )
}


def severity(problem: Problem) -> Severity:
    """Return how bad a problem is; one without a code of this table is an error."""
    rule = RULES.get(problem.code or "")
    return rule.severity if rule else "error"


def refuse(problems: Iterable[Problem], *, listed_by: str | None = None) -> None:
    """Raise all problems at once if one of them is an error; `listed_by` is what else says them all.

    Raises
    ------
    InputError
        With every problem, warnings too.
    """
    found = list(problems)
    if any(severity(problem) == "error" for problem in found):
        raise InputError(found, listed_by=listed_by)
