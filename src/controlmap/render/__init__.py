"""Pages, folium maps and comparisons; folium itself is loaded by `controlmap.render.folium_map` alone."""

from controlmap.render.compare import compare_html
from controlmap.render.page import data_text, embed_html, page_html
from controlmap.render.payload import payload_bytes
from controlmap.render.safe_html import content_policy

__all__ = ["compare_html", "content_policy", "data_text", "embed_html", "page_html", "payload_bytes"]
