"""Ids and record dates of what an edit makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

import numpy as np

from controlmap.model import ControlState, Project

__all__ = ["Naming", "present"]

_MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True, slots=True)
class Naming:
    """New ids by layer, and the civil instant from which an edit is on record."""

    numbers: dict[str, Iterator[str]]
    now: np.datetime64
    recorded_at: np.datetime64

    @classmethod
    def of(cls, project: Project, now: np.datetime64 | None = None) -> Naming:
        """Return a naming that gives each layer's next numbers, which `settled` takes for the time being.

        An edit is on record from the civil day of `now`, by default the present in the project's zone.
        """
        taken = {state.id for layer in project.layers for state in layer.states}
        numbers = {layer.id: _next_ids(layer.id, taken) for layer in project.layers}
        moment = present(project) if now is None else now.astype("datetime64[m]")
        return cls(numbers, moment, moment.astype("datetime64[D]"))

    def after(self, records: Iterable[ControlState]) -> Naming:
        """Return a naming on record later than all of some records, so that each was once the last word."""
        latest = max((s.recorded_at for s in records if s.recorded_at is not None), default=None)
        if latest is None or latest < self.recorded_at:
            return self
        return replace(self, recorded_at=max(self.now, latest + _MINUTE))

    def new(self, layer: str) -> dict[str, Any]:
        """Return what a new feature of a layer is called, and since when it is on record."""
        return {
            "id": next(self.numbers[layer]),
            "numeric_id": False,
            "recorded_at": self.recorded_at,
            "superseded_at": None,
        }

    def superseded(self, state: ControlState) -> ControlState:
        """Return an old record, closed."""
        return state.model_copy(update={"superseded_at": self.recorded_at})


def present(project: Project) -> np.datetime64:
    """Return the civil instant, to the minute, in a map project's time zone."""
    return np.datetime64(datetime.now(project.zone).replace(tzinfo=None), "m")


def _next_ids(layer: str, taken: set[str]) -> Iterator[str]:
    """Yield the numbers of a layer after its last; that is looked for once somebody asks."""
    pattern = re.compile(rf"{re.escape(layer)}-(\d+)")
    last = max((int(m[1]) for name in taken if (m := pattern.fullmatch(name))), default=0)
    yield from (name for number in count(last + 1) if (name := f"{layer}-{number:04d}") not in taken)
