"""The command line: `controlmap COMMAND`.

Each command is a module here that exports `command`; it is imported when it is called, so that a call pays
only for what it uses.
"""

from __future__ import annotations

import os
import sys
import traceback
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword

import click

import controlmap
from controlmap.cli.failures import FAILED, failure_of
from controlmap.cli.proposals import no_map, on_the_map
from controlmap.cli.streams import printing, say_lines
from controlmap.collection import never_collect, no_collection
from controlmap.words import naming_options

__all__ = ["main"]

COMMANDS = {
    "init": "Make a new map project, ready to build.",
    "info": "Tell what a map project holds.",
    "check": "Find every mistake, and say where the map and its reports disagree.",
    "explain": "Explain a rule of the check in full.",
    "derive": "Draw areas of control from place reports.",
    "build": "Build the page.",
    "verify": "Tell what a page says of itself, and what of it is so.",
    "at": "Tell who holds and who held a place.",
    "areas": "Tell who holds how many km².",
    "changes": "Tell who took what from whom between two dates.",
    "fronts": "Tell how many km of front divide whom.",
    "durations": "Tell which ground was held longest, or changed hands most often.",
    "population": "Tell how many people live on whose ground.",
    "import": "Bring other data into a map project.",
    "export": "Write what the map says in other programs' formats.",
    "frames": "Draw pictures and clips, without a browser.",
    "edit": "Draw on the map in the browser.",
    "transfer": "Give ground to an actor from a date.",
    "correct": "Mend records that were wrong; the old ones stay.",
    "retract": "Take records back: their ground goes on as before them.",
    "move-border": "Move a border, for all states that share it.",
    "reshape": "Move the border between two neighbouring states.",
    "split": "Make several states of one.",
    "merge": "Make one state of several that say the same.",
    "undo": "Take the last edit back.",
    "redo": "Do the last undone edit again.",
    "log": "List the edits.",
    "revert": "Take one edit back, as long as nothing changed what it did.",
    "apply": "Apply a patch.",
    "status": "Tell what is unfinished, out of step with the journal, or not committed.",
    "diff": "Compare two dates, folders or git revisions.",
    "compare": "Hold two maps of one ground against each other.",
    "format": "Write the layers in canonical form.",
    "actor": "Add, change or remove those who may hold ground.",
    "place": "Add to, change or remove from the gazetteer.",
    "source": "Add to, change or remove from the bibliography.",
    "report": "Add, change or remove place reports.",
}
UNPRINTED = 74
INTERRUPTED = 130


class _Commands(click.Group):
    """Commands found by their module's name, listed in the order of work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        return import_module(f"controlmap.cli.{module}").command if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = get_close_matches(args[0], COMMANDS, 1)
        if near and args[0] not in COMMANDS:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.version_option(controlmap.__version__)
def cli() -> None:
    """Maps of territorial control: dated GeoJSON layers in, one interactive offline page out.

    PROJECT is a folder with controlmap.toml; without it, `geodata` is taken if it is one, else this folder.
    Exit codes: 0 fine, 1 findings, 2 could not do it, and nothing was written; 70 a fault in controlmap
    itself, 74 done, but the answer could not be printed, 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    if arguments is None:
        never_collect()  # the process ends with its command
        # A thread a processor for matrices costs more to start than these small ones take.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A command ends before there is much to collect: what stays collects again.
    with printing() as out, no_collection(), naming_options():
        code = _code(arguments)
        out.flush()
        if out.error is not None:
            _complain(f"the answer could not be printed: {out.error.strerror}")
            code = UNPRINTED
    sys.exit(code)


def _code(arguments: list[str] | None) -> int:
    """Run a command, say what went wrong if anything did, and return the exit code."""
    no_map()
    try:
        code = cli.main(arguments, prog_name="controlmap", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAILED
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return FAILED
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps it while a class is made
            return INTERRUPTED
        if os.environ.get("CONTROLMAP_TRACEBACK"):
            traceback.print_exc()
        code, told = failure_of(error)
        _complain(told)
        return code


def _complain(text: str) -> None:
    say_lines(f"error: {on_the_map(text)}", err=True)
