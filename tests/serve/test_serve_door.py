"""Whoever tries to get in: under other names, from other pages, without the token, with crooked requests."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from controlmap.serve.door import HEADERS, Door
from controlmap.serve.operations import OPERATIONS
from controlmap.serve.requests import Limits
from controlmap.store import init_project
from tests.cli.conftest import files_under

from .served import Served, serving, transfer

WRITES = [one for one in OPERATIONS if one.method != "GET"]
READS = ["/", "/api/payload", "/api/openapi.json", *(o.path for o in OPERATIONS if o.method == "GET")]
FILLED = {"id": "valley-0001", "entry": "1"}


def path_of(path: str, **given: str) -> str:
    """A path of the table with its parameters filled in."""
    query = "?on=2024-03-10" if path == "/api/borders" else ""
    return path.format(**{**FILLED, **given}) + query


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all who try: none of them changes anything."""
    folder = tmp_path_factory.mktemp("door") / "valley"
    init_project(folder)
    with serving(folder) as found:
        yield found


@pytest.fixture
def before(served: Served) -> dict[str, bytes]:
    return files_under(served.folder)


# The token, and the cookie that is given for it.


def test_the_token_opens_once_and_again_and_is_not_in_the_page_s_address(served: Served) -> None:
    for _ in range(2):
        answer = served.asked("GET", f"/?token={served.door.token}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert answer.headers["set-cookie"] == f"{served.cookie}; Path=/; HttpOnly; SameSite=Strict"
    page = served.asked("GET", "/", cookie=served.cookie)
    assert page.status_code == 200
    assert served.door.token not in page.text
    assert served.door.cookie not in page.text


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=x", "?token={token}x", "?token=x&token={token}", "?Token={token}"]
)
def test_without_the_very_token_nobody_gets_the_cookie(served: Served, query: str) -> None:
    answer = served.asked("GET", "/" + query.format(token=served.door.token))
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "token" in answer.json()["problems"][0]["message"]


COOKIES = ["", "{name}=", "{name}=x", "{name}={token}", "other={value}", "=; ;;=,", '{name}="{value}x"']


@pytest.mark.parametrize("cookie", COOKIES)
def test_nothing_is_read_without_the_cookie(served: Served, cookie: str) -> None:
    door = served.door
    text = cookie.format(name=door.cookie_name, token=door.token, value=door.cookie)
    for path in [*map(path_of, READS), "/api/events", "/nothing", "//", "/api"]:
        answer = served.asked("GET", path, **({"cookie": text} if text else {}))
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers


def test_nothing_is_written_without_the_cookie(served: Served, before: dict[str, bytes]) -> None:
    own = {name: value for name, value in served.own().items() if name != "cookie"}
    body = json.dumps({"act": transfer(), "revision": served.revision}).encode()
    for operation in WRITES:
        answer = served.asked(operation.method, path_of(operation.path), body, **own)
        assert answer.status_code == 403
    assert files_under(served.folder) == before


def test_two_servers_have_other_tokens_and_other_cookies() -> None:
    one, two = Door(1), Door(1)
    assert len({one.token, one.cookie, two.token, two.cookie}) == 4
    assert Door(2).cookie_name != one.cookie_name


# Names that were bound anew to this machine.


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil.example:{port}",
        "127.0.0.1:{port}.evil.example",
        "[::1]:{port}",
        "0.0.0.0:{port}",
        "127.0.0.1:{port}x",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/?token={token}", "/api/project"])
def test_another_name_is_no_way_in(served: Served, host: str, path: str) -> None:
    asked = f"GET {path.format(token=served.door.token)} HTTP/1.1\nHost: {host.format(port=served.port)}"
    answer = served.raw(f"{asked}\nCookie: {served.cookie}\nConnection: close\n\n")
    assert answer.split(b" ")[1] in (b"400", b"421")
    assert b"set-cookie" not in answer.lower()


