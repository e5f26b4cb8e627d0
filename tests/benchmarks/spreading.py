"""What workers can bring: the history of a dense series, and of four side by side, computed for any number.

    python -m tests.benchmarks.spreading [PROJECT] [--workers 1 2]

Without PROJECT a series of `dense.py` is brought in first. One process does all the work, task by task, as it
is handed out, and what would be sent is packed and unpacked on the way: so each task, what is left to the
process that asks, and the bytes are known, and from these the time with any number of workers. `--workers`
measures real ones. Seconds are the processor's.
"""

from __future__ import annotations

import argparse
import heapq
import os
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapely

from controlmap.api import cluster_here, cutting_by, open_map
from controlmap.exchange import import_snapshots, read_states_table
from controlmap.history import Ground, History, build_history
from controlmap.model import ControlState, Project
from controlmap.plane import BY_TURNS, Cutting
from tests.benchmarks.child import peak_mb
from tests.benchmarks.dense import Dense, write_dense
from tests.benchmarks.scale import cost
from tests.benchmarks.tables import rows

DATES = 150
IMPORTED = 60
"""Dates of which an import is measured."""
TILES = (1, 4, 16, 64)
WORKERS = (1, 2, 4, 10, 100)
LINE = 125_000_000
"""Bytes a second of a gigabit."""
_APART = 2.5
"""Degrees from one copy of a series to the next."""

Figures = dict[str, Any]


@dataclass
class Step:
    """What is handed out at once: seconds of each task with its packing, and of the packing here; bytes."""

    tasks: list[float] = field(default_factory=list)
    packing: float = 0.0
    sent: int = 0
    back: int = 0

    def seconds(self, workers: int) -> float:
        """Return how long workers take, each taking the longest task left whenever it is done with one."""
        busy = [0.0] * workers
        for task in sorted(self.tasks)[::-1]:
            heapq.heapreplace(busy, busy[0] + task)
        return max(busy)


@dataclass
class Metered:
    """Who does all tasks here, and notes what each takes; `steps` has each time that some were asked for."""

    steps: list[Step] = field(default_factory=list)

    def each(self, work: Callable[[Any], Any], values: Iterable[Any], /) -> Iterator[Any]:
        """Yield what work makes of each value, both packed and unpacked as for another process."""
        self.steps.append(step := Step())
        for value in values:
            asked, sent = _timed(pickle.dumps, (work, value), 5)
            taken, (there, given) = _timed(pickle.loads, sent)
            done, result = _timed(there, given)
            packed, back = _timed(pickle.dumps, result, 5)
            unpacked, result = _timed(pickle.loads, back)
            step.tasks.append(taken + done + packed)
            step.packing += asked + unpacked
            step.sent, step.back = step.sent + len(sent), step.back + len(back)
            yield result

    def seconds(self, rest: float, workers: int) -> float:
        """Return how long all takes with so many workers, on a line of a gigabit."""
        packing = sum(step.packing for step in self.steps)
        line = sum(step.sent + step.back for step in self.steps) / LINE
        return rest + packing + line + sum(step.seconds(workers) for step in self.steps)


