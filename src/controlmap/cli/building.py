"""Pages built one after the other, or several at a time, each in a process of its own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from controlmap.cli.failures import FAULTY, failure_of

if TYPE_CHECKING:
    from distributed import Client

    from controlmap.dates import Instant

__all__ = ["Build", "Outcome", "built", "built_each", "page_of"]


class Outcome(NamedTuple):
    """What came of a map: what is told of its page, or what is wrong, and the exit code."""

    summary: dict[str, Any] | None
    error: str = ""
    code: int = 0


Build = Callable[[Path, Path | None], dict[str, Any]]
"""From a map project, and where its page is to be, to what is told of that."""


def built(
    project: Path,
    output: Path | None,
    known_on: str | None,
    now: Instant | None,
    *,
    quiet: bool,
    embed: bool = False,
    tiled: bool = False,
    client: Client | None = None,
) -> dict[str, Any]:
    """Build the page of a map project, by the workers of a cluster if any, and return what is told of it."""
    from controlmap.api import open_map
    from controlmap.check import agreement_line, left_out_line
    from controlmap.cli.progress import is_large, steps
    from controlmap.history import kinds_of_no_event

    began, is_long = time.perf_counter(), is_large(project)
    with steps(quiet) as step:
        step("Reading")
        whole = open_map(project)
        found = whole.published(now=now)
        step("Cutting cells", is_long=is_long)
        history = found.history(known_on=known_on, client=client)
        step("Comparing with the reports", is_long=is_long)
        agreement = found.agreement(known_on=known_on)
        step("Writing the page", is_long=is_long)
        if tiled:
            path = found.build_tiled(output, known_on=known_on)
        else:
            path = found.build(output, known_on=known_on, client=client)
        embedding = {"embed": str(found.embed(path))} if embed else {}
    return {
        "path": str(path),
        **embedding,
        **_sizes(path, tiled),
        "cells": len(history.topology.cells),
        "arcs": len(history.topology.arc_left),
        "spells": len(history.spell_state),
        "dates": len(history.dates),
        "reports_checked": agreement.checked,
        "reports_agreeing": len(agreement.agreeing),
        "reports": agreement_line(agreement) if found.project.reports else None,
        "left_out": None if known_on else left_out_line(found.project),
        "kinds_of_no_event": list(kinds_of_no_event(whole.project)),
        "seconds": round(time.perf_counter() - began, 2),
    }


def _sizes(path: Path, tiled: bool) -> dict[str, int]:
    """Return the bytes of a page, or of all that a tiled one is, and of its outline alone."""
    if not tiled:
        return {"bytes": path.stat().st_size}
    beside = (one.stat().st_size for one in path.parent.iterdir() if one.is_file())
    return {"bytes": sum(beside), "page_bytes": path.stat().st_size}


def page_of(project: Path, folder: Path | None) -> Path | None:
    """Return where the page of one of several maps is to be; None where its settings cannot be read."""
    from controlmap.errors import InputError
    from controlmap.store import find_folder, page_name, settings_in

    try:
        settings = settings_in(project)
    except InputError:
        return None  # building it says why
    title = settings.title[settings.languages[0]]
    return (folder or Path("output")) / page_name(title, find_folder(project))


def built_each(
    pages: Mapping[Path, Path | None], build: Build, workers: int, wait_s: float
) -> Iterator[tuple[Path, Outcome]]:
    """Yield what came of each map, in their order, with so many built at a time.

    Two maps of one page are both refused. A process that ends takes those with it that are being built: they
    are tried once more, each by itself, and the rest go on together.
    """
    count = Counter(page for page in pages.values() if page is not None)
    one = partial(_outcome, build, wait_s)
    twice = {project: page for project, page in pages.items() if page is not None and count[page] > 1}
    rest = {project: page for project, page in pages.items() if project not in twice}
    found = {project: _refused(page) for project, page in twice.items()}
    coming = _at_once(one, rest, workers) if workers > 1 else ((at, one(at, rest[at])) for at in rest)
    for project in pages:
        # Each is told as soon as it is there, and those before it are.
        while project not in found:
            found.update([next(coming)])
        yield project, found[project]


_One = Callable[[Path, Path | None], Outcome]


_Done = tuple[Path, Outcome]


def _at_once(one: _One, pages: Mapping[Path, Path | None], workers: int) -> Iterator[_Done]:
    """Yield what came of maps, so many of which are built at a time."""
    rest = dict(pages)
    while rest:
        for done in _together(one, dict(rest), min(workers, len(rest))):
            del rest[done[0]]
            yield done
        # They are begun in their order: of those that are left the first ones were being built at the end.
        for project in list(rest)[:workers]:
            yield next(_together(one, {project: rest.pop(project)}, 1), (project, _ENDED))


def _together(one: _One, pages: Mapping[Path, Path | None], workers: int) -> Iterator[_Done]:
    """Yield what came of maps whose processes did not end before they were done, in their order."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = {project: pool.submit(one, project, page) for project, page in pages.items()}
        for project, future in waiting.items():
            try:
                outcome = future.result()
            except BrokenProcessPool:
                continue
            yield project, outcome


_ENDED = Outcome(None, "its process ended before the page was written: is there enough memory?", FAULTY)


def _refused(page: Path) -> Outcome:
    from controlmap.errors import InputError, Problem

    hint = "Give them other titles, or build each by itself with -o."
    error = InputError(Problem("would be the page of several of these maps", str(page), hint=hint))
    code, text = failure_of(error)
    return Outcome(None, text, code)


def _outcome(build: Build, wait_s: float, project: Path, page: Path | None) -> Outcome:
    from controlmap.store import waiting

    try:
        with waiting(wait_s):
            return Outcome(build(project, page))
    except Exception as error:
        code, text = failure_of(error)
        return Outcome(None, text, code)