@pytest.mark.parametrize(
    "hosts", [[], ["127.0.0.1:{port}", "127.0.0.1:{port}"], ["127.0.0.1:{port}", "evil"]]
)
def test_a_request_without_one_host_is_refused(served: Served, hosts: list[str]) -> None:
    lines = "".join(f"Host: {host.format(port=served.port)}\n" for host in hosts)
    answer = served.raw(f"GET /api/project HTTP/1.1\n{lines}Cookie: {served.cookie}\nConnection: close\n\n")
    assert answer.split(b" ")[1] in (b"400", b"421")


def test_a_request_for_another_server_is_refused_whatever_its_target(served: Served) -> None:
    host = f"Host: evil.example\nCookie: {served.cookie}\nConnection: close\n\n"
    for target in (f"http://127.0.0.1:{served.port}/api/project", "http://evil.example/api/project", "*"):
        answer = served.raw(f"GET {target} HTTP/1.1\n{host}")
        assert answer.split(b" ")[1] in (b"400", b"404", b"421")


def test_localhost_is_this_machine_too(served: Served) -> None:
    head = f"Host: LocalHost:{served.port}\nCookie: {served.cookie}\nConnection: close\n\n"
    assert served.raw(f"GET /api/log HTTP/1.1\n{head}").split(b" ")[1] == b"200"


# Pages of other sites, and of other ports of this machine.

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://127.0.0.1"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "http://localhost:{port}"},
    {"origin": "https://127.0.0.1:{port}"},
    {"origin": "http://127.0.0.1:{port}.evil.example"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "none"},
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_no_other_page_writes(served: Served, before: dict[str, bytes], foreign: dict[str, str]) -> None:
    lies = {name: value.format(port=served.port) for name, value in foreign.items()}
    body = json.dumps({"act": transfer(), "revision": served.revision}).encode()
    for operation in WRITES:
        answer = served.asked(operation.method, path_of(operation.path), body, **served.own(**lies))
        assert answer.status_code == 403
    assert files_under(served.folder) == before


def test_a_write_that_does_not_say_where_it_comes_from_is_refused(
    served: Served, before: dict[str, bytes]
) -> None:
    own = {name: value for name, value in served.own().items() if name != "origin"}
    body = json.dumps({"act": transfer(), "revision": served.revision}).encode()
    assert served.asked("POST", "/api/apply", body, **own).status_code == 403
    assert files_under(served.folder) == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin, cross-site", "?"])
def test_no_other_page_has_what_is_here_sent_to_it(served: Served, site: str) -> None:
    for path in map(path_of, READS[1:]):
        answer = served.asked("GET", path, cookie=served.cookie, sec_fetch_site=site)
        assert answer.status_code == 403


def test_no_answer_lets_another_origin_read_it_or_frame_it(served: Served) -> None:
    asked = [
        *((path, served.own(origin="https://evil.example")) for path in map(path_of, READS)),
        ("/nothing", served.own()),
        ("/", {}),
        (f"/?token={served.door.token}", {}),
    ]
    for path, headers in asked:
        answer = served.asked("GET", path, **headers)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers.keys() >= {name.lower() for name in HEADERS}
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers


