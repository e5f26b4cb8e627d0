"""Changes of the code: drawn from all that cosmic-ray can make, and made in a copy of the repository."""

import ast
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import unified_diff
from hashlib import sha256
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code, use_mutation
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
    """Draw places of a package, and one change of each: the same for the same seed and text."""
    top = copy / "src" / "controlmap" / package
    modules = sorted(top.rglob("*.py")) or [top.with_suffix(".py")]
    lots = sorted(chain.from_iterable(_lots(module, seed) for module in modules), key=itemgetter(0))
    drawn: dict[tuple[Path, Place], MutationSpec] = {}
    for _, mutation in lots:
        place = mutation.module_path, mutation.start_pos
        if len(drawn) < number and place not in drawn and _is_python(mutation):
            drawn[place] = mutation
    return [drawn[place] for place in sorted(drawn)]


def _lots(module: Path, seed: int) -> Iterator[tuple[bytes, MutationSpec]]:
    """Yield what can be changed in a module, and a lot for each, which hangs on its line alone."""
    lines = module.read_text(encoding="utf-8").splitlines()
    untold = _passed_over(module)
    for mutation in _mutations_of(module):
        (line, column), name = mutation.start_pos, mutation.operator_name
        if not any(a <= mutation.start_pos < b for a, b in untold):
            said = seed, module.name, lines[line - 1], column, name
            yield sha256(repr(said).encode()).digest(), mutation


def _mutations_of(module: Path) -> Iterator[MutationSpec]:
    nodes = [*ast_nodes(get_ast_from_path(module))]
    for name in plugins.operator_names():
        if plugins.get_operator(name).arguments():
            continue
        operator = plugins.get_operator(name)()
        places = (place for node in nodes for place in operator.mutation_positions(node))
        for occurrence, (start, end) in enumerate(places):
            yield MutationSpec(module, name, occurrence, start, end)


def _is_python(mutation: MutationSpec) -> bool:
    operator = plugins.get_operator(mutation.operator_name)()
    before = mutation.module_path.read_text(encoding="utf-8")
    try:
        compile(mutate_code(before, operator, mutation.occurrence) or "", "", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


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


def _aliases(node: ast.AST) -> list[ast.stmt]:
    body = node.body if isinstance(node, ast.Module) else []
    named = [one for one in body if isinstance(one, ast.Assign)]
    plain = [one for one in named if not any(isinstance(part, ast.Call) for part in ast.walk(one.value))]
    return [one for one in plain if re.match("[A-Z].*[a-z]", ast.unparse(one.targets[0]))]


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
    "a type with a name is an annotation too": _aliases,
    "what only type checkers read is never run": _for_types_only,
    "slots, frozen and strict do nothing in code that keeps to them: they are against mistakes": _guards,
    "a cache saves time; what is said to type checkers does nothing": _caches,
    "NumPy takes any negative number for as many as there are": _the_rest,
}
"""What no change is made of, by the reason."""


class Made(NamedTuple):
    """A change: the module's text before and after, and in words the module, the line before and after."""

    before: str
    after: str
    told: str


@contextmanager
def made(mutation: MutationSpec, copy: Path) -> Iterator[Made]:
    """Make a change in the copy for a while."""
    operator = plugins.get_operator(mutation.operator_name)()
    with use_mutation(mutation.module_path, operator, mutation.occurrence) as (before, after):
        lines = unified_diff(before.splitlines(), (after or "").splitlines(), lineterm="")
        changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("---", "+++")]
        told = "\n".join([str(mutation.module_path.relative_to(copy)), *changed])
        yield Made(before, after or "", told)


def known_equivalents() -> frozenset[str]:
    """Which changes are known to change nothing, in words."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
    return frozenset(one["change"].strip() for one in listed.get("equivalent", []))
