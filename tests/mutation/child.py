"""What is done in a child of this process, and ended with all that it began once it stands still."""

import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 8 << 30
STILL = 45
"""Seconds that a child and all that it began may wait for something that does not come."""
LOOK = 3
"""Seconds from one look at them to the next."""
HARDLY = 0.1
"""Share of the time in which they stand still though they ask for the processor: to look whether it came."""


def done(work: Callable[[], object], said: Path) -> bool:
    """Do something in a child, which writes to a file what it says; tell whether it came to its end."""
    child = os.fork()
    if not child:
        try:
            _apart(said)
            work()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    try:
        return _waited_for(child)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


def _apart(said: Path) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)


def _waited_for(child: int) -> bool:
    """Wait for a child; a busy machine is no fault of it, but no processor asked for is."""
    still, had = 0.0, 0.0
    while True:
        looked = time.monotonic()
        while time.monotonic() < looked + LOOK:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status == 0
            time.sleep(0.02)
        has = _asked_for(child)
        still = still + LOOK if 0 <= has - had < HARDLY * LOOK else 0.0
        had = has
        if still > STILL:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False


def _asked_for(group: int) -> float:
    """For how many seconds processes of a group that still run have had the processor, or waited for it."""
    nanoseconds = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((process / "stat").read_text().rpartition(")")[2].split()[2]) == group:
                for thread in process.glob("task/*/schedstat"):
                    had, waited, _ = thread.read_text().split()
                    nanoseconds += int(had) + int(waited)
    return nanoseconds / 1e9


def allow(seconds: float) -> None:
    """Let this process use so many more seconds of processor, and end when it takes more."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, most))
