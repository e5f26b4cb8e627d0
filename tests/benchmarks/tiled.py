"""What a page costs on a line of 10 Mbit, tiled and as one file: until it shows the map, and at each step.

    python -m tests.benchmarks.tiled 300 700

Each number is the cells of a sweep from west to east. Both pages come from a web host on this machine;
Chromium holds the line to 10 Mbit and 40 ms. Bytes are those that came over it.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from controlmap.api.map_project import MapProject
from tests.benchmarks.page import VIEWPORT, chosen_steps, cpu_ms, drag_rate, script_ms_of_steps, watching
from tests.benchmarks.sweep import Sweep, sweep_map
from tests.browser import chromium_path
from tests.page.static_host import host_with_ranges

LINE = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000}
_STEPS = 48
_SETTLE_MS = 2_500
_HURRIED_MS = 400
"""Until somebody drags on who has just moved the view."""
MOST_SINGLE = 1_500_000
"""Arcs: more are not tried as a single file."""
_READY = "window.controlmap?.dates"
_GO = "() => { window.go = (i) => { controlmap.goTo(controlmap.dates[i]) } }"

Figures = dict[str, Any]


def figures_of(side: int, scratch: Path) -> Iterator[Figures]:
    """Yield what building costs, and what each page of a sweep costs in Chromium."""
    began = time.process_time()
    project = MapProject(*sweep_map(Sweep(side), scratch / "valley"))
    arcs = Sweep(side).arcs
    yield {"what": "made", "arcs": arcs, "cpu_s": time.process_time() - began}
    folder = scratch / f"tiled-{side}"
    began = time.process_time()
    project.build_tiled(folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    yield {"what": "built tiled", "cpu_s": time.process_time() - began, "mb": size / 1e6}
    with host_with_ranges(scratch) as host:
        yield from _looked_at(f"{host}{folder.name}/index.html", "tiled")
        if arcs <= MOST_SINGLE:
            single = scratch / f"single-{side}.html"
            began = time.process_time()
            project.build(single)
            yield {
                "what": "built single",
                "cpu_s": time.process_time() - began,
                "mb": single.stat().st_size / 1e6,
            }
            yield from _looked_at(f"{host}{single.name}", "single")


def _looked_at(address: str, what: str) -> Iterator[Figures]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(whole=True), args=["--no-sandbox"])
        context = browser.new_context(viewport=VIEWPORT)
        context.add_init_script(watching(_READY))
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        came = _counted(session)
        page.goto(address, wait_until="commit", timeout=300_000)
        opened = page.evaluate("window.firstFrame") / 1000
        opened_bytes = came[0]
        page.evaluate("controlmap.ready")
        page.wait_for_timeout(_SETTLE_MS)
        page.evaluate(_GO)
        yield {"what": f"{what}: opens", "s": opened, "kb": opened_bytes / 1000, "kb_later": came[0] / 1000}
        yield {"what": f"{what}: whole map", **_moving(page, session)}
        for zoom in (1, 3, 5):
            before = came[0]
            page.evaluate(_ADDRESS)
            page.evaluate(_ZOOMED, zoom)
            page.wait_for_timeout(_HURRIED_MS)
            yield {"what": f"{what}: {2**zoom} times nearer, at once", **_dragged(page, _STEPS)}
            page.wait_for_timeout(_SETTLE_MS)
            yield {
                "what": f"{what}: {2**zoom} times nearer",
                "kb": (came[0] - before) / 1000,
                **_moving(page, session),
            }
        browser.close()


_ADDRESS = """async () => {
  while (!location.hash.includes('map=')) await new Promise((done) => setTimeout(done, 100));
}"""
"""The address follows the view, a moment later."""
_ZOOMED = """(by) => {
  const [west, south, east, north] = (window.whole ??= new URLSearchParams(location.hash.slice(1)).get('map')
    .split(',').map(Number));
  const [x, y] = [west + 0.47 * (east - west), south + 0.53 * (north - south)];
  const [w, h] = [(east - west) / 2 ** (by + 1), (north - south) / 2 ** (by + 1)];
  location.hash = `map=${x - w},${y - h},${x + w},${y + h}`;
}"""


def _counted(session: CDPSession) -> list[int]:
    """Hold the line to its speed, and return a list whose one number is what came over it."""
    came = [0]
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)

    def on_data(event: Figures) -> None:
        came[0] += event["encodedDataLength"] or event["dataLength"]

    session.on("Network.dataReceived", on_data)
    return came


def _moving(page: Page, session: CDPSession) -> Figures:
    count = page.evaluate("controlmap.dates.length")
    indexes = chosen_steps(count, _STEPS)
    page.evaluate("async (i) => { await go(i) }", indexes[0])
    scripts = sorted(script_ms_of_steps(page, session, indexes))
    return {
        "script_ms": statistics.median(scripts),
        "script_p95_ms": scripts[round(0.95 * (len(scripts) - 1))],
        **_dragged(page, min(count, 200)),
    }


def _dragged(page: Page, dates: int) -> Figures:
    """Frames a second, and the renderer's processor time a date, while so many are dragged over."""
    before = cpu_ms(page)["renderer"]
    rate = drag_rate(page, dates)
    return {
        "frames_a_second": rate,
        "renderer_cpu_ms_a_date": (cpu_ms(page)["renderer"] - before) / dates,
    }


def main(sides: list[int]) -> None:
    """Print the figures of sweeps, a line each."""
    scratch = os.environ.get("SCRATCH")
    with TemporaryDirectory() as made:
        for side in sides:
            for figures in figures_of(side, Path(scratch or made)):
                told = (f"{k} {v:.1f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items())
                print("  ".join(told), flush=True)


if __name__ == "__main__":
    main([int(side) for side in sys.argv[1:]])
