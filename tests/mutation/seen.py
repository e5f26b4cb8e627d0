"""Which test runs which line of a package, and how long it takes: seen once, with the code as it is."""

import ast
import json
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import coverage
from cosmic_ray.work_item import MutationSpec

from tests.mutation.child import done
from tests.mutation.warm import Test, Warm

ROOMS = {
    "dates": ("test_dates.py", "test_instants.py"),
    "plane": ("plane", "history", "edit"),
    "history": ("history", "measure", "edit"),
    "store": ("store", "edit"),
    "edit": ("edit", "api"),
}
"""Where the tests are that judge a package: its own, and those of rooms that live by it."""


def files_of(room: str, copy: Path) -> list[str]:
    """Return the files of tests that judge a package."""
    paths = [copy / "tests" / name for name in ROOMS[room]]
    files = [file for path in paths for file in ([path] if path.suffix else sorted(path.rglob("test_*.py")))]
    return [str(file.relative_to(copy)) for file in files]


def tests_of(room: str, warm: Warm, kept: Path) -> list[Test]:
    """Return the tests that run anything of a package; `kept` has what was seen of the same code before."""
    return [test for file in files_of(room, warm.copy) for test in _seen(file, room, warm, kept)]


def _seen(file: str, room: str, warm: Warm, kept: Path) -> list[Test]:
    known = {one: kept / f"{_digest(file, one, warm.copy)}.json" for one in ROOMS}
    if not known[room].exists() and not done(lambda: _watch(file, known, warm), warm.said):
        raise RuntimeError(warm.said.read_text(encoding="utf-8"))
    tests = [Test(*one) for one in json.loads(known[room].read_text(encoding="utf-8"))]
    return [test for test in tests if test.lines]


def _digest(file: str, room: str, copy: Path) -> str:
    texts = [path.read_bytes() for path in (copy / file, *_code(room, copy))]
    return sha256(b"".join([file.encode(), *texts])).hexdigest()


def _code(room: str, copy: Path) -> list[Path]:
    source = copy / "src" / "controlmap" / room
    return sorted(source.rglob("*.py")) or [source.with_suffix(".py")]


def _watch(file: str, known: dict[str, Path], warm: Warm) -> None:
    """Run the tests of a file, and write which of them runs what of each package."""
    sources = {str(path): room for room in known for path in _code(room, warm.copy)}
    cover = coverage.Coverage(data_file=None, config_file=False, include=list(sources))
    began: list[tuple[str, float]] = []

    def note(test: Test) -> None:
        cover.switch_context(test.name)
        began.append((test.name, sum(os.times()[:4])))

    cover.start()
    warm.run([Test(name, 0, {}) for name in warm.items if name.split("::")[0] == file], note)
    cover.stop()
    ends = [*(at for _, at in began[1:]), sum(os.times()[:4])]
    seconds = {name: end - at for (name, at), end in zip(began, ends, strict=True)}
    for room, path in known.items():
        own = [source for source, of in sources.items() if of == room]
        path.write_text(json.dumps(_told(cover, own, seconds, warm)), encoding="utf-8")


def _told(
    cover: coverage.Coverage, sources: Sequence[str], seconds: dict[str, float], warm: Warm
) -> list[Test]:
    data = cover.get_data()
    lines: dict[str, dict[str, list[int]]] = {name: {} for name in seconds}
    for source in sources:
        for line, names in data.contexts_by_lineno(source).items():
            for name in filter(None, names):
                lines[name].setdefault(str(Path(source).relative_to(warm.copy)), []).append(line)
    return [Test(name, seconds[name], lines[name]) for name in seconds if name not in warm.unsound]


def judges(mutation: MutationSpec, tests: Iterable[Test], seconds: float, copy: Path) -> list[Test]:
    """Return the tests that run what was changed: its module's, its room's, others; the quickest first.

    They are as many as take so many seconds together, but one at least if there are any.
    """
    module = mutation.module_path.relative_to(copy)
    lines = _statement(mutation.module_path, mutation.start_pos[0])
    running = [test for test in tests if not lines.isdisjoint(test.lines.get(str(module), ()))]
    running.sort(key=lambda test: (_farness(test.file, module), test.seconds))
    within = sum(total <= seconds for total in accumulate(test.seconds for test in running))
    return running[: max(within, 1)]


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
