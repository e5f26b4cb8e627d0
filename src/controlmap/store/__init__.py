"""Map projects on disk: the only code that touches files of map projects."""

from controlmap.store.atomic import clear_leftovers, new_folder, write_atomically
from controlmap.store.files import encoded_for, inside, read_data, slug
from controlmap.store.git_revisions import unpack_revision
from controlmap.store.journal_lines import journal_problems
from controlmap.store.line_numbers import entry_places
from controlmap.store.locks import WAIT_S, Lock, user, waiting
from controlmap.store.new import init_project
from controlmap.store.reading import (
    beside_the_map,
    find_folder,
    inspect_project,
    open_project,
    read_layer,
)
from controlmap.store.transaction import commit, locked

__all__ = [
    "WAIT_S",
    "Lock",
    "beside_the_map",
    "clear_leftovers",
    "commit",
    "encoded_for",
    "entry_places",
    "find_folder",
    "init_project",
    "inside",
    "inspect_project",
    "journal_problems",
    "locked",
    "new_folder",
    "open_project",
    "read_data",
    "read_layer",
    "slug",
    "unpack_revision",
    "user",
    "waiting",
    "write_atomically",
]
