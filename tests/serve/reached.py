"""What the server can say, read from the code: all texts of functions that its routes lead to, by name.

A method counts as called wherever its name stands behind a dot: rather too much is found than too little.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import controlmap

_HERE = Path(controlmap.__file__).parent
_ROOMS = ("dates", "edit", "errors", "format", "history", "model", "serve", "store", "words")
"""Rooms whose refusals reach the page as they are; findings of the check come with their rules' codes."""
_NO_ROUTE = ("serve.rebuilt", "serve.edit_map", "serve.server", "history.publishing")
COMMANDS_ONLY = frozenset(
    {
        ("edit.log.additions", "add_actor"),
        ("edit.log.refused_records", "refuse_near"),
        ("edit.log.amendments", "_named_still"),
        ("edit.log.amendments", "_record"),
        ("edit.given_geometry", "_from_file"),
        ("edit.given_geometry", "_from_frame"),
        ("format.settings", "extended_settings"),
        ("errors", "InputError.__str__"),
        ("errors", "BundleMissingError.__str__"),
        ("errors", "MissingExtraError.__init__"),
    }
)
"""What routes lead to by name alone: places and actors are added, and files given as ground, by commands."""
_SAYING = {"Problem": 0, "Conflict": 0, "Refused": 1, "RefusedError": 1, "phrase": 0, "word": 0}
_SAYING |= {"_refusal": 1, "_or_refuse": 1, "_off_border": 3}
"""Calls that say something, and which argument it is."""
_NOUNS = {"nearest": 2, "hinting": 1}

Key = tuple[str, str]


class Said(NamedTuple):
    """A text that is told: its literals, whether any of it is put together, whether it has a code."""

    where: str
    literals: frozenset[str]
    is_made_otherwise: bool
    has_code: bool


class _Module(NamedTuple):
    name: str
    tree: ast.Module
    imports: Mapping[str, tuple[str, str]]


@cache
def _modules() -> dict[str, _Module]:
    found = {}
    for path in _HERE.rglob("*.py"):
        name = ".".join(path.relative_to(_HERE).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = {
            alias.asname or alias.name: (
                (node.module or "").removeprefix("controlmap").lstrip("."),
                alias.name,
            )
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("controlmap")
            for alias in node.names
        }
        found[name] = _Module(name, tree, imports)
    return found


@cache
def _units() -> dict[Key, ast.AST]:
    """All functions, methods, classes and constants by module and name."""
    units: dict[Key, ast.AST] = {}
    for module in _modules().values():
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                units[module.name, node.name] = node
            if isinstance(node, ast.ClassDef):
                methods = (m for m in node.body if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef))
                units |= {(module.name, f"{node.name}.{method.name}"): method for method in methods}
            for target in getattr(node, "targets", [getattr(node, "target", None)]):
                if isinstance(target, ast.Name):
                    units[module.name, target.id] = node
    return units


def _resolved(module: str, name: str) -> Key | None:
    """Return what a name in a module means, followed through the faces of packages."""
    for _ in range(8):
        if (module, name) in _units():
            return module, name
        if module not in _modules() or name not in _modules()[module].imports:
            return None
        module, name = _modules()[module].imports[name]
    return None


def _named_in(key: Key) -> Iterator[Key | str]:
    """Yield what a function, class or constant names; a text is the name of some method."""
    node = _units()[key]
    parts: list[ast.AST] = [node]
    if isinstance(node, ast.ClassDef):
        quiet = (ast.FunctionDef, ast.AsyncFunctionDef)
        parts = [
            b for b in node.body if not isinstance(b, quiet) or b.name.startswith("__") or b.decorator_list
        ]
    for one in (inner for part in parts for inner in ast.walk(part)):
        if isinstance(one, ast.Name) and (found := _resolved(key[0], one.id)):
            yield found
        elif isinstance(one, ast.Attribute):
            base = _modules()[key[0]].imports.get(one.value.id) if isinstance(one.value, ast.Name) else None
            inside = base and _resolved(".".join(filter(None, base)), one.attr)
            yield inside or one.attr


