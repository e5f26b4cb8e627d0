"""The regions of a map, as the page is told of them: their names, and how much of which cell lies in each."""

from __future__ import annotations

from typing import Any

import numpy as np

from controlmap.history import History
from controlmap.model import Project
from controlmap.plane import Ints

__all__ = ["regions_in"]

_CM2_A_M2 = 10_000


def regions_in(project: Project, history: History) -> tuple[dict[str, Any], dict[str, Ints]]:
    """Return the header's member and the sections that tell of regions; nothing where a map has none."""
    if not project.regions:
        return {}, {}
    from controlmap.measure import shares_of  # pandas is loaded for figures only

    shares = shares_of(history, project.regions)
    count = len(shares.ids)
    part = _m2(shares.area_cm2)
    covered = np.zeros(count, dtype=np.int64)
    np.add.at(covered, shares.region, part)
    area = covered + _m2(shares.uncovered_cm2)
    listed = zip(project.regions, area.tolist(), strict=True)
    header = [{"id": region.id, "name": region.name, "area": m2} for region, m2 in listed]
    return {"regions": header}, {
        "region_counts": np.bincount(shares.region, minlength=count),
        "region_cells": shares.cell,
        "region_areas": part,
    }


def _m2(cm2: Ints) -> Ints:
    return np.rint(cm2 / _CM2_A_M2).astype(np.int64)
