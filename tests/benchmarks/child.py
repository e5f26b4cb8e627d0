"""One measurement in a process of its own: `python -m tests.benchmarks.child TASK ARGUMENT...` prints JSON.

The peak of memory is that of the process alone, from its start.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from tests.benchmarks.command import peak_mb

if TYPE_CHECKING:
    from controlmap.api import MapProject

Figures = dict[str, Any]


@contextmanager
def timed(figures: Figures, name: str) -> Iterator[None]:
    """Note wall and processor seconds of a block as `name_s` and `name_cpu_s`."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    figures[f"{name}_s"] = time.perf_counter() - wall
    figures[f"{name}_cpu_s"] = time.process_time() - cpu


def page(name: str, folder: str, out: str) -> Figures:
    """Read a folder with geopandas, build a contestant's page, write it."""
    from tests.benchmarks.contestants import BY_NAME
    from tests.benchmarks.series import read_with_geopandas

    build, figures = BY_NAME[name].build, {}
    with timed(figures, "read"):
        series = read_with_geopandas(Path(folder))
    with timed(figures, "build"):
        html = build(series)
    Path(out).write_text(html)
    return {**figures, "html_mb": len(html.encode()) / 1e6}


def files(folder: str, into: str, out: str) -> Figures:
    """Import a folder of snapshots and build the page, as a user of controlmap does."""
    from controlmap.api import open_map
    from controlmap.exchange import import_snapshots

    figures: Figures = {}
    with timed(figures, "import"):
        layer = import_snapshots(
            folder, into, layer="series", controller="holder", controller_from="actor"
        ).file
    with timed(figures, "build"):
        project = open_map(into)
        project.build(out)
    history = project.history()
    sizes = {"cells": len(history.cells), "arcs": len(history.topology.arc_left)}
    kilobytes = {"layer_kb": layer.stat().st_size / 1e3, "html_mb": Path(out).stat().st_size / 1e6}
    return {**figures, **sizes, **kilobytes}


def demanding(name: str, out: str) -> Figures:
    """Build the page of a series that asks much of it."""
    from tests.benchmarks.demanding import PLANS, map_of

    figures: Figures = {}
    with timed(figures, "build"):
        project = map_of(PLANS[name], Path(out).parent)
        Path(out).write_text(project.html())
    history = project.history()
    sizes = {"cells": len(history.cells), "arcs": len(history.topology.arc_left)}
    return {**sizes, "spells": len(history.spell_cell), **figures, "html_mb": Path(out).stat().st_size / 1e6}


def warm(project: str, out: str) -> Figures:
    """Build a map project a second time in the same process."""
    from controlmap.api import open_map

    figures: Figures = {}
    for name in ("first", "warm"):
        with timed(figures, name):
            open_map(project).build(out)
    return {**figures, "html_kb": Path(out).stat().st_size / 1e3}


def edits(folder: str) -> Figures:
    """Open a map project, pass a disc of ground on, write that, take it back, and drag a border."""
    from controlmap.api import open_map

    figures: Figures = {}
    with timed(figures, "open"):
        project = open_map(folder)
    states = [state for layer in project.project.layers for state in layer.states]
    widest = max((s for s in states if s.valid_to is None), key=lambda state: state.geometry.area)
    other = next(a.id for a in project.project.settings.actors if a.id not in (widest.controller, "unknown"))
    disc = widest.geometry.representative_point().buffer(0.02)
    with timed(figures, "transfer"):
        delta = project.transfer(disc, to=other, on=widest.valid_from, from_controller=widest.controller)
    with timed(figures, "apply"):
        project.apply(delta)
    with timed(figures, "undo"):
        project.undo()
    figures |= dragging(project, widest.geometry)
    ground = json.loads(shapely.to_geojson(disc))
    figures |= served(folder, {"area": ground, "to": other, "on": str(widest.valid_from)})
    vertices = sum(map(int, shapely.get_num_coordinates([state.geometry for state in states])))
    return {"states": len(states), "vertices": vertices, **figures}


def dragging(project: MapProject, ground: shapely.Geometry) -> Figures:
    """Drag the first vertex of some ground's border that may be dragged by 100 m, and look at the effect."""
    from controlmap.errors import InputError

    figures: Figures = {}
    for lon, lat in shapely.get_coordinates(ground).tolist():
        move = [((lon, lat), (lon + 0.001, lat))]
        try:
            project.preview(project.move_border(vertices=move))  # what is warm is measured
        except InputError:
            continue
        with timed(figures, "move_border"):
            delta = project.move_border(vertices=move)
        with timed(figures, "preview"):
            project.preview(delta)
        break
    return figures


def served(folder: str, news: dict[str, Any]) -> Figures:
    """Look at the same transfer in the editor's server, the second time, and have it written."""
    from controlmap.serve.answers import Asked, apply, preview, source
    from controlmap.serve.bodies import ApplyBody, SourceBody
    from controlmap.serve.shared_map import SharedMap

    shared = SharedMap(folder)
    cited = source(Asked(shared, body=SourceBody(title="Benchmark", id="benchmark")))["id"]
    act = {"kind": "transfer", "sources": [cited], **news}
    asked = Asked(shared, body=ApplyBody(act=act, revision=shared.now.revision))
    preview(asked)
    figures: Figures = {}
    with timed(figures, "effect"):
        preview(asked)
    with timed(figures, "saved"):
        apply(asked)
    return figures


def bring(tool: str, job: str, source: str, target: str) -> Figures:
    """Bring data in with one of the tools, and count what its result still says."""
    from tests.benchmarks import imports

    figures: Figures = {}
    with timed(figures, "import"):
        found = getattr(imports, f"with_{tool}")(job, source, target)
    own = {"peak_mb": peak_mb()} | found
    return {**figures, **own, **(imports.counted(Path(own.pop("file"))) if "file" in own else {})}


def append(series: str, scratch: str) -> Figures:
    """Let a layer of all days but the last go on with the last."""
    from tests.benchmarks.imports import append_day

    return append_day(series, scratch)


def send(tool: str, job: str, scratch: str) -> Figures:
    """Write what the shipped map says with a tool; what it is made of is loaded before."""
    import warnings

    import matplotlib.pyplot  # noqa: F401  (which geopandas loads when it draws)

    import controlmap.api  # noqa: F401
    from tests.benchmarks.exports import written

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a Shapefile cuts names and texts, and says so
        return written(tool, job, scratch)


TASKS: dict[str, Callable[..., Figures]] = {
    task.__name__: task for task in (page, files, demanding, warm, edits, bring, append, send)
}

if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    figures = TASKS[task](*arguments)
    print(json.dumps({"peak_mb": peak_mb(), **figures}))
