"""Changes of files, as whoever writes them makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from watchfiles import awatch

__all__ = ["is_watched", "watched"]

_GATHERED_MS = 100
"""What changes in so short a time is told once."""
_LOOK_MS = 1000


@asynccontextmanager
async def watched(
    folder: Path, changed: Callable[[], Awaitable[None]], *, besides: Path | None = None
) -> AsyncIterator[None]:
    """Await `changed` each time files below a folder have changed, hidden ones and `besides` left out.

    It is awaited once soon after the watch began, too: what changed just before that, nobody saw.
    """
    stop = anyio.Event()

    async def watch() -> None:
        async for _ in _changes(folder, stop, besides):
            await changed()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        yield
        # The thread that waits for changes looks at this alone: of a task that is cancelled it does not hear.
        stop.set()
        tasks.cancel_scope.cancel()


async def _changes(folder: Path, stop: anyio.Event, besides: Path | None) -> AsyncIterator[None]:
    looked = False
    async for found in awatch(
        folder,
        watch_filter=lambda _, name: is_watched(Path(name), folder, besides),
        stop_event=stop,
        debounce=_GATHERED_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
    ):
        if found or not looked:
            looked = True
            yield


def is_watched(path: Path, folder: Path, besides: Path | None = None) -> bool:
    """Tell whether a change of a path below a folder counts: nothing on its way from there is hidden."""
    inside = path.relative_to(folder.resolve()) if path.is_relative_to(folder.resolve()) else path
    left_out = besides is not None and path == besides.resolve()
    return not left_out and not any(part.startswith(".") for part in inside.parts)
