"""What people say for ground, dates, vertices and properties, as the edits take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely

from controlmap.dates import Instant, instant_of
from controlmap.edit.given_geometry import GivenGeometry, refuse_outside_range
from controlmap.edit.named_area import NamedArea
from controlmap.edit.operations.move_border import Vertex
from controlmap.edit.operations.transfer import Control
from controlmap.edit.said_texts import in_languages
from controlmap.errors import InputError, Problem
from controlmap.model import ControlState, Project, validated
from controlmap.words import phrase

__all__ = ["Area", "LonLat", "Move", "changes_of", "control_of", "given", "given_ground", "given_moment"]
__all__ += ["ids_of", "lonlat_of", "moment_of", "vertex_of"]

Area = GivenGeometry | NamedArea | None
"""Ground as `controlmap.edit.ground_of` takes it, or as `Editing.ground` returned it."""
LonLat = Sequence[float]
"""A point: longitude and latitude in degrees."""
Move = tuple[LonLat | None, LonLat | None] | Mapping[str, LonLat | None]
"""A vertex, from where to where, as a pair or as {"from": …, "to": …}."""


def given_ground(area: Area) -> Area:
    """Return ground that is given: what was looked for and not found gives nothing away."""
    if area is None:
        raise InputError(Problem("no ground is given", hint='All there is is "all".'))
    return area


def given_moment(project: Project, value: Instant) -> Any:
    """Return the instant from which something holds, in the map project's time zone.

    Raises
    ------
    InputError
        When none is given, or it is no date.
    """
    if value is None:
        raise InputError(Problem("no date is given from which it holds"))
    return instant_of(value, project.zone)


def moment_of(project: Project, value: Instant | None) -> Any:
    """Return an instant in the map project's time zone, None where none is given.

    Raises
    ------
    InputError
        When it is no date.
    """
    return None if value is None else instant_of(value, project.zone)


def vertex_of(move: Move) -> Vertex:
    """Return a vertex that moves, as it was given.

    Raises
    ------
    InputError
        When it is no pair of points.
    """
    pair = (move.get("from"), move.get("to")) if isinstance(move, Mapping) else tuple(move)
    if len(pair) != 2 or pair == (None, None):
        raise InputError(Problem("a vertex is given by two points: where it is, and where it is to be"))
    return Vertex(*(None if point is None else lonlat_of(point) for point in pair))


def lonlat_of(point: LonLat) -> tuple[float, float]:
    """Return a point (lon, lat) as it was given, in range.

    Raises
    ------
    InputError
        When it is none.
    """
    try:
        lon, lat = map(float, point)
    except (TypeError, ValueError):
        raise InputError(
            Problem(phrase("a point is a longitude and a latitude; found {point!r}", point=point))
        ) from None
    refuse_outside_range(shapely.Point(lon, lat))
    return lon, lat


def given(**values: Any) -> dict[str, Any]:
    """Return what was said at all."""
    return {name: value for name, value in values.items() if value is not None}


def ids_of(*names: Any) -> tuple[str, ...]:
    """Return ids one after the other; a text is one, and not its letters."""
    return tuple(one for given in names for one in (given if _are_several(given) else [given]))


def _are_several(names: Any) -> bool:
    return isinstance(names, Iterable) and not isinstance(names, str)


_LISTS = {"others": tuple, "sources": dict.fromkeys}
_TEXTS = {"name": "area", "note": "note"}
"""Properties of control states by what people call them here."""


def control_of(said: Mapping[str, Any], project: Project) -> Control:
    """Return what a new state says, checked."""
    state = _checked(said, project)
    own = {name: getattr(state, name) for name in said if name not in _TEXTS}
    return Control(**own, area=state.text("area"), note=state.text("note"))


def changes_of(said: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """Return what is to be said of records, checked, as `correct` takes it."""
    state = _checked(said, project)
    texts = [name for name in _TEXTS.values() if name in state.model_fields_set]
    own = {name: getattr(state, name) for name in (*said, *texts) if name not in _TEXTS or name in texts}
    return own | ({"translations": state.translations} if state.translations else {})


def _checked(said: Mapping[str, Any], project: Project) -> ControlState:
    """Return a control state that says what was said, once the model accepts it."""
    told: dict[str, Any] = {}
    for name, value in said.items():
        if name in _TEXTS:
            told |= in_languages(_TEXTS[name], value, project.settings.languages, said_as=name)
        else:
            told[name] = tuple(_LISTS[name](ids_of(value))) if name in _LISTS else value
    rest = {"id": "new", "geometry": shapely.Point(), "valid_from": "2000-01-01", "valid_to": None}
    return validated(ControlState, {"controller": "unknown", **rest, **told})
