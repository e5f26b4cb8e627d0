"""What a look found: values, for people and programs to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from controlmap.errors import Problem

__all__ = ["FieldLook", "Look"]


@dataclass(frozen=True, slots=True)
class FieldLook:
    """A field: how many rows have it, its values with their counts, what they read like.

    `only_on` tells for values that occur on few dates which these are.
    """

    rows: int
    values: Mapping[str, int]
    reads_like: str | None = None
    only_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What files hold: `told` are sentences, `problems` what would be refused, `next` is the next command.

    `holder_why` says why a field is taken for the one that says who holds, `holder_others` which others would
    do as well, `noise_m` how far apart borders
    lie that are drawn anew on each date, `area_on` of which date `area_km2` is: the last one. `starter` has
    rows of a table to fill in where those are others than the values of the holder's field.
    """

    files: tuple[str, ...]
    kinds: Mapping[str, int]
    fields: Mapping[str, FieldLook]
    bounds: tuple[float, float, float, float] | None
    dates: tuple[str, ...]
    dates_from: str | None
    holder: str | None
    begin: str | None
    end: str | None
    area_km2: Mapping[str, float]
    overlaps_km2: Mapping[tuple[str, str], float]
    colours: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()
    next: str = ""
    holder_why: str | None = None
    holder_others: tuple[str, ...] = ()
    noise_m: float | None = None
    area_on: str | None = None
    starter: tuple[Mapping[str, str], ...] = ()
