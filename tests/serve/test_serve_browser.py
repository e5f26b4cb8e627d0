"""A real browser that was let in, and then looks at a page of another origin that means no good."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.cli.conftest import files_under

from .served import Served, transfer

WAYS = """
async ([target, revision, act]) => {
  const said = [];
  const body = JSON.stringify({ act, revision });
  const tried = async (name, way) => {
    try { said.push([name, await way()]); } catch (error) { said.push([name, "failed"]); }
  };
  const ask = (path, more) => async () => {
    const answer = await fetch(target + path, { credentials: "include", ...more });
    return answer.type === "opaque" ? "opaque" : answer.status + (await answer.text());
  };
  const json = { "Content-Type": "application/json" };
  await tried("read", ask("api/project"));
  await tried("read the page", ask(""));
  await tried("opaque read", ask("api/project", { mode: "no-cors" }));
  await tried("write", ask("api/apply", { method: "POST", headers: json, body }));
  await tried("simple write", ask("api/apply", { method: "POST", mode: "no-cors", body }));
  await tried("delete", ask("api/drafts/a", { method: "DELETE" }));
  await tried("events", () => new Promise((done) => {
    const events = new EventSource(target + "api/events", { withCredentials: true });
    events.onmessage = (event) => done(event.data);
    events.onerror = () => { events.close(); done("failed"); };
  }));
  await tried("script", () => new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("ran");
    script.onerror = () => done("failed");
    script.src = target + "api/project";
    document.head.append(script);
  }));
  await tried("frame", () => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => {
      try { done(frame.contentDocument ? "read" : "failed"); } catch (error) { done("failed"); }
    };
    frame.src = target;
    document.body.append(frame);
  }));
  await tried("form", () => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.name = "answer";
    document.body.append(frame);
    const form = document.createElement("form");
    const where = { action: target + "api/undo", method: "post", target: "answer" };
    Object.assign(form, where, { enctype: "text/plain" });
    document.body.append(form);
    frame.onload = () => done("failed");
    form.submit();
  }));
  return said;
}
"""


@pytest.fixture
def foreign() -> Iterator[int]:
    """The port of another server of this machine: another origin, but for browsers the same site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><title>Elsewhere</title>")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.browser
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_neither_reads_nor_writes(
    served: Served, browser: Browser, foreign: int, host: str
) -> None:
    served.apply(transfer())
    served.client.put("/api/drafts/a", json={"draft": {}})
    before, revision = files_under(served.folder), served.revision
    context = browser.new_context()
    page = context.new_page()
    assert page.goto(served.door.address).status == 200
    assert served.door.token not in page.url
    page.goto(f"http://{host}:{foreign}/")
    said = dict(page.evaluate(WAYS, [served.door.place, revision, transfer(to="unknown", on="2024-03-15")]))
    context.close()
    assert {name: what for name, what in said.items() if what not in ("failed", "opaque")} == {}
    assert len(said) == 10
    assert files_under(served.folder) == before


@pytest.mark.browser
def test_a_link_to_the_address_on_another_site_s_page_leads_in(
    served: Served, browser: Browser, foreign: int
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{foreign}/")
    page.evaluate("address => { location.href = address; }", served.door.address)
    page.wait_for_url(served.door.place)
    page.locator("#controlmap-app").wait_for()
    context.close()


@pytest.mark.browser
def test_the_editor_s_own_page_reads_and_writes(served: Served, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.door.address)
    done = page.evaluate(
        """async ([act, revision]) => {
          const headers = { "Content-Type": "application/json" };
          const body = JSON.stringify({ act, revision });
          return (await fetch("/api/apply", { method: "POST", headers, body })).status;
        }""",
        [transfer(), served.revision],
    )
    assert done == 200
    assert page.evaluate("document.cookie") == ""
    context.close()
    assert len(served.get("/api/log")["entries"]) == 1
