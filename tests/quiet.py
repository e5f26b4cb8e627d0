"""Pages that must stay quiet: no request, no complaint, no dialog."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from tests.tabs import FILES, tabs_of


@contextmanager
def quiet_page(
    browser: Browser,
    path: Path,
    *,
    until: str = ".cm-time",
    serve: Callable[[str], str | None] = lambda url: None,
) -> Iterator[Page]:
    """Open a page from a file and wait for `until`; complain afterwards of all that it should not do.

    `serve` answers a request to another host with a text; what it answers with None is refused.
    """
    complaints: list[str] = []

    def answer(route: Route) -> None:
        body = serve(route.request.url)
        if body is None:
            complaints.append(f"request: {route.request.url}")
            route.abort()
        else:
            route.fulfill(
                body=body, content_type="text/css" if ".css" in route.request.url else "text/javascript"
            )

    def dismiss(dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page = tabs_of(browser, FILES).open({"width": 1024, "height": 640})
    page.route(lambda url: url != path.as_uri(), answer)
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning") and complaints.append(f"console: {message.text}")
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
    page.on("dialog", dismiss)
    try:
        page.goto(path.as_uri())
        page.locator(until).wait_for()
        yield page
    except Exception as error:
        error.add_note("\n".join(complaints))
        raise
    finally:
        page.close()
    assert complaints == []
