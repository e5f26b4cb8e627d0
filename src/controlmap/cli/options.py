"""Arguments and options that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from controlmap.cli.streams import json_for

Command = TypeVar("Command", bound=Callable[..., Any])


def default_project() -> Path:
    """Return `geodata` if it is a map project, else the current folder."""
    usual = Path("geodata")
    return usual if (usual / "controlmap.toml").is_file() else Path()


def _or_default(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    return default_project() if value is None else value


def _wait(ctx: click.Context, param: click.Parameter, seconds: float | None) -> None:
    """Let the command wait so long for those who read or write the same map project."""
    from controlmap.store import waiting

    if seconds is not None:
        ctx.with_resource(waiting(seconds))


wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    expose_value=False,
    callback=_wait,
    help="Wait so long for another program that changes or reads the map project; default 30.",
)


def project_argument(command: Command) -> Command:
    """Give a command the map project that it works on, and a way to say how long it waits for it."""
    argument = click.argument(
        "project", required=False, type=click.Path(path_type=Path), callback=_or_default
    )
    return wait_option(argument(command))


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")


def print_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    print_json_text(json.dumps(document, ensure_ascii=False, indent=2))


def print_json_text(text: str) -> None:
    """Print a JSON text on stdout, in letters that it can take."""
    click.echo(json_for(text, sys.stdout.encoding))
