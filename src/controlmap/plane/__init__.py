"""The plane: whole numbers on a grid, borders noded, ground cut into cells, areas on the ellipsoid."""

import shapely

from controlmap.plane.antimeridian import joined, sewn
from controlmap.plane.around import all_within
from controlmap.plane.carried import Carried, Exchange, Stop, carried_along, exchanged
from controlmap.plane.common_pieces import Pieces, common_pieces
from controlmap.plane.cut_again import cut_again
from controlmap.plane.dissolved import dissolved
from controlmap.plane.ellipsoid import areas_km2, lengths_km, sizes_km2
from controlmap.plane.enclosed import places_of, values_of
from controlmap.plane.grid import METRES_A_DEGREE, Grid
from controlmap.plane.hairless import without_hairs
from controlmap.plane.keys import Ints, distinct, pack, paired, ranked, unpaired
from controlmap.plane.near_borders import Drawn, drawn_together
from controlmap.plane.net_borders import Net, net_borders, without_same_ways
from controlmap.plane.network import Caught, Network, Point, way_without
from controlmap.plane.noding import distinct_rows
from controlmap.plane.overlay import Division, divide, divided_by, slivers
from controlmap.plane.partition import (
    OUTSIDE,
    Topology,
    areas_of,
    border_segments,
    cut_changes,
    cut_ground,
    enclosed,
    segments_of,
)
from controlmap.plane.patches import meeting_patches, patches
from controlmap.plane.projection import projected
from controlmap.plane.series import Step, cut_series, cut_steps, steps_of
from controlmap.plane.shared_arcs import Arcs, shared_arcs
from controlmap.plane.shared_borders import new_borders, weave, woven_with
from controlmap.plane.slits import with_slits
from controlmap.plane.squares import Squares, in_squares
from controlmap.plane.strips import Joined, cut_without_gaps, neighbours, strips_joined
from controlmap.plane.swapped import fits_swapped, reads_swapped, swapped
from controlmap.plane.tiles import BY_TURNS, Cutting, Each
from controlmap.plane.widths import SLIVER_M, mean_widths_m

# Before, unions of cells that touch in a point could come out invalid, or fail.
if shapely.geos_version < (3, 14):
    raise ImportError(
        f"controlmap needs shapely with GEOS 3.14 or later; found {shapely.geos_version_string}"
    )
from controlmap.plane.unions import to_lonlat, union
from controlmap.plane.ways import replaced_vertices, visiting

__all__ = [
    "BY_TURNS",
    "METRES_A_DEGREE",
    "OUTSIDE",
    "SLIVER_M",
    "Arcs",
    "Carried",
    "Caught",
    "Cutting",
    "Division",
    "Drawn",
    "Each",
    "Exchange",
    "Grid",
    "Ints",
    "Joined",
    "Net",
    "Network",
    "Pieces",
    "Point",
    "Squares",
    "Step",
    "Stop",
    "Topology",
    "all_within",
    "areas_km2",
    "areas_of",
    "border_segments",
    "carried_along",
    "common_pieces",
    "cut_again",
    "cut_changes",
    "cut_ground",
    "cut_series",
    "cut_steps",
    "cut_without_gaps",
    "dissolved",
    "distinct",
    "distinct_rows",
    "divide",
    "divided_by",
    "drawn_together",
    "enclosed",
    "exchanged",
    "fits_swapped",
    "in_squares",
    "joined",
    "lengths_km",
    "mean_widths_m",
    "meeting_patches",
    "neighbours",
    "net_borders",
    "new_borders",
    "pack",
    "paired",
    "patches",
    "places_of",
    "projected",
    "ranked",
    "reads_swapped",
    "replaced_vertices",
    "segments_of",
    "sewn",
    "shared_arcs",
    "sizes_km2",
    "slivers",
    "steps_of",
    "strips_joined",
    "swapped",
    "to_lonlat",
    "union",
    "unpaired",
    "values_of",
    "visiting",
    "way_without",
    "weave",
    "with_slits",
    "without_hairs",
    "without_same_ways",
    "woven_with",
]
