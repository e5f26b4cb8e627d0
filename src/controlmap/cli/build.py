"""`controlmap build`."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.building import Build, built, built_each, page_of
from controlmap.cli.given_once import Command
from controlmap.cli.options import (
    Undated,
    default_project,
    json_option,
    map_named,
    now_option,
    print_json,
    quiet_option,
    wait_option,
    waited,
)
from controlmap.cli.proposals import on_the_map
from controlmap.cli.spreading import cluster, memory_option, refuse_both, scheduler_option, workers_option
from controlmap.cli.streams import say, say_lines
from controlmap.words import counted, one_line

if TYPE_CHECKING:
    from controlmap.dates import Instant


def _or_default(ctx: click.Context, param: click.Parameter, value: tuple[Path, ...]) -> tuple[Path, ...]:
    if len(value) == 1:
        map_named(ctx, param, value[0])
    return value or (default_project(),)


@click.command("build", cls=Command)
@click.argument(
    "project", metavar="[PROJECT]...", nargs=-1, type=Undated(path_type=Path), callback=_or_default
)
@wait_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write, of several maps the folder; default output/<title>.html.",
)
@click.option("--known-on", metavar="DATE", help="The map as it was on record at the end of that day.")
@now_option
@workers_option(
    "Build so many of several maps at a time, each in a process of its own, or cut the ground of one "
    "by so many processes (extra dask); default 1."
)
@memory_option
@scheduler_option("Let the workers of a Dask cluster cut the ground, as in tcp://10.0.0.1:8786 (extra dask).")
@click.option(
    "--watch", is_flag=True, help="Rebuild when a file changes, and reload the page in the browser."
)
@click.option(
    "--tiled",
    is_flag=True,
    help="Write a folder for a web host: its page opens in outline, and loads what is looked at.",
)
@click.option(
    "--embed", is_flag=True, help="Write the code that shows it in another page too, as PAGE-embed.html."
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@quiet_option
@json_option
def command(
    project: tuple[Path, ...],
    output: Path | None,
    known_on: str | None,
    now: Instant | None,
    workers: int,
    memory_per_worker: int | None,
    scheduler: str | None,
    watch: bool,
    tiled: bool,
    embed: bool,
    open_page: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Build the page of a map project: one HTML file that needs no network.

    Of several map projects the page of each; what is wrong with one is told, and keeps no other from being
    built. The exit code is then that of the worst. However many cut, the page is the same. With --tiled it
    is a folder for a web host, in which a map of any size opens at once.
    """
    only, *others = project
    if tiled:
        _refuse_with_tiles({"several maps": others, "--watch": watch, "--embed": embed, "--open": open_page})
    if others and watch:
        raise click.UsageError("--watch takes one map.")
    if not (others or tiled) and output is not None and output.is_dir():
        raise click.UsageError(f"-o of one map is a file, and {output} is a folder.")
    refuse_both(scheduler, workers)
    cutting = 1 if others else workers
    if memory_per_worker is not None and cutting == 1:
        raise click.UsageError("--memory-per-worker goes with one map and --workers 2 or more.")
    if watch:
        import controlmap.serve  # noqa: F401  # before anything is built: it needs an extra
    with cluster(scheduler, cutting, memory_per_worker) as client:
        build = partial(built, known_on=known_on, now=now, quiet=quiet or bool(others), client=client)
        if others:
            return _several(project, output, partial(build, embed=embed), workers, open_page, quiet, as_json)
        return _one(only, output, partial(build, embed=embed, tiled=tiled), watch, open_page, quiet, as_json)


def _one(
    project: Path, output: Path | None, build: Build, watch: bool, open_page: bool, quiet: bool, as_json: bool
) -> int:
    """Build one page, tell of it, and show it if asked."""
    summary = build(project, output)
    if as_json:
        print_json(summary)
    elif not quiet:
        _tell(summary)
        say(*_written(summary))
    path = Path(summary["path"])
    if watch:
        _watch(project, path, build, quiet, open_page)
    elif open_page:
        click.launch(path.resolve().as_uri())
    return 0


def _refuse_with_tiles(asked: Mapping[str, object]) -> None:
    for what, there in asked.items():
        if there:
            raise click.UsageError(f"--tiled cannot be had together with {what}.")


def _several(
    projects: tuple[Path, ...],
    folder: Path | None,
    build: Build,
    workers: int,
    open_page: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Build several pages, tell of each in the order of the maps, and return the exit code."""
    pages = {project: page_of(project, folder) for project in projects}
    rows: list[dict[str, Any]] = []
    worst = 0
    for project, outcome in built_each(pages, build, workers, waited()):
        rows.append({"project": str(project), **(outcome.summary or {"error": outcome.error})})
        worst = max(worst, outcome.code)
        if outcome.summary is None:
            of = "" if outcome.error.startswith((f"{project}:", f"{project}{os.sep}")) else f"{project}: "
            say_lines(f"error: {one_line(of)}{outcome.error}", err=True)
        elif not (quiet or as_json):
            _tell(outcome.summary, f"{project}: ")
            say(*_written(outcome.summary))
        if outcome.summary and open_page:
            click.launch(Path(outcome.summary["path"]).resolve().as_uri())
    if as_json:
        print_json({"rows": rows})
    return worst


def _written(summary: dict[str, Any]) -> list[str]:
    return [summary[name] for name in ("path", "embed") if name in summary]


def _tell(summary: dict[str, Any], of: str = "") -> None:
    counts = ", ".join(counted(summary[f"{noun}s"], noun) for noun in ("cell", "arc", "spell", "date"))
    say(f"{of}{counts}; {summary['bytes'] / 1000:.0f} kB in {summary['seconds']:.1f} s", err=True)
    misspelt = [
        f"warning: no event is of the kind {kind!r} that [publish] leaves out: nothing was left out for it"
        for kind in summary["kinds_of_no_event"]
    ]
    for line in filter(None, (summary["reports"], summary["left_out"], *misspelt, _of_size(summary))):
        say(on_the_map(line), err=True)


_LINE_BYTES_A_S = 1_250_000
"""A line of 10 Mbit."""
_PATIENCE_S = 3


def _of_size(summary: dict[str, Any]) -> str:
    """Return when a map is better tiled, and of a tiled page what it lacks."""
    if "page_bytes" in summary:
        return (
            f"The page itself is {summary['page_bytes'] / 1000:.0f} kB. It has to lie on a web host. The map"
            " as it was known earlier, and the snapshot as GeoJSON, are not in it."
        )
    seconds = summary["bytes"] / _LINE_BYTES_A_S
    if seconds < _PATIENCE_S:
        return ""
    return (
        f"On a line of 10 Mbit {seconds:.0f} s pass before this page shows anything. With --tiled it would be"
        " a folder for a web host, whose page opens in outline and loads what is looked at."
    )


def _watch(project: Path, path: Path, build: Build, quiet: bool, open_page: bool) -> None:
    """Rebuild until interrupted; what cannot be read or written is told and leaves the page as it was."""
    from controlmap.errors import ControlmapError
    from controlmap.serve import show_rebuilt

    def ready(address: str) -> None:
        say(f"{address} shows the page and reloads it; stop with Ctrl-C.", err=True)
        if open_page:
            click.launch(address)

    def rebuilt() -> bool:
        try:
            summary = build(project, path)
        except (ControlmapError, OSError) as error:
            say_lines(f"error: {error}", err=True)
            return False
        if not quiet:
            _tell(summary)
        return True

    gc.enable()
    show_rebuilt(project, path, rebuilt, ready=ready)
