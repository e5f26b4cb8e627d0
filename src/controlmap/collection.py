"""Garbage collection put off while much is made that holds no cycles."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["never_collect", "no_collection"]


@contextmanager
def no_collection() -> Iterator[None]:
    """Put off garbage collection: values by the million make it look for cycles that cannot be there."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def never_collect() -> None:
    """Leave what a process holds to the system when it ends: to look through it once more frees nothing."""
    gc.disable()
    atexit.register(gc.freeze)
