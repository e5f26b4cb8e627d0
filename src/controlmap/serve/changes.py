"""Changes of files, as whoever writes them makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from watchfiles import awatch, watch

__all__ = ["changes", "changes_later"]

_GATHERED_MS = 100
"""What changes in so short a time is told once."""


def changes(folder: Path, stop: Any = None, *, besides: Path | None = None) -> Iterator[None]:
    """Yield each time files below a folder have changed, hidden ones and `besides` left out, until `stop`.

    `stop` is a `threading.Event`.
    """
    seen = _filter(folder, besides)
    for _ in watch(folder, watch_filter=seen, stop_event=stop, debounce=_GATHERED_MS, raise_interrupt=True):
        yield


async def changes_later(folder: Path, stop: Any) -> AsyncIterator[None]:
    """Yield as `changes` does, in an event loop; `stop` is an `anyio.Event`."""
    async for _ in awatch(folder, watch_filter=_filter(folder, None), stop_event=stop, debounce=_GATHERED_MS):
        yield


def _filter(folder: Path, besides: Path | None) -> Any:
    root, left_out = folder.resolve(), None if besides is None else besides.resolve()

    def is_ours(_: Any, name: str) -> bool:
        path = Path(name)
        inside = path.relative_to(root) if path.is_relative_to(root) else path
        return path != left_out and not any(part.startswith(".") for part in inside.parts)

    return is_ours