@cache
def reached() -> frozenset[Key]:
    """All that the server's routes lead to, in the rooms whose refusals reach the page."""
    methods: dict[str, list[Key]] = defaultdict(list)
    for module, name in _units():
        if "." in name:
            methods[name.split(".")[1]].append((module, name))
    todo = [key for key in _units() if key[0].startswith("serve.") and key[0] not in _NO_ROUTE]
    todo += [key for key in _units() if key[0] == "errors" and key[1].endswith(".__str__")]
    # An act names its method by its kind.
    todo += [key for key in _units() if key[0] == "edit.editing" and key[1].startswith("Editing.")]
    seen: set[Key] = set()
    while todo:
        key = todo.pop()
        if key in seen or key in COMMANDS_ONLY or key[0].split(".")[0] not in _ROOMS or key[0] in _NO_ROUTE:
            continue
        seen.add(key)
        todo += [(key[0], one) for home, one in _units() if home == key[0] and one.startswith(f"{key[1]}.__")]
        for named in _named_in(key):
            todo += methods.get(named, []) if isinstance(named, str) else [named]
    return frozenset(seen)


def all_said() -> Iterator[Said]:
    """Yield all that is said in what the server's routes lead to."""
    for key in sorted(reached()):
        node = _units()[key]
        if isinstance(node, ast.ClassDef):
            continue
        for told in (one for one in ast.walk(node) if isinstance(one, ast.Dict)):
            members = zip(told.keys, told.values, strict=True)
            texts = [text for name, text in members if getattr(name, "value", None) == "message"]
            for text in texts:
                literals = frozenset(one for one in _literals(text, key, node) if one is not None)
                yield Said(f"{'.'.join(key)}:{text.lineno}", literals, False, has_code=False)
        for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            texts = [call.args[_SAYING[name]]] if name in _SAYING and len(call.args) > _SAYING[name] else []
            texts += [word.value for word in call.keywords if word.arg == "hint"]
            if name in _NOUNS and len(call.args) > _NOUNS[name]:
                texts.append(call.args[_NOUNS[name]])
            has_code = name in ("Fault", "replace") or any(word.arg == "code" for word in call.keywords)
            for text in texts:
                found = [*_literals(text, key, node)]
                literals = frozenset(one for one in found if one is not None)
                yield Said(f"{'.'.join(key)}:{text.lineno}", literals, None in found, has_code)


def _literals(text: ast.AST, key: Key, function: ast.AST) -> Iterator[str | None]:
    """Yield the literals that an expression may be; None where it is put together otherwise."""
    match text:
        case ast.Constant(value=str()):
            yield text.value
        case ast.JoinedStr() | ast.BinOp():
            yield None
        case ast.IfExp():
            yield from (*_literals(text.body, key, function), *_literals(text.orelse, key, function))
        case ast.BoolOp():
            yield from (one for value in text.values for one in _literals(value, key, function))
        case ast.Dict():
            yield from (one for value in text.values for one in _literals(value, key, function))
        case ast.Tuple():
            yield from (one for value in text.elts for one in _literals(value, key, function))
        case ast.Call(func=ast.Attribute(value=ast.Name() as table, attr="get"), args=[_, other]):
            yield from (*_literals(table, key, function), *_literals(other, key, function))
        case ast.Subscript():
            yield from _literals(text.value, key, function)
        case ast.Call(func=ast.Name(id="phrase" | "word"), args=[first, *_]):
            yield from _literals(first, key, function)
        case ast.Name():
            yield from _assigned(text.id, key, function)


def _assigned(name: str, key: Key, function: ast.AST) -> Iterator[str | None]:
    """Yield the literals that a name may mean in a function, or else in its module."""
    found = False
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(name in _names(target) for target in node.targets):
            found = True
            yield from _literals(node.value, key, function)
    home = None if found else _resolved(key[0], name)
    value = getattr(_units()[home], "value", None) if home else None
    if home and value is not None:
        yield from _literals(value, home, _units()[home])


def _names(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
