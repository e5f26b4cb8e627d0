"""A page in Chromium, opened from a file, with the network refused; any complaint fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

import controlmap
from controlmap.render.page import page_html
from tests.tabs import FILES, FINGERS, tabs_of

from .rest import PUT_OFF
from .small_map import small_map

Open = Callable[..., Page]
WIDE = {"width": 1440, "height": 900}
"""A large window, in which all that is drawn takes twice the time."""
OF_A_TAB = {"color_scheme", "reduced_motion", "forced_colors"}


@pytest.fixture(scope="session")
def small_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "small.html"
    path.write_text(page_html(small_map(), title="A small map", language="en"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def syria(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped map's page."""
    folder = Path(__file__).parents[2] / "geodata"
    return controlmap.open(folder).build(tmp_path_factory.mktemp("syria") / "syria.html")


@pytest.fixture
def open_page(browser: Browser, small_page: Path) -> Iterator[Open]:
    """Open a page file, wait until it is ready; afterwards fail for each request, error or console error.

    Where more than colours and motion is another reader's, as a clock, the browser is another one; readers
    with fingers have one that they share. Pages from files keep nothing in it.
    """
    complaints: list[str] = []
    opened: list[Page] = []

    def open_(
        path: Path = small_page,
        hash_: str = "",
        *,
        width: int = 1024,
        height: int = 640,
        allow: str = "",
        **options,
    ) -> Page:
        size: ViewportSize = {"width": width, "height": height}
        media = {name: options.pop(name) for name in OF_A_TAB & options.keys()}
        if options.keys() <= FINGERS:
            page = tabs_of(browser, FILES, **options).open(size, **media)
        else:
            page = browser.new_page(viewport=size, **options, **media)
        opened.append(page)
        page.add_init_script(PUT_OFF)
        page.route(lambda url: not url.startswith("file:"), lambda route: _refuse(route, complaints, allow))
        page.on(
            "console",
            lambda message: message.type in ("error", "warning") and _note(complaints, message.text, allow),
        )
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.goto(f"{path.as_uri()}{hash_}")
        page.evaluate("controlmap.ready")
        return page

    yield open_
    for page in opened:
        page.close()
    assert complaints == []


def _refuse(route, complaints: list[str], allow: str) -> None:
    if not (allow and allow in route.request.url):
        complaints.append(f"request: {route.request.url}")
    route.abort()


def _note(complaints: list[str], text: str, allow: str) -> None:
    if not (allow and "Failed to load resource" in text):
        complaints.append(f"console: {text}")
