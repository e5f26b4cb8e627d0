"""What goes out, as rows: a function for each thing that can be asked for. Writers make files of them."""

from controlmap.exchange.sheets.changes import changes_sheet, fronts_sheet
from controlmap.exchange.sheets.figures import BY, areas_sheet
from controlmap.exchange.sheets.listed import actors_sheet, sources_sheet
from controlmap.exchange.sheets.readable import READABLE, is_readable
from controlmap.exchange.sheets.reports import reports_sheet
from controlmap.exchange.sheets.sheet import About, Item, Kind, Sheet
from controlmap.exchange.sheets.snapshots import Dated, cells_sheet, dated, snapshot_sheet, stretches
from controlmap.exchange.sheets.states import states_sheets

__all__ = [
    "BY", "READABLE", "About", "Dated", "Item", "Kind", "Sheet", "actors_sheet", "areas_sheet",
    "cells_sheet", "changes_sheet", "dated", "fronts_sheet", "is_readable", "reports_sheet",
    "snapshot_sheet", "sources_sheet", "states_sheets", "stretches",
]  # fmt: skip
