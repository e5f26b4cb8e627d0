"""`controlmap status`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from controlmap.cli.options import json_option, print_json, project_argument


@click.command("status")
@project_argument
@json_option
def command(project: Path, as_json: bool) -> None:
    """Tell what of a map project is unfinished, out of step with its journal, or not committed to git.

    Exits with 1 where an edit was stopped half-way, or files are not as the journal left them.
    """
    from controlmap.store import find_folder

    told = _status(find_folder(project))
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(_lines(told)))
    sys.exit(int(bool(told["unfinished"] or told["out_of_step"])))


def _status(folder: Path) -> dict[str, Any]:
    from controlmap.errors import InputError
    from controlmap.store import inspect_project, out_of_step, uncommitted, unfinished

    out: list[dict[str, Any]] = []
    try:
        project, _ = inspect_project(folder)
        out = [
            {"file": one.file, "features": list(one.ids), "message": one.message, "hint": one.hint}
            for one in out_of_step(project)
        ]
    except InputError:
        if not unfinished(folder):  # else that is what there is to say
            raise
    left = unfinished(folder)
    return {
        "project": str(folder),
        "unfinished": str(left) if left else None,
        "last": _last(folder),
        "out_of_step": out,
        "uncommitted": uncommitted(folder),
    }


def _last(folder: Path) -> dict[str, Any] | None:
    from controlmap.edit import last_entry

    entry = last_entry(folder)
    return entry and {name: entry.summary()[name] for name in ("id", "when", "who", "command")}


def _lines(told: dict[str, Any]) -> list[str]:
    last, changed = told["last"], told["uncommitted"]
    lines = [told["unfinished"]] if told["unfinished"] else ["no edit is unfinished"]
    said = " ".join(filter(None, last.values())) if last else "none"
    lines += [f"last entry of the journal: {said}"]
    lines += [f"{one['file']}: {one['message']}\n  {one['hint']}" for one in told["out_of_step"]]
    if not told["out_of_step"]:
        lines.append("the layers are as the journal left them")
    if changed is None:
        return [*lines, "not in a git repository"]
    head = "not committed to git:" if changed else "all is committed to git"
    return [*lines, head, *(f"  {one}" for one in changed)]
