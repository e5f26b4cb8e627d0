"""`controlmap report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from controlmap.cli.editing import STATUSES, note_options
from controlmap.cli.options import json_option, print_json, project_argument, text_option


@click.group("report")
def command() -> None:
    """Add to the place reports, reports.csv."""


@command.command("add")
@project_argument
@click.option("--id", metavar="ID", help="Default: the next number, and letters that are this report's own.")
@click.option("--place", metavar="PLACE", required=True, help="An id or a name in places.csv, the very one.")
@click.option("--date", metavar="DATE", required=True)
@click.option(
    "--precision",
    type=click.Choice(["hour", "part_of_day", "order"]),
    help="What is known of the hour in --date: order means that it shows the order only.",
)
@click.option("--controller", metavar="ACTOR", required=True, help="Who holds it from then on.")
@click.option("--from", "from_controller", metavar="ACTOR", help="Who held it before.")
@click.option(
    "--kind",
    type=click.Choice(["baseline", "change", "held", "context"]),
    help="Default: change with --from, else held.",
)
@click.option("--status", type=click.Choice(STATUSES), default="held", show_default=True)
@click.option("--other", "others", metavar="ACTOR", multiple=True, help="A further actor; repeatable.")
@click.option(
    "--named", type=click.Choice(["named", "inferred", "not_named"]), default="named", show_default=True
)
@click.option(
    "--confidence", type=click.Choice(["high", "medium", "low"]), default="medium", show_default=True
)
@text_option("--statement", "What was said, in your own words.", required=True)
@click.option("--source", "sources", metavar="ID", multiple=True, required=True, help="Repeatable.")
@text_option("--note", "What else there is to say.")
@note_options
@json_option
def add(
    project: Path,
    as_json: bool,
    place: str,
    kind: str | None,
    dry_run: bool,
    who: str,
    why: str | None,
    **said: Any,
) -> None:
    """Add a report and print its id."""
    from controlmap.dates import end_of
    from controlmap.edit import add_report, dated_beyond
    from controlmap.model import Note, Period, place_named
    from controlmap.store import find_folder, open_project, underived

    folder = find_folder(project)
    found = open_project(folder)
    known = place_named(place, found.places)
    usual = "change" if said["from_controller"] else "held"
    note = Note("report add", who, why, said["sources"])
    given = {**said, "place": known.id, "kind": kind or usual}
    if given["precision"] is None:
        del given["precision"]
    report = add_report(folder, given, note, dry_run=dry_run)
    beyond = dated_beyond(found, [(report.id, Period(report.date, end_of(report.date)))])
    for line in beyond.in_words() if beyond else ():
        click.echo(line, err=True)
    if as_json:
        print_json({**report.model_dump(mode="json"), **report.translations})
    else:
        click.echo(report.id)
        click.echo(f"of {known.name} (id {known.id})", err=True)
        if not dry_run and underived(found):
            click.echo(f"Next: controlmap derive {project}", err=True)
