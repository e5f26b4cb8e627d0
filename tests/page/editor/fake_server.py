"""A server that answers the editor from a small made-up map: it notes edits, and changes no ground."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from controlmap.render.page import data_text, page_html

from ..small_map import DATES, small_map

NOTHING = {
    "moved": [],
    "by_date": [],
    "features": {},
    "places": [],
    "reports": {"agree": [], "contradict": []},
    "words": [],
    "problems": [],
}
SOURCES = [
    {"id": "one", "title": "A report", "publisher": "An agency", "issued": "2024-12-02"},
    {"id": "two", "title": "Radio of the valley", "publisher": None, "issued": None},
]


@dataclass
class Fake:
    """What the server knows, and what it was asked."""

    revision: int = 1
    drafts: dict[str, dict] = field(default_factory=dict)
    acts: list[dict] = field(default_factory=list)
    previews: list[dict] = field(default_factory=list)
    payload: bytes = field(default_factory=small_map)
    conflict: dict | None = None
    keeps_drafts: bool = True
    port: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def change(self) -> None:
        """Let all that listen hear of another version."""
        with self._changed:
            self.revision += 1
            self._changed.notify_all()

    def preview(self, act: dict) -> dict:
        """What an edit would do, as far as a test needs it."""
        self.previews.append(act)
        if act["kind"] != "transfer":
            return NOTHING
        row = {"from": "government", "to": act["to"], "area_km2": 3.2}
        by_date = [{"date": act["on"], **row, "meant": True}]
        return {**NOTHING, "moved": [row], "by_date": by_date, "asked_km2": 12.3}

    def project(self) -> dict:
        states = [
            {
                "id": f"s{i}",
                "layer": "idlib",
                "area": {"en": f"Ground {i}", "ar": f"أرض {i}"},
                "controller": "government",
                "status": "held",
                "others": [],
                "certainty": "reported",
                "sources": ["one"],
                "valid_from": DATES[0],
                "valid_to": None,
                "note": None,
            }
            for i in range(1, 300)
        ]
        return {"revision": str(self.revision), "title": "Small", "sources": SOURCES, "states": states}


def handler_of(fake: Fake) -> type[BaseHTTPRequestHandler]:
    """A handler of requests for one map."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args) -> None:
            pass

        def send(self, body: object, status: int = 200, kind: str = "application/json") -> None:
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def body(self) -> dict:
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")

        def do_GET(self) -> None:
            answers = {
                "/": lambda: page_html(fake.payload, title="Small", language="en", editing=True),
                "/api/project": fake.project,
                "/api/payload": lambda: data_text(fake.payload),
                "/api/log": lambda: [{"id": f"e{i}", "command": a["kind"]} for i, a in enumerate(fake.acts)],
                "/api/findings": lambda: {"findings": []},
                "/api/drafts": lambda: {"drafts": list(fake.drafts.values())},
            }
            if self.path == "/api/events":
                self.events()
            elif self.path in answers:
                kind = "text/html; charset=utf-8" if self.path == "/" else "application/json"
                self.send(answers[self.path](), kind=kind)
            else:
                self.send({"problems": [{"message": "not there"}]}, 404)

        def events(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            told = fake.revision
            try:
                self.wfile.write(b": here\n\n")
                self.wfile.flush()
                while True:
                    with fake._changed:
                        fake._changed.wait(timeout=0.2)
                        told, news = fake.revision, fake.revision != told
                    line = f"data: {json.dumps({'revision': str(told)})}\n\n" if news else ": still here\n\n"
                    self.wfile.write(line.encode())
                    self.wfile.flush()
            except OSError:
                self.close_connection = True

        def do_POST(self) -> None:
            body = self.body()
            if self.path == "/api/preview":
                self.send(fake.preview(body["act"]))
            elif self.path == "/api/apply" and fake.conflict:
                self.send({"conflicts": [fake.conflict], "revision": str(fake.revision)}, 409)
            elif self.path == "/api/apply":
                fake.acts.append(body["act"])
                fake.drafts.pop(body.get("draft"), None)
                fake.change()
                self.send({"entry": {"id": f"e{len(fake.acts)}"}, "revision": str(fake.revision)})
            else:
                fake.change()
                self.send({"revision": str(fake.revision), "id": "new"})

        def do_PUT(self) -> None:
            body = self.body()
            if not fake.keeps_drafts:
                self.send({"problems": [{"message": "no room"}]}, 507)
                return
            fake.drafts[self.path.rsplit("/", 1)[1]] = body
            self.send({})

        def do_DELETE(self) -> None:
            fake.drafts.pop(self.path.rsplit("/", 1)[1], None)
            self.send({})

    return Handler


def serve(fake: Fake) -> ThreadingHTTPServer:
    """Serve a map until the answer is shut down."""
    ThreadingHTTPServer.daemon_threads = True
    server = ThreadingHTTPServer(("127.0.0.1", fake.port), handler_of(fake))
    fake.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    time.sleep(0)
    return server
