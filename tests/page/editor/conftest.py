"""The editor in Chromium, on an invented valley, before the real server; any complaint fails the test."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from controlmap.serve.app import Editor
from controlmap.serve.door import Door
from controlmap.serve.server import LocalServer, listen
from controlmap.serve.shared_map import SharedMap
from controlmap.store import Drafts, init_project
from tests.tabs import FINGERS, HERE, Tabs, tabs_of

from .hands import Hands

Open = Callable[..., Hands]


class Served:
    """A map project that is served in a thread, until it is stopped."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.shared = SharedMap(folder)
        listening = listen(port, lambda text: None)
        self.port: int = listening.getsockname()[1]
        self.door = Door(self.port, token=None)
        self._editor = Editor(self.shared, self.door)
        ready = threading.Event()
        self._server = LocalServer(self._editor.app, listening, ready.set, lambda: None)
        self._thread = threading.Thread(target=self._server.serve_here, daemon=True)
        self._thread.start()
        # A page that asks before somebody listens is turned away.
        ready.wait()

    @property
    def drafts(self) -> Drafts:
        return Drafts(self.folder)

    @property
    def address(self) -> str:
        return self.door.place

    def stop(self) -> None:
        """Stop at once, as a server does that is killed between two answers."""
        self._server.force_exit = self._server.should_exit = True
        self._editor.events.end()
        self._thread.join(20)


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    """The folder of a new map project: the invented valley."""
    folder = tmp_path / "valley"
    init_project(folder)
    return folder


EVENT = """{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "e1",
"geometry": {"type": "Point", "coordinates": [36.34, 35.24]},
"properties": {"date": "2024-03-01", "place": "A field", "place_ar": "حقل", "kind": "clash",
"statement": "Shots.", "statement_ar": "إطلاق نار.", "sources": ["herald-2024-03-09"]}}]}
"""
STORY = """[[step]]
date = "2024-03-09"
text = { en = "The League takes the ford.", ar = "الرابطة تسيطر على المخاضة." }
sources = ["herald-2024-03-09"]
"""


@pytest.fixture
def told_valley(valley: Path) -> Path:
    """The valley with all that a page may tell: an event, and a story. Asked for before the server is."""
    (valley / "events.geojson").write_text(EVENT, encoding="utf-8")
    (valley / "story.toml").write_text(STORY, encoding="utf-8")
    return valley


@pytest.fixture
def served(valley: Path) -> Iterator[Served]:
    one = Served(valley)
    yield one
    one.stop()


@pytest.fixture
def open_editor(browser: Browser, served: Served) -> Iterator[Open]:
    """Open the editor in a browser of its own; afterwards fail for each error on the page.

    Tests share them: one that is the first of a test, another that is the second, and so on. What the editor
    kept there is forgotten.
    """
    opened: list[Page] = []
    kept: list[Tabs] = []
    complaints: list[str] = []

    def open_(
        hash_: str = "#date=2024-03-01",
        *,
        address: str = "",
        context: BrowserContext | None = None,
        width: int = 1100,
        height: int = 700,
        allow: str = "",
        init: str = "",
        **options,
    ) -> Hands:
        size: ViewportSize = {"width": width, "height": height}
        if context:
            page = context.new_page()
        elif options.keys() <= FINGERS:
            kept.append(tabs_of(browser, HERE, another=len(kept), **options))
            page = kept[-1].open(size)
        else:
            page = browser.new_page(viewport=size, **options)
        opened.append(page)
        if init:
            page.add_init_script(init)
        watch(page, complaints, allow)
        page.goto(f"{address or served.address}{hash_}")
        page.evaluate("controlmapEditor.ready")
        hands = Hands(page)
        hands.until("state.project !== null")
        return hands

    yield open_
    for page in opened:
        page.close()
    for tabs in kept:
        tabs.forget(served.address)
    assert complaints == []


def watch(page: Page, complaints: list[str], allow: str) -> None:
    """Note what a page complains of; what is allowed is a part of a complaint."""

    def note(text: str) -> None:
        if not (allow and allow in text):
            complaints.append(text)

    def hear(one: ConsoleMessage) -> None:
        if one.type in ("error", "warning"):
            note(f"console: {one.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: note(f"page error: {error}"))
