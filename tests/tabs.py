"""New tabs where a page of the same site stays open: no process starts for them, the program is known."""

from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

TOGETHER = ("--process-per-site", "--renderer-process-limit=1")
"""What Chromium must be told, lest each tab has a process of its own."""
MOST = 16
"""Tabs after which a process carries more behind it than another one costs."""
FINGERS = {"has_touch", "is_mobile"}
"""What makes a reader one with fingers."""
FILES, HERE = "file:///", "http://127.0.0.1/"
"""Sites of pages from files, and of those that servers on this machine give."""


class Tabs:
    """A context that tests share, one after the other; each has tabs of its own there, and closes them."""

    def __init__(self, browser: Browser, site: str, **reader: Any) -> None:
        self._browser = browser
        self._site = site
        self._reader = reader
        self._context: BrowserContext | None = None
        self._opened = 0

    def open(self, size: ViewportSize, **media: Any) -> Page:
        """Open an empty tab of that size, for a reader with such tastes."""
        if self._context and self._opened >= MOST and len(self._context.pages) == 1:
            self._context.close()
        self._opened += 1
        page = (self._context or self._begin()).new_page()
        page.set_viewport_size(size)
        if media:
            page.emulate_media(**media)
        return page

    def forget(self, address: str) -> None:
        """Forget what pages from there have kept."""
        if self._context:
            session = self._context.new_cdp_session(self._context.pages[0])
            session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
            session.detach()

    def _begin(self) -> BrowserContext:
        self._opened = 1
        context = self._context = self._browser.new_context(**self._reader)
        context.on("close", lambda _: setattr(self, "_context", None))
        stays = context.new_page()
        stays.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
        stays.goto(self._site)
        return context


@cache
def tabs_of(browser: Browser, site: str, *, another: int = 0, **reader: bool) -> Tabs:
    """Return the tabs that all tests share of a site, for a reader of such a kind: one with fingers, say.

    Of those that are `another`, none knows what the others have kept: each is a browser of its own.
    """
    return Tabs(browser, site, **reader)
