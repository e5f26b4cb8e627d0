"""What is wrong, for who calls Python: messages name parameters, and no options of the command line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from controlmap.errors import InputError, Problem
from controlmap.words import names_options

__all__ = ["in_python", "parameter_of", "told_in_python"]

_OPTION = re.compile(r"--(?P<name>[a-z][a-z-]*)(?: (?P<value>actor|iso|historical|keep|remove)\b)?")
_CLAUSE = re.compile(r"[:;,]\s[^:;,]*--[a-z].*$", re.DOTALL)
"""What a message ends with that says an option."""
_PARAMETERS = {
    "controller-from": "controller",
    "date-from": "date",
    "earliest": 'of_range="earliest"',
    "font": "fonts",
    "from": "start",
    "latest": 'of_range="latest"',
    "month-first": "day_first=False",
    "source": "sources",
    "to": "end",
    "to-is-inclusive": "end_is_inclusive",
    "zone": "time_zone",
}
"""Parameters that are not called as the option is, or with what value they say it."""
_FLAGS = ("day-first", "excel-dates", "repair", "skip-bad", "to-is-inclusive")
"""Options that are said by a parameter's being True."""
_INSTEAD = {
    "id": 'Say another under "id".',
}
"""What to do where no parameter does what an option does."""


def in_python(error: InputError, parameters: Collection[str]) -> InputError:
    """Return an error whose problems name the parameters of a function where they named options.

    It is the same one where none does, or where this is the command line.
    """
    texts = [text for one in error.problems for text in (one.message, one.hint)]
    if names_options() or not any(text and _OPTION.search(text) for text in texts):
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
    return [_INSTEAD.get(name, "") for name in names if parameter_of(name) not in parameters]


def _named(text: str, parameters: Collection[str]) -> str:
    lines = text.split("\n")
    return "\n".join(line if _is_command(line) else _OPTION.sub(_said_by, line) for line in lines)


def _is_command(line: str) -> bool:
    """Tell whether a line proposes a command of the command line, which has its options."""
    return re.search(r"\b(controlmap|git) [a-z]", line) is not None


def _said_by(option: re.Match[str]) -> str:
    """Return how Python says what an option does, with its value where a message names one."""
    name, value = option["name"], option["value"]
    if value is not None:
        return f'{parameter_of(name)}="{value}"'
    said = _PARAMETERS.get(name, name.replace("-", "_"))
    return f"{said}=True" if name in _FLAGS else said


def parameter_of(option: str) -> str:
    """Return the parameter that does what an option does, where there is one; the option without dashes.

    Examples
    --------
    >>> parameter_of("month-first"), parameter_of("excel-dates")
    ('day_first', 'excel_dates')
    """
    return _PARAMETERS.get(option, option.replace("-", "_")).partition("=")[0]


def told_in_python(sentences: Iterable[str], parameters: Collection[str]) -> tuple[str, ...]:
    """Return sentences on what came in, with parameters of a function where they name options.

    What they propose that no parameter does is left out.
    """
    if names_options():
        return tuple(sentences)
    return tuple(_said(Problem(sentence), parameters).message for sentence in sentences)
