"""A folder with all that commands are called on, and what is kept in it after one that was stopped."""

from pathlib import Path

from controlmap.edit import read_journal
from controlmap.errors import ControlmapError
from controlmap.model import Project
from controlmap.store import finish_left, open_project
from tests.cli.conftest import files_under
from tests.cli.every_command import make_world
from tests.torture.command import answer_of

EDITS = (
    "transfer",
    "correct",
    "split",
    "merge",
    "reshape",
    "move-border",
    "retract",
    "undo",
    "revert",
    "apply",
)
EDITS += (
    "source add",
    "report add",
    "place add",
    "import layer",
    "import snapshots",
    "import states",
    "format",
)
"""Commands that save."""

Kept = tuple[tuple[str, ...], ...]
"""What is kept in a folder: its files, and of each map its states and how much there is beside them."""


def made_world(folder: Path) -> Path:
    """A folder with all that commands are called on."""
    folder.mkdir()

    def call(*words: str) -> None:
        answer = answer_of(words, 60, folder)
        assert answer.code == 0, answer.err

    make_world(folder, call)
    return folder


def wrong_in(here: Path, old: Kept, new: Kept, again: tuple[str, ...]) -> tuple[Kept, str | None]:
    """What a stopped save left, and what is wrong with it: torn, left over, or the next one fails."""
    try:
        found = kept_in(here)
    except ControlmapError as error:
        return (), f"cannot be opened: {error}"
    if found not in (old, new):
        left = sorted({*found[0]} ^ {*old[0]})
        return found, f"neither the old map nor the new one is left; beside the old: {left}"
    answer = answer_of(again, 60, here)
    if answer.code not in (0, 1) and not (answer.code == 2 and found == new):
        return found, f"the next command fails: {answer.err[:200]}"
    litter = [str(path.relative_to(here)) for path in here.rglob("*.controlmap-*")]
    return found, f"left over {litter}" if litter else None


def kept_in(folder: Path) -> Kept:
    """All that is kept in a folder, but for ids and instants that are another in each run."""
    for begun in {path.parent for path in folder.rglob(".*.controlmap-edit")}:
        finish_left(begun)  # as whatever command comes next does
    maps = sorted(path.parent for path in folder.rglob("controlmap.toml"))
    kept = [_kept_of(open_project(one), len(read_journal(one))) for one in maps]
    files = sorted(name for name in files_under(folder) if not name.endswith(".controlmap-edit"))
    return (tuple(files), *kept)


def _kept_of(project: Project, entries: int) -> tuple[str, ...]:
    states = [
        f"{layer.id} {state.controller} {state.valid_from} {state.valid_to} {state.superseded_at is None} "
        f"{state.certainty} {state.geometry.wkt}"
        for layer in project.layers
        for state in layer.states
    ]
    beside = [len(project.sources), len(project.reports), len(project.places), entries]
    return (*sorted(states), *map(str, beside))
