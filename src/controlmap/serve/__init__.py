"""The local server: the editor, and the page of `build --watch`. It needs the extra `controlmap[edit]`."""

from controlmap.extras import extra

with extra("edit"):
    from controlmap.serve.edit_map import edit_map
    from controlmap.serve.rebuilt import show_rebuilt

__all__ = ["edit_map", "show_rebuilt"]
