"""Other formats in and out of map projects."""

from controlmap.exchange.append import append_snapshots
from controlmap.exchange.compared_actors import compared_actors, compared_table
from controlmap.exchange.export import WHATS, Exported, Wanted, export, possible
from controlmap.exchange.ground_in import ground_in
from controlmap.exchange.held import Held, grounds_of
from controlmap.exchange.holders import Holders
from controlmap.exchange.import_layer import Came, import_layer
from controlmap.exchange.import_marks import BroughtMarks, import_marks
from controlmap.exchange.import_snapshots import import_snapshots, incoming_snapshots
from controlmap.exchange.import_states import Periods, import_states, incoming_states
from controlmap.exchange.incoming import Brought, Incoming
from controlmap.exchange.looking import FieldLook, Look, look, starter_table
from controlmap.exchange.memory import project_of_incoming, project_of_series
from controlmap.exchange.new_layer import grid_of, put_layer
from controlmap.exchange.parts import Source, read_parts
from controlmap.exchange.readers import Reading, Rows
from controlmap.exchange.restatements import Restating, dates_by_name, snapshots_in
from controlmap.exchange.start import start_project
from controlmap.exchange.states_table import StatesTable, read_states_table, table_of_values
from controlmap.exchange.when import Era, Reckoning, When
from controlmap.exchange.writers import harmless

__all__ = [
    "WHATS",
    "Brought",
    "BroughtMarks",
    "Came",
    "Era",
    "Exported",
    "FieldLook",
    "Held",
    "Holders",
    "Incoming",
    "Look",
    "Periods",
    "Reading",
    "Reckoning",
    "Restating",
    "Rows",
    "Source",
    "StatesTable",
    "Wanted",
    "When",
    "append_snapshots",
    "compared_actors",
    "compared_table",
    "dates_by_name",
    "export",
    "grid_of",
    "ground_in",
    "grounds_of",
    "harmless",
    "import_layer",
    "import_marks",
    "import_snapshots",
    "import_states",
    "incoming_snapshots",
    "incoming_states",
    "look",
    "possible",
    "project_of_incoming",
    "project_of_series",
    "put_layer",
    "read_parts",
    "read_states_table",
    "snapshots_in",
    "start_project",
    "starter_table",
    "table_of_values",
]
