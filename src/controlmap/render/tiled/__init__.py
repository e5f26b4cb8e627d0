"""Maps of any size: a page with the whole in outline, and a file of tiles that is read as it is wanted."""

from controlmap.render.tiled.growing_file import TILES_SUFFIX, tiles_name
from controlmap.render.tiled.packed_map import tiled_payload

__all__ = ["TILES_SUFFIX", "tiled_payload", "tiles_name"]
