"""Each call to the system that a command makes fails in turn: told with nothing changed, or done."""

import errno
import os
import shutil
import sys
from collections import Counter
from itertools import count
from pathlib import Path

from controlmap.errors import ControlmapError
from tests.cli.every_command import call_of
from tests.edit.writers import start
from tests.store.test_transaction import failing_at
from tests.torture.command import answer_of
from tests.torture.row import Case, Cases
from tests.torture.saves import Met, met
from tests.torture.world import EDITS, kept_in, made_world, wrong_in

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)
BELOW = ("ENOSPC", "EIO")
NONE_FAILED = 99
"""Exit code of a process in which there was no call with that number."""
DONE = (0, 1, 74)
"""Exit codes of what is done; 74: but the answer could not be printed."""


def run(share: float, scratch: Path) -> Cases:
    world = made_world(scratch / "world")
    ends: Counter[str] = Counter()
    for name in EDITS:
        words = tuple(call_of(name))
        old, new = _whole(words, world)
        for number in count(0, max(1, round(1 / share))):
            here = Path(shutil.copytree(world, scratch / "here"))
            error = ERRORS[number % len(ERRORS)]
            process = start(_failing, here, words, number, error)
            process.join()
            if process.exitcode == NONE_FAILED:
                shutil.rmtree(here)
                break
            yield _fault(
                f"{name}, call {number} with {errno.errorcode[error]}", process.exitcode, here, old, new, ends
            )
            shutil.rmtree(here)
    for error in BELOW:
        for one in met(f"error={error}", share, world, scratch):
            yield _fault_below(one, ends)
    return ", ".join(f"{end} {number}" for end, number in sorted(ends.items()))


def _whole(words: tuple[str, ...], world: Path):
    """What is kept before a command and after it."""
    copy = Path(shutil.copytree(world, world.with_name("whole")))
    old = kept_in(copy)
    answer_of(words, 60, copy)
    new = kept_in(copy)
    shutil.rmtree(copy)
    return old, new


def _failing(here: Path, words: tuple[str, ...], number: int, error: int) -> None:
    os.chdir(here)
    failed: list[OSError] = []
    sys.setprofile(failing_at(number, failed, error))
    answer = answer_of(words, 60)
    sys.setprofile(None)
    os._exit(NONE_FAILED if not failed else 98 if answer.code is None else answer.code)


def _fault(called: str, code: int | None, here: Path, old, new, ends: Counter[str]) -> Case:
    try:
        found = kept_in(here)
    except ControlmapError as error:
        return f"{called}: cannot be opened: {error}"
    if code in DONE and found == new:
        ends["done"] += 1
        return None
    if code == 2 and found == old:
        ends["refused"] += 1
        return None
    what = "the old map" if found == old else "the new map" if found == new else "neither map"
    return f"{called}: exit code {code} with {what}"


def _fault_below(one: Met, ends: Counter[str]) -> Case:
    """What is wrong after a call of the system that failed: neither done and told, nor refused and undone."""
    found, wrong = wrong_in(one.here, one.save.old, one.save.new, one.save.again)
    left = {one.save.new: "the new map", one.save.old: "the old map"}.get(found, "neither map")
    done = one.end.code in DONE and found == one.save.new
    if wrong or not (done or (one.end.code == 2 and found == one.save.old)):
        return f"{one.call}: exit code {one.end.code} with {left}; {wrong}"
    ends["done below" if done else "refused below"] += 1
    return None
