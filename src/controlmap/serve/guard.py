"""The guard before an application: nothing reaches it that the door refuses; answers bear its headers."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controlmap.serve.door import HEADERS, Door, Heard, Refused
from controlmap.serve.json_answers import problems_answer

__all__ = ["Guard"]


_GO_ON = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>controlmap edit</title>
<meta http-equiv="refresh" content="0; url=/"><a href="/">Go on</a>
</html>
"""


class Guard:
    """An application behind a door."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            inside = self._answer(_heard(scope)) or self._app
            await inside(scope, receive, _with_headers(send))
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    def _answer(self, heard: Heard) -> Response | None:
        refused = self._door.refuse_stranger(heard)
        if refused is None and self._door.is_key(heard):
            return _opened(heard, self._door.set_cookie)
        refused = refused or self._door.refuse(heard)
        return None if refused is None else _refusal(refused)


def _opened(heard: Heard, cookie: str) -> Response:
    """Return the way to the page without the token.

    Where another site's page led here by a redirect, browsers send no strict cookie; where a page of our own
    leads on, they do.
    """
    if heard.one("sec-fetch-site") == "cross-site":
        return Response(_GO_ON, headers={"Set-Cookie": cookie}, media_type="text/html")
    return RedirectResponse("/", 303, {"Set-Cookie": cookie})


def _refusal(refused: Refused) -> Response:
    # What was still to be read of the request is not waited for.
    return problems_answer(refused.status, [{"message": refused.why}], headers={"Connection": "close"})


def _heard(scope: Scope) -> Heard:
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
    )
    return Heard(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers)


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Any = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
