"""Every payload that others collected, as a text of a page in Chromium: shown as written, and never run."""

import json
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import controlmap
from tests.browser import chromium_path
from tests.collection import collection
from tests.quiet import quiet_page
from tests.render.hostile_project import HARMLESS, write_project
from tests.render.test_hostile_text import LISTS
from tests.torture.row import Case, Cases, sample

AT_ONCE = 400


def run(share: float, scratch: Path) -> Cases:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        said = yield from run_in(browser, share, scratch)
        browser.close()
    return said


def run_in(browser: Browser, share: float, scratch: Path) -> Cases:
    payloads = sample(_payloads(), share)
    for first in range(0, len(payloads), AT_ONCE):
        some = payloads[first : first + AT_ONCE]
        folder = write_project(scratch / f"map-{first}", HARMLESS, statements=some)
        yield from _shown(browser, folder, some)
    return f"{len(payloads):,} payloads, {AT_ONCE} a page; network, dialogs and the console refused"


def _payloads() -> list[str]:
    folder = collection()
    lines = [line for name in LISTS for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    lines += json.loads((folder / "xss_multiline.json").read_text(encoding="utf-8"))
    lines += json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    lines += (folder / "path_traversal.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    return sorted({line for line in lines if line.strip()})


def _shown(browser: Browser, folder: Path, some: list[str]) -> list[Case]:
    """What each payload came to: shown, changed, or run."""
    page_path = controlmap.open(folder).build(folder / "page.html")
    try:
        with quiet_page(browser, page_path) as page:
            page.locator("#cm-tab-events").click()
            page.locator(".cm-filters select").select_option("until")
            shown = set(page.locator(".cm-event-card p").all_text_contents())
            ran = page.evaluate("window.ran")
    except AssertionError as error:
        return [f"{folder.name}: {str(error)[:300]}"]
    changed = [f"changed on the page: {one!r}" if one not in shown else None for one in some]
    return [*changed, None if ran is None else f"{folder.name}: a script ran"]
