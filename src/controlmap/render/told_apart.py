"""In what the data of two pages differ: their ground, or what is told of it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["differences"]

_OF_GROUND = ("grid", "time_zone", "period", "dates", "date_precision", "editions", "tiles")
_OF_STATES = ("count", "id", "layer", "controller", "status", "others", "certainty", "from", "to")
_OF_STATES += ("from_precision", "to_precision", "probability")
_STATES = ("states", "superseded")
_UNTOLD = ("sections", "digest", "generator")
"""What follows from the rest, or only says of itself what it is."""

Parts = dict[str, str]


def differences(page: bytes, made: bytes) -> tuple[str, ...]:
    """Return in what the payload of a page is another than one that was made: `ground` first, then the rest.

    Ground is all that says who holds it, how and when: cells, borders, spells, areas, and what states say
    but for texts and sources. The rest are members of the header, and `background`.
    """
    try:
        one = _parts(page)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error):
        # What no controlmap wrote is not what this one writes.
        return ("ground",)
    other = _parts(made)
    names = sorted(one.keys() | other.keys(), key=lambda name: (name != "ground", name))
    return tuple(name for name in names if one.get(name) != other.get(name))


def _parts(payload: bytes) -> Parts:
    (length,) = struct.unpack_from("<I", payload)
    header = json.loads(payload[4 : 4 + length])
    sections = {
        name: _integers(payload[4 + length :], *place).hex() for name, place in header["sections"].items()
    }
    background = {name: sections.pop(name) for name in list(sections) if name.startswith("base_")}
    ground = [
        sections,
        {name: header.get(name) for name in _OF_GROUND},
        [layer["id"] for layer in header["layers"]],
        [_held(header, header["states"]), *(_held(header, one) for one in header.get("superseded", ()))],
    ]
    told = {
        "ground": ground,
        "background": [background, header.get("base"), header.get("base_grid")],
        "states": [_without(header["states"]), [*map(_without, header.get("superseded", ()))]],
    }
    further = {
        name: value
        for name, value in header.items()
        if name not in {*_OF_GROUND, *_STATES, *_UNTOLD, "base", "base_grid"}
    }
    # As text: in Python True and 1 and 1.0 are the same.
    return {name: json.dumps(value, sort_keys=True) for name, value in {**further, **told}.items()}


def _held(header: Mapping[str, Any], states: Mapping[str, Any]) -> dict[str, Any]:
    """Return what states say of ground, actors by id: who else is on the map is no matter of ground."""
    actors = [actor["id"] for actor in header["actors"]]
    said = {name: states.get(name) for name in _OF_STATES}
    if "controller" in states:
        said["controller"] = [actors[one] for one in states["controller"]]
        said["others"] = [[actors[one] for one in others] for others in states["others"]]
    return said


def _without(states: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in states.items() if name not in _OF_STATES}


def _integers(data: bytes, offset: int, count: int) -> bytes:
    """Return the bytes of so many integers, each of which ends with a byte below 128."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8)[offset:] < 128)
    return data[offset : offset + int(ends[count - 1]) + 1] if count > 0 else b""
