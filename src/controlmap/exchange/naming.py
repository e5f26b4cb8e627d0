"""Ids that a map project takes, and colours for actors that nobody gave one."""

import re

__all__ = ["IDENTIFIER", "colour"]

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*")
_COLOURS = ("#4878a8", "#d98c5f", "#6a9f6d", "#b07aa1", "#c2b04a", "#5fb0b7", "#a06a4f", "#8c8c8c")


def colour(number: int) -> str:
    """Return the colour of the actor with this number, as #rrggbb; they begin again after eight."""
    return _COLOURS[number % len(_COLOURS)]
