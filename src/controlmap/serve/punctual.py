"""HTTP for those who say what they want: a connection whose request does not begin in time is closed."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_WITHIN_S", "PunctualProtocol"]

HEAD_WITHIN_S = 20.0
"""Seconds for the head of a request, from the connection or from the head's first byte on."""


class PunctualProtocol(H11Protocol):
    """What uvicorn speaks, with a limit to how long the head of a request may take: else it has none.

    Whoever sent half a head would hold a connection, of which there are so many, as long as they liked.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; wait for the rest of a head, and no longer once it is whole."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        else:
            self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for what has begun to come meanwhile; uvicorn waits for what has not."""
        super().on_response_complete()
        if self.cycle.response_complete and self.conn.trailing_data[0]:
            self._wait()

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEAD_WITHIN_S, self._close)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.close()
