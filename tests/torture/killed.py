"""Saves killed at random instants, and at each of their calls, by Python's count and the system's."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.cli.every_command import call_of
from tests.edit.writers import start
from tests.kills import deaths
from tests.torture.command import answer_of
from tests.torture.row import Case, Cases, part_of
from tests.torture.saves import met
from tests.torture.world import EDITS, Kept, kept_in, made_world, wrong_in

RANDOM_KILLS = 1000


def run(share: float, scratch: Path) -> Cases:
    world = made_world(scratch / "world")
    for name in EDITS:
        _ends_of(tuple(call_of(name)), world)
    chance = random.Random(16)
    ends = Counter[tuple[str, str]]()
    for number in range(part_of(RANDOM_KILLS, share)):
        words = tuple(call_of(EDITS[number % len(EDITS)]))
        here = Path(shutil.copytree(world, scratch / "here"))
        _killed_in_time(words, here, chance)
        yield _fault("time", words, here, world, ends)
        shutil.rmtree(here)
    for words, here in _killed_at_each_call(share, world, scratch):
        yield _fault("call", words, here, world, ends)
        shutil.rmtree(here)
    for one in met("signal=KILL", share, world, scratch):
        found, wrong = wrong_in(one.here, one.save.old, one.save.new, one.save.again)
        ends["call of the system", "old" if found == one.save.old else "new"] += 1
        yield wrong and f"{one.call}: {wrong}"
    return ", ".join(f"by {how}, {end} map: {number}" for (how, end), number in sorted(ends.items()))


def _killed_in_time(words: tuple[str, ...], here: Path, chance: random.Random) -> None:
    """Kill a command after some time of those that it takes."""
    until = chance.uniform(0, _seconds_of(words, here))
    process = start(_command, here, words)
    time.sleep(until)
    process.kill()
    process.join()


_TAKEN: dict[tuple[str, ...], float] = {}


def _seconds_of(words: tuple[str, ...], here: Path) -> float:
    """How long a command takes that is left alone."""
    if words not in _TAKEN:
        copy = Path(shutil.copytree(here, here.with_name("timed"), dirs_exist_ok=True))
        began = time.monotonic()
        start(_command, copy, words).join()
        _TAKEN[words] = 1.2 * (time.monotonic() - began)
        shutil.rmtree(copy)
    return _TAKEN[words]


def _command(here: Path, words: tuple[str, ...]) -> None:
    answer_of(words, 600, here)


def _killed_at_each_call(share: float, world: Path, scratch: Path) -> Iterator[tuple[tuple[str, ...], Path]]:
    """Every command killed at each of its calls that touch its folder, or at a share of them."""
    for name in EDITS:
        words = tuple(call_of(name))

        def copied(number: int, name: str = name) -> Path:
            return Path(shutil.copytree(world, scratch / f"{name.replace(' ', '-')}-{number}"))

        for here in deaths(_command, words, folder=copied, every=max(1, round(0.5 / share))):
            yield words, here


def _fault(how: str, words: tuple[str, ...], here: Path, world: Path, ends: Counter[tuple[str, str]]) -> Case:
    """What is torn, missing or left over, and whether the next command works."""
    old, new = _ends_of(words, world)
    found, wrong = wrong_in(here, old, new, words)
    ends[how, "old" if found == old else "new"] += 1
    return wrong and f"{' '.join(words)[:60]}: {wrong}"


_ENDS: dict[tuple[str, ...], tuple[Kept, Kept]] = {}


def _ends_of(words: tuple[str, ...], world: Path) -> tuple[Kept, Kept]:
    """What is kept before a command and after it, if nobody kills it."""
    if words not in _ENDS:
        copy = Path(shutil.copytree(world, world.with_name("whole")))
        old = kept_in(copy)
        answer_of(words, 60, copy)  # in this process, so that those that are killed find all modules loaded
        _ENDS[words] = old, kept_in(copy)
        shutil.rmtree(copy)
    return _ENDS[words]
