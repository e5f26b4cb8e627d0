"""One command, one table: `python -m tests.benchmarks [--rounds N] [--only NAME ...] [--parts ...]`.

Each measurement runs in a process of its own; rounds are interleaved, so that a busy minute of the machine
strikes all alike. Figures are medians; all of them go to `.bench/results.json`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.assets import offline
from tests.benchmarks.contestants import BY_NAME, CONTESTANTS, Contestant
from tests.benchmarks.page import measure_page
from tests.benchmarks.series import REAL_SERIES, day, find_snapshots, link_first
from tests.benchmarks.synthetic import Plan, write_snapshots

RESULTS = Path(__file__).parents[2] / ".bench" / "results.json"
MAP = Path(__file__).parents[2] / "geodata"
PEER = "folium Timeline"
OURS = "controlmap"
COLUMNS = {
    "build_s": "build s",
    "build_cpu_s": "build CPU s",
    "total_s": "files to page s",
    "total_cpu_s": "files to page CPU s",
    "peak_mb": "peak MB",
    "html_mb": "HTML MB",
    "first_frame_s": "first frame s",
    "heap_mb": "heap MB",
    "script_ms": "script ms",
    "script_p95_ms": "p95 ms",
    "renderer_cpu_ms": "renderer CPU ms",
    "frames_a_second": "frames/s",
}
SMALLEST = Plan(dates=60, vertices=400)
"""What is drawn where the real series is not there."""
GROWING = [Plan(dates=d) for d in (50, 500, 2_500, 5_000)]

Figures = dict[str, Any]


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
    found: dict[str, list[Figures]] = defaultdict(list)
    for turn in range(rounds):
        for place, name in enumerate(names):
            print(f"round {turn + 1}: {name}", file=sys.stderr)
            try:
                found[name].append(_one(BY_NAME[name], folder, dates, steps, scratch / f"{turn}-{place}"))
            except Exception as error:
                # A peer that fails is told, not left out in silence.
                print(f"  {name}: {error}", file=sys.stderr)
    return {name: medians(runs) for name, runs in found.items() if runs}


def _one(contestant: Contestant, folder: Path, dates: Sequence[str], steps: int, scratch: Path) -> Figures:
    scratch.mkdir()
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
    return figures | measure_page(contestant, html, dates, steps)


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


def growth(scratch: Path) -> Iterator[Figures]:
    """Yield what import and build cost for synthetic series of growing length, and per distinct segment."""
    for plan in GROWING:
        folder = write_snapshots(plan, scratch / f"synthetic-{plan.dates}")
        figures = child(
            "files", folder, scratch / f"grown-{plan.dates}", scratch / f"grown-{plan.dates}.html"
        )
        seconds = figures["import_cpu_s"] + figures["build_cpu_s"]
        yield {
            "dates": plan.dates,
            "segments": plan.segments,
            "cpu_us_a_segment": 1e6 * seconds / plan.segments,
            **figures,
        }


def table(found: dict[str, Figures]) -> str:
    """Return the medians as a Markdown table, and under each name its ratio to the peer."""
    lines = ["| | " + " | ".join(COLUMNS.values()) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, figures in found.items():
        lines.append(_row(name, [_shown(figures.get(key)) for key in COLUMNS]))
        if PEER in found and name != PEER:
            ratios = [_ratio(figures.get(key), found[PEER].get(key)) for key in COLUMNS]
            lines.append(_row(f"… of {PEER}", ratios))
    return "\n".join(lines)


def rows(found: Sequence[Figures]) -> str:
    """Return figures as a Markdown table, one row each."""
    keys = list(found[0])
    lines = ["| " + " | ".join(keys) + " |", "|---" * len(keys) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(_shown(row[key]) for key in keys) + " |" for row in found)])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _ratio(value: float | None, peer: float | None) -> str:
    return f"×{value / peer:.3g}" if value is not None and peer else ""


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument("--only", nargs="*", choices=list(BY_NAME), default=[c.name for c in CONTESTANTS])
    parser.add_argument("--parts", nargs="*", choices=["contest", "curve", "growth", "map"], default=None)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        series = REAL_SERIES if REAL_SERIES.is_dir() else write_snapshots(SMALLEST, scratch / "series")
        parts: dict[str, Callable[[], tuple[Any, str]]] = {
            "contest": lambda: _told(contest(series, asked.only, asked.rounds, asked.steps, scratch), table),
            "curve": lambda: _told(list(curve(series, scratch)), rows),
            "growth": lambda: _told(list(growth(scratch)), rows),
            "map": lambda: _told([child("warm", MAP, scratch / "map.html")], rows),
        }
        results = {}
        for name in asked.parts or parts:
            results[name], text = parts[name]()
            print(f"\n## {name}\n\n{text}", flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))


def _told(found: Any, shown: Callable[[Any], str]) -> tuple[Any, str]:
    return found, shown(found)


if __name__ == "__main__":
    main()
