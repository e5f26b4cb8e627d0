"""`controlmap correct`."""

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
controlmap correct --state aleppo-0014 --certainty confirmed --source afp-2024-12-02
controlmap correct --area Saraqib --radius-km 3 --on 2024-11-29 --until 2024-11-30 --to government
    --source afp-2024-12-02 --certainty reported
"""


@click.command("correct", cls=Command, epilog=_EXAMPLE)
@project_argument
@click.option("--state", "states", metavar="ID", multiple=True, help="A record that is wrong; repeatable.")
@click.option("--area", metavar="FILE|WKT|PLACE", help="The ground, as for transfer; default: all of it.")
@click.option(
    "--radius-km", type=float, metavar="R", help="All within that distance of a place, point or line."
)
@click.option("--to", "controller", metavar="ACTOR", help="Who really held it.")
@click.option("--on", metavar="DATE", help="From when; with --state, default: from its beginning.")
@click.option("--until", metavar="DATE", help="To when; default: to the end of each state that is touched.")
@click.option(
    "--from", "from_controller", metavar="ACTOR", help="Only what is recorded as held by that actor."
)
@click.option("--layer", metavar="L", help="Only in that layer.")
@said_options(source_needed=False)
@extend_option
@edit_options
def command(
    project: Path,
    area: str | None,
    radius_km: float | None,
    extend_period: bool,
    controller: str | None,
    said: dict[str, Any],
    flow: Flow,
    **where: Any,
) -> None:
    """Mend records that were wrong. The old ones stay, closed: the map as known before can still be built.

    Who says that another held the ground says by which source, and how sure that is: what the old record
    rested on spoke for somebody else.
    """
    right = {**said, **({"controller": controller} if controller else {})}

    def made(found: Editing) -> tuple[Delta, NamedArea, list[str]]:
        ground = found.ground(area, radius_km=radius_km, on=where["on"])
        delta = found.correct(ground, **where, **right)
        told = until_when(found.project, delta, where["on"], where["until"])
        return found.extend_period(delta) if extend_period else delta, ground, told

    perform(project, "correct", made, flow, said.get("sources", ()))
