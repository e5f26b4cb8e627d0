"""One command, one table: `python -m tests.benchmarks [--rounds N] [--only NAME ...] [--parts ...]`.

Each measurement runs in a process of its own; rounds are interleaved, so that a busy minute of the machine
strikes all alike. Figures are medians; all of them go to `.bench/results.json`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.assets import offline
from tests.benchmarks.contestants import BY_NAME, CONTESTANTS, Contestant
from tests.benchmarks.demanding import PLANS, days_of
from tests.benchmarks.editor import measure_editor
from tests.benchmarks.exports import JOBS as EXPORTS
from tests.benchmarks.growing import growing
from tests.benchmarks.imports import inputs
from tests.benchmarks.page import measure_page
from tests.benchmarks.series import REAL_SERIES, day, find_snapshots, link_first, where_it_moves
from tests.benchmarks.synthetic import Plan, write_snapshots
from tests.benchmarks.tables import PEER, Figures, rows, table

RESULTS = Path(__file__).parents[2] / ".bench" / "results.json"
MAP = Path(__file__).parents[2] / "geodata"
OURS = "controlmap"
SMALLEST = Plan(dates=60, vertices=400)
"""What is drawn where the real series is not there."""
GROWING = [Plan(dates=d) for d in (500, 1_000, 2_500, 5_000)]
MANY_STATES = Plan(dates=480, stretch=45)
"""About 5,000 states with a million vertices."""
IMPORT_ROUNDS = 3
DEMANDING_ROUNDS = 3
DEMANDING_STEPS = 40
NEAR_DEMANDING = (34.0, 36.0)
"""On ground of both series."""
QUICK = {"rounds": 1, "steps": 40, "only": [OURS, PEER], "parts": ["contest", "curve", "map"]}


def child(task: str, *arguments: object) -> Figures:
    """Run one measurement in a process of its own."""
    words = [sys.executable, "-m", "tests.benchmarks.child", task, *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    if done.returncode:
        raise RuntimeError(f"{task} {arguments}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def contest(folder: Path, names: Sequence[str], rounds: int, steps: int, scratch: Path) -> dict[str, Figures]:
    """Return for each contestant the medians of its figures."""
    dates = [day(snapshot.date) for snapshot in find_snapshots(folder)]
    near = where_it_moves(folder)
    found: dict[str, list[Figures]] = defaultdict(list)
    for turn in range(rounds):
        for name in names:
            print(f"round {turn + 1}: {name}", file=sys.stderr)
            try:
                with TemporaryDirectory(dir=scratch) as own:
                    found[name].append(measure(BY_NAME[name], folder, dates, steps, near, Path(own)))
            except Exception as error:
                # A peer that fails is told, not left out in silence.
                print(f"  {name}: {error}", file=sys.stderr)
    return {name: medians(runs) for name, runs in found.items() if runs}


def measure(
    contestant: Contestant,
    folder: Path,
    dates: Sequence[str],
    steps: int,
    near: tuple[float, float],
    scratch: Path,
) -> Figures:
    """Return all figures of one contestant: its page is built from the files of a folder, and opened."""
    html = scratch / "page.html"
    figures = child("page", contestant.name, folder, html)
    figures |= {f"total{kind}": figures[f"read{kind}"] + figures[f"build{kind}"] for kind in ("_s", "_cpu_s")}
    if contestant.name == OURS:
        own = child("files", folder, scratch / "project", scratch / "own.html")
        figures |= {f"total{kind}": own[f"import{kind}"] + own[f"build{kind}"] for kind in ("_s", "_cpu_s")}
        figures |= {key: own[key] for key in ("peak_mb", "html_mb")}
    if contestant.no_page:
        return figures
    text, more = offline(html.read_text()) if contestant.name != OURS else (html.read_text(), 0)
    html.write_text(text)
    figures["html_mb"] += more / 1e6
    return figures | measure_page(contestant, html, dates, steps, near)


def medians(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def curve(folder: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what import and build cost for growing beginnings of a series."""
    total = len(find_snapshots(folder))
    for days in sorted({*(d for d in (50, 100, 200, 400) if d < total), total}):
        part = link_first(folder, days, scratch / f"first-{days}")
        figures = child("files", part, scratch / f"project-{days}", scratch / f"{days}.html")
        yield {"days": days, **figures}


