"""Tests run in a child of this process, which has read the libraries already, and nothing of the code."""

import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest

LIBRARIES = (
    "geopandas",
    "hypothesis.strategies",
    "numpy",
    "playwright.sync_api",
    "pyproj",
    "shapely",
    "click",
)
"""What takes long to read, and is read before a child is made."""
MOST_BYTES = 8 << 30
CLOCK = 60
"""Seconds of the clock a second of processor: a busy machine is no fault of a change."""


class Child(NamedTuple):
    """What a child does: tests in files of a copy, those with names, in turn, up to the first that fails.

    With `watched`, a source and a file, it runs all, and writes which lines of the source each one ran.
    """

    copy: Path
    files: tuple[str, ...]
    names: tuple[str, ...] = ()
    watched: tuple[Path, Path] | None = None


class Chosen:
    """Runs tests with names, in their order; what fails is not made smaller."""

    def __init__(self, names: Sequence[str]) -> None:
        self.places = {name: place for place, name in enumerate(names)}

    def pytest_sessionstart(self) -> None:
        """Have hypothesis look for what fails, and stop there."""
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("noticed", hypothesis.settings(), phases=phases)
        hypothesis.settings.load_profile("noticed")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the others."""
        items[:] = [item for item in items if item.nodeid in self.places]
        items.sort(key=lambda item: self.places[item.nodeid])


def tried(child: Child, cpu_seconds: float) -> bool:
    """Run a child, for so many seconds of processor at most; tell whether its tests passed."""
    for library in LIBRARIES:
        import_module(library)
    process = get_context("fork").Process(target=_run, args=(child, cpu_seconds))
    process.start()
    process.join(cpu_seconds * CLOCK)
    if process.is_alive():
        process.kill()
        process.join()
    with suppress(ProcessLookupError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    return process.exitcode == 0


def _run(child: Child, cpu_seconds: float) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_seconds) + 1, int(cpu_seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    os.chdir(child.copy)
    paths = [str(child.copy / "src"), str(child.copy)]
    sys.path[:0] = paths
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = child.watched is None
    said = os.open(child.copy.parent / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.exit(_watched(child) if child.watched else _judged(child))


def _judged(child: Child) -> int:
    _forget("tests")
    return pytest.main(["-x", *_ARGUMENTS, *child.files], plugins=[Chosen(child.names)])


# What was read before pytest came says no less when it fails.
_ARGUMENTS = (
    *("-q", "-n0", "-p", "no:cacheprovider", "-m", "not browser"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


def _watched(child: Child) -> int:
    from tests.mutation.seen import Watch

    _forget("tests")
    assert child.watched
    source, file = child.watched
    watch = Watch(source)
    told = pytest.main([*_ARGUMENTS, *child.files], plugins=[watch])
    file.write_text(json.dumps(watch.told(child.copy)), encoding="utf-8")
    return told


def _forget(package: str) -> None:
    """Let the tests be read anew, from the copy."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]
