"""controlmap's own way from a series in memory to a page."""

from __future__ import annotations

import controlmap
from tests.benchmarks.series import Series


def controlmap_page(series: Series) -> str:
    """Return the page of a series in memory."""
    return controlmap.from_snapshots(series.dates, series.snapshots).html()
