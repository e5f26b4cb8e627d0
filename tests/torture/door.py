"""Whoever tries to get in at the editor's server: collected paths, hosts, origins, methods, types."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

from controlmap.serve.operations import OPERATIONS
from controlmap.store import init_project
from tests.cli.conftest import files_under
from tests.collection import collection
from tests.serve.served import Served, serving, transfer
from tests.serve.test_serve_door import BROKEN, COOKIES, FOREIGN, path_of
from tests.torture.row import Case, Cases, sample

SECRET = "what-lies-beside-the-map"
OUTSIDE = (SECRET.encode(), b"root:x:", b"[extensions]")
"""What only a file outside the map project says."""
NAMES = ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::1]", "0.0.0.0", "127.1")
NAMES += (
    "2130706433",
    "0x7f000001",
    "127.0.0.2",
    "metadata.google.internal",
    "localhost@evil.example",
    "ⓛocalhost",
)
HOSTS = [form.format(name) for name in NAMES for form in ("{}", "{}:PORT", "{}:80", "{}:PORT:80", " {}:PORT")]
SITES = (
    "https://evil.example",
    "null",
    "http://localhost",
    "file://",
    "chrome-extension://abc",
    "http://127.0.0.1",
)
ORIGINS = [
    form.format(site) for site in SITES for form in ("{}", "{}:PORT1", "{}/", "{}.evil.example:PORT", "{} x")
]
KINDS = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/xml",
    "",
    "text/json",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "MOVE", "COPY")
Request = tuple[str, str, dict[str, str], bytes]


def run(share: float, scratch: Path) -> Cases:
    lines = (collection() / "path_traversal.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    (scratch / "secret.txt").write_text(SECRET)
    init_project(scratch / "valley")
    with serving(scratch / "valley") as served:
        before = files_under(scratch)
        for path in sample(lines, share):
            for method, target in product(("GET", "PUT", "DELETE"), _targets(path)):
                yield _fault(served, (method, target, served.own(), b'{"draft": {}}'), mine=True)
        for request in _strangers(served):
            yield _fault(served, request, mine=False)
        for draft in served.get("/api/drafts")["drafts"]:
            served.client.delete(f"/api/drafts/{draft['id']}")
        after = files_under(scratch)
        yield None if after == before else f"other files: {sorted(after.items() ^ before.items())[:3]}"
    return f"{len(sample(lines, share))} paths, {len(HOSTS)} hosts, {len(ORIGINS) + len(FOREIGN)} origins"


def _targets(path: str) -> Iterator[str]:
    """A path that climbs, at the root, as it is and quoted, and as an id."""
    plain = "".join(char for char in path if " " < char < "\x7f").lstrip("/")
    yield f"/{plain}"
    yield f"/api/drafts/{plain}"
    yield f"/api/drafts/{quote(path, safe='')}"
    yield f"/api/states/{quote(path, safe='')}"


def _strangers(served: Served) -> Iterator[Request]:
    """Requests that must not get through, each with one thing wrong."""
    body = json.dumps({"act": transfer(), "revision": served.revision}).encode()
    paths = dict.fromkeys(path_of(operation.path) for operation in OPERATIONS)
    door = served.door
    for path in paths:
        for host in HOSTS:
            yield "POST", path, served.own(host=host.replace("PORT", str(served.port))), body
        for origin in ORIGINS:
            yield "POST", path, served.own(origin=origin.replace("PORT", str(served.port))), body
        for lies in FOREIGN:
            yield "POST", path, served.own(**{k: v.format(port=served.port) for k, v in lies.items()}), body
        for kind in KINDS:
            yield "POST", path, served.own(content_type=kind), body
        for cookie in COOKIES:
            text = cookie.format(name=door.cookie_name, token=door.token, value=door.cookie)
            yield "POST", path, served.own(cookie=text), body
        for broken in BROKEN.values():
            yield "POST", path, served.own(), broken
        for method in METHODS:
            yield method, path, served.own(origin="https://evil.example"), body


def _fault(served: Served, request: Request, *, mine: bool) -> Case:
    """A fault of the server, a file from outside, or a stranger's write that went through."""
    method, target, headers, body = request
    lines = [f"{method} {target} HTTP/1.1", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [
        f"{name.replace('_', '-')}: {value}" for name, value in {"host": served.origin[7:], **headers}.items()
    ]
    answer = served.raw("\r\n".join([*lines, "", ""]).encode("utf-8") + body)
    status = int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/") else 0
    if status >= 500 or any(text in answer for text in OUTSIDE):
        return f"{method} {target} {headers}: {status} {answer[-200:]!r}"
    if not mine and 200 <= status < 300 and method not in ("GET", "HEAD"):
        return f"{method} {target} went through with {headers}"
    return None
