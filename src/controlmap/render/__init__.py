"""Pages, folium maps and comparisons; folium itself is loaded by `controlmap.render.folium_map` alone."""

from controlmap.render.compare import compare_html
from controlmap.render.page import data_text, page_html
from controlmap.render.payload import payload_bytes

__all__ = ["compare_html", "data_text", "page_html", "payload_bytes"]
