"""Other formats in and out of map projects."""

from controlmap.exchange.into import import_snapshots
from controlmap.exchange.snapshots import Snapshot, find_snapshots, states_of_series

__all__ = ["Snapshot", "find_snapshots", "import_snapshots", "states_of_series"]