def growth(_: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what import and build cost for synthetic series of growing length, and per distinct segment."""
    for plan in GROWING:
        folder = write_snapshots(plan, scratch / f"synthetic-{plan.dates}")
        figures = child("files", folder, scratch / f"grown-{plan.dates}", scratch / "grown.html")
        shutil.rmtree(folder)
        seconds = figures["import_cpu_s"] + figures["build_cpu_s"]
        yield {
            "dates": plan.dates,
            "segments": plan.segments,
            "cpu_us_a_segment": 1e6 * seconds / plan.segments,
            **figures,
        }


def scaling(_: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what commands cost on series ten times as long each, and peers as far as they follow."""
    yield from growing(scratch, child)


def shipped(_: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what building the shipped map costs, the second time in a process."""
    yield child("warm", MAP, scratch / "map.html")


def editing(_: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what an edit costs, on the shipped map and on a layer of many states."""
    yield child("edits", shutil.copytree(MAP, scratch / "map"))
    series = write_snapshots(MANY_STATES, scratch / "many")
    child("files", series, scratch / "many-states", scratch / "many.html")
    yield child("edits", scratch / "many-states")


def drawing(_: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what drawing on the shipped map costs, in the browser and before the real server."""
    yield measure_editor(shutil.copytree(MAP, scratch / "drawn"))


def demanding(series: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what the page costs of dense maps, of one with many actors, and of the series beside a peer."""
    pages = {name: scratch / f"{name}.html" for name in PLANS}
    built = {name: child("demanding", name, html) for name, html in pages.items()}
    found: dict[str, list[Figures]] = defaultdict(list)
    for _turn in range(DEMANDING_ROUNDS):
        for name, html in pages.items():
            dates = [day(date) for date in days_of(PLANS[name])]
            found[name].append(measure_page(BY_NAME[OURS], html, dates, DEMANDING_STEPS, NEAR_DEMANDING))
    for name, runs in found.items():
        yield {"series": name, **built[name], **medians(runs)}
    ours, peer = contest(series, [OURS, PEER], DEMANDING_ROUNDS, 2 * DEMANDING_STEPS, scratch).values()
    shown = {name: value for name, value in ours.items() if name in medians(found["noisy"])}
    ratios = {f"{name} of peer": ours[name] / peer[name] for name in ("first_frame_s", "renderer_cpu_ms")}
    yield {"series": "days", **shown, **ratios}


def importing(series: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what it costs each tool to bring data in, and what its result still says; medians of rounds."""
    sources = inputs(series, scratch)
    runs: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for _ in range(IMPORT_ROUNDS):
        for job, source in sources.items():
            for tool in ("controlmap", "ogr2ogr", "geopandas"):
                with TemporaryDirectory(dir=scratch) as own:
                    runs[job, tool].append(child("bring", tool, job, source, Path(own) / "out"))
    peers = {job: medians(runs[job, "geopandas"])["import_s"] for job in sources}
    for (job, tool), found in runs.items():
        figures = {name: value for name, value in medians(found).items() if name != "file"}
        yield {"what": job, "tool": tool, "of geopandas": figures["import_s"] / peers[job], **figures}
    with TemporaryDirectory(dir=scratch) as own:
        yield {"what": "one day appended", "tool": "controlmap", **child("append", series, own)}


def exporting(_: Path, scratch: Path) -> Iterator[Figures]:
    """Yield what it costs to write what the shipped map says, and geopandas to do the nearest thing."""
    runs: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for _turn in range(IMPORT_ROUNDS):
        for job in EXPORTS:
            for tool in ("controlmap", "geopandas"):
                with TemporaryDirectory(dir=scratch) as own:
                    runs[job, tool].append(child("send", tool, job, own))
    for job in EXPORTS:
        ours, peer = (medians(runs[job, tool]) for tool in ("controlmap", "geopandas"))
        ratio = {"of it": ours["export_cpu_s"] / peer["export_cpu_s"]}
        yield {"what": job, **ours, **{f"geopandas {name}": value for name, value in peer.items()}, **ratio}


OTHERS: dict[str, Callable[[Path, Path], Iterator[Figures]]] = {
    "curve": curve,
    "growth": growth,
    "scale": scaling,
    "map": shipped,
    "edits": editing,
    "editor": drawing,
    "demanding": demanding,
    "imports": importing,
    "exports": exporting,
}
PARTS = ["contest", *OTHERS]


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", nargs="?", choices=["full", "quick"], default="full")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument("--only", nargs="*", choices=list(BY_NAME), default=[c.name for c in CONTESTANTS])
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
    parser.set_defaults(**(QUICK if sys.argv[1:2] == ["quick"] else {}))
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        series = REAL_SERIES if REAL_SERIES.is_dir() else write_snapshots(SMALLEST, scratch / "series")
        if not REAL_SERIES.is_dir():
            print(f"{REAL_SERIES} is not there: a small synthetic series is drawn instead", file=sys.stderr)
        results = {}
        for part in asked.parts:
            if part == "contest":
                found = contest(series, asked.only, asked.rounds, asked.steps, scratch)
                text = table(found)
            else:
                found = []
                for figures in OTHERS[part](series, scratch):
                    print(figures, file=sys.stderr, flush=True)  # what is known if a longer one does not end
                    found.append(figures)
                text = rows(found)
            results[part] = found
            print(f"\n## {part}\n\n{text}", flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
