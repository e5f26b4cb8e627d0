"""Edits: deltas made from states, and written to a map project all or nothing."""

from controlmap.edit.apply import Preview, apply_delta, features_of, map_digest, preview, rebased
from controlmap.edit.correct import correct, retract
from controlmap.edit.delta import Delta
from controlmap.edit.delta_text import delta_text, parse_delta
from controlmap.edit.editing import Editing
from controlmap.edit.effect import Effect, effect_of
from controlmap.edit.ground import ground_of, line_of
from controlmap.edit.journal import JOURNAL_FILE, Entry, Note, read_journal
from controlmap.edit.listing import add_report, add_source, format_layers, rewrite_files
from controlmap.edit.patch import parse_patch, patch_text
from controlmap.edit.placed import Placed
from controlmap.edit.reshape import merge, reshape, split
from controlmap.edit.rewrite import Rewrite
from controlmap.edit.transfer import Control, transfer
from controlmap.edit.undo import redo, revert, undo

__all__ = [
    "JOURNAL_FILE",
    "Control",
    "Delta",
    "Editing",
    "Effect",
    "Entry",
    "Note",
    "Placed",
    "Preview",
    "Rewrite",
    "add_report",
    "add_source",
    "apply_delta",
    "correct",
    "delta_text",
    "effect_of",
    "features_of",
    "format_layers",
    "ground_of",
    "line_of",
    "map_digest",
    "merge",
    "parse_delta",
    "parse_patch",
    "patch_text",
    "preview",
    "read_journal",
    "rebased",
    "redo",
    "reshape",
    "retract",
    "revert",
    "rewrite_files",
    "split",
    "transfer",
    "undo",
]
