"""Other formats in and out of map projects."""

from controlmap.exchange.held import Held, grounds_of
from controlmap.exchange.holders import Holders
from controlmap.exchange.import_snapshots import import_snapshots
from controlmap.exchange.import_states import import_states
from controlmap.exchange.incoming import Brought
from controlmap.exchange.look import Look, look, starter_table
from controlmap.exchange.memory import project_of_series
from controlmap.exchange.readers import Reading
from controlmap.exchange.restatements import Restating, dates_by_name
from controlmap.exchange.snapshots import Snapshot, find_snapshots, states_of_series
from controlmap.exchange.states_table import StatesTable, read_states_table
from controlmap.exchange.when import Reckoning

__all__ = [
    "Brought",
    "Held",
    "Holders",
    "Look",
    "Reading",
    "Reckoning",
    "Restating",
    "Snapshot",
    "StatesTable",
    "dates_by_name",
    "find_snapshots",
    "grounds_of",
    "import_snapshots",
    "import_states",
    "look",
    "project_of_series",
    "read_states_table",
    "starter_table",
    "states_of_series",
]
