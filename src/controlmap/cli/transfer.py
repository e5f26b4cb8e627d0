"""`controlmap transfer`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.edit_options import Flow, edit_options, extend_option, said_options
from controlmap.cli.editing import perform
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument
from controlmap.cli.told_edits import until_when

if TYPE_CHECKING:
    from controlmap.edit import Delta, Editing, NamedArea

_EXAMPLE = """\b
controlmap transfer --to hts_allied --on 2024-11-30 --area west.geojson
    --source afp-2024-12-02 --certainty confirmed --dry-run
"""


@click.command("transfer", cls=Command, epilog=_EXAMPLE)
@project_argument
@click.option("--to", metavar="ACTOR", required=True, help="Who gets the ground.")
@click.option("--on", metavar="DATE", required=True, help="From when.")
@click.option(
    "--precision",
    type=click.Choice(["hour", "part_of_day", "order"]),
    help="What is known of the hour in --on: order means that it shows the order only.",
)
@click.option("--until", metavar="DATE", help="To when; default: to the end of each state that is touched.")
@click.option(
    "--area",
    metavar="FILE|WKT|PLACE",
    required=True,
    help="The ground, in any format that imports read: also LON,LAT, the id of a state, the name of an area, "
    "layer:ID, region:NAME, cell:PLACE, or all.",
)
@click.option(
    "--radius-km", type=float, metavar="R", help="All within that distance of a place, point or line."
)
@click.option("--from", "from_controller", metavar="ACTOR", help="Only what that actor holds.")
@click.option("--layer", metavar="L", help="Only in that layer.")
@said_options(source_needed=True)
@extend_option
@edit_options
def command(
    project: Path,
    area: str,
    radius_km: float | None,
    extend_period: bool,
    said: dict[str, Any],
    flow: Flow,
    **where: Any,
) -> None:
    """Give ground to an actor from a date, and say who loses and gains how much."""

    def made(found: Editing) -> tuple[Delta, NamedArea, list[str]]:
        ground = found.ground(area, radius_km=radius_km, on=where["on"])
        delta = found.transfer(ground, **where, **said)
        told = until_when(found.project, delta, where["on"], where["until"])
        return found.extend_period(delta) if extend_period else delta, ground, told

    perform(project, "transfer", made, flow, said.get("sources", ()))
