"""`controlmap status`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.proposals import on_the_map
from controlmap.cli.streams import say
from controlmap.words import first_lines, one_line

if TYPE_CHECKING:
    from controlmap.errors import Problem

_SHOWN = 5
"""Errors that people are shown; `--json` lists them all."""


@click.command("status", cls=Command)
@project_argument
@json_option
def command(project: Path, as_json: bool) -> None:
    """Tell what of a map project is unfinished, out of step with its journal, or not committed to git.

    Exits with 1 where an edit was stopped half-way, files cannot be used, or are not as the
    journal left them.
    """
    from controlmap.store import find_folder

    told = _status(find_folder(project))
    if as_json:
        print_json(told)
    else:
        say(*(line for text in _lines(told) for line in text.split("\n")))
    sys.exit(int(bool(told["unfinished"] or told["unusable"] or told["out_of_step"])))


def _status(folder: Path) -> dict[str, Any]:
    from controlmap.errors import InputError
    from controlmap.format import SETTINGS_FILE, severity
    from controlmap.store import inspect_project, journal_problems, out_of_step, uncommitted, unfinished

    out: list[dict[str, Any]] = []
    problems: list[Problem] = []
    try:
        project, found = inspect_project(folder)
        problems = [one for one in (*found, *journal_problems(folder)) if severity(one) == "error"]
        broken = {one.file for one in problems}
        out = [
            {"file": one.file, "features": list(one.ids), "message": one.message, "hint": one.hint}
            for one in out_of_step(project)
            if one.file not in broken
        ]
    except InputError as error:
        if not os.path.lexists(folder / SETTINGS_FILE):
            raise
        problems = [] if unfinished(folder) else [*error.problems]  # else that is what there is to say
    left = unfinished(folder)
    return {
        "project": str(folder),
        "unfinished": str(left) if left else None,
        "last": _last(folder),
        "unusable": [str(one) for one in problems],
        "out_of_step": out,
        "uncommitted": uncommitted(folder),
    }


def _last(folder: Path) -> dict[str, Any] | None:
    from controlmap.edit import last_entry
    from controlmap.errors import InputError

    try:
        entry = last_entry(folder)
    except InputError:  # which is among the problems of the journal
        return None
    return entry and {name: entry.summary()[name] for name in ("id", "when", "who", "command")}


def _lines(told: dict[str, Any]) -> list[str]:
    last, changed, unusable = told["last"], told["uncommitted"], told["unusable"]
    lines = [told["unfinished"]] if told["unfinished"] else ["no edit is unfinished"]
    said = one_line(" ".join(filter(None, last.values()))) if last else "none"
    lines += [f"last entry of the journal: {said}"] if last or not unusable else []
    lines += first_lines(unusable, _SHOWN, on_the_map(": `controlmap check` lists them"))
    lines += [
        f"{one_line(one['file'])}: {one_line(one['message'])}\n  {one['hint']}" for one in told["out_of_step"]
    ]
    if not (unusable or told["out_of_step"]):
        lines.append("the layers are as the journal left them")
    if changed is None:
        return [*lines, "not in a git repository"]
    head = "not committed to git:" if changed else "all is committed to git"
    return [*lines, head, *(f"  {one}" for one in changed)]
