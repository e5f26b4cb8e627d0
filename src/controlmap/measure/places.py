"""The ground under the places of the gazetteer."""

from __future__ import annotations

from controlmap.history import History
from controlmap.model import Place
from controlmap.plane import OUTSIDE

__all__ = ["cell_of"]


def cell_of(history: History, place: Place) -> int:
    """Return the index of the cell under a place; -1 outside the map, and where no point is known."""
    if place.lon is None or place.lat is None:
        return OUTSIDE
    return history.cell_under(place.lon, place.lat)
