"""The command line: `controlmap COMMAND`.

Each command is a module here that exports `command`; it is imported when it is called, so that a call pays
only for what it uses.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword

import click

import controlmap
from controlmap.errors import ControlmapError

__all__ = ["main"]

COMMANDS = {
    "init": "Make a new map project, ready to build.",
    "info": "Tell what a map project holds.",
    "check": "Find every mistake, and say where the map and its reports disagree.",
    "explain": "Explain a rule of the check in full.",
    "derive": "Draw areas of control from place reports.",
    "build": "Build the page.",
    "at": "Tell who holds and who held a place.",
    "areas": "Tell who holds how many km².",
    "changes": "Tell who took what from whom between two dates.",
    "fronts": "Tell how many km of front divide whom.",
    "durations": "Tell which ground was held longest, or changed hands most often.",
    "population": "Tell how many people live on whose ground.",
    "import": "Bring other data into a map project.",
    "transfer": "Give ground to an actor from a date.",
    "correct": "Mend records that were wrong; the old ones stay.",
    "retract": "Take records back: their ground goes on as before them.",
    "reshape": "Move the border between two neighbouring states.",
    "split": "Make several states of one.",
    "merge": "Make one state of several that say the same.",
    "undo": "Take the last edit back.",
    "redo": "Do the last undone edit again.",
    "log": "List the edits.",
    "revert": "Take one edit back, whatever came after.",
    "apply": "Apply a patch.",
    "diff": "Compare two dates, folders or git revisions.",
    "format": "Write the layers in canonical form.",
    "source": "Add to the bibliography.",
    "report": "Add to the place reports.",
}
FAILED = 2


class _Commands(click.Group):
    """Commands found by their module's name, listed in the order of work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        return import_module(f"controlmap.cli.{module}").command if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.version_option(controlmap.__version__)
def cli() -> None:
    """Maps of territorial control: dated GeoJSON layers in, one interactive offline page out.

    PROJECT is a folder with controlmap.toml; without it, `geodata` is taken if it is one, else this folder.
    Exit codes: 0 fine, 1 findings, 2 could not do it, and nothing was written.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # Names are in any script: Windows gives files and pipes an encoding that has few.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        cli.main(arguments, prog_name="controlmap")
    except ControlmapError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(FAILED)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{error.strerror or error}", err=True)
        sys.exit(FAILED)
