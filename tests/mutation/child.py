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
    still, had = 0.0, -1
    while True:
        looked = time.monotonic()
        while time.monotonic() < looked + LOOK:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status == 0
            time.sleep(0.02)
        wants, has = _processor(child)
        still, had = (0.0, has) if wants or has != had else (still + LOOK, had)
        if still > STILL:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False


def _processor(group: int) -> tuple[bool, int]:
    """Whether any process of a group wants the processor, and how much of it all had."""
    running, ticks = False, 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                running |= fields[0] in "RD"
                ticks += int(fields[11]) + int(fields[12])
    return running, ticks


def allow(seconds: float) -> None:
    """Let this process use so many more seconds of processor, and end when it takes more."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, most))
