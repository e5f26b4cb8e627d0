"""Map projects as Python users meet them: open one, ask it, edit it, build its page."""

from controlmap.api.bringing import Importing
from controlmap.api.map_project import MapProject
from controlmap.api.measuring import Measuring
from controlmap.api.opening import from_frame, from_snapshots, open_map
from controlmap.api.returning import Returning
from controlmap.api.spread import cluster_at, cluster_here, cutting_by
from controlmap.api.verifying import Verified, verify

__all__ = [
    "Importing",
    "MapProject",
    "Measuring",
    "Returning",
    "Verified",
    "cluster_at",
    "cluster_here",
    "cutting_by",
    "from_frame",
    "from_snapshots",
    "open_map",
    "verify",
]
