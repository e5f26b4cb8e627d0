"""`controlmap frames`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import Within, json_option, now_option, print_json, project_argument, quiet_option
from controlmap.cli.streams import say


class _Size(click.ParamType):
    name = "WxH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        width, _, height = str(value).lower().partition("x")
        if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
            self.fail(f"{value!r} is no size: one like 1080x1080 is expected", param, ctx)
        return int(width), int(height)


_MANY = 50
"""Dates of which pictures take long to draw."""


@click.command("frames", cls=Command)
@project_argument
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write: .png, .svg, .pdf, .gif, .webp or .mp4.",
)  # fmt: skip
@click.option(
    "--each", multiple=True, metavar="change|day|STEP|DATE",
    help="A picture for each change of the map, each day, at steps like 7d, or for this date, which can be "
    "repeated. By default the date that the map opens on; of a clip or of panels each change.",
)  # fmt: skip
@click.option(
    "--size",
    type=_Size(),
    metavar="WxH",
    default="1080x1080",
    show_default=True,
    help="Pixels of the whole picture.",
)
@click.option(
    "--scale", type=Within(0.2, 10), metavar="N",
    help="Pixels a unit; texts are about 13 units high. By default the whole is about 1000 units wide.",
)  # fmt: skip
@click.option("--lang", metavar="CODE", help="Language, one of the map's; by default the first.")
@click.option(
    "--scheme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="For day or night.",
)
@click.option("--area", metavar="FILE|WKT|PLACE", help="Look closer: at this ground.")
@click.option(
    "--radius-km",
    type=Within(0, min_open=True),
    metavar="R",
    help="Of the place that --area names.",
)
@click.option("--layer", metavar="L", help="Look closer: at the ground of this layer.")
@click.option("--region", metavar="REGION", help="Look closer: at this region, by its id or a name.")
@click.option(
    "--panels", type=click.IntRange(0), metavar="N",
    help="All dates on one sheet, in so many columns; 0: as many as make them largest.",
)  # fmt: skip
@click.option("--chart", is_flag=True, help="Draw who held how much over time, too.")
@click.option("--events", is_flag=True, help="Draw the events of each date, too.")
@click.option(
    "--fronts", type=click.Choice(["off", "lines", "age"]), default="off", show_default=True,
    help="Draw fronts as bold lines, or by how long they stand.",
)  # fmt: skip
@click.option(
    "--seconds", type=Within(0.04, 60), metavar="SECONDS", default=0.8, show_default=True,
    help="How long a picture of a clip stands; the last one twice as long.",
)  # fmt: skip
@click.option(
    "--font", "fonts", multiple=True, metavar="FONT",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A font for letters that Noto Sans and Noto Sans Arabic lack; can be repeated.",
)  # fmt: skip
@click.option("--known-on", metavar="DATE", help="The map as it was on record at the end of that day.")
@now_option
@quiet_option
@json_option
def command(
    project: Path,
    output: Path,
    each: tuple[str, ...],
    lang: str | None,
    quiet: bool,
    as_json: bool,
    **look: Any,
) -> None:
    """Draw pictures and clips of the map, without a browser: the sheet that the page saves.

    Several dates are several files of PNG or SVG, with the date in their names, pages of a PDF, or a clip.
    """
    from controlmap.api import open_map
    from controlmap.cli.progress import steps

    dates, every = _asked(each)
    with steps(quiet) as step:
        whole = open_map(project)
        is_one = dates is None and every is None and output.suffix.lower() in (".png", ".svg")
        many = len(dates) if isinstance(dates, list) else 1 if is_one else len(whole.history().dates)
        step("Drawing pictures", is_long=many >= _MANY)
        written = whole.frames(output, dates, every=every, language=lang, **look)
    if as_json:
        print_json({"files": [{"path": str(path), "bytes": path.stat().st_size} for path in written]})
    elif not quiet:
        say(*map(str, written))


def _asked(each: tuple[str, ...]) -> tuple[Any, str | None]:
    """Return dates, or which of the map's own, and a step of time."""
    if len(each) != 1 or "-" in each[0]:
        if {"change", "day"} & set(each):
            raise click.UsageError("--each takes change or day alone, or dates")
        return list(each) or None, None
    (one,) = each
    is_step = one[0].isdigit() and not one.isdigit()
    return (None, one) if is_step else ([one] if one not in ("change", "day") else one, None)
