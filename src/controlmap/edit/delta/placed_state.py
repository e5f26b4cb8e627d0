"""Features with their places: what the two sides of a delta are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from controlmap.model import ControlState

__all__ = ["Features", "Placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A control state and its place, from 0, among the features of its layer."""

    at: int
    state: ControlState


Features = Mapping[str, tuple[Placed, ...]]
"""By layer id, in rising order of places."""
