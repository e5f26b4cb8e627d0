"""`controlmap edit`: a map project opened for editing, until it is interrupted."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from controlmap.serve import server
from controlmap.serve.app import Editor
from controlmap.serve.door import Door
from controlmap.serve.shared_map import SharedMap
from controlmap.store import being_edited, find_folder, say_where

__all__ = ["edit_map"]


def edit_map(
    path: str | Path,
    *,
    port: int = 0,
    ready: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Serve the editor of a map project until interrupted; `ready` is given the address to open.

    Where `port` is taken, another is; `warn` is told. 0 is any.

    Raises
    ------
    InputError
        When the map project cannot be read, or is being edited already.
    KeyboardInterrupt
        When it was interrupted.
    """
    folder = find_folder(path)
    shared = SharedMap(folder)
    # What was read stays: no collection need look through it.
    gc.freeze()
    with being_edited(folder), server.listen(port, warn) as listening:
        door = Door(listening.getsockname()[1])
        editor = Editor(shared, door)

        def up() -> None:
            say_where(folder, door.place)
            ready(door.address)

        server.run(editor.app, listening, up=up, down=editor.events.end)
