"""Colours as files write them."""

from __future__ import annotations

from typing import Any

import webcolors

__all__ = ["as_hex"]


def as_hex(value: Any) -> str | None:
    """Return a CSS colour, by name or as `#rgb` or `#rrggbb`, as `#rrggbb`; None where it is none."""
    if not isinstance(value, str):
        return None
    try:
        text = value.strip()
        return webcolors.normalize_hex(text) if text.startswith("#") else webcolors.name_to_hex(text.lower())
    except ValueError:
        return None
