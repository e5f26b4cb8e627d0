"""Pages beside each other, step by step, in one browser: `python -m tests.benchmarks.turns DATES N PAGE …`.

For gains of a tenth of a millisecond on a machine that others use too. DATES is a JSON list of YYYY-MM-DD,
N counts rounds, a page is a file; one whose name begins with `peer` is folium Timeline's. Round after round
each page goes through the same runs of dates, in another order of pages each time, and each single step is
taken alone: processor time of all threads of the page's own process, in nanoseconds, as the kernel counts
it. Printed is the mean over the dates of the median over the rounds, in ms, also of steps to the next date
alone, and how it differs from the first page. Copies of one page differ by up to 0.15 ms: put one page in
twice, and believe no less.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.contestants import BY_NAME
from tests.benchmarks.page import PATIENCE_MS, STEP, VIEWPORT, chosen_steps, watching
from tests.browser import chromium_path

STEPS = 80
_SETTLE_MS = 1_500
_BUSY = "() => { const begun = performance.now(); while (performance.now() - begun < 200); }"


def main(dates_file: str, rounds: str, *files: str) -> None:
    """Measure, and print a line for each page."""
    dates = json.loads(Path(dates_file).read_text())
    indexes = chosen_steps(len(dates), STEPS)
    found: list[dict[int, list[float]]] = [defaultdict(list) for _ in files]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(whole=True), args=["--no-sandbox"])
        pages = [_opened(browser, Path(file), dates) for file in files]
        # The first round is for the compiler of scripts, and counts for nothing.
        for turn in range(int(rounds) + 1):
            for number in random.sample(range(len(files)), len(files)):
                for index in indexes:
                    spent = _step_ms(*pages[number], index)
                    if turn:
                        found[number][index].append(spent)
        browser.close()
    _tell(files, [{i: statistics.median(ms) for i, ms in one.items()} for one in found])


def _tell(files: Sequence[str], found: Sequence[Mapping[int, float]]) -> None:
    for file, steps in zip(files, found, strict=True):
        near = [ms for index, ms in steps.items() if index - 1 in steps]
        apart = [ms - found[0][index] for index, ms in steps.items()]
        figures = (
            f"{statistics.mean(steps.values()):.2f} (to the next date {statistics.mean(near):.2f})",
            f"from the first {statistics.mean(apart):+.2f} (median {statistics.median(apart):+.2f})",
        )
        print(Path(file).name, *figures, sep="  ")


def _opened(browser: Browser, file: Path, dates: Sequence[str]) -> tuple[Page, int]:
    """Return a page that waits to be moved, and the number of its process."""
    contestant = BY_NAME["folium Timeline" if file.name.startswith("peer") else "controlmap"]
    context = browser.new_context(viewport=VIEWPORT, offline=True)
    context.add_init_script(watching(contestant.ready))
    page = context.new_page()
    page.goto(file.resolve().as_uri(), timeout=PATIENCE_MS)
    page.evaluate(f"(dates) => {{ window.go = (i) => {{ {contestant.go} }} }}", list(dates))
    page.evaluate("window.firstFrame")
    page.wait_for_timeout(_SETTLE_MS)
    before = {pid: _cpu_ms(pid) for pid in _renderers(browser)}
    page.evaluate(_BUSY)
    return page, max(_renderers(browser), key=lambda pid: _cpu_ms(pid) - before.get(pid, 0))


def _renderers(browser: Browser) -> list[int]:
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return [process["id"] for process in found if process["type"] == "renderer"]


def _step_ms(page: Page, pid: int, index: int) -> float:
    before = _cpu_ms(pid)
    page.evaluate(STEP, index)
    return _cpu_ms(pid) - before


def _cpu_ms(pid: int) -> float:
    """Processor time so far of all threads of a process."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # a thread that has just ended
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
