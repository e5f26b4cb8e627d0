"""Changes of the code: drawn from all that cosmic-ray can make, and made in a copy of the repository."""

import ast
import random
import shutil
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import unified_diff
from itertools import chain
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.commands import init
from cosmic_ray.modules import find_modules
from cosmic_ray.mutating import use_mutation
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "geodata", "pyproject.toml", "README.md", "SECURITY.md", "CHANGELOG.md", "docs")
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
    untold = {module: _passed_over(module) for module in modules}
    for mutation in chain.from_iterable(item.mutations for item in items):
        if not any(a <= mutation.start_pos < b for a, b in untold[mutation.module_path]):
            yield mutation


def _passed_over(module: Path) -> list[tuple[Place, Place]]:
    """Where in a module it begins and ends what is not changed."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    found = [one for node in nodes for those in PASSED_OVER.values() for one in those(node)]
    # The sign before a decorator belongs to it.
    return [
        ((one.lineno, one.col_offset - 1), (one.end_lineno or 0, one.end_col_offset or 0)) for one in found
    ]


def _annotations(node: ast.AST) -> list[ast.expr]:
    return [said for name in ("annotation", "returns") if (said := getattr(node, name, None))]


def _for_types_only(node: ast.AST) -> list[ast.stmt]:
    return [node] if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" else []


def _guards(node: ast.AST) -> list[ast.expr]:
    return [node.value] if isinstance(node, ast.keyword) and node.arg in ("slots", "frozen", "strict") else []


def _caches(node: ast.AST) -> list[ast.expr]:
    names = ("cache", "lru_cache", "overload", "override")
    return [one for one in getattr(node, "decorator_list", ()) if ast.unparse(one).split("(")[0] in names]


def _the_rest(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(".reshape"):
        return []
    return [one for one in node.args if isinstance(one, ast.UnaryOp)]


PASSED_OVER: dict[str, Callable[[ast.AST], list[ast.expr] | list[ast.stmt]]] = {
    "annotations are never run": _annotations,
    "what only type checkers read is never run": _for_types_only,
    "slots, frozen and strict do nothing in code that keeps to them: they are against mistakes": _guards,
    "a cache saves time; what is said to type checkers does nothing": _caches,
    "NumPy takes any negative number for as many as there are": _the_rest,
}
"""What no change is made of, by the reason."""


@contextmanager
def made(mutation: MutationSpec, copy: Path) -> Iterator[str]:
    """Make a change in the copy for a while, and tell it in words: the module, the line before and after."""
    operator = plugins.get_operator(mutation.operator_name)()
    with use_mutation(mutation.module_path, operator, mutation.occurrence) as (before, after):
        lines = unified_diff(before.splitlines(), (after or "").splitlines(), lineterm="")
        changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("---", "+++")]
        yield "\n".join([str(mutation.module_path.relative_to(copy)), *changed])


def known_equivalents() -> frozenset[str]:
    """Which changes are known to change nothing, in words."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
    return frozenset(one["change"].strip() for one in listed.get("equivalent", []))
