"""Pages, folium maps, pictures and comparisons; folium is loaded by `controlmap.render.folium_map` alone."""

from controlmap.render.compare import compare_html, held_back_lines
from controlmap.render.comparison import Compared, comparison_payload
from controlmap.render.page import data_text, embed_html, page_html
from controlmap.render.payload import payload_bytes
from controlmap.render.picture import CLIPS, STILLS, Drawing, frames
from controlmap.render.read_back import PageRead, period_told, read_page
from controlmap.render.safe_html import content_policy
from controlmap.render.tiled import tiled_payload, tiles_name
from controlmap.render.told_apart import differences

__all__ = [
    "CLIPS",
    "STILLS",
    "Compared",
    "Drawing",
    "PageRead",
    "compare_html",
    "comparison_payload",
    "content_policy",
    "data_text",
    "differences",
    "embed_html",
    "frames",
    "held_back_lines",
    "page_html",
    "payload_bytes",
    "period_told",
    "read_page",
    "tiled_payload",
    "tiles_name",
]
