"""What people drew by hand, to be joined with what follows from the reports.

One feature a judgement, in three roles:

- `baseline`: ground and who held it when the map begins; its borders are the first front lines.
- `override`: the last word on a piece of ground in its period.
- `collapse`: what `controller` still holds at `valid_from`, on this ground or everywhere, passes to `to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import shapely
from pydantic import Field, WithJsonSchema, model_validator

from controlmap.dates import Said
from controlmap.model.fields import Certainty, FeatureId, Identifier, Instant, Status, refuse_precision
from controlmap.model.holding import Holding
from controlmap.model.localized_text import Localized

__all__ = ["HandFeature"]


class HandFeature(Localized):
    """A judgement drawn by hand: ground, role, who holds it, since when, how sure, and who says so."""

    localized = ("area", "note")

    id: FeatureId
    geometry: Annotated[shapely.Geometry | None, WithJsonSchema({"type": ["object", "null"]})] = Field(
        exclude=True, repr=False
    )
    role: Literal["baseline", "override", "collapse"]
    controller: Identifier
    to: Identifier | None = None
    status: Status = "held"
    others: tuple[str, ...] = ()
    valid_from: Instant | None = None
    valid_to: Instant | None = None
    precision: Said | None = None
    certainty: Certainty = "inferred"
    sources: tuple[str, ...] = ()
    area: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _fits_role(self) -> HandFeature:
        wrong = [what for is_so, what in self._contradictions() if is_so]
        if wrong:
            raise ValueError("; ".join(wrong))
        if self.valid_from is not None:
            refuse_precision(self.valid_from, self.precision)
        return self

    def _contradictions(self) -> Iterator[tuple[bool, str]]:
        """Yield what could be wrong between a feature's properties, and whether it is."""
        since, until = self.valid_from, self.valid_to
        collapse, baseline = self.role == "collapse", self.role == "baseline"
        ground = self.geometry
        yield (
            collapse and (self.to is None or since is None),
            "a collapse needs `to` and `valid_from`: who takes over, and when",
        )
        yield not collapse and ground is None, f"ground is needed for the role {self.role!r}"
        yield (
            not isinstance(ground, shapely.Polygon | shapely.MultiPolygon | None),
            "ground is a Polygon or MultiPolygon",
        )
        yield (
            baseline and (since is not None or until is not None),
            "a baseline holds when the map begins: it has no period of its own",
        )
        yield (
            since is None and self.precision is not None,
            "`precision` is of `valid_from`, which is missing",
        )
        yield (
            since is not None and until is not None and bool(until <= since),
            "the period is empty or runs backwards",
        )

    @property
    def holding(self) -> Holding:
        """What holds on this ground by the feature's judgement, the successor where it is a collapse."""
        return Holding(
            controller=self.to or self.controller,
            status=self.status,
            others=self.others,
            certainty=self.certainty,
            sources=self.sources,
            note=self.text("note"),
            hand=self.id if self.role == "override" else None,
        )
