"""Maps for folium: a whole `folium.Map` that needs no network, and the timeline alone for anybody's map.

folium and branca render every text of an element as a template, twice. So nothing of ours is given to them as
one: scripts, styles and the data block are pieces that render as they stand, and data is base64.
"""

from __future__ import annotations

import hashlib
import json
import struct
from importlib import resources
from typing import Any, Literal

import folium
from branca.element import Element, MacroElement

from controlmap.render.figure import PolicyFigure, Verbatim
from controlmap.render.page import bundle_text, data_text
from controlmap.render.safe_html import as_references, language_code, script_safe

__all__ = ["ControlMap", "ControlTimeline"]

Part = Literal["header", "html", "script"]


class ControlTimeline(MacroElement):
    """Control layer, slider and panel, to be added to any `folium.Map`.

    `payload` holds the bytes that PAYLOAD.md describes (`MapProject.payload()`), `language` is the first one
    shown, by default the data's own. With `background` the embedded land, water and roads are drawn under the
    control layer, for maps without tiles. All that it needs stands in the page; it asks no other host.
    """

    def __init__(self, payload: bytes, *, language: str | None = None, background: bool = False) -> None:
        super().__init__()
        self._name = "ControlTimeline"
        self._id = _fingerprint(payload)
        self._data = data_text(payload)
        self._options: dict[str, Any] = {"background": background}
        if language is not None:
            self._options["language"] = language_code(language)

    def render(self, **kwargs: Any) -> None:
        """Put styles, viewer, data and the call that joins them to the map into the figure.

        Raises
        ------
        ValueError
            When it has not been added to a map.
        BundleMissingError
            The package was installed without the viewer's bundle.
        """
        target = _map_above(self).get_name()
        block = f"controlmap-data-{self._id}"
        find = f'document.getElementById("{block}").textContent'
        call = f"controlmapViewer.attach({target}, {find}, {json.dumps(self._options)});"
        _put(self, "header", "controlmap_viewer_css", _style(bundle_text("viewer.css")))
        _put(self, "header", "controlmap_viewer_js", _script(bundle_text("viewer.js")))
        _put(self, "html", block, f'<script type="text/plain" id="{block}">{self._data}</script>')
        _put(self, "script", f"{self.get_name()}_{target}", call)
        for child in self._children.values():
            child.render(**kwargs)


class ControlMap(folium.Map):
    """A folium map with the timeline on it, that works without network and shows itself in a notebook.

    `payload` holds the bytes that PAYLOAD.md describes, `title` is the page's, `language` the first one
    shown. Further arguments go to `folium.Map`; by default there are no tiles, and the embedded background is
    drawn.

    Leaflet comes from the package, and folium's lists of scripts from elsewhere are empty: markers, icons,
    popups, tooltips, shapes, GeoJSON and layer controls work, but icons are plain pins. The page carries a
    strict Content-Security-Policy that names its scripts and styles by their hashes. Pictures by https are
    let through when a raster layer has been added. Once an element brings a script or a style from elsewhere,
    there is no policy, as it could not work under one. Elements that fetch data by themselves, or run text as
    code, belong on a plain `folium.Map` with a `ControlTimeline`.

    The same payload and elements with fixed ids give the same bytes.
    """

    def __init__(
        self, payload: bytes, *, title: str = "", language: str | None = None, **options: Any
    ) -> None:
        tiles = options.setdefault("tiles", None)
        super().__init__(**{"zoom_control": False, **options})
        self._name = "ControlMap"
        self._id = _fingerprint(payload)
        self.default_js, self.default_css = [], []
        PolicyFigure(title=as_references(title)).add_child(self)
        if "location" not in options:
            self.add_child(_FirstView(payload), name="controlmap_first_view")
        self.add_child(ControlTimeline(payload, language=language, background=tiles is None))

    def render(self, **kwargs: Any) -> None:
        """Put Leaflet, the map and its layers into the figure.

        Raises
        ------
        BundleMissingError
            The package was installed without the viewer's bundle.
        """
        _put(self, "header", "controlmap_leaflet_css", _style(bundle_text("leaflet.css")))
        _put(self, "header", "controlmap_standins_css", _style(_text("standins.css")))
        _put(self, "header", "controlmap_leaflet_js", _script(bundle_text("leaflet.js")))
        _put(self, "header", "controlmap_standins_js", _script(_text("standins.js")))
        super().render(**kwargs)


class _FirstView(MacroElement):
    """Fit the map to the payload's first view, before elements that come later may move it."""

    def __init__(self, payload: bytes) -> None:
        super().__init__()
        west, south, east, north = map(float, _header(payload)["view"])
        self._bounds = [[south, west], [north, east]]

    def render(self, **kwargs: Any) -> None:
        target = _map_above(self).get_name()
        _put(self, "script", f"first_view_{target}", f"{target}.fitBounds({json.dumps(self._bounds)});")


def _map_above(element: Element) -> folium.Map:
    above = element._parent
    while above is not None and not isinstance(above, folium.Map):
        above = above._parent
    if above is None:
        raise ValueError("the timeline is not on a map: add it to a folium.Map")
    return above


def _put(element: Element, part: Part, name: str, text: str) -> None:
    """Let a text stand in a part of the element's page, once however often it is rendered."""
    getattr(element.get_root(), part).add_child(Verbatim(text), name=name)


def _style(text: str) -> str:
    return f"<style>{text}</style>\n"


def _script(text: str) -> str:
    return f"<script>{script_safe(text)}</script>\n"


def _text(name: str) -> str:
    return resources.files("controlmap.render").joinpath(name).read_text(encoding="utf-8")


def _fingerprint(payload: bytes) -> str:
    """An id that is the same for the same data; folium's own are random."""
    return hashlib.sha256(payload).hexdigest()[:16]


def _header(payload: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", payload)
    return json.loads(payload[4 : 4 + length])
