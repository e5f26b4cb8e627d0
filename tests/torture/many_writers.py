"""Eight processes that edit one map at once, each edit with a mark of its own: none is lost, none twice."""

import math
import random
from collections import Counter
from pathlib import Path

from controlmap.edit import map_digest, read_journal, rebased
from controlmap.edit.log.journal import delta_of
from controlmap.errors import InputError
from controlmap.model import Note, states_of
from controlmap.store import open_project, waiting
from tests.edit.maps import assert_sound, chequered, write_project
from tests.edit.writers import random_transfer, start
from tests.torture.row import Cases, part_of

WRITERS, EDITS = 8, 500


def run(share: float, scratch: Path) -> Cases:
    first = write_project(scratch / "map", chequered(12))
    each = part_of(EDITS, share)
    writers = [start(_edit_often, first.folder, f"writer {number}", each) for number in range(WRITERS)]
    for writer in writers:
        writer.join()
        yield None if writer.exitcode == 0 else f"a writer ended with {writer.exitcode}"
    entries, project = read_journal(first.folder), open_project(first.folder)
    found = Counter((entry.note.who, entry.note.why) for entry in entries)
    for number in range(WRITERS):
        for edit in range(each):
            times = found[f"writer {number}", f"edit {edit}"]
            yield None if times == 1 else f"edit {edit} of writer {number} is there {times} times"
    numbers = [entry.number for entry in entries]
    yield None if numbers == list(range(1, WRITERS * each + 1)) else "the journal's numbers have a gap"
    states = states_of(first)
    for entry in entries:
        states = delta_of(entry, project).applied_to(states)
    yield None if states == states_of(project) else "the journal done again gives another map"
    yield None if entries[-1].result == map_digest(project.layers) else "files and journal part ways"
    try:
        assert_sound(first, project, edits=len(entries))
        yield None
    except AssertionError as error:
        yield f"the map is not sound: {error}"
    return f"{WRITERS} processes × {each} edits"


def _edit_often(folder: Path, name: str, count: int) -> None:
    """Make that many edits, each with its number, on what is there then."""
    chance, done = random.Random(name), 0
    with waiting(math.inf):
        project = open_project(folder)
        while done < count:
            note = Note("transfer", who=name, why=f"edit {done}")
            try:
                project, _ = rebased(project, lambda now, note=note: (random_transfer(now, chance), note))
                done += 1
            except InputError:
                continue  # the ground was his already
