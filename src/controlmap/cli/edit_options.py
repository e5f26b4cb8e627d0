"""Options that the commands share that change a map."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from controlmap.cli.options import Command, all_of, text_option
from controlmap.errors import InputError, Problem

STATUSES = ("held", "contested", "joint", "besieged")
CERTAINTIES = ("confirmed", "reported", "claimed", "inferred")


@dataclass(frozen=True)
class Flow:
    """What is to become of an edit, and who says why."""

    dry_run: bool
    rebase: bool
    patch: Path | None
    as_json: bool
    who: str
    why: str | None


def edit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all edits; it gets them as one `flow`."""
    options = (
        click.option(
            "--rebase", is_flag=True, help="Where the map has changed meanwhile, edit what is there now."
        ),
        click.option(
            "--patch",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write the edit to a file, for `controlmap apply`, and leave the map alone. All of it: "
            "[publish] is not for patches.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout."),
    )

    @functools.wraps(command)
    def with_flow(
        *,
        dry_run: bool,
        rebase: bool,
        patch: Path | None,
        as_json: bool,
        who: str,
        why: str | None,
        **rest: Any,
    ) -> None:
        command(flow=Flow(dry_run, rebase, patch, as_json, who, why), **rest)

    return note_options(all_of(*options)(with_flow))


def note_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options `dry_run`, and `who` and `why` for the journal."""
    options = (
        click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing."),
        click.option(
            "--by",
            "who",
            metavar="NAME",
            callback=lambda ctx, param, name: name or user(),
            help="Whose edit it is; default CONTROLMAP_USER, or the login.",
        ),
        click.option("--why", metavar="TEXT", help="Why, for the journal."),
    )
    return all_of(*options)(command)


def user() -> str:
    """Return who edits: CONTROLMAP_USER, or the login name, or nobody."""
    from controlmap.store import user as login

    return login()


extend_option = click.option(
    "--extend-period",
    is_flag=True,
    help="Where the news comes after the map's period, extend that in controlmap.toml, in the same edit.",
)


def scope_option(beside: str) -> Callable[[Command], Command]:
    """Give a command the option that says where a border moves; `beside` are the states that share it."""
    return click.option(
        "--scope",
        type=click.Choice(("everywhere", "from", "while")),
        default="everywhere",
        show_default=True,
        help=f"Wherever the border exists, on all dates; from --on; or while {beside} stand.",
    )


def said_options(*, source_needed: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options for what a control state says; it gets those that were given as `said`."""
    options = (
        click.option(
            "--source",
            "sources",
            metavar="ID",
            multiple=True,
            required=source_needed,
            help="Who says so; repeatable.",
        ),
        click.option("--certainty", type=click.Choice(CERTAINTIES)),
        click.option("--status", type=click.Choice(STATUSES)),
        click.option(
            "--other",
            "others",
            metavar="ACTOR",
            multiple=True,
            help="A further actor of a contested or joint area; repeatable.",
        ),
        text_option("--name", "What the ground is called."),
        text_option("--note", "What else there is to say."),
    )
    names = ("sources", "certainty", "status", "others", "name", "note")

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_said(**values: Any) -> None:
            given = {name: values.pop(name) for name in names}
            said = {name: value for name, value in given.items() if value not in (None, (), {})}
            command(said=said, **values)

        return all_of(*options)(with_said)

    return decorate


def only_one(**given: Any) -> None:
    """Refuse options of which one is needed where none or several are given.

    Raises
    ------
    InputError
        When it is not one.
    """
    if sum(value is not None for value in given.values()) != 1:
        raise InputError(Problem(f"say one of {', '.join('--' + name for name in given)}"))
