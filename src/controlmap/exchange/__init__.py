"""Other formats in and out of map projects."""

from controlmap.exchange.held import Held, grounds_of
from controlmap.exchange.into import import_snapshots
from controlmap.exchange.memory import project_of_series
from controlmap.exchange.snapshots import Snapshot, find_snapshots, states_of_series

__all__ = [
    "Held",
    "Snapshot",
    "find_snapshots",
    "grounds_of",
    "import_snapshots",
    "project_of_series",
    "states_of_series",
]
