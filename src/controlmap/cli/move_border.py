"""`controlmap move-border`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from controlmap.cli.edit_options import Flow, edit_options, only_one, scope_option
from controlmap.cli.editing import perform
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument

_EXAMPLE = """\b
controlmap move-border --line "LINESTRING (36.9 36.1, 36.95 36.12, 37 36.1)" --on 2024-11-30 --dry-run
controlmap move-border --drag 36.9,36.1 36.91,36.12
controlmap move-border --simplify-m 20 --at 36.9,36.1
"""


class LonLat(click.ParamType):
    """A point: longitude and latitude in degrees, with a comma between them."""

    name = "point"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return the point, or say how one is written."""
        numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", str(value))
        if numbers is None:
            self.fail(f"{value!r} is no point: give LON,LAT, as in 36.9,36.1", param, ctx)
        return float(numbers[1]), float(numbers[2])


@click.command("move-border", cls=Command, epilog=_EXAMPLE)
@project_argument
@click.option("--line", metavar="FILE|WKT", help="Where the border is to run, from border to border.")
@click.option(
    "--drag",
    nargs=2,
    multiple=True,
    type=LonLat(),
    metavar="LON,LAT LON,LAT",
    help="A vertex or junction, and where it is to be; repeatable.",
)
@click.option(
    "--insert", multiple=True, type=LonLat(), metavar="LON,LAT", help="Put a vertex in; repeatable."
)
@click.option(
    "--delete", multiple=True, type=LonLat(), metavar="LON,LAT", help="Take a vertex out; repeatable."
)
@click.option("--simplify-m", type=float, metavar="M", help="Take out vertices within that many metres.")
@click.option("--at", type=LonLat(), metavar="LON,LAT", help="A point on the stretch that gives way.")
@click.option(
    "--between",
    nargs=2,
    type=LonLat(),
    metavar="LON,LAT LON,LAT",
    help="Make it simpler between two points only.",
)
@click.option("--on", metavar="DATE", help="The date on which the border is looked at; default: all dates.")
@scope_option("the states beside it")
@edit_options
def command(
    project: Path,
    drag: tuple[tuple[tuple[float, float], tuple[float, float]], ...],
    insert: tuple[tuple[float, float], ...],
    delete: tuple[tuple[float, float], ...],
    simplify_m: float | None,
    flow: Flow,
    **where: Any,
) -> None:
    """Move a border: along a line, by its vertices, or by making it simpler. All who share it follow."""
    vertices = [*drag, *((None, point) for point in insert), *((point, None) for point in delete)]
    line = where.pop("line")
    only_one(**{"line": line, "drag": vertices or None, "simplify-m": simplify_m})
    perform(
        project,
        "move-border",
        lambda found: found.move_border(line, vertices=vertices or None, tolerance_m=simplify_m, **where),
        flow,
    )
