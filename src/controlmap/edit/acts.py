"""Acts: edits as values that a program sends, as `{"kind": "transfer", "area": {…}, "to": "league", …}`.

An act has the name and the parameters of a method of `Editing`, geometry as GeoJSON, and nothing else: what
is not known is refused. No act names a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from controlmap.dates import Said
from controlmap.edit.delta.delta import Delta
from controlmap.edit.editing import Editing
from controlmap.edit.given_geometry import is_file_name
from controlmap.edit.named_area import NamedArea
from controlmap.edit.operations.scope import Scope
from controlmap.errors import InputError, Problem
from controlmap.model import Certainty, Status, Texts, nearest, validated
from controlmap.words import phrase

__all__ = ["ACTS", "Act", "MadeAct", "act_of"]

Ids = list[str]
GeoJSON = dict[str, Any]


def _ground_or_name(value: object) -> object:
    if not isinstance(value, dict | str):
        raise ValueError(f"a geometry as GeoJSON, or a name, is expected; found {value!r:.60}")
    return value


GroundOrName = Annotated[GeoJSON | str, BeforeValidator(_ground_or_name)]
LonLat = Annotated[list[float], Field(min_length=2, max_length=2)]
Radius = Annotated[float, Field(gt=0, lt=1000)]


class MadeAct(NamedTuple):
    """The delta of an act, and the ground that it is of, where it is of some."""

    delta: Delta
    ground: NamedArea | None = None


class Act(BaseModel):
    """What all acts are: values that know the method of `Editing` that they are for."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    several: ClassVar[str | None] = None
    """The parameter that the method takes as `*states`."""

    @property
    def command(self) -> str:
        """What the journal calls it: the command that does the same."""
        return self._method.replace("_", "-")

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sources that it rests on."""
        return tuple(getattr(self, "sources", None) or ())

    def unsaid(self) -> list[Problem]:
        """Return what must still be said before it can be written."""
        return []

    def made(self, editing: Editing) -> MadeAct:
        """Return the delta that the method makes of the map.

        Raises
        ------
        InputError
            As the method does, and where the ground is a file.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set - {"kind"}}
        ground = None
        if given.get("area") is not None:
            radius_km = given.pop("radius_km", None)
            ground = given["area"] = _ground(editing, given["area"], radius_km, given.get("on"))
        states = given.pop(self.several) if self.several else ()
        return MadeAct(getattr(editing, self._method)(*states, **given), ground)

    @property
    def _method(self) -> str:
        return self.kind  # type: ignore[attr-defined]


class Transfer(Act):
    """Ground passes to an actor."""

    kind: Literal["transfer"]
    area: GroundOrName
    to: str
    on: str
    until: str | None = None
    precision: Said | None = None
    from_controller: str | None = None
    layer: str | None = None
    radius_km: Radius | None = None
    status: Status = "held"
    others: Ids = []
    certainty: Certainty = "reported"
    sources: Ids = []
    name: Texts | None = None
    note: Texts | None = None

    def unsaid(self) -> list[Problem]:
        """Return that it cites no source, where it does not: an effect can be looked at before."""
        return [] if self.sources else [Problem("names no source: who says so?", property="sources")]


class Correct(Act):
    """Records were wrong."""

    kind: Literal["correct"]
    area: GroundOrName | None = None
    states: Ids = []
    on: str | None = None
    until: str | None = None
    from_controller: str | None = None
    layer: str | None = None
    radius_km: Radius | None = None
    controller: str | None = None
    status: Status | None = None
    others: Ids | None = None
    certainty: Certainty | None = None
    sources: Ids | None = None
    name: Texts | None = None
    note: Texts | None = None


class Retract(Act):
    """Records are taken back."""

    kind: Literal["retract"]
    states: Annotated[Ids, Field(min_length=1)]
    several = "states"


class Reshape(Act):
    """The border between two states moves to a line."""

    kind: Literal["reshape"]
    one: str
    two: str
    line: GeoJSON
    on: str | None = None
    scope: Scope = "everywhere"


class MoveBorder(Act):
    """A border moves, and all states that share it follow."""

    kind: Literal["move_border"]
    line: GeoJSON | None = None
    vertices: list[dict[Literal["from", "to"], LonLat | None]] | None = None
    tolerance_m: Annotated[float, Field(gt=0, lt=1e5)] | None = None
    at: LonLat | None = None
    between: Annotated[list[LonLat], Field(min_length=2, max_length=2)] | None = None
    on: str | None = None
    scope: Scope = "everywhere"


class Split(Act):
    """One state becomes several."""

    kind: Literal["split"]
    state: str
    line: GeoJSON | None = None
    area: GeoJSON | None = None
    on: str | None = None


class Merge(Act):
    """Several states become one."""

    kind: Literal["merge"]
    states: Annotated[Ids, Field(min_length=2)]
    several = "states"


ACTS: Mapping[str, type[Act]] = {
    get_args(kind.model_fields["kind"].annotation)[0]: kind
    for kind in (Transfer, Correct, Retract, MoveBorder, Reshape, Split, Merge)
}
"""The acts that there are, by their kind."""


def act_of(value: Any) -> Act:
    """Return the act that a JSON value is.

    Raises
    ------
    InputError
        With all that is wrong with it.
    """
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in ACTS:
        hint = nearest(str(kind), [*ACTS], "kinds")
        message = phrase("{kind!r} is no kind of edit", kind=kind)
        raise InputError(Problem(message, property="kind", hint=hint))
    return validated(ACTS[kind], value)


def _ground(editing: Editing, area: GeoJSON | str, radius_km: float | None, on: str | None) -> NamedArea:
    if isinstance(area, str) and is_file_name(area):
        raise InputError(Problem("a file is not read here: give its geometry", property="area"))
    return editing.ground(area, radius_km=radius_km, on=on)
