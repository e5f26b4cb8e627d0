"""What is wrong, for who calls Python: messages name parameters, and no options of the command line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from controlmap.errors import InputError, Problem

__all__ = ["in_python", "naming_options"]

_OPTION = re.compile(r"--(?P<name>[a-z][a-z-]*)")
_CLAUSE = re.compile(r"[:;,]\s[^:;,]*--[a-z].*$", re.DOTALL)
"""What a message ends with that says an option."""
_PARAMETERS = {
    "controller-from": "controller",
    "date-from": "date",
    "font": "fonts",
    "from": "start",
    "source": "sources",
    "to": "end",
    "to-is-inclusive": "end_is_inclusive",
}
"""Parameters that are not called as the option is."""
_DATES = "Write dates as 2024-03-01: pandas.to_datetime(column, dayfirst=True) reads the day first."
_INSTEAD = {
    "day-first": _DATES,
    "month-first": _DATES,
    "excel-dates": 'Convert them: pandas.to_datetime(column, unit="D", origin="1899-12-30").',
    "earliest": "Write the day that is meant, the earliest or the latest.",
    "latest": "Write the day that is meant, the earliest or the latest.",
    "table": "Give the one that is meant: geopandas.read_file(path, layer=...).",
    "encoding": "Give what geopandas.read_file(path, encoding=...) returns.",
    "geometry": "Call its columns lon and lat, or wkt; or give a GeoDataFrame.",
    "id": 'Say another under "id".',
}
"""What to do where no parameter does what an option does."""
_names_options: ContextVar[bool] = ContextVar("whether messages name options", default=False)


@contextmanager
def naming_options() -> Iterator[None]:
    """Let messages name options in this context, as the command line does."""
    token = _names_options.set(True)
    try:
        yield
    finally:
        _names_options.reset(token)


def in_python(error: InputError, parameters: Collection[str]) -> InputError:
    """Return an error whose problems name the parameters of a function where they named options.

    It is the same one where none does, or where this is the command line.
    """
    texts = [text for one in error.problems for text in (one.message, one.hint)]
    if _names_options.get() or not any(text and _OPTION.search(text) for text in texts):
        return error
    return InputError((_said(one, parameters) for one in error.problems), listed_by=error.listed_by)


def _said(problem: Problem, parameters: Collection[str]) -> Problem:
    instead = [*_instead(problem.message, parameters), *_instead(problem.hint or "", parameters)]
    if not instead:
        message, hint = _named(problem.message, parameters), _named(problem.hint or "", parameters)
        return replace(problem, message=message, hint=hint or None)
    message = _CLAUSE.sub("", problem.message) if _instead(problem.message, parameters) else problem.message
    lines = (problem.hint or "").split("\n")
    kept = [_named(line, parameters) for line in lines if not _instead(line, parameters)]
    hint = "\n".join(filter(None, [instead[0], *kept]))
    return replace(problem, message=_named(message, parameters), hint=hint or None)


def _instead(text: str, parameters: Collection[str]) -> list[str]:
    """Return what to do in place of each option of a text that is no parameter."""
    lines = (line for line in text.split("\n") if not _is_command(line))
    names = [one["name"] for line in lines for one in _OPTION.finditer(line)]
    return [_INSTEAD.get(name, "") for name in names if _parameter(name) not in parameters]


def _named(text: str, parameters: Collection[str]) -> str:
    lines = text.split("\n")
    return "\n".join(
        line if _is_command(line) else _OPTION.sub(lambda found: _parameter(found["name"]), line)
        for line in lines
    )


def _is_command(line: str) -> bool:
    """Tell whether a line proposes a command of the command line, which has its options."""
    return re.search(r"\b(controlmap|git) [a-z]", line) is not None


def _parameter(option: str) -> str:
    return _PARAMETERS.get(option, option.replace("-", "_"))
