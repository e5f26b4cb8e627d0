"""Maps of any size: a page with the whole in outline, and a file of tiles that is read as it is wanted."""

from controlmap.render.tiled.packed_map import TILES_SUFFIX, tiled_payload, tiles_name

__all__ = ["TILES_SUFFIX", "tiled_payload", "tiles_name"]
