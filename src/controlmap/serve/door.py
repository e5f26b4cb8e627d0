"""Who may come in: this machine's own browser, with the token, from the server's own page.

Whatever else a browser could be talked into is refused: names that were bound anew to this machine (Host),
pages of other sites and of other ports (Origin, Sec-Fetch-Site), frames, forms, scripts from elsewhere.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple
from urllib.parse import parse_qs

__all__ = ["HEADERS", "Door", "Heard", "Refused"]

_NONE = ("default-src", "frame-ancestors", "base-uri", "form-action")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(f"{directive} 'none'" for directive in _NONE),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What is said with every answer that does not say otherwise."""

_WRITING = ("POST", "PUT", "DELETE", "PATCH")
_OWN_NAMES = ("127.0.0.1", "localhost")


class Heard(NamedTuple):
    """What a request says of itself: method, path, query, and its headers by name in small letters."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Return what a header says, each time it stands there."""
        return [value for known, value in self.headers if known == name]

    def one(self, name: str) -> str | None:
        """Return what a header says, where it stands there just once."""
        values = self.all(name)
        return values[0] if len(values) == 1 else None


class Refused(NamedTuple):
    """Why a request is not let in."""

    status: int
    why: str


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Door:
    """The door of a server on a port of this machine; without `token` it stands open to that machine."""

    port: int
    token: str | None = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)

    @property
    def address(self) -> str:
        """The address to open."""
        return self.place if self.token is None else f"{self.place}?token={self.token}"

    @property
    def place(self) -> str:
        """The address without the token."""
        return f"http://{_OWN_NAMES[0]}:{self.port}/"

    @property
    def cookie_name(self) -> str:
        """A name of its own for each port: browsers do not keep cookies of ports apart."""
        return f"controlmap-{self.port}"

    @property
    def set_cookie(self) -> str:
        """The header that gives a browser the cookie."""
        return f"{self.cookie_name}={self.cookie}; Path=/; HttpOnly; SameSite=Strict"

    def is_key(self, heard: Heard) -> bool:
        """Tell whether a request is the one that brings the token, to be given the cookie for it."""
        brought = parse_qs(heard.query).get("token", [])
        is_opening = heard.method == "GET" and heard.path == "/" and self.token is not None
        return is_opening and len(brought) == 1 and _same(brought[0], self.token or "")

    def refuse_stranger(self, heard: Heard) -> Refused | None:
        """Return why a request is not for this server at all: it was sent to another name."""
        names = {f"{name}:{self.port}" for name in _OWN_NAMES}
        host = heard.one("host")
        if host is None or host.lower() not in names:
            return Refused(421, "this server answers to its own address only")
        return None

    def refuse(self, heard: Heard) -> Refused | None:
        """Return why a request is not let in; None where it is."""
        if self.token is not None and not self._has_cookie(heard):
            return Refused(403, "open the address that `controlmap edit` printed: it has a token")
        site, origin = heard.all("sec-fetch-site"), heard.all("origin")
        if heard.method in _WRITING:
            own = origin == [f"http://{heard.one('host')}"] and site in ([], ["same-origin"])
            return None if own else Refused(403, "edits come from the editor's own page only")
        wanted = heard.path != "/" and (site not in ([], ["same-origin"], ["none"]))
        return Refused(403, "what is here is for the editor's own page") if wanted else None

    def _has_cookie(self, heard: Heard) -> bool:
        return any(_same(value, self.cookie) for value in _cookies(heard.all("cookie"), self.cookie_name))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _cookies(headers: Iterable[str], name: str) -> list[str]:
    """Return the values of a cookie; a header that is none has none."""
    found = []
    for header in headers:
        try:
            cookies = SimpleCookie(header)
        except CookieError:
            continue
        found += [cookies[name].value] if name in cookies else []
    return found
