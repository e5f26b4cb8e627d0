"""Results that are dear to work out again, kept beside a map project in `.controlmap/`.

Nothing in there is needed, nor trusted for its name: what is kept says of which input it is, down to the
version of what made it, and has a digest of all its bytes. A file that fits in neither is passed over, and
written anew. The folder may be removed at any time, git passes it over, and a copy of it elsewhere counts for
nothing. Where nothing can be written, all is worked out each time.

A file holds arrays, one after the other as they lie in memory, so that it is mapped and not read: programs
that look at one map share its pages.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

import controlmap
from controlmap.store.atomic import growing, new_folder, write_atomically

__all__ = ["KEPT_FOLDER", "WORTH_KEEPING", "Arrays", "keep", "kept", "key_of", "worth_keeping"]

KEPT_FOLDER = ".controlmap"
WORTH_KEEPING = 20_000
"""Vertices from which on it takes longer to work things out than to write and read them."""

Arrays = Mapping[str, NDArray[Any]]

_ALIGNED = 64
_MAGIC = b"controlmap kept 2\n".ljust(_ALIGNED)
"""As long as arrays are aligned: what stands before them moves none of them."""
_DIGEST = 32
_ROOM = 4
"""Times its size that a file leaves free on a disk: the rest is for what people write."""
_IGNORED = b"# Kept by controlmap to answer sooner; safe to remove.\n*\n"


def worth_keeping(vertices: int) -> bool:
    """Tell whether what is made of so many vertices is worth a file."""
    return vertices >= WORTH_KEEPING


def key_of(*parts: object) -> bytes:
    """Return what tells input apart: of its parts, which have a `repr` that does, and of what works on it."""
    versions = (controlmap.__version__, np.__version__, shapely.__version__, shapely.geos_version_string)
    return sha256(repr((versions, _code(), parts)).encode()).digest()


@cache
def _code() -> str:
    """Return what tells one state of the package's code from another: who works on it changes no version."""
    root = Path(controlmap.__file__).parent
    told = ((str(path.relative_to(root)), path.stat()) for path in sorted(root.rglob("*.py")))
    states = [(name, found.st_size, found.st_mtime_ns) for name, found in told]
    return sha256(repr(states).encode()).hexdigest()


def kept(folder: Path, name: str, key: bytes) -> Arrays | None:
    """Return what is kept of a map project under a name; None where there is nothing, or of another input."""
    try:
        place = folder / KEPT_FOLDER
        if place.is_symlink() or not (place / name).is_file():
            return None
        with (place / name).open("rb") as stream:
            data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        head = len(_MAGIC) + 2 * _DIGEST
        sealed = _MAGIC + _here(place, key) + sha256(data[head:]).digest()
        return _unpacked(data[head:]) if data[:head] == sealed else None
    except (OSError, ValueError, TypeError, RecursionError):  # an empty file cannot be mapped
        return None


def keep(folder: Path, name: str, key: bytes, arrays: Callable[[], Arrays | None]) -> None:
    """Keep arrays under a name, in place of what was there; where that cannot be, nothing is said."""
    place = folder / KEPT_FOLDER
    if place.is_symlink() or not os.access(place if place.exists() else folder, os.W_OK):
        return
    found = arrays()
    if found is None:
        return
    pieces = _packed(found)
    with contextlib.suppress(OSError):
        if shutil.disk_usage(folder).free < _ROOM * sum(map(len, pieces)):
            return
        with new_folder(place):
            ignored = place / ".gitignore"
            if not ignored.exists():
                write_atomically(ignored, _IGNORED)
            digest = sha256()
            for piece in pieces:
                digest.update(piece)
            with growing(place) as file:
                for piece in (_MAGIC, _here(place, key), digest.digest(), *pieces):
                    file.write(piece)
                file.finish(name)


def _here(place: Path, key: bytes) -> bytes:
    """Return a key that is that of this folder alone: what came with a folder from elsewhere has another."""
    found = place.stat()
    return sha256(key + repr((found.st_dev, found.st_ino)).encode()).digest()


def _packed(arrays: Arrays) -> list[memoryview]:
    """Return the bytes of arrays one after the other, as they lie in memory already."""
    told, parts, at = [], list[memoryview](), 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
        told.append([name, array.dtype.str, list(array.shape), at])
        padded = -len(data) % _ALIGNED
        parts += [data, memoryview(bytes(padded))]
        at += len(data) + padded
    head = json.dumps(told).encode()
    head += b" " * (-(len(head) + 8) % _ALIGNED)
    return [memoryview(len(head).to_bytes(8, "little")), memoryview(head), *parts]


def _unpacked(data: memoryview) -> Arrays:
    begin = 8 + int.from_bytes(data[:8], "little")
    return {
        name: np.frombuffer(data, dtype, int(np.prod(shape)), begin + at).reshape(shape)
        for name, dtype, shape, at in json.loads(bytes(data[8:begin]))
    }
