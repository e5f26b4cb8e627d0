"""The editor's application: the page, the map's data, and edits, for tabs of one browser or of several."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import anyio
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from controlmap.errors import BusyError, ControlmapError
from controlmap.serve.answers import Asked, event_json, written_json
from controlmap.serve.changes import watched
from controlmap.serve.door import Door
from controlmap.serve.events import Events
from controlmap.serve.guard import Guard
from controlmap.serve.json_answers import error_answer, json_answer, problems_answer, unread_answer
from controlmap.serve.made_of import with_made_of
from controlmap.serve.openapi import described
from controlmap.serve.operations import OPERATIONS, Operation
from controlmap.serve.page import page_headers, page_of, payload_text_of
from controlmap.serve.requests import Limits, RefusedError, body_of
from controlmap.serve.shared_map import SharedMap, Version, Written
from controlmap.words import phrase

__all__ = ["Editor"]

Answer = Callable[[Request], Awaitable[Response]]

_AGAIN_S = 1.0
_AT_ONCE = 4
"""Answers that are worked out at once: more would only take the processor from each other."""


class Editor:
    """A map project behind a door: `app` is the application, `events` are what its tabs are told."""

    def __init__(self, shared: SharedMap, door: Door, limits: Limits | None = None) -> None:
        self.shared, self.events = shared, Events()
        self._limits = limits or Limits()
        self._workers = anyio.CapacityLimiter(_AT_ONCE)
        own = {
            "/": self._page,
            "/api/payload": self._payload,
            "/api/events": self._listen,
            "/api/openapi.json": self._description,
        }
        routes = [Route(path, self._answering(answer), methods=["GET"]) for path, answer in own.items()]
        routes += [Route(o.path, self._answering(self._for(o)), methods=[o.method]) for o in OPERATIONS]
        inner = Starlette(
            routes=routes, lifespan=self._living, exception_handlers={HTTPException: _no_such_thing}
        )
        inner.router.redirect_slashes = False
        self.app = Guard(inner, door)

    def _answering(self, answer: Answer) -> Answer:
        """Return an endpoint that says what went wrong, whatever it is."""

        async def endpoint(request: Request) -> Response:
            try:
                return await answer(request)
            except RefusedError as error:
                return error.answer
            except ControlmapError as error:
                return error_answer(error, self.shared.now.revision)
            except OSError as error:
                return unread_answer(error)
            except Exception as error:
                return _fault(error)

        return endpoint

    def _for(self, operation: Operation) -> Answer:
        async def answer(request: Request) -> Response:
            body = operation.body and await body_of(request, operation.body, self._limits)
            given = {**operation.asked_of(request.query_params.multi_items()), **request.path_params}
            found = await self._worked_out(operation.answer, Asked(self.shared, given, body))
            if operation.changes_files:
                self.tell(self.shared.now)
            return json_answer(written_json(found) if isinstance(found, Written) else found)

        return answer

    def tell(self, version: Version) -> None:
        """Tell all tabs that the map has become another."""
        self.events.tell(event_json(version, self.shared.problems))

    async def _page(self, request: Request) -> Response:
        version = self.shared.now
        html = await self._worked_out(page_of, version)
        return Response(html, headers=page_headers(html, version.revision), media_type="text/html")

    async def _payload(self, request: Request) -> Response:
        version = self.shared.now
        headers = {"ETag": f'"{version.revision}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(
            await self._worked_out(payload_text_of, version), headers=headers, media_type="text/plain"
        )

    async def _listen(self, request: Request) -> Response:
        if self.events.full:
            return problems_answer(429, [{"message": "too many tabs are open"}])
        return self.events.answer(event_json(self.shared.now, self.shared.problems))

    async def _description(self, request: Request) -> Response:
        return json_answer(described(OPERATIONS))

    async def _worked_out(self, work: Callable[..., Any], *given: Any) -> Any:
        """Return what a function gives that takes its time, without holding up anything else."""
        return await run_sync(partial(work, *given), limiter=self._workers)

    @contextlib.asynccontextmanager
    async def _living(self, app: Starlette) -> AsyncIterator[None]:
        """Look after the files as long as the application lives."""
        async with watched(self.shared.folder, self._look):
            yield

    async def _look(self) -> None:
        while not await self._looked():
            await anyio.sleep(_AGAIN_S)

    async def _looked(self) -> bool:
        """Read the files if they are others, and tell all tabs; say whether that could be done."""
        try:
            if await self._worked_out(self.shared.refresh):
                self.tell(self.shared.now)
        except BusyError:
            return False
        return True


async def _no_such_thing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    what = {404: "there is nothing at this address", 405: "that cannot be done here"}
    headers = error.headers if isinstance(error, HTTPException) else None
    return problems_answer(status, [{"message": what.get(status, "it cannot be done")}], headers)


def _fault(error: Exception) -> Response:
    if os.environ.get("CONTROLMAP_TRACEBACK"):
        traceback.print_exception(error)
    what = phrase(
        "this is a fault in controlmap: {kind}: {error}", kind=type(error).__name__, error=str(error)
    )
    return problems_answer(500, [with_made_of({"message": what})])
