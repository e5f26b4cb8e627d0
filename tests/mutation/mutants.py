"""Changes of the code: drawn, made in a copy of the repository, and tried by the tests that mirror it."""

import ast
import os
import random
import shlex
import shutil
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from cosmic_ray.commands import init
from cosmic_ray.modules import find_modules
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, WorkResult

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "geodata", "pyproject.toml", "README.md", "SECURITY.md", "CHANGELOG.md", "docs")
LONGEST_S = 7200
"""Of the clock: a busy machine is no fault of a change, and processor seconds are counted beside it."""
Place = tuple[int, int]


def copied(scratch: Path) -> Path:
    """Copy what is needed to run the tests."""
    passed_over = shutil.ignore_patterns("node_modules", "__pycache__", ".controlmap")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, scratch / name, ignore=passed_over)
        else:
            shutil.copyfile(ROOT / name, scratch / name)
    return scratch


def drawn_from(package: str, number: int, seed: int, copy: Path) -> list[MutationSpec]:
    """Draw places of a package, and one change of each, the same for the same seed."""
    chance = random.Random(seed)
    by_place = defaultdict[tuple[str, Place], list[MutationSpec]](list)
    for mutation in _mutations_of(package, copy):
        by_place[str(mutation.module_path), mutation.start_pos].append(mutation)
    places = sorted(by_place)
    chosen = chance.sample(places, min(number, len(places)))
    return [chance.choice(by_place[place]) for place in sorted(chosen)]


def _mutations_of(package: str, copy: Path) -> Iterator[MutationSpec]:
    top = copy / "src" / "controlmap" / package
    modules = sorted(find_modules([top if top.is_dir() else top.with_suffix(".py")]))
    with use_db(":memory:", WorkDB.Mode.create) as found:
        init(modules, found, {})
        items = list(found.work_items)
    unread = {module: _annotations(module) for module in modules}
    for mutation in chain.from_iterable(item.mutations for item in items):
        if not any(a <= mutation.start_pos < b for a, b in unread[mutation.module_path]):
            yield mutation


def _annotations(module: Path) -> list[tuple[Place, Place]]:
    """Where the annotations of a module begin and end: nothing comes of a change in them."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    said = [getattr(node, name, None) for node in nodes for name in ("annotation", "returns")]
    return [
        ((one.lineno, one.col_offset), (one.end_lineno or 0, one.end_col_offset or 0)) for one in said if one
    ]


def outcome_of(mutation: MutationSpec, copy: Path, cpu_seconds: int) -> WorkResult:
    """Make a change and run the tests of its module, then of its package."""
    os.chdir(copy)
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, (copy / "src", copy)))
    tests = " ".join(_tests_of(mutation.module_path.relative_to(copy / "src" / "controlmap")))
    pytest = f"{shlex.quote(sys.executable)} -m pytest -n0 -x -q -p no:cacheprovider -m 'not browser' {tests}"
    limited = f"bash -c {shlex.quote(f'ulimit -t {cpu_seconds}; exec {pytest}')}"
    return mutate_and_test([mutation], limited, LONGEST_S)


def _tests_of(module: Path) -> Iterator[str]:
    """Where the tests of a module are, the nearest first."""
    package = module.parts[0].removesuffix(".py")
    near = Path("tests", module.parent.parts[0] if module.parent.parts else "", f"test_{module.stem}.py")
    whole = Path("tests", package)
    yield from (str(path) for path in (near, whole) if path.exists())


def in_words(result: WorkResult, copy: Path) -> str:
    """Say what was changed: the module, the line as it was, and as it became."""
    lines = (result.diff or "").splitlines()
    module = next((line.removeprefix("--- a/") for line in lines if line.startswith("--- a/")), "")
    here = Path(module).relative_to(copy) if module else Path()
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("---", "+++")]
    return "\n".join([str(here), *changed])


def known_equivalents() -> frozenset[str]:
    """Which changes are known to change nothing, in words."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
    return frozenset(one["change"].strip() for one in listed.get("equivalent", []))
