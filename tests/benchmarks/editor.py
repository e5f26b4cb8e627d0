"""What the editor costs in Chromium: the effect after the last vertex, a frame of a drag, an edit's writing.

The server is a process of its own, as `controlmap edit` starts it. Times are taken in the page: the effect
from the pointer that sets a vertex to the next frame after the answer is shown, frames between two of the
browser's own, an edit from the click to the answer that says that it is written.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser import chromium_path
from tests.page.editor.hands import Hands, Point

VIEWPORT: ViewportSize = {"width": 1440, "height": 900}
ROUNDS = 5
AREAS: Sequence[Sequence[Point]] = [
    [(36.97 + k / 20, 35.98), (36.99 + k / 20, 35.98), (36.99 + k / 20, 36.0), (36.97 + k / 20, 36.01)]
    for k in range(ROUNDS)
]
"""Ground south of Aleppo, that somebody else takes: far enough apart not to catch the next line."""

_CLOCK = """() => {
  addEventListener("pointerup", () => {
    const start = performance.now();
    const look = () => {
      const { preview, asking } = controlmapEditor.state;
      if (!preview || asking) return requestAnimationFrame(look);
      requestAnimationFrame(() => (window.effectMs = performance.now() - start));
    };
    requestAnimationFrame(look);
  }, true);
}"""
_FRAMES = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const frame = (now) => {
    frames_ms.push(now - last);
    last = now;
    window.framing = requestAnimationFrame(frame);
  };
  window.framing = requestAnimationFrame(frame);
}"""
_WRITES = """() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/api/apply"))
  .map(({ startTime, responseEnd }) => responseEnd - startTime)"""


def measure_editor(folder: Path) -> dict[str, float]:
    """Return medians and the worst of each figure in ms, on the map project in a folder, which is changed."""
    with _served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(whole=True), args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEWPORT)
        effects, writes = _give(_at(page, f"{address}#date=2024-11-30&map=12/36/37.1"))
        frames = _drag(_at(page, f"{address.split('?')[0]}?#date=2024-11-30&map=10/36.07/37.1"))
        browser.close()
    return {
        "load": os.getloadavg()[0],  # of the whole machine, others' too
        **_told("effect", effects),
        **_told("frame", frames),
        **_told("apply", writes),
    }


def _at(page: Page, address: str) -> Hands:
    page.goto(address)
    page.evaluate("controlmapEditor.ready")
    hands = Hands(page)
    hands.until("state.project !== null")
    return hands


def _told(name: str, times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    most = ordered[ceil(0.95 * len(ordered)) - 1]
    return {f"{name}_ms": statistics.median(ordered), f"{name}_p95_ms": most}


def _give(hands: Hands) -> tuple[list[float], list[float]]:
    """Give ground, vertex by vertex; the effect of the last one, and the writing."""
    page = hands.page
    page.evaluate(_CLOCK)
    effects = []
    for area in AREAS:
        hands.take("p")
        hands.click(*area[:3])
        hands.say(to="unknown", source="damascus")
        hands.previewed()
        page.evaluate("window.effectMs = null")
        hands.click(area[3])
        hands.until("window.effectMs")
        effects.append(page.evaluate("effectMs"))
        hands.apply()
    return effects, page.evaluate(_WRITES)


def _drag(hands: Hands) -> list[float]:
    """Drag a point of a long border about, and time the frames."""
    page = hands.page
    hands.take("b")
    x, y = hands.at(_point_of_border(page))
    page.mouse.click(x, y)
    grips = page.evaluate("controlmapEditor.grips()")
    box = hands.map.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    start = min(
        (hands.at(grip) for grip in grips), key=lambda at: abs(at[0] - middle[0]) + abs(at[1] - middle[1])
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 12, start[1] + 12)
    page.evaluate(_FRAMES)
    for turn in range(6):
        page.mouse.move(start[0] + 60 * (-1) ** turn, start[1] + 40, steps=30)
    frames = page.evaluate("(cancelAnimationFrame(framing), frames_ms)")
    page.mouse.up()
    return frames


def _point_of_border(page: Page) -> Point:
    """A point on a front of the date, near the middle of the view."""
    found = page.evaluate(
        "fetch('/api/borders?on=2024-11-30&bounds=36.9,35.9,37.3,36.3').then((answer) => answer.json())"
    )
    lines = [arc["line"] for arc in found["arcs"] if arc["left"] and arc["right"]]
    line = max(lines, key=len)
    return tuple(line[len(line) // 2])


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    words = [sys.executable, "-m", "controlmap", "edit", str(folder), "--no-browser"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.terminate()