def test_the_page_may_run_its_own_scripts_and_ask_its_own_server_only(served: Served) -> None:
    policy = served.client.get("/").headers["content-security-policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert all(source.startswith("'sha256-") for source in rules["script-src"])
    assert rules["connect-src"] == ["'self'"]
    assert rules["form-action"] == rules["base-uri"] == ["'none'"]


def test_a_preflight_is_not_answered_with_leave(served: Served) -> None:
    for headers in (served.own(), {"origin": "https://evil.example", "access_control_request_method": "PUT"}):
        answer = served.asked("OPTIONS", "/api/apply", **headers)
        assert answer.status_code in (403, 405)
        assert not [name for name in answer.headers if name.startswith("access-control-")]


# Methods, paths, kinds and sizes.


def test_no_reading_changes_anything(valley: Path) -> None:
    with serving(valley) as served:
        served.apply(transfer())
        served.client.put("/api/drafts/abc", json={"draft": {"a": 1}})
        before = files_under(served.folder)
        for path in [*map(path_of, READS), "/api/drafts/abc", f"/?token={served.door.token}"]:
            for method in ("GET", "HEAD"):
                assert served.client.request(method, path).status_code in (200, 303, 403, 404)
        assert files_under(served.folder) == before


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_what_is_not_in_the_table_cannot_be_done(served: Served, method: str) -> None:
    before = files_under(served.folder)
    known = {(one.method, one.path) for one in OPERATIONS}
    for path in dict.fromkeys(one.path for one in OPERATIONS):
        like = "GET" if method == "HEAD" else method
        if (like, path) not in known:
            answer = served.asked(method, path_of(path), b"{}", **served.own())
            assert answer.status_code == 405, path
    assert files_under(served.folder) == before


CLIMBING = [
    "..",
    "../controlmap",
    "..%2fcontrolmap",
    "..%2Fcontrolmap.toml",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "..%5ccontrolmap",
    "..%252fcontrolmap",
    "a%00",
    ".%2e/.%2e/etc/passwd",
    "con",
    "a.json",
    "A",
    "a" * 65,
    "%F0%9F%97%BA",
    "%ff",
    "-",
    "%20",
]


@pytest.mark.parametrize("name", CLIMBING)
def test_no_path_leads_out_of_the_project(served: Served, name: str) -> None:
    before = files_under(served.folder.parent)
    for method, path, body in (
        ("GET", "/api/states/{id}", b""),
        ("GET", "/api/log/{entry}", b""),
        ("GET", "/api/drafts/{id}", b""),
        ("PUT", "/api/drafts/{id}", b'{"draft": {}}'),
        ("DELETE", "/api/drafts/{id}", b""),
    ):
        target = path.format(id=name, entry=name)
        lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{served.port}", f"Cookie: {served.cookie}"]
        lines += [f"Origin: {served.origin}", "Content-Type: application/json", "Connection: close"]
        head = "\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
        answer = served.raw(head + body.decode())
        status = int(answer.split(b" ")[1])
        assert status in ((200,) if name == "con" and method != "GET" else (400, 404, 405, 422)), target
        assert b"root:" not in answer
    served.client.delete("/api/drafts/con")
    assert files_under(served.folder.parent) == before


@pytest.mark.parametrize("area", ["/etc/passwd", "valley.geojson", "../secret.wkt", "a.csv", "C:\\a.json"])
def test_no_act_makes_the_server_read_a_file(served: Served, area: str) -> None:
    told = served.post("/api/preview", act=transfer(area=area, radius_km=None), revision=served.revision)
    assert told["problems"]
    assert "not read here" in told["problems"][0]["message"] or "passwd" in area


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"],
)
def test_a_body_that_does_not_say_it_is_json_is_not_read(served: Served, kind: str | None) -> None:
    before = files_under(served.folder)
    own = {name: value for name, value in served.own().items() if name != "content_type"}
    body = json.dumps({"act": transfer(), "revision": served.revision}).encode()
    answer = served.asked("POST", "/api/apply", body, **own, **({"content_type": kind} if kind else {}))
    assert answer.status_code == 415
    assert files_under(served.folder) == before


BROKEN = {
    "no JSON": b"{",
    "half a number": b'{"revision": 1e}',
    "another encoding": '{"revision": "ä"}'.encode("latin-1"),
    "a byte order mark": b'\xef\xbb\xbf{"revision": "a"}',
    "a name twice": b'{"revision": "a", "revision": "b", "act": {}}',
    "not a number": b'{"revision": NaN, "act": {}}',
    "half a surrogate pair": b'{"revision": "\\ud800", "act": {}}',
    "deep": b'{"revision": "a", "act": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a list": b"[]",
    "a text": b'"a"',
    "null": b"null",
    "too little": b'{"revision": "a"}',
    "too much": b'{"revision": "a", "act": {}, "folder": "/etc"}',
    "other kinds": b'{"revision": 1, "act": []}',
    "no such act": b'{"revision": "a", "act": {"kind": "__init__"}}',
}


