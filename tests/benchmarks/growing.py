"""How cost grows with the distinct border segments of a series, ten times more each row.

Each command of controlmap is a process of its own, as is the way of geopandas and folium Timeline, which both
hold each date's geometry as it was restated.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.scale import Figures, cost
from tests.benchmarks.synthetic import Plan, write_snapshots
from tests.benchmarks.tables import PEER

SIZES = (10_000, 100_000, 1_000_000)
"""Ten times more take more than ten GB: `python -m tests.benchmarks.growing 10000000`."""
DATES = 100
FARTHEST = 2_800_000
"""Grid units from south to north: ever more vertices lie ever closer, so that all have a latitude."""


def plan_of(segments: int) -> Plan:
    """Return the plan of a hundred days with about so many distinct segments, half of a front new each day.

    The same days of ever finer borders: a longer series of the same borders would be mostly restatements.
    """
    plan = Plan(dates=DATES)
    vertices = round(segments / (plan.actors - 1 + DATES / 2))
    stretches, spacing = max(1, round(vertices / 2 / plan.stretch)), min(plan.spacing, FARTHEST // vertices)
    return replace(plan, vertices=vertices, stretches=stretches, spacing=spacing)


def growing(scratch: Path, child: Callable[..., Figures]) -> Iterator[Figures]:
    """Yield what each tool needs for each size, beginning with the smallest."""
    for segments in SIZES:
        plan = plan_of(segments)
        folder = write_snapshots(plan, scratch / f"days-{segments}")
        yield _ours(plan, folder, scratch)
        yield _theirs(plan, child("page", PEER, folder, scratch / "page.html"))
        shutil.rmtree(folder)


def _ours(plan: Plan, folder: Path, scratch: Path) -> Figures:
    project, page = scratch / f"map-{plan.segments}", scratch / f"map-{plan.segments}.html"
    into = ["--into", project, "--layer", "series", "--controller-from", "actor"]
    steps = {
        "import": cost("import", "snapshots", folder, *into),
        "build": cost("build", project, "-o", page),
        "second": cost("areas", project, "--json"),
        "check": cost("check", project, fine=(0, 1)),
    }
    kept = sum(path.stat().st_size for path in (project / ".controlmap").glob("*"))
    return {
        "segments": plan.segments,
        "dates": plan.dates,
        "tool": "controlmap",
        **{f"{name}_cpu_s": figures["cpu_s"] for name, figures in steps.items()},
        "peak_mb": max(figures["peak_mb"] for figures in steps.values()),
        "layer_kb": next(project.glob("series.geojson*")).stat().st_size / 1e3,
        "kept_mb": kept / 1e6,
        "html_mb": page.stat().st_size / 1e6,
    }


def _theirs(plan: Plan, figures: Figures) -> Figures:
    return {
        "segments": plan.segments,
        "dates": plan.dates,
        "tool": f"geopandas, {PEER}",
        "import_cpu_s": figures["read_cpu_s"],
        "build_cpu_s": figures["build_cpu_s"],
        "peak_mb": figures["peak_mb"],
        "html_mb": figures["html_mb"],
    }


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    for asked in map(int, sys.argv[1:]):
        with TemporaryDirectory() as made:
            size = plan_of(asked)
            print(_ours(size, write_snapshots(size, Path(made) / "days"), Path(made)), flush=True)
