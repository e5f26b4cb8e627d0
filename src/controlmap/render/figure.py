"""A figure for folium maps whose page says which scripts and styles may take effect in it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from branca.element import Element, Figure
from folium.raster_layers import ImageOverlay, TileLayer, WmsTileLayer

from controlmap.render.page import TILE_HOST
from controlmap.render.safe_html import content_policy

__all__ = ["PolicyFigure", "Verbatim"]

_RASTERS = (TileLayer, WmsTileLayer, ImageOverlay)


class Verbatim(Element):
    """Text that stands in the page as it is: no template ever sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self._text


class PolicyFigure(Figure):
    """A figure whose page says which scripts and styles may take effect in it."""

    def render(self, **kwargs: Any) -> str:
        """Return the page, with its policy unless it loads a script or a style from elsewhere."""
        page = super().render(**kwargs)
        found = _Inline(page)
        if found.asks_elsewhere:
            return page
        images = ["https:" if any(isinstance(e, _RASTERS) for e in _descendants(self)) else TILE_HOST]
        policy = content_policy(found.scripts, found.styles, images=images, style_attributes=True)
        meta = f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
        return page.replace("<head>", f"<head>\n{meta}", 1)


class _Inline(HTMLParser):
    """Contents of a page's script and style elements, and whether it loads others."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.asks_elsewhere = False
        self._open: list[str] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.asks_elsewhere |= (tag == "script" and "src" in values) or tag == "link"
        lists = {"script": self.scripts, "style": self.styles}
        self._open = None if values.get("type") == "text/plain" else lists.get(tag)
        if self._open is not None:
            self._open.append("")

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = None


def _descendants(element: Element) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _descendants(child)
