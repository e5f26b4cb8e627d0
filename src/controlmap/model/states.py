"""Control states: who holds ground, how, from when until when, how sure that is, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

import numpy as np
import shapely
from pydantic import ConfigDict, Field, WithJsonSchema, model_validator

from controlmap.dates import KnownTo, Said, last_minute, precision_of
from controlmap.model.fields import Certainty, FeatureId, Instant, Number, Status, refuse_precision
from controlmap.model.localized_text import Localized

__all__ = ["CERTAINTIES", "UNKNOWN", "ControlState"]

UNKNOWN = "unknown"


CERTAINTIES: tuple[Certainty, ...] = ("inferred", "claimed", "reported", "confirmed")
"""How sure a state is, from least to most."""


class ControlState(Localized):
    """Who controls a piece of ground, how, from when until when, how sure that is, and who says so."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, defer_build=True)

    localized = ("area", "note")

    id: FeatureId
    geometry: Annotated[shapely.Geometry, WithJsonSchema({"type": "object"})] = Field(
        exclude=True, repr=False
    )
    area: str | None = None
    controller: str
    status: Status = "held"
    others: tuple[str, ...] = ()
    valid_from: Instant
    valid_to: Instant | None
    precision: Said | None = None
    certainty: Certainty = "reported"
    sources: tuple[str, ...] = ()
    evidence_distance_km: Annotated[Number, Field(ge=0)] | None = None
    probability: Annotated[Number, Field(ge=0, le=1)] | None = None
    recorded_at: Instant | None = None
    superseded_at: Instant | None = None
    note: str | None = None

    members: dict[str, Any] = Field(default_factory=dict, exclude=True, repr=False)
    """Foreign members of the GeoJSON feature; under `geometry` and `properties` those that stand in there."""

    numeric_id: bool = Field(default=False, exclude=True, repr=False)
    """Whether the id is written as a whole number."""

    def saying(self, changes: Mapping[str, Any]) -> ControlState:
        """Return the state with other properties; `translations` are added to those that are there."""
        translations = {**self.translations, **changes.get("translations", {})}
        return self.model_copy(update={**changes, "translations": translations})

    @model_validator(mode="after")
    def _as_precise_as_written(self) -> Self:
        refuse_precision(self.valid_from, self.precision)
        return self

    def __eq__(self, other: object) -> bool:
        """Tell whether two states say the same as precisely: to NumPy 2024-11 and 2024-11-01 are equal."""
        if not isinstance(other, ControlState):
            return NotImplemented
        return super().__eq__(other) and self._units() == other._units()

    @property
    def known_to(self) -> KnownTo:
        """How precisely it is known since when the state is valid."""
        return self.precision or precision_of(self.valid_from)

    def _units(self) -> list[str]:
        times = (self.valid_from, self.valid_to, self.recorded_at, self.superseded_at)
        return ["" if time is None else precision_of(time) for time in times]

    def known_on(self, instant: np.datetime64) -> bool:
        """Whether the record stood at an instant of the second time axis, or at the end of a day."""
        moment = last_minute(instant)
        recorded = self.recorded_at is None or bool(self.recorded_at <= moment)
        return recorded and (self.superseded_at is None or bool(moment < self.superseded_at))
