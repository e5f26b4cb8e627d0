"""Tests that are read once: each change is tried in a child, in which the changed functions are put in."""

import gc
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import NamedTuple

import hypothesis
import pytest

from tests.mutation.child import allow, done

LIBRARIES = (
    "geopandas",
    "hypothesis.strategies",
    "numpy",
    "playwright.sync_api",
    "pyproj",
    "shapely",
    "click",
)
"""What takes long to read, and never changes."""
PATIENCE = 5
"""Times as long as a test takes as the code is, after which a change is noticed by its taking so long."""
READING = 30
"""Seconds of processor to read the code and the tests afresh."""


class Test(NamedTuple):
    """A test, by pytest's name, how many seconds of processor it takes, and the lines that it runs."""

    name: str
    seconds: float
    lines: dict[str, list[int]]

    @property
    def file(self) -> str:
        """The file that it is in."""
        return self.name.split("::")[0]


class Warm:
    """Reads tests of a copy of the repository; then something is done with them."""

    def __init__(self, copy: Path, then: Callable[["Warm"], object]) -> None:
        self.copy = copy
        self.then = then
        self.items: dict[str, pytest.Item] = {}
        self.unsound: set[str] = set()
        self.live: dict[CodeType, list[FunctionType]] = {}
        self.ran: set[CodeType] = set()

    def read(self, files: Iterable[str]) -> None:
        """Read tests of files, and do it."""
        os.chdir(self.copy)
        paths = [str(self.copy / "src"), str(self.copy)]
        sys.path[:0] = paths
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        for library in LIBRARIES:
            import_module(library)
        _forget("tests")
        sys.setprofile(self._note)
        pytest.main([*self._arguments, *files], plugins=[self])

    @property
    def said(self) -> Path:
        """What the last child wrote."""
        return self.copy.parent / "said.txt"

    @property
    def _arguments(self) -> list[str]:
        # What was read before pytest came says no less when it fails.
        unsaid = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
        place = f"--basetemp={self.copy.parent / 'tried'}"
        return ["-q", "-s", "-n0", "-p", "no:cacheprovider", "-m", "not browser", place, *unsaid]

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(str(self.copy / "src")):
            self.ran.add(frame.f_code)

    def pytest_sessionstart(self) -> None:
        """Have hypothesis look for what fails, and stop there: what fails is not made smaller."""
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("noticed", hypothesis.settings(), phases=phases)
        hypothesis.settings.load_profile("noticed")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what does not pass, or is passed over."""
        if report.outcome != "passed":
            self.unsound.add(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do what is to be done with the tests, in place of running them."""
        sys.setprofile(None)
        self.items = {item.nodeid: item for item in session.items}
        found = defaultdict[CodeType, list[FunctionType]](list)
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(str(self.copy / "src")):
                found[one.__code__].append(one)
        self.live = dict(found)
        gc.freeze()
        self.then(self)
        return True

    def pass_with(self, codes: Mapping[CodeType, CodeType], tests: Sequence[Test]) -> bool:
        """Tell whether tests pass, in turn, where functions have other code."""

        def work() -> None:
            for before, after in codes.items():
                for function in self.live[before]:
                    function.__code__ = after
            self.run(tests, lambda test: allow(3 + PATIENCE * test.seconds), stop=True)

        return done(work, self.said)

    def run(self, tests: Sequence[Test], first: Callable[[Test], None], *, stop: bool = False) -> None:
        """Run tests in this process; before each of them something is done."""
        items = [self.items[test.name] for test in tests]
        for test, item, after in zip(tests, items, [*items[1:], None], strict=True):
            first(test)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if stop and self.unsound:
                raise AssertionError(test.name)

    def pass_afresh(self, tests: Sequence[Test]) -> bool:
        """Tell whether tests pass, in turn, where all code is read anew."""
        files = tuple(dict.fromkeys(test.file for test in tests))

        def work() -> None:
            allow(READING + PATIENCE * sum(test.seconds for test in tests))
            _forget("tests")
            _forget("controlmap")
            told = pytest.main(["-x", *self._arguments, *files], plugins=[_Chosen(tests)])
            assert told == pytest.ExitCode.OK

        return done(work, self.said)


class _Chosen:
    """Runs some tests, in their order."""

    def __init__(self, tests: Sequence[Test]) -> None:
        self.places = {test.name: place for place, test in enumerate(tests)}

    pytest_sessionstart = Warm.pytest_sessionstart

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the others."""
        items[:] = [item for item in items if item.nodeid in self.places]
        items.sort(key=lambda item: self.places[item.nodeid])


def _forget(package: str) -> None:
    """Let a package be read anew, from the copy."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]
