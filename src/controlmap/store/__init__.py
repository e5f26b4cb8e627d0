"""Map projects on disk: the only code that touches files of map projects."""

from controlmap.store.atomic import Growing, clear_leftovers, growing, new_folder, write_atomically
from controlmap.store.being_edited import being_edited, say_where
from controlmap.store.drafts import DRAFTS_FOLDER, MOST_DRAFT_BYTES, MOST_DRAFTS, Draft, Drafts
from controlmap.store.evaluation import changed_evidence, evidence_of, keep_evaluation
from controlmap.store.files import (
    encoded_for,
    inside,
    most_unpacked,
    page_name,
    read_data,
    read_packed,
    refuse_too_much,
    slug,
    unpacked,
)
from controlmap.store.git_revisions import uncommitted, unpack_revision
from controlmap.store.journal_fit import OutOfStep, out_of_step
from controlmap.store.journal_lines import journal_problems
from controlmap.store.kept import KEPT_FOLDER
from controlmap.store.kept_project import Marks, as_read, keep_written, kept_history
from controlmap.store.line_numbers import entry_places
from controlmap.store.lines import ends_with_line, lines_from_end, lines_of
from controlmap.store.locks import WAIT_S, Lock, user, waiting, waiting_s
from controlmap.store.new import (
    GIT_ATTRIBUTES,
    GIT_ATTRIBUTES_FILE,
    init_project,
    lacking_attributes,
    make_project,
)
from controlmap.store.own_files import refuse_own_file
from controlmap.store.packing import Packed
from controlmap.store.reading import (
    beside_the_map,
    find_folder,
    inspect_project,
    map_folder,
    open_project,
    settings_in,
)
from controlmap.store.revision import revision_of
from controlmap.store.transaction import commit, finish_left, locked, refuse_no_files, unfinished
from controlmap.store.underived import Derivation, derivations, underived

__all__ = [
    "DRAFTS_FOLDER",
    "GIT_ATTRIBUTES",
    "GIT_ATTRIBUTES_FILE",
    "KEPT_FOLDER",
    "MOST_DRAFTS",
    "MOST_DRAFT_BYTES",
    "WAIT_S",
    "Derivation",
    "Draft",
    "Drafts",
    "Growing",
    "Lock",
    "Marks",
    "OutOfStep",
    "Packed",
    "as_read",
    "being_edited",
    "beside_the_map",
    "changed_evidence",
    "clear_leftovers",
    "commit",
    "derivations",
    "encoded_for",
    "ends_with_line",
    "entry_places",
    "evidence_of",
    "find_folder",
    "finish_left",
    "growing",
    "init_project",
    "inside",
    "inspect_project",
    "journal_problems",
    "keep_evaluation",
    "keep_written",
    "kept_history",
    "lacking_attributes",
    "lines_from_end",
    "lines_of",
    "locked",
    "make_project",
    "map_folder",
    "most_unpacked",
    "new_folder",
    "open_project",
    "out_of_step",
    "page_name",
    "read_data",
    "read_packed",
    "refuse_no_files",
    "refuse_own_file",
    "refuse_too_much",
    "revision_of",
    "say_where",
    "settings_in",
    "slug",
    "uncommitted",
    "underived",
    "unfinished",
    "unpack_revision",
    "unpacked",
    "user",
    "waiting",
    "waiting_s",
    "write_atomically",
]
