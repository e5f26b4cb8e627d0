"""Processes that are killed at a chosen call to the system, so that a test sees every state they can leave.

Nothing here looks at the clock: a process counts its own calls that touch a folder, and ends itself at one.
"""

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

FORK = get_context("fork")
"""A fork costs milliseconds where a new Python costs a second of imports."""

_CALLS = frozenset(
    f"os.{name}" for name in ("rename", "remove", "chmod", "truncate", "mkdir", "rmdir", "link", "symlink")
)
_LOCKS = frozenset({"fcntl.flock", "fcntl.lockf"})


def deaths(
    target: Callable[..., Any], *given: Any, folder: Callable[[int], Path], every: int = 1
) -> Iterator[Path]:
    """Run a function in process after process, each killed one call later, and yield what folder it left.

    `folder` makes a new one for each process; the function gets it before what else is given. The last one
    that is yielded was left by a process that ended by itself. `every` kills at each call of so many only.
    """
    for number in count(1, every):
        place = folder(number)
        ended = _end_of(_killed_at, number, place, target, given)
        assert ended in (-signal.SIGKILL, 0), f"{target.__name__} failed"
        yield place
        if ended == 0:
            return


def deaths_in_one(target: Callable[..., Any], *given: Any, folder: Callable[[int], Path]) -> list[Path]:
    """Return what `deaths` would yield, at the cost of one process instead of one for each call.

    In it no call gets through after a death. That is as good as a kill where nothing is in hand that could
    still reach a file: a text that was begun and not flushed.
    """
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_dies_often, args=(there, target, given, folder))
    process.start()
    there.close()
    left = here.recv()
    process.join()
    return left


def dies_writing(size: int, target: Callable[..., Any], *given: Any) -> None:
    """Run a function in a process that is killed once it writes past so many bytes of a file."""
    assert _end_of(_killed_past, size, target, given) == -signal.SIGXFSZ, "it ended otherwise"


def _end_of(run: Callable[..., None], *given: Any) -> int | None:
    process = FORK.Process(target=run, args=given)
    process.start()
    process.join()
    return process.exitcode


def _killed_at(number: int, folder: Path, target: Callable[..., Any], given: tuple[Any, ...]) -> None:
    calls = count(1)

    def called() -> None:
        if next(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    _listen(called, partial(_is_inside, folder=folder))
    target(folder, *given)


class _Killed(BaseException):
    """What calls get instead of being made after a death."""


def _dies_often(
    tell: Connection, target: Callable[..., Any], given: tuple[Any, ...], folder: Callable[[int], Path]
) -> None:
    left: list[Path] = []
    granted: Iterator[int] | None = None

    def called() -> None:
        if granted is not None and next(granted, None) is None:
            raise _Killed

    _listen(called, lambda path: any(_is_inside(path, place) for place in left[-1:]))
    lives = True
    while lives:
        left.append(folder(len(left)))
        granted = iter(range(len(left) - 1))
        with contextlib.suppress(_Killed):
            target(left[-1], *given)
            lives = False
        granted = None
    tell.send(left)


def _listen(called: Callable[[], None], touches: Callable[[object], bool]) -> None:
    """Call a function before each call to the system that locks, syncs, or touches one of its paths."""

    def heard(event: str, about: tuple[Any, ...]) -> None:
        if event in _LOCKS or ((event == "open" or event in _CALLS) and touches(about[0])):
            called()

    def synced(handle: int, fsync: Callable[[int], None] = os.fsync) -> None:
        called()
        fsync(handle)

    os.fsync = synced  # which is no event
    sys.addaudithook(heard)


def _is_inside(path: object, folder: Path) -> bool:
    return isinstance(path, int) or (
        isinstance(path, str | os.PathLike) and Path(path).absolute().is_relative_to(folder)
    )


def _killed_past(size: int, target: Callable[..., Any], given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    target(*given)
