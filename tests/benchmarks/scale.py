"""What commands cost on large series: processor seconds and memory of the process that each one is.

Seconds are the processor's, those of the system for the command with them, so that what else runs matters
less. `start` is a command on a map of three cells: what is above it is the series'. Memory is the most that
the process held.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely

from controlmap.dates import format_instant
from controlmap.store import KEPT_FOLDER
from tests.benchmarks.demanding import LIVE, write_noisy
from tests.benchmarks.dense import Crowd, Dense, write_crowd, write_dense
from tests.benchmarks.series import find_snapshots
from tests.benchmarks.synthetic import Plan, write_snapshots

Figures = dict[str, Any]

DENSE = Dense(dates=150)
MANY_STATES = Plan(dates=480, stretch=45)
"""About 5,000 states with a million vertices."""


def cost(*words: object, fine: Sequence[int] = (0,)) -> Figures:
    """Run a command of controlmap; return what it took, `fine` are exit codes that are expected."""
    line = [sys.executable, "-m", "tests.benchmarks.command", *map(str, words)]
    # Compiled modules are kept, as an installation has them: without, each command compiles all it loads.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env
    ) as process:
        said = process.stderr.read() if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise RuntimeError(f"{' '.join(line[2:])}: {said.strip()}")
    peak = float(said.splitlines()[-1])
    return {"what": words[0], "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": peak}


def costs_of(folder: Path, options: Sequence[object], scratch: Path, name: str) -> Iterator[Figures]:
    """Yield what it costs to bring in all days of a folder but the last, to ask, check and go on."""
    project, page = scratch / name, scratch / f"{name}.html"
    days = [snapshot.path for snapshot in find_snapshots(folder)]
    first = scratch / f"{name}-but-one"
    first.mkdir()
    for path in days[:-1]:
        (first / path.name).symlink_to(path)
    bring = ["import", "snapshots"]
    into = ["--into", project, "--layer", "series", *options]
    cost("init", small := scratch / f"{name}-valley")
    yield cost("areas", small, "--json") | {"what": "start"}
    yield cost(*bring, first, *into) | {"what": "import"}
    yield cost("build", project, "-o", page) | {"what": "build after it"}
    shutil.rmtree(project / KEPT_FOLDER, ignore_errors=True)
    yield cost("build", project, "-o", page) | {"what": "build of nothing kept"}
    yield cost("areas", project, "--json") | {"what": "second command"}
    yield cost("check", project, fine=(0, 1))
    yield cost(*bring, days[-1], *into, "--append") | {"what": "append a day"}
    yield cost("build", project, "-o", page) | {"what": "build after that"}
    yield cost("transfer", project, *_news(project)) | {"what": "edit"}
    yield cost("areas", project, "--json") | {"what": "command after it"}


def _news(project: Path) -> Iterator[object]:
    """Yield the options of an edit: a disc of the widest ground that is held now passes to somebody else."""
    from controlmap.api import open_map

    opened = open_map(project).project
    states = [state for layer in opened.layers for state in layer.states]
    widest = max((s for s in states if s.valid_to is None), key=lambda state: state.geometry.area)
    other = next(a.id for a in opened.settings.actors if a.id not in (widest.controller, "unknown"))
    disc = widest.geometry.representative_point().buffer(0.02)
    yield from ("--to", other, "--from", widest.controller, "--on", format_instant(widest.valid_from))
    yield from ("--area", shapely.to_wkt(disc), "--source", next(iter(opened.sources)))


def dense(scratch: Path) -> Iterator[Figures]:
    """Yield what a dense series costs."""
    folder, table = write_dense(DENSE, scratch / "dense-days")
    yield from costs_of(folder, ["--states", table, "--overlaps", "rank"], scratch, "dense")


def crowd(scratch: Path) -> Iterator[Figures]:
    """Yield what a series of 1,500 actors costs."""
    folder = write_crowd(Crowd(), scratch / "crowd-days")
    yield from costs_of(folder, ["--controller-from", "actor"], scratch, "crowd")


def many(scratch: Path) -> Iterator[Figures]:
    """Yield what a layer of 870,000 vertices costs."""
    folder = write_snapshots(MANY_STATES, scratch / "many-days")
    yield from costs_of(folder, ["--controller-from", "actor"], scratch, "many")


def live(scratch: Path) -> Iterator[Figures]:
    """Yield what a series costs that is as large as a live map's."""
    folder = write_noisy(LIVE, scratch / "live-days")
    yield from costs_of(folder, ["--controller-from", "actor", "--overlaps", "joint"], scratch, "live")


SERIES = {one.__name__: one for one in (dense, crowd, many, live)}


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    for asked in sys.argv[1:] or SERIES:
        with TemporaryDirectory() as made:
            for figures in SERIES[asked](Path(made)):
                print(
                    f"{asked:6} {figures['what']:22} {figures['cpu_s']:8.2f} s {figures['peak_mb']:8.0f} MB",
                    flush=True,
                )
