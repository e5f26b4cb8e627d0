"""`controlmap report`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from controlmap.cli.edit_options import STATUSES, note_options
from controlmap.cli.given_once import Group
from controlmap.cli.options import Command, all_of, json_option, project_argument, text_option
from controlmap.cli.records import change_command, remove_command, tell, tell_next
from controlmap.cli.streams import say


def _said(*, new: bool) -> Callable[[Command], Command]:
    """Give a command the options for what is said in a report; of a `new` one some must be."""

    def choice(name: str, values: Sequence[str], usual: str) -> Callable[[Command], Command]:
        return click.option(name, type=click.Choice(values), default=usual if new else None, show_default=new)

    return all_of(
        click.option(
            "--place", metavar="PLACE", required=new, help="An id or a name in places.csv, the very one."
        ),
        click.option("--date", metavar="DATE", required=new),
        click.option(
            "--precision",
            type=click.Choice(["hour", "part_of_day", "order"]),
            help="What is known of the hour in --date: order means that it shows the order only.",
        ),
        click.option("--controller", metavar="ACTOR", required=new, help="Who holds it from then on."),
        click.option("--from", "from_controller", metavar="ACTOR", help="Who held it before."),
        click.option(
            "--kind",
            type=click.Choice(["baseline", "change", "held", "context"]),
            help="Default: change with --from, else held." if new else None,
        ),
        choice("--status", STATUSES, "held"),
        click.option("--other", "others", metavar="ACTOR", multiple=True, help="One more actor; repeatable."),
        choice("--named", ["named", "inferred", "not_named"], "named"),
        choice("--confidence", ["high", "medium", "low"], "medium"),
        text_option("--statement", "What was said, in your own words.", required=new),
        click.option("--source", "sources", metavar="ID", multiple=True, required=new, help="Repeatable."),
        text_option("--note", "What else there is to say."),
    )


@click.group("report", cls=Group)
def command() -> None:
    """Add to the place reports, reports.csv, change what they say, or remove some."""


@command.command("add")
@project_argument
@click.option("--id", metavar="ID", help="Default: the next number, and letters that are this report's own.")
@_said(new=True)
@note_options
@json_option
def add(
    project: Path,
    as_json: bool,
    kind: str | None,
    dry_run: bool,
    who: str,
    why: str | None,
    **said: Any,
) -> None:
    """Add a report and print its id."""
    from controlmap.dates import end_of
    from controlmap.edit import add_report, dated_beyond
    from controlmap.model import Note, Period
    from controlmap.store import find_folder, open_project

    folder = find_folder(project)
    found = open_project(folder)
    usual = "change" if said["from_controller"] else "held"
    note = Note("report add", who, why, said["sources"])
    given = {**said, "kind": kind or usual}
    if given["precision"] is None:
        del given["precision"]
    report = add_report(folder, given, note, dry_run=dry_run)
    beyond = dated_beyond(found, [(report.id, Period(report.date, end_of(report.date)))])
    for line in beyond.in_words() if beyond else ():
        say(line, err=True)
    tell(report, as_json)
    if not as_json:
        say(f"of {found.places[report.place].name} (id {report.place})", err=True)
    tell_next(project, dry_run=dry_run, as_json=as_json)


command.add_command(
    change_command("report", _said(new=False), "Change what a report says, and print its id.")
)
command.add_command(remove_command("report", "An id in reports.csv"))
