"""Where symbolic links lead."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

__all__ = ["resolved"]


def resolved(path: Path) -> Path:
    """Return where a path leads.

    Raises
    ------
    OSError
        When its links lead in a circle, of which Python 3.13 says nothing.
    """
    with contextlib.suppress(RuntimeError):  # Python 3.11 and 3.12 say so
        path = path.resolve()
    if path.is_symlink():
        raise OSError(errno.ELOOP, "symbolic links lead in a circle")
    return path
