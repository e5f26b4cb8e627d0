"""All ways to save a map, to be stopped and hindered: commands, Python, the editor's server."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import controlmap
from controlmap.errors import ControlmapError
from tests.cli.every_command import call_of
from tests.serve.served import serving, transfer
from tests.torture.command import answer_of
from tests.torture.row import sample
from tests.torture.system_calls import End, Target, calls_of, ends
from tests.torture.world import EDITS, Kept, kept_in

FAULTY = 70


@dataclass(frozen=True)
class Save:
    """One way to save, a command to be called after it, and what is kept without it and with it."""

    name: str
    act: Target
    again: tuple[str, ...]
    old: Kept
    new: Kept


@dataclass(frozen=True)
class Met:
    """A save of which one call met its fate, and what it left."""

    save: Save
    call: str
    here: Path
    end: End


def saves(world: Path, only: Sequence[str] = ()) -> Iterator[Save]:
    """Each way to save, or some, tried once in this process too, so that all modules are there."""
    ways: dict[str, tuple[Target, tuple[str, ...]]] = {
        name: (_by_command(tuple(call_of(name))), tuple(call_of(name))) for name in EDITS
    }
    ways["Python"] = _from_python, tuple(call_of("transfer"))
    ways["editor"] = _through_editor, tuple(call_of("transfer"))
    for name, (act, again) in ((name, ways[name]) for name in only or ways):
        copy = Path(shutil.copytree(world, world.with_name("whole")))
        old = kept_in(copy)
        assert act(copy, lambda: None) == 0, name
        yield Save(name, act, again, old, kept_in(copy))
        shutil.rmtree(copy)


def met(fate: str, share: float, world: Path, scratch: Path, only: Sequence[str] = ()) -> Iterator[Met]:
    """Let each call of each save meet a fate, or a share of calls by name; what is left is then removed."""
    for save in saves(world, only):
        made = calls_of(save.act, _copied(world, scratch))
        shutil.rmtree(scratch / "here")
        for name in sample(sorted(made), share):
            for number, here, end in ends(save.act, fate, name, lambda: _copied(world, scratch)):
                yield Met(save, f"{save.name}, {fate} at {name} {number}", here, end)
                shutil.rmtree(here)


def _copied(world: Path, scratch: Path) -> Path:
    return Path(shutil.copytree(world, scratch / "here"))


def _by_command(words: tuple[str, ...]) -> Target:
    def act(here: Path, ready: Callable[[], None]) -> int:
        with chdir(here):
            ready()
            return FAULTY if (code := answer_of(words, 600).code) is None else code

    return act


def _from_python(here: Path, ready: Callable[[], None]) -> int:
    ready()
    try:
        project = controlmap.open(here / "valley")
        delta = project.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14")
        project.apply(delta, who="Ada")
    except (ControlmapError, OSError):
        return 2
    return 0


def _through_editor(here: Path, ready: Callable[[], None]) -> int:
    with serving(here / "valley") as served:
        body = {"act": transfer(), "revision": served.revision}
        ready()
        answer = served.client.post("/api/apply", json=body)
        told = answer.status_code in (409, 422, 423, 503, 507) and bool(answer.json())
        return 0 if answer.status_code == 200 else 2 if told else FAULTY
