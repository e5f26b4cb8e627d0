"""Packages that not everybody has installed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from controlmap.errors import InputError, Problem

__all__ = ["extra"]


@contextlib.contextmanager
def extra(name: str) -> Iterator[None]:
    """Let something be imported that needs an extra.

    Raises
    ------
    InputError
        When it is not installed; it says how it is.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        hint = f"pip install 'controlmap[{name}]' brings it."
        raise InputError(Problem(f"this needs {error.name}, which is not installed", hint=hint)) from None
