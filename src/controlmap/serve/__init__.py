"""The local server: the editor, and the page of `build --watch`. It needs the extra `controlmap[edit]`."""

from controlmap.serve.server import edit_map

__all__ = ["edit_map"]
