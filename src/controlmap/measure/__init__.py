"""Measures: the numbers that a history holds."""

from controlmap.measure.areas import area_columns, area_range_columns, area_ranges, areas
from controlmap.measure.changes import (
    ChangedPlace,
    Handover,
    change_columns,
    change_matrix,
    changed_places,
    changes,
    handovers,
)
from controlmap.measure.columns import Columns
from controlmap.measure.comparison import KINDS, Comparison, Meant, Sides, compare, sides_of
from controlmap.measure.doubts import Doubt, doubt_columns, doubtful_changes, doubtful_places, doubts_under
from controlmap.measure.durations import durations, turnover
from controlmap.measure.fronts import (
    front_columns,
    front_lengths,
    front_stretch_columns,
    front_stretches,
    fronts,
)
from controlmap.measure.places import cell_of
from controlmap.measure.population import population
from controlmap.measure.raster import raster_population
from controlmap.measure.regions import Shares, region_columns, region_grounds, shares_of
from controlmap.measure.reports_behind import Evidence, Witnesses
from controlmap.measure.series import every, in_order
from controlmap.measure.told_before import told_before

__all__ = [
    "KINDS",
    "ChangedPlace",
    "Columns",
    "Comparison",
    "Doubt",
    "Evidence",
    "Handover",
    "Meant",
    "Shares",
    "Sides",
    "Witnesses",
    "area_columns",
    "area_range_columns",
    "area_ranges",
    "areas",
    "cell_of",
    "change_columns",
    "change_matrix",
    "changed_places",
    "changes",
    "compare",
    "doubt_columns",
    "doubtful_changes",
    "doubtful_places",
    "doubts_under",
    "durations",
    "every",
    "front_columns",
    "front_lengths",
    "front_stretch_columns",
    "front_stretches",
    "fronts",
    "handovers",
    "in_order",
    "population",
    "raster_population",
    "region_columns",
    "region_grounds",
    "shares_of",
    "sides_of",
    "told_before",
    "turnover",
]
