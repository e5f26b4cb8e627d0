"""Edits: deltas made from states, and written to a map project all or nothing."""

from controlmap.edit.acts import ACTS, Act, MadeAct, act_of
from controlmap.edit.beyond_period import BeyondPeriod, beyond_period, dated_beyond, ends_of
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.effect import Effect, effect_of
from controlmap.edit.delta.encoding import delta_text, parse_delta
from controlmap.edit.delta.meeting import Touched, meeting, touched
from controlmap.edit.delta.patch import parse_patch, patch_text
from controlmap.edit.delta.placed_state import Placed
from controlmap.edit.delta.record_change import RecordChange, Restatement
from controlmap.edit.editing import Editing
from controlmap.edit.given_geometry import GivenGeometry
from controlmap.edit.log.additions import (
    Kind,
    Record,
    add_actor,
    add_place,
    add_record,
    add_report,
    add_source,
    csl_date,
)
from controlmap.edit.log.amendments import change_record, remove_records
from controlmap.edit.log.apply import apply_delta, map_digest, rebased, rehearsed, write_delta
from controlmap.edit.log.former import bears_days, with_former
from controlmap.edit.log.journal import (
    delta_of,
    entry_named,
    last_entry,
    read_journal,
    to_redo,
    to_undo,
)
from controlmap.edit.log.preview import Preview, features_of, preview
from controlmap.edit.log.rewriting import (
    delta_of_files,
    format_layers,
    places_with,
    reports_with,
    rewrite_files,
)
from controlmap.edit.log.undo import redo, revert, undo
from controlmap.edit.log.versions import Version, digest_of_states, versions_of
from controlmap.edit.named_area import NamedArea, ground_of, line_of, named_area
from controlmap.edit.odd_places import odd_about
from controlmap.edit.operations.amend import Amendment, amend
from controlmap.edit.operations.correct import correct, retract
from controlmap.edit.operations.new_ids import present
from controlmap.edit.operations.remake import fitted
from controlmap.edit.operations.reshape import merge, reshape, split
from controlmap.edit.operations.restate import restated
from controlmap.edit.operations.scope import Scope
from controlmap.edit.operations.transfer import Control, transfer
from controlmap.edit.replaced import Replaced, refuse_lost_edits, replaced, write_derived
from controlmap.edit.swapped import refuse_swapped, refuse_swapped_delta, swapped_among, swapped_beside

__all__ = [
    "ACTS",
    "Act",
    "Amendment",
    "BeyondPeriod",
    "Control",
    "Delta",
    "Editing",
    "Effect",
    "GivenGeometry",
    "Kind",
    "MadeAct",
    "NamedArea",
    "Placed",
    "Preview",
    "Record",
    "RecordChange",
    "Replaced",
    "Restatement",
    "Scope",
    "Touched",
    "Version",
    "act_of",
    "add_actor",
    "add_place",
    "add_record",
    "add_report",
    "add_source",
    "amend",
    "apply_delta",
    "bears_days",
    "beyond_period",
    "change_record",
    "correct",
    "csl_date",
    "dated_beyond",
    "delta_of",
    "delta_of_files",
    "delta_text",
    "digest_of_states",
    "effect_of",
    "ends_of",
    "entry_named",
    "features_of",
    "fitted",
    "format_layers",
    "ground_of",
    "last_entry",
    "line_of",
    "map_digest",
    "meeting",
    "merge",
    "named_area",
    "odd_about",
    "parse_delta",
    "parse_patch",
    "patch_text",
    "places_with",
    "present",
    "preview",
    "read_journal",
    "rebased",
    "redo",
    "refuse_lost_edits",
    "refuse_swapped",
    "refuse_swapped_delta",
    "rehearsed",
    "remove_records",
    "replaced",
    "reports_with",
    "reshape",
    "restated",
    "retract",
    "revert",
    "rewrite_files",
    "split",
    "swapped_among",
    "swapped_beside",
    "to_redo",
    "to_undo",
    "touched",
    "transfer",
    "undo",
    "versions_of",
    "with_former",
    "write_delta",
    "write_derived",
]
