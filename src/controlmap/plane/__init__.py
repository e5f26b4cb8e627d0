"""The plane: whole numbers on a grid, borders noded, ground cut into cells, areas on the ellipsoid."""

from controlmap.plane.ellipsoid import areas_km2
from controlmap.plane.grid import METRES_A_DEGREE, Grid
from controlmap.plane.near_borders import Drawn, drawn_together
from controlmap.plane.noding import Ints
from controlmap.plane.overlay import Division, divide, slivers
from controlmap.plane.partition import OUTSIDE, Topology, areas_of, cut_changes, cut_ground, cut_series
from controlmap.plane.projection import projected
from controlmap.plane.shared_borders import new_borders, to_lonlat, union, weave
from controlmap.plane.widths import mean_widths_m

__all__ = [
    "METRES_A_DEGREE",
    "OUTSIDE",
    "Division",
    "Drawn",
    "Grid",
    "Ints",
    "Topology",
    "areas_km2",
    "areas_of",
    "cut_changes",
    "cut_ground",
    "cut_series",
    "divide",
    "drawn_together",
    "mean_widths_m",
    "new_borders",
    "projected",
    "slivers",
    "to_lonlat",
    "union",
    "weave",
]
