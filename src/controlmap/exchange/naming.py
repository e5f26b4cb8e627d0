"""Ids that a map project takes, made of names in any script, and colours for actors that nobody gave one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anyascii import anyascii

from controlmap.model import IDENTIFIER as PATTERN
from controlmap.store import slug

__all__ = ["IDENTIFIER", "colour", "id_of", "ids_for"]

IDENTIFIER = re.compile(PATTERN)
_LONGEST = 40
_COLOURS = ("#4878a8", "#d98c5f", "#6a9f6d", "#b07aa1", "#c2b04a", "#5fb0b7", "#a06a4f", "#8c8c8c")


def colour(number: int) -> str:
    """Return the colour of the actor with this number, as #rrggbb; they begin again after eight."""
    return _COLOURS[number % len(_COLOURS)]


def id_of(name: str, *, instead: str) -> str:
    """Return a name as an id: the name itself where it can be one, else its letters as ASCII writes them.

    `instead` is the id of a name without a letter or digit.
    """
    if IDENTIFIER.fullmatch(name):
        return name
    return slug(anyascii(name))[:_LONGEST].strip("-") or instead


def ids_for(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return an id for each name, in the order given: the name itself where it can be one.

    Else its letters as ASCII writes them, whatever their script; a number is put behind an id that another
    name, or one of `taken`, has already.
    """
    used = set(taken)
    given: dict[str, str] = {}
    # Names that are ids keep them, whatever the others would become.
    for name in sorted(dict.fromkeys(names), key=lambda name: not IDENTIFIER.fullmatch(name)):
        wanted = id_of(name, instead="actor")
        found, number = wanted, 2
        while found in used:
            found, number = f"{wanted}-{number}", number + 1
        used.add(found)
        given[name] = found
    return {name: given[name] for name in dict.fromkeys(names)}
