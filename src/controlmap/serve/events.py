"""Server-Sent Events: what all open tabs are told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse

__all__ = ["Events"]

_QUIET_S = 15.0
_MOST_LISTENERS = 64
_UNREAD = 100
"""Events that wait for a listener; one that reads none of them is let go, and comes back."""


class Events:
    """Listeners, and what they are told. All of it is done in the server's one loop."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._ended = False

    def tell(self, event: dict[str, Any]) -> None:
        """Tell all listeners."""
        data = _message(event)
        for listener in [*self._listeners]:
            try:
                listener.put_nowait(data)
            except asyncio.QueueFull:
                self._listeners.discard(listener)

    def end(self) -> None:
        """Let all listeners go: the server stops."""
        self._ended = True
        for listener in [*self._listeners]:
            while listener.full():
                listener.get_nowait()
            listener.put_nowait(None)

    @property
    def full(self) -> bool:
        """Whether nobody else can listen."""
        return self._ended or len(self._listeners) >= _MOST_LISTENERS

    def answer(self, first: dict[str, Any] | None = None) -> StreamingResponse:
        """Return the answer to one more listener, who may be told something at once."""
        return StreamingResponse(self._stream(first), media_type="text/event-stream")

    async def _stream(self, first: dict[str, Any] | None) -> AsyncIterator[bytes]:
        listener: asyncio.Queue[bytes | None] = asyncio.Queue(_UNREAD)
        self._listeners.add(listener)
        try:
            yield _message(first) if first else b": here\n\n"
            while listener in self._listeners:
                try:
                    data = await asyncio.wait_for(listener.get(), _QUIET_S)
                except TimeoutError:
                    data = b": still here\n\n"
                if data is None:
                    return
                yield data
        finally:
            self._listeners.discard(listener)


def _message(event: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
