"""The file of tiles as it grows: parts one after the other, each compressed alone, and what lists them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import numpy as np

from controlmap.plane import Ints
from controlmap.render.integers import encode_integers
from controlmap.render.tiled.levels import Level

__all__ = ["TILES_SUFFIX", "GrowingFile", "tiles_name"]

TILES_SUFFIX = ".tiles"
TILES_A_PAGE = 1024
"""Tiles that one page of a directory lists: in the order of the file, a square of 32 by 32."""
_MAGIC = b"controlmap tiles 3\n"


def tiles_name(digest: str) -> str:
    """Return the name of a file of tiles, by the SHA-256 of what is in it: another map has another."""
    return f"map-{digest[:16]}{TILES_SUFFIX}"


class GrowingFile:
    """A file as it grows: it knows its size and digest, and where what was put into it lies.

    `pages` are the pages of all directories so far, a row each: bytes of the page, and of the tiles in it.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._sum, self.size = write, sha256(), 0
        self.pages: list[tuple[int, int]] = []
        self._put(_MAGIC)

    def digest(self) -> str:
        """Return the SHA-256 of all that was put into it."""
        return self._sum.hexdigest()

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._sum.update(data)
        self.size += len(data)

    def add(self, data: bytes) -> list[int]:
        """Put data at the end, compressed, and return where they lie: offset and length."""
        small = zlib.compress(data, 9)
        self._put(small)
        return [self.size - len(small), len(small)]

    def tiles(self, tiles: Iterator[tuple[int, bytes]], level: Level) -> dict[str, Any]:
        """Put the tiles of a level at the end, and after them the pages that list their lengths.

        What is returned says where the first tile and the first page lie, and which of all pages that is.
        """
        start, page = self.size, len(self.pages)
        lengths = np.zeros(level.across**2, dtype=np.int64)
        for place, data in tiles:
            self._put(data)
            lengths[place] = len(data)
        directory = self.size
        for begin in range(0, len(lengths), TILES_A_PAGE):
            self._add_page(lengths[begin : begin + TILES_A_PAGE])
        return {"start": start, "directory": directory, "page": page}

    def _add_page(self, lengths: Ints) -> None:
        """Put a page at the end; of one that lists no tile, nothing."""
        told = int(lengths.sum())
        self.pages.append((self.add(encode_integers(lengths))[1] if told else 0, told))
