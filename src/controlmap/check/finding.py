"""Findings: what a check found, where, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from controlmap.errors import Problem
from controlmap.format import Severity

__all__ = ["Finding", "Measure", "Severity", "of_problem"]


_LARGE_M2 = 100_000.0
"""From here on people are told km²."""


class Measure(NamedTuple):
    """How much is wrong: ground, time or distance."""

    value: float
    unit: Literal["m²", "days", "km"]

    def __str__(self) -> str:
        large = self.unit == "m²" and self.value >= _LARGE_M2
        value, unit = (self.value / 1e6, "km²") if large else self
        digits = 0 if value >= 100 or float(value).is_integer() else 1 if value >= 10 else 3
        return f"{value:,.{digits}f} {'day' if unit == 'days' and value == 1 else unit}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem found by a check.

    `file` is a path inside the map project; `line`, `column` and `index` count from 1, 1 and 0 and are None
    where they are not known. `feature` is what the finding is about (a state, report, place, source or actor
    by its id) and `related` the further ones; `lonlat` is a place on the ground, in degrees. `code` and
    `severity` are set by the rule that found it. `marks` gives digests (`format.marks_of`), in groups: what
    was found was there when a layer was imported if one of each group was; of no group, it is never said.
    """

    message: str
    file: str
    feature: str | None = None
    property: str | None = None
    lonlat: tuple[float, float] | None = None
    measure: Measure | None = None
    related: tuple[str, ...] = ()
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    index: int | None = None
    code: str = ""
    severity: Severity = "error"
    marks: Callable[[], Sequence[Collection[str]]] = field(default=tuple, compare=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "feature": self.feature,
            "index": self.index,
            "property": self.property,
            "related": list(self.related),
            "lonlat": list(self.lonlat) if self.lonlat else None,
            "measure": self.measure._asdict() if self.measure else None,
            "message": self.message,
            "hint": self.hint,
        }


def of_problem(problem: Problem, severity: Severity, file: str) -> Finding:
    """Return what the reader found as a finding; `file` stands in where the problem names none."""
    return Finding(
        message=problem.message,
        file=problem.file or file,
        feature=problem.feature,
        property=problem.property,
        hint=problem.hint,
        line=problem.line,
        column=problem.column,
        code=problem.code or "CM124",
        severity=severity,
    )
