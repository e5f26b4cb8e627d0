"""Which test runs which line of a package, and how long it takes: seen once, with the code as it is."""

import ast
import json
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

import coverage
import pytest
from cosmic_ray.work_item import MutationSpec

from tests.mutation.child import Child, tried

ROOMS = {
    "dates": ("test_dates.py", "test_instants.py"),
    "plane": ("plane", "history", "edit"),
    "history": ("history", "measure", "edit"),
    "store": ("store", "edit"),
    "edit": ("edit", "api"),
}
"""Where the tests are that judge a package: its own, and those of rooms that live by it."""


class Test(NamedTuple):
    """A test, by pytest's name, how many seconds of processor it takes, and the lines that it runs."""

    name: str
    seconds: float
    lines: dict[str, list[int]]

    @property
    def file(self) -> str:
        """The file that it is in."""
        return self.name.split("::")[0]


class Watch:
    """Notes for each test which lines of some source it runs."""

    def __init__(self, source: Path) -> None:
        self.cover = coverage.Coverage(
            data_file=None, config_file=False, include=[f"{source}.py", f"{source}/**/*"]
        )
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.cover.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Count a test's seconds, and what it runs, as its own."""
        self.cover.switch_context(item.nodeid)
        start = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - start
        self.cover.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what does not pass as it is, or is passed over: it judges nothing."""
        if report.outcome != "passed":
            self.failed.add(report.nodeid)

    def told(self, top: Path) -> list[Test]:
        """Tell what was seen."""
        self.cover.stop()
        data = self.cover.get_data()
        lines: dict[str, dict[str, list[int]]] = {name: {} for name in self.seconds}
        for file in data.measured_files():
            for line, names in data.contexts_by_lineno(file).items():
                for name in filter(None, names):
                    lines[name].setdefault(str(Path(file).relative_to(top)), []).append(line)
        seconds = self.seconds.items()
        return [Test(name, s, lines[name]) for name, s in seconds if lines[name] and name not in self.failed]


def tests_of(package: str, copy: Path, kept: Path) -> list[Test]:
    """Return the tests that run anything of a package; `kept` has what was seen of the same code before."""
    room = package.split("/")[0]
    source = copy / "src" / "controlmap" / room
    code = sorted(source.rglob("*.py")) or [source.with_suffix(".py")]
    paths = [copy / "tests" / name for name in ROOMS[room]]
    files = [file for path in paths for file in ([path] if path.suffix else sorted(path.rglob("test_*.py")))]
    return [test for file in files for test in _seen(file, source, code, copy, kept)]


def _seen(file: Path, source: Path, code: Iterable[Path], copy: Path, kept: Path) -> list[Test]:
    digest = sha256(b"".join(path.read_bytes() for path in (file, *code))).hexdigest()
    known = kept / f"{digest}.json"
    if not known.exists():
        tried(Child(copy, (str(file.relative_to(copy)),), watched=(source, known)), 3600)
    if not known.exists():
        raise RuntimeError((copy.parent / "said.txt").read_text(encoding="utf-8"))
    return [Test(*one) for one in json.loads(known.read_text(encoding="utf-8"))]


def judges(mutation: MutationSpec, tests: Iterable[Test], seconds: float, copy: Path) -> list[list[Test]]:
    """Return the tests that run what was changed: its module's, its room's, others; the quickest first.

    They are as many as take so many seconds together, but one at least if there are any.
    """
    module = mutation.module_path.relative_to(copy)
    lines = _statement(mutation.module_path, mutation.start_pos[0])
    running = [test for test in tests if not lines.isdisjoint(test.lines.get(str(module), ()))]
    running.sort(key=lambda test: (_farness(test.file, module), test.seconds))
    within = sum(total <= seconds for total in accumulate(test.seconds for test in running))
    chosen = running[: max(within, 1)]
    return [[*group] for _, group in groupby(chosen, key=lambda test: _farness(test.file, module))]


def _farness(file: str, module: Path) -> tuple[bool, bool]:
    own = Path(file)
    return own.stem != f"test_{module.stem}", own.parent.name != module.parent.name


def _statement(module: Path, line: int) -> set[int]:
    """Return the lines of the statement in a function that has a line; all of the module if it is in none."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    functions = [node for node in around if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= line]
    if not functions:
        return set(range(10**5))
    body: list[ast.stmt] = getattr(around[-1], "body", [])
    last = body[0].lineno - 1 if body and line < body[0].lineno else around[-1].end_lineno or 0
    return set(range(around[-1].lineno, last + 1)) if not body or line <= last else {line}