def _timed(do: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    began = time.process_time()
    done = do(*given)
    return time.process_time() - began, done


def computed(asked: Callable[[Cutting], object], most: int) -> Figures:
    """Return what something that is asked for costs in tiles of so many segments, and with any workers."""
    metered = Metered()
    total, _ = _timed(asked, Cutting(metered.each, most))
    tasks = [task for step in metered.steps for task in step.tasks]
    rest = total - sum(tasks) - sum(step.packing for step in metered.steps)
    return {
        "tasks": len(tasks),
        "in tasks s": sum(tasks),
        "longest task s": max(tasks),
        "the rest s": rest,
        "packing s": sum(step.packing for step in metered.steps),
        "MB sent": sum(step.sent for step in metered.steps) / 1e6,
        "MB back": sum(step.back for step in metered.steps) / 1e6,
        **{f"{n} workers s": metered.seconds(rest, n) for n in WORKERS},
    }


def side_by_side(project: Project, copies: int) -> Callable[[Cutting], History]:
    """Return how to ask for the history of a map, or of so many copies of it from west to east."""
    (layer,), (start, end) = project.layers, _period(project)
    layers = [Ground(f"{layer.id}{n}", _moved(layer.states, n)) for n in range(copies)]
    return lambda how: build_history(
        layers, grid=project.grid, start=start, end=end, overlaps="latest", how=how
    )


def _period(project: Project) -> tuple[Any, Any]:
    period = project.settings.period
    return (None, None) if period is None else (period.start, period.end)


def _moved(states: Sequence[ControlState], copies: int) -> tuple[ControlState, ...]:
    aside = [_APART * copies, 0.0]
    ground = shapely.transform([state.geometry for state in states], lambda lonlat: lonlat + aside)
    return tuple(
        state.model_copy(update={"id": f"{state.id}-{copies}", "geometry": own})
        for state, own in zip(states, ground, strict=True)
    )


def measured(asked: Callable[[Cutting], object], workers: int) -> Figures:
    """Return what something costs with so many processes of a cluster, or by turns with none."""
    if not workers:
        began = time.perf_counter()
        here, _ = _timed(asked, BY_TURNS)
        return {"workers": "none", "clock s": time.perf_counter() - began, "here s": here}
    with cluster_here(workers) as client:
        how = cutting_by(client)
        before: Any = client.run(_used)
        began = time.perf_counter()
        here, _ = _timed(asked, how)
        clock = time.perf_counter() - began
        after: Any = client.run(_used)
        used = [after[one][0] - before[one][0] for one in after]
        return {
            "workers": str(workers),
            "clock s": clock,
            "here s": here,
            "busiest worker s": max(used),
            "workers s": sum(used),
            "a worker MB": max(most for _, most in after.values()),
            "of that at rest MB": max(most for _, most in before.values()),
            "load": f"{os.getloadavg()[0]:.0f}",
        }


def _used() -> tuple[float, float]:
    """Return the processor seconds of this process, and the most MB that it held."""
    return time.process_time(), peak_mb()


def _imported(scratch: Path) -> Path:
    folder, table = write_dense(Dense(dates=DATES), scratch / "days")
    into = ["--into", scratch / "dense", "--layer", "series", "--states", table, "--overlaps", "rank"]
    cost("import", "snapshots", folder, *into)
    return scratch / "dense"


def _importing(scratch: Path) -> Callable[[Cutting], object]:
    folder, table = write_dense(Dense(dates=IMPORTED), scratch / "some-days")
    return lambda how: import_snapshots(
        folder,
        scratch / "some",
        layer="series",
        states=read_states_table(table.read_bytes(), file=table.name),
        overlaps="rank",
        cutting=how,
    )


def main() -> None:
    """Measure, compute and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path)
    parser.add_argument("--workers", type=int, nargs="*", default=[])
    asked = parser.parse_args()
    with TemporaryDirectory() as made:
        project = open_map(asked.project or _imported(Path(made))).project
        found: list[Figures] = []
        for copies in (1, 4):
            ask = side_by_side(project, copies)
            segments = _segments(ask)
            for tiles in TILES:
                most = max(1_000, segments // tiles)
                figures = {"segments": segments, "a tile": most, **computed(ask, most)}
                print(figures, flush=True)
                found.append(figures)
        print(rows(found))
        print(rows([{"dates": IMPORTED, **computed(_importing(Path(made)), BY_TURNS.most)}]))
        print(rows([measured(side_by_side(project, 4), n) for n in asked.workers]))


def _segments(asked: Callable[[Cutting], History]) -> int:
    """Return how many distinct segments the arcs of a history have."""
    topology = asked(BY_TURNS).topology
    return len(topology.arc_xy) - len(topology.arc_left)


if __name__ == "__main__":
    main()
