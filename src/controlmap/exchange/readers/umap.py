"""uMap's own files: layers, each with a colour, and what is drawn in them.

Offered beside a feature's properties: `layer` and `colour` (the layer's). The licence is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.readers.geojson import sound_rows
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.format import Document

__all__ = ["is_umap", "rows_of_umap"]

_OPTIONS = "_umap_options"


def is_umap(value: Any) -> bool:
    """Tell whether a JSON value is a map that uMap saved."""
    return isinstance(value, dict) and value.get("type") == "umap" and isinstance(value.get("layers"), list)


def rows_of_umap(document: Document, reading: Reading) -> Rows:
    """Return what is drawn in all layers of a map, hidden ones too.

    Raises
    ------
    InputError
        With all that is wrong with the layers.
    """
    rows: list[Row] = []
    told: list[str] = []
    for i, layer in enumerate(document.value["layers"]):
        if not isinstance(layer, dict):
            raise InputError(Problem(f"layer {i + 1} is no object", document.file, code="CM110"))
        options = _options_of(layer)
        name = str(options.get("name") or f"layer {i + 1}")
        if options.get("remoteData"):
            told.append(f"layer {name!r} is kept elsewhere and was not fetched")
            continue
        colour = as_hex(options.get("color"))
        found, passed_over = sound_rows(document, layer, ("layers", i))
        told += (f"layer {name!r}: {words}" for words in passed_over)
        rows += _in_layer(found, name, colour, told)
    properties = document.value.get("properties")
    said = {"title": _member(properties, "name"), "rights": _member(_member(properties, "licence"), "name")}
    origin = {key: text for key, text in said.items() if isinstance(text, str) and text}
    return Rows(document.file, tuple(rows), colour="colour", told=tuple(told), origin=origin)


def _in_layer(rows: Iterable[Row], layer: str, colour: str | None, told: list[str]) -> Iterator[Row]:
    for row in rows:
        own = as_hex(_member(row.fields.get(_OPTIONS), "color"))
        if own and own != colour:
            told.append(f"{row.label} has a colour of its own, {own}; its layer's is taken")
        fields = {name: value for name, value in row.fields.items() if name != _OPTIONS}
        label = str(fields.get("name") or row.label)
        yield row._replace(label=label, fields={**fields, "layer": layer, "colour": colour})


def _options_of(layer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a layer's options, which newer files keep under `_umap_options`, older ones elsewhere."""
    found = layer.get(_OPTIONS) or layer.get("properties") or layer.get("storage") or {}
    return found if isinstance(found, dict) else {}


def _member(value: Any, name: str) -> Any:
    """Return a member of an object, None where there is none."""
    return value.get(name) if isinstance(value, dict) else None
