"""What a page costs in Chromium: first frame, memory, one step of the slider, a drag over all dates.

A page is opened from its file in a browser of its own, without a network. Moving the slider and seeing the
result always takes one or two frames of the screen's clock, for anybody; so what a step costs is told as
time in scripts and as processor time, and what a reader feels as frames a second while each frame shows a
new date.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright

from tests.benchmarks.contestants import Contestant
from tests.browser import chromium_path

VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MS = 120_000
NEAR_ZOOM = 7
NEAR_DRAG = 200
"""Dates dragged over around a point; with the whole map in view it is all of them."""
_DRAG_MS = 20_000
_SETTLE_MS = 1_000
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")

_WATCH = """
const ready = () => { try { return READY; } catch { return false; } };
window.firstFrame = new Promise((done) => {
  const look = () => !ready() ? requestAnimationFrame(look)
    : requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  requestAnimationFrame(look);
  setTimeout(() => done(NaN), PATIENCE);
});
"""
# Scripts that the debugger calls are not counted as scripts; those of a frame are.
STEP = """(i) => new Promise((done) => requestAnimationFrame(async () => {
  await go(i);
  requestAnimationFrame(() => requestAnimationFrame(done));
}))"""
_WALK = f"async (indexes) => {{ const step = {STEP}; for (const i of indexes) await step(i); }}"
_DRAG = """(count) => new Promise((done) => {
  const start = performance.now();
  let i = 0;
  const frame = async () => {
    const passed = performance.now() - start;
    if (i === count || passed > PATIENCE) return done((1000 * i) / passed);
    await go(i++);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""


def measure_page(
    contestant: Contestant, html: Path, dates: Sequence[str], steps: int, near: tuple[float, float]
) -> dict[str, float]:
    """Return figures of a page whose slider has these dates (YYYY-MM-DD), from so many steps.

    Steps are measured with the whole map in view, and once more around the point `near` (lon, lat).
    """
    indexes = chosen_steps(len(dates), steps)
    with _opened(contestant, html, dates) as page:
        session = _session(page)
        figures = {"first_frame_s": page.evaluate("window.firstFrame") / 1000, **_memory(session)}
        page.evaluate(_WALK, indexes[:5])
        scripts = sorted(script_ms_of_steps(page, session, indexes))
        figures["script_ms"] = statistics.median(scripts)
        figures["script_p95_ms"] = scripts[round(0.95 * (len(scripts) - 1))]
        figures |= _moving(page, indexes, len(dates), "")
        if contestant.near:
            page.evaluate(f"([zoom, lon, lat]) => {{ {contestant.near} }}", [NEAR_ZOOM, *near])
            page.wait_for_timeout(_SETTLE_MS)
            figures |= _moving(page, indexes, min(len(dates), NEAR_DRAG), "near_")
        return figures


def _moving(page: Page, indexes: Sequence[int], dates: int, where: str) -> dict[str, float]:
    """Processor time of a step, in the renderer and in all of the browser, and frames while dragging."""
    page.evaluate(_WALK, indexes[:5])
    before = cpu_ms(page)
    page.evaluate(_WALK, indexes)
    used = {kind: (ms - before[kind]) / len(indexes) for kind, ms in cpu_ms(page).items()}
    return {
        f"{where}renderer_cpu_ms": used["renderer"],
        f"{where}browser_cpu_ms": used["all"],
        f"{where}frames_a_second": drag_rate(page, dates),
    }


def watching(ready: str) -> str:
    """Return a script after which `window.firstFrame` tells when a page was `ready`, an expression."""
    return _WATCH.replace("READY", ready).replace("PATIENCE", str(PATIENCE_MS))


def drag_rate(page: Page, dates: int) -> float:
    """Return the frames a second while each shows a further date."""
    return page.evaluate(_DRAG.replace("PATIENCE", str(_DRAG_MS)), dates)


def chosen_steps(dates: int, steps: int) -> list[int]:
    """Return runs of neighbouring dates that begin at each quarter of the series."""
    run = max(min(steps, dates) // 4, 2)
    starts = range(0, 4 * (dates // 4), max(dates // 4, 1))
    return [start + i for start in starts for i in range(run) if start + i < dates]


@contextmanager
def _opened(contestant: Contestant, html: Path, dates: Sequence[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(whole=True), args=["--no-sandbox"])
        context = browser.new_context(viewport=VIEWPORT, offline=True)
        context.add_init_script(watching(contestant.ready))
        page = context.new_page()
        page.goto(html.as_uri(), timeout=PATIENCE_MS)
        page.evaluate(f"(dates) => {{ window.go = (i) => {{ {contestant.go} }} }}", list(dates))
        yield page
        browser.close()


def _session(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session


def _memory(session: CDPSession) -> dict[str, float]:
    """Memory after a collection of garbage; typed arrays lie beside the heap and are counted with it."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    return {"heap_mb": (heap["usedSize"] + heap.get("backingStorageSize", 0)) / 1e6}


def script_ms_of_steps(page: Page, session: CDPSession, indexes: Sequence[int]) -> Iterator[float]:
    """Script time of each step to the next date; the way from one run of dates to another is none."""
    for before, index in pairwise([indexes[-1], *indexes]):
        spent = _script_ms(page, session, index)
        if index == before + 1:
            yield spent


def _script_ms(page: Page, session: CDPSession, index: int) -> float:
    before = _script_s(session)
    page.evaluate(STEP, index)
    return 1000 * (_script_s(session) - before)


def _script_s(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration")


def cpu_ms(page: Page) -> dict[str, float]:
    """Processor time so far of the renderers, and of all of the browser: rasterising happens elsewhere."""
    browser = page.context.browser
    assert browser is not None
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    used = {process["id"]: _ticks(process["id"]) * _TICK_MS for process in found}
    renderers = sum(used[process["id"]] for process in found if process["type"] == "renderer")
    return {"renderer": renderers, "all": sum(used.values())}


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
