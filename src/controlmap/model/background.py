"""The background: governorates, water, roads, settlements, and who must be named for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely

from controlmap.model.fields import Credit

__all__ = ["HOLD_BACK", "Base", "BaseFeature"]

HOLD_BACK = ("river", "road", "water", "governorate", "line")
"""Kinds of background across which less is known: what areas are derived from, beside places."""


@dataclass(frozen=True, slots=True)
class BaseFeature:
    """A feature of the background: any geometry, in degrees as written, and its properties."""

    id: str | None
    geometry: shapely.Geometry
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Base:
    """A background file: what kind of thing it draws, who must be named for it, its features."""

    kind: str
    attribution: Credit | None
    features: tuple[BaseFeature, ...] = ()
