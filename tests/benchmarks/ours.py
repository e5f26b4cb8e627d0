"""controlmap's own way from a series in memory to a page."""

from __future__ import annotations

from controlmap import from_snapshots
from tests.benchmarks.series import Series


def controlmap_page(series: Series) -> str:
    """Return the page of a series in memory."""
    return from_snapshots(series.dates, series.snapshots).html()
