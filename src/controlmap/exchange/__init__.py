"""Other formats in and out of map projects."""

from controlmap.exchange.into import import_snapshots
from controlmap.exchange.memory import project_of_series
from controlmap.exchange.snapshots import Snapshot, find_snapshots, history_of_series, states_of_series

__all__ = [
    "Snapshot",
    "find_snapshots",
    "history_of_series",
    "import_snapshots",
    "project_of_series",
    "states_of_series",
]
