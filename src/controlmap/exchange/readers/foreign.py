"""JSON that is no map: what it seems to be, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from controlmap.words import counted, first_of

__all__ = ["LEAVE_OUT", "what_it_seems"]

LEAVE_OUT = "If it is no map, leave it out: of a folder name the maps alone, as in days/2024-*.geojson."
_SHOWN, _LONGEST = 4, 30
"""How many members of an object are named, and how much of each name."""


def _has(*names: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(name in value for name in names)


def _is_list_of_features(value: Any) -> bool:
    return isinstance(value, list) and any(_has("geometry", "properties")(one) for one in value)


_KINDS: tuple[tuple[Callable[[Any], bool], str, str], ...] = (
    (_is_list_of_features, "a list of GeoJSON's Features",
     'Make it the "features" of a collection: {"type": "FeatureCollection", "features": […]}.'),
    (_has("osm3s", "elements"), "an answer of OpenStreetMap's Overpass",
     "Export it as GeoJSON, as overpass-turbo.eu and osmtogeojson do."),
    (_has("head", "results"), "the answer to a SPARQL query", "Save it as CSV, with its coordinates as WKT."),
    (_has("tilejson", "tiles"), "a TileJSON, which says where a map's tiles are", LEAVE_OUT),
    (_has("version", "sources", "layers"), "a style, which says how a map is drawn", LEAVE_OUT),
    (_has("stac_version"), "an entry of a catalogue (STAC)", "Download the map that its assets name."),
)  # fmt: skip
"""What tells that a value is of a kind, what that is called, and what to do."""


def what_it_seems(value: Any) -> tuple[str, str]:
    """Return what a JSON value that holds no GeoJSON seems to be, and what to do about it."""
    known = ((what, hint) for is_kind, what, hint in _KINDS if is_kind(value))
    return next(known, (_by_its_shape(value), LEAVE_OUT))


def _by_its_shape(value: Any) -> str:
    if isinstance(value, Mapping):
        names = [repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…") for name in value]
        return f"an object with {first_of(names, _SHOWN)}" if names else "an empty object"
    if isinstance(value, list):
        return f"a list of {counted(len(value), 'value')}"
    return "a text" if isinstance(value, str) else "a single value"
