"""Processes that are killed, or refused a call, at a chosen call to the system, by strace: below Python."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.torture.row import NotHereError

CHANGING = (
    *("openat", "write", "pwrite64", "writev", "sendfile", "copy_file_range", "ftruncate", "fallocate"),
    *("fsync", "fdatasync", "fchmod", "chmod", "fchmodat", "fchown", "utimensat", "fsetxattr", "flock"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "unlink", "unlinkat"),
    *("mkdir", "rmdir", "close"),
)
"""Calls that change files, or that what is written depends on."""

Target = Callable[[Path, Callable[[], None]], int]
"""Gets ready in a folder, says so, acts, and returns an exit code; nothing befalls it before."""


@dataclass(frozen=True)
class End:
    """How a process ended, and whether what was planned for it was done to it."""

    code: int
    touched: bool


def ends(target: Target, fate: str, name: str, folder: Callable[[], Path]) -> Iterator[tuple[int, Path, End]]:
    """Run a target once for each of its calls of a name, which meets its fate, until one ends untouched.

    A fate is what strace injects: `signal=KILL`, `error=EIO`. A thread counts its own calls.
    """
    for number in count(1):
        here = folder()
        end = end_of(target, here, f"{name}:{fate}:when={number}", name)
        yield number, here, end
        if not end.touched:
            return


def calls_of(target: Target, here: Path) -> Counter[str]:
    """How often a target that is left alone makes each of the calls."""
    log = _run(target, here, ",".join(CHANGING))[1]
    return Counter(re.findall(r"^\d+ +(\w+)\(", log, re.MULTILINE))


def end_of(target: Target, here: Path, fate: str, name: str) -> End:
    """Run a target in a process of its own, to which something is done."""
    code, log = _run(target, here, name, "-e", f"inject={fate}")
    return End(code, code == -9 or "(INJECTED)" in log)


def _run(target: Target, here: Path, trace: str, *inject: str) -> tuple[int, str]:
    """Fork, let strace attach once all is ready, and return the exit code and what strace saw."""
    if shutil.which("strace") is None:
        raise NotHereError("strace is not here")
    log = here.with_name(f"{here.name}.calls")
    ready, go = os.pipe(), os.pipe()
    process = os.fork()
    if process == 0:
        _be(target, here, lambda: (os.write(ready[1], b"."), os.read(go[0], 1)))
    os.close(ready[1])
    os.read(ready[0], 1)
    words = ["strace", "-f", "-e", f"trace={trace}", *inject, "-o", log, "-p", str(process)]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        assert b"attached" in said, said
        os.write(go[1], b".")
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        tracer.stderr.read()
    for handle in (ready[0], *go):
        os.close(handle)
    text = log.read_text(errors="replace")
    log.unlink()
    return code, text


def _be(target: Target, here: Path, ready: Callable[[], object]) -> None:
    """Be the process that is traced: it ends here, whatever happens."""
    code = 97
    try:
        code = target(here, ready)
    finally:
        os._exit(code)
