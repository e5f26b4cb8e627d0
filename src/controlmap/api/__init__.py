"""Map projects as Python users meet them: open one, ask it, edit it, build its page."""

from controlmap.api.bringing import Importing
from controlmap.api.map_project import MapProject
from controlmap.api.measuring import Measuring
from controlmap.api.opening import from_frame, from_snapshots, open_map
from controlmap.api.returning import Returning

__all__ = ["Importing", "MapProject", "Measuring", "Returning", "from_frame", "from_snapshots", "open_map"]
