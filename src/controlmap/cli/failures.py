"""What went wrong: the exit code, and the words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from controlmap.cli.options import date_hint
from controlmap.errors import ControlmapError
from controlmap.words import one_line

__all__ = ["FAILED", "FAULTY", "failure_of"]

FAILED = 2
FAULTY = 70


def failure_of(error: Exception) -> tuple[int, str]:
    """Return the exit code of a command that ended with an error, and what it says."""
    told = next((tell(error) for kind, tell in _TOLD.items() if isinstance(error, kind)), None)
    if told:
        return FAILED, told
    return FAULTY, f"this is a fault in controlmap: {type(error).__name__}: {error}\n{_REPORT}"


def _usage(error: click.ClickException) -> str:
    """Return what is wrong with the words of a call, and where to read on."""
    text = error.format_message().removesuffix(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    # What is one word too many click tells in brackets.
    hint = date_hint(context, *re.findall(r"[^()\s]+", text)) if type(error) is click.UsageError else ""
    lines = [text, *([f"  {hint}."] if hint and hint != text else [])]
    return "\n".join([*lines, *([f"  {context.command_path} --help tells more."] if context else [])])


def _refused(error: OSError) -> str:
    """Return which file the system would not give, and why."""
    why = error.strerror or str(error)
    return f"{one_line(str(error.filename))}: {why}" if error.filename else why


_REPORT = "  Please report it, with what is printed where CONTROLMAP_TRACEBACK=1 is set."
_TOLD: dict[type[Exception], Callable[[Any], str]] = {
    click.ClickException: _usage,
    ControlmapError: str,
    OSError: _refused,
    UnicodeEncodeError: lambda error: (
        f"a text is not in the system's encoding: {error.object[max(0, error.start - 40) : error.end + 40]!a}"
        "\n  Set LC_ALL=C.UTF-8, or PYTHONUTF8=1; where that is set, give the text in UTF-8."
    ),
    MemoryError: lambda error: "there is not enough memory",
}
"""What people are told of errors that are no fault of controlmap."""