@pytest.mark.parametrize("path", ["/api/apply", "/api/preview"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_body_is_refused_in_words(served: Served, path: str, broken: str) -> None:
    before = files_under(served.folder)
    answer = served.asked("POST", path, BROKEN[broken], **served.own())
    assert answer.status_code == 422
    assert all(problem["message"] for problem in answer.json()["problems"])
    assert files_under(served.folder) == before


@pytest.fixture
def narrow(valley: Path) -> Iterator[Served]:
    """A server that takes small bodies only."""
    with serving(valley, Limits(most_bytes=1000)) as found:
        yield found


@pytest.fixture
def hasty(valley: Path) -> Iterator[Served]:
    """A server that hardly waits for a body."""
    with serving(valley, Limits(seconds=0.01)) as found:
        yield found


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(narrow: Served) -> None:
    head = [f"Host: 127.0.0.1:{narrow.port}", f"Cookie: {narrow.cookie}", f"Origin: {narrow.origin}"]
    head = "\n".join(["PUT /api/drafts/a HTTP/1.1", *head, "Content-Type: application/json"])
    large = '{"draft": {"a": "' + "x" * 2000 + '"}}'
    told = narrow.raw(f"{head}\nContent-Length: {len(large)}\n\n{large}")
    chunked = f"{len(large):x}\n{large}\n0\n\n"
    untold = narrow.raw(f"{head}\nTransfer-Encoding: chunked\n\n{chunked}")
    claimed = narrow.raw(f"{head}\nContent-Length: 99999999999\n\n")
    assert [answer.split(b" ")[1] for answer in (told, untold, claimed)] == [b"413"] * 3
    assert narrow.get("/api/drafts") == {"drafts": []}


def test_a_body_that_does_not_come_is_not_waited_for(hasty: Served) -> None:
    head = f"Host: 127.0.0.1:{hasty.port}\nCookie: {hasty.cookie}\nOrigin: {hasty.origin}"
    head = f"POST /api/undo HTTP/1.1\n{head}\nContent-Type: application/json\nContent-Length: 100\n\n{{"
    assert hasty.raw(head).split(b" ")[1] == b"408"


def test_a_body_that_is_cut_short_does_nothing(served: Served, before: dict[str, bytes]) -> None:
    head = f"Host: 127.0.0.1:{served.port}\nCookie: {served.cookie}\nOrigin: {served.origin}"
    head = f"PUT /api/drafts/a HTTP/1.1\n{head}\nContent-Type: application/json\nContent-Length: 100\n\n"
    served.raw(head + '{"draft": {}}', cut=True)
    assert files_under(served.folder) == before
    assert served.get("/api/log")["entries"] == []


NO_HTTP = [b"\x16\x03\x01", b"GET\r\n\r\n", b"\0" * 99, b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0"]


@pytest.mark.parametrize("data", NO_HTTP)
def test_what_is_no_http_is_answered_or_dropped_and_the_server_goes_on(served: Served, data: bytes) -> None:
    answer = served.raw(data, cut=True)
    assert answer == b"" or answer.split(b" ")[1] in (b"400", b"421")
    assert served.get("/api/log")["entries"] == []


def test_headers_without_end_are_refused(served: Served) -> None:
    answer = served.raw(f"GET / HTTP/1.1\nHost: 127.0.0.1:{served.port}\nX: {'x' * 200_000}")
    assert answer == b"" or answer.split(b" ")[1] == b"400"


def test_one_request_does_not_smuggle_another(served: Served, before: dict[str, bytes]) -> None:
    head = f"Host: 127.0.0.1:{served.port}\nCookie: {served.cookie}\nOrigin: {served.origin}"
    inner = f"DELETE /api/drafts/a HTTP/1.1\n{head}\n\n"
    both = f"POST /api/undo HTTP/1.1\n{head}\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n{inner}"
    answers = served.raw(both)
    assert answers.count(b"HTTP/1.1 ") <= 2
    assert answers.split(b" ")[1] in (b"400", b"415")
    assert files_under(served.folder) == before


def test_a_web_socket_is_not_opened(served: Served) -> None:
    head = f"Host: 127.0.0.1:{served.port}\nCookie: {served.cookie}\nConnection: Upgrade\nUpgrade: websocket"
    key = "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    answer = served.raw(f"GET /nothing HTTP/1.1\n{head}\n{key}\n\n", cut=True)
    assert b" 101 " not in answer


def test_only_this_machine_is_listened_to(served: Served) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.2:{served.port}/")
