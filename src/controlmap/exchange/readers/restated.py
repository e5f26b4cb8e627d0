"""GeoJSON files of a series: coordinates that stood in a file before, letter by letter, are not read again.

A day restates nearly all of the day before. Coordinates are nearly all of a file, and hold neither texts nor
members: where they begin and end is seen without reading them. They are taken out and read by themselves, but
for those that are known; what is left of the file is read as any other. Whatever is not as plain as that is
read as a whole.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple

import shapely

from controlmap.format import Document, KnownGeometry, read_json

__all__ = ["ReadBefore"]

_FILES = 4
"""Files whose coordinates are known: those before one, where several are read at once."""
_NAMED = re.compile(rb'"coordinates"\s*:\s*(?=\[)')
_ENDS = b'}"'
"""What follows upon a list in an object, once spaces and a comma are passed: its end, or the next name."""

Known = dict[bytes, shapely.Geometry]
"""Geometries by the digest of their coordinates' text, and of their type."""


class Taken(NamedTuple):
    """A document without the values of coordinates that are known, and by what each geometry is known."""

    document: Document
    names: Sequence[bytes | None]


class ReadBefore:
    """What the last few files of a series had as coordinates. Several threads may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._files = deque[Known](maxlen=_FILES)

    def document_of(self, data: bytes, file: str) -> Taken | None:
        """Return a collection of features; None where a file is none, or has coordinates elsewhere too.

        Raises
        ------
        InputError
            When something is wrong with it: what, and where, tells whoever reads the file as a whole.
        """
        with self._lock:
            known: Known = dict(chain.from_iterable(one.items() for one in self._files))
        places = [*_places(data)]
        # No text holds its own digest: what stands for coordinates stands nowhere else.
        mark = sha256(data).hexdigest()
        value = read_json(b"".join(_rest(data, places, mark)), file=file).value
        if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
            return None
        features = [one for one in _list(value.get("features")) if isinstance(one, dict)]
        drawn = [one for one in features if "coordinates" in _object(one.get("geometry"))]
        if [one["geometry"]["coordinates"] for one in drawn] != [f"{mark}{n}" for n in range(len(places))]:
            return None
        texts = [data[begin:end] for begin, end in places]
        names = [_name(one["geometry"], text) for one, text in zip(drawn, texts, strict=True)]
        fresh = [i for i, name in enumerate(names) if name not in known]
        values = _values([texts[i] for i in fresh], mark, file)
        if values is None:
            return None
        for i, coordinates in zip(fresh, values, strict=True):
            drawn[i]["geometry"]["coordinates"] = coordinates
        for feature, name in zip(drawn, names, strict=True):
            if name in known:
                feature["geometry"] = KnownGeometry({**feature["geometry"], "coordinates": []}, known[name])
        by_feature = dict(zip(map(id, drawn), names, strict=True))
        return Taken(Document(file, data.decode(), value), [by_feature.get(id(one)) for one in features])

    def go_on(self, names: Sequence[bytes | None], geometries: Sequence[shapely.Geometry | None]) -> None:
        """Remember what the coordinates of a document's features came to, in which nothing is wrong."""
        both = zip(names, geometries, strict=True)
        found = {name: ground for name, ground in both if name is not None and ground is not None}
        with self._lock:
            self._files.append(found)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(geometry: dict[str, Any], text: bytes) -> bytes:
    """Return what a geometry is known by: its type, and its coordinates to the letter."""
    return sha256(repr(geometry.get("type")).encode() + text).digest()


def _places(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the lists begin and end that are called coordinates, if the text is sound."""
    at = 0
    while found := _NAMED.search(data, at):
        begin = found.end()
        ends = [end for end in (data.find(bytes([sign]), begin) for sign in _ENDS) if end >= 0]
        at = min(ends, default=len(data))
        yield begin, begin + len(data[begin:at].rstrip(b" \t\r\n,"))


def _rest(data: bytes, places: Sequence[tuple[int, int]], mark: str) -> Iterator[bytes]:
    """Yield the pieces of a text with a mark and a number for what stands at some places."""
    at = 0
    for number, (begin, end) in enumerate(places):
        yield data[at:begin]
        yield f'"{mark}{number}"'.encode()
        at = end
    yield data[at:]


def _values(texts: Sequence[bytes], mark: str, file: str) -> list[Any] | None:
    """Return the lists that some texts are; None where one is not one list."""
    parted = b',"' + mark.encode() + b'",'
    found = read_json(b"[" + parted.join([*texts, b"0"]) + b"]", file=file).value
    marks, values = found[1::2], found[:-1:2]
    alone = len(found) == 2 * len(texts) + 1 and marks == [mark] * len(texts)
    return values if alone and all(isinstance(value, list) for value in values) else None
