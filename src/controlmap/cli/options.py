"""Arguments and options that several commands share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


def default_project() -> Path:
    """Return `geodata` if it is a map project, else the current folder."""
    usual = Path("geodata")
    return usual if (usual / "controlmap.toml").is_file() else Path()


def _or_default(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    return default_project() if value is None else value


project_argument = click.argument(
    "project", required=False, type=click.Path(path_type=Path), callback=_or_default
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")


def print_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
