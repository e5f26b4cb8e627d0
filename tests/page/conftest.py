"""A page in Chromium, opened from a file, with the network refused; any complaint fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import controlmap
from controlmap.render.page import page_html

from .rest import PUT_OFF
from .small_map import small_map

Open = Callable[..., Page]


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
    """Open a page file, wait until it is ready; afterwards fail for each request, error or console error."""
    complaints: list[str] = []
    contexts = []

    def open_(
        path: Path = small_page,
        hash_: str = "",
        *,
        width: int = 1440,
        height: int = 900,
        allow: str = "",
        **options,
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.add_init_script(PUT_OFF)
        context.route(
            lambda url: not url.startswith("file:"), lambda route: _refuse(route, complaints, allow)
        )
        page = context.new_page()
        page.on(
            "console",
            lambda message: message.type in ("error", "warning") and _note(complaints, message.text, allow),
        )
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.goto(f"{path.as_uri()}{hash_}")
        page.evaluate("controlmap.ready")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _refuse(route, complaints: list[str], allow: str) -> None:
    if not (allow and allow in route.request.url):
        complaints.append(f"request: {route.request.url}")
    route.abort()


def _note(complaints: list[str], text: str, allow: str) -> None:
    if not (allow and "Failed to load resource" in text):
        complaints.append(f"console: {text}")
