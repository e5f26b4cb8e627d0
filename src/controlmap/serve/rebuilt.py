"""The page of `build --watch`: shown as it is built, with its strict policy, and reloaded.

It is shown in a frame; the frame's parent listens for rebuilds.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from controlmap.errors import InputError
from controlmap.render import content_policy
from controlmap.serve.changes import watched
from controlmap.serve.door import Door
from controlmap.serve.events import Events
from controlmap.serve.guard import Guard
from controlmap.serve.server import listen, run
from controlmap.store import find_folder, revision_of

__all__ = ["show_rebuilt"]

_STYLE = "html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }"
_SCRIPT = """
  const frame = document.querySelector("iframe");
  if (location.hash) frame.src = "map" + location.hash;
  new EventSource("rebuilds").onmessage = () => frame.contentWindow.location.reload();
"""
_PARENT = f"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>controlmap build --watch</title>
<style>{_STYLE}</style>
<iframe title="Map" src="map"></iframe>
<script>{_SCRIPT}</script>
</html>
"""
_PARENT_POLICY = content_policy([_SCRIPT], [_STYLE], connect=["'self'"])
_PARENT_HEADERS = {
    "Content-Security-Policy": f"{_PARENT_POLICY}; frame-src 'self'; frame-ancestors 'none'",
}
_FRAMED = {"Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN"}


def show_rebuilt(
    project: Path, page: Path, rebuild: Callable[[], bool], *, ready: Callable[[str], None]
) -> None:
    """Show a page until interrupted, and build it anew when the map project's files are others.

    `rebuild` says whether there is a new page; `ready` is given the address.

    Raises
    ------
    KeyboardInterrupt
        When it was interrupted.
    """
    folder = find_folder(project)
    with listen(0, ready) as listening:
        door = Door(listening.getsockname()[1], token=None)
        shown = _Rebuilt(folder, page, rebuild)
        run(Guard(shown.app, door), listening, up=lambda: ready(door.address), down=shown.events.end)


class _Rebuilt:
    def __init__(self, folder: Path, page: Path, rebuild: Callable[[], bool]) -> None:
        self.events = Events()
        self._folder, self._page, self._rebuild = folder, page, rebuild
        self._built = _state_of(folder)
        answers = {"/": self._parent, "/map": self._map, "/rebuilds": self._listen}
        routes = [Route(path, answer, methods=["GET"]) for path, answer in answers.items()]
        self.app = Starlette(routes=routes, lifespan=self._living)

    async def _parent(self, request: Request) -> Response:
        return Response(_PARENT, headers=_PARENT_HEADERS, media_type="text/html")

    async def _map(self, request: Request) -> Response:
        return Response(await run_sync(self._page.read_bytes), headers=_FRAMED, media_type="text/html")

    async def _listen(self, request: Request) -> Response:
        return self.events.answer()

    @contextlib.asynccontextmanager
    async def _living(self, app: Starlette) -> AsyncIterator[None]:
        async with watched(self._folder, self._look, besides=self._page):
            yield

    async def _look(self) -> None:
        now = await run_sync(_state_of, self._folder)
        if now != self._built:
            self._built = now
            if await run_sync(self._rebuild):
                self.events.tell({"rebuilt": True})


def _state_of(folder: Path) -> str:
    try:
        return revision_of(folder)
    except InputError as error:
        return str(error)
