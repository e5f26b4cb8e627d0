"""Minimal values for the tests of `controlmap.derive`: a flat country on the equator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely

from controlmap.dates import parse_instant
from controlmap.derive import derive_states
from controlmap.model import ControlState, HandFeature, Method, Place, Report, validated
from controlmap.plane.grid import Grid

GRID = Grid(6)
START = parse_instant("2024-11-26")
COUNTRY = shapely.box(0, 0, 1, 1)


def place(name: str, lon: float | None = None, lat: float | None = None, **more: Any) -> Place:
    return validated(
        Place, {"id": name, "name_en": name.title(), "kind": "village", "lon": lon, "lat": lat, **more}
    )


def report(name: str, at: str, date: str, controller: str, **more: Any) -> Report:
    data = {
        "id": name,
        "place": at,
        "date": date,
        "kind": "change",
        "controller": controller,
        "confidence": "medium",
        "statement": "",
        "sources": (f"source-{name}",),
    }
    return validated(Report, data | more)


def hand(
    name: str, role: str, controller: str, geometry: shapely.Geometry | None, **more: Any
) -> HandFeature:
    return validated(
        HandFeature, {"id": name, "role": role, "controller": controller, "geometry": geometry, **more}
    )


def derived(
    places: Iterable[Place],
    reports: Iterable[Report] = (),
    features: Iterable[HandFeature] = (),
    extents: Mapping[str, shapely.Geometry] | None = None,
    method: Method = "thiessen",
    **more: Any,
) -> dict[str, list[ControlState]]:
    return derive_states(
        extents or {"country": COUNTRY},
        places,
        reports,
        features,
        start=START,
        grid=GRID,
        method=method,
        **more,
    )


def at(states: Iterable[ControlState], lon: float, lat: float, date: str) -> ControlState:
    """The one state of a point at an instant."""
    instant = parse_instant(date)
    (found,) = (
        state for state in states if _holds(state, instant) and shapely.contains_xy(state.geometry, lon, lat)
    )
    return found


def holders(states: Iterable[ControlState], lon: float, lat: float, *dates: str) -> list[str]:
    """Who holds a point at each date."""
    known = list(states)
    return [at(known, lon, lat, date).controller for date in dates]


def snapshot(states: Iterable[ControlState], instant: np.datetime64) -> list[ControlState]:
    return [state for state in states if _holds(state, instant)]


def _holds(state: ControlState, instant: np.datetime64) -> bool:
    return bool(state.valid_from <= instant) and (state.valid_to is None or bool(instant < state.valid_to))
