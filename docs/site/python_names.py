"""Pages of what Python offers, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import controlmap
from controlmap.api import MapProject
from controlmap.history import History

__all__ = ["python_pages"]

_FOLDER = "reference/python"
_SECTION = re.compile(r"^(Parameters|Returns|Raises|Examples|Notes|Attributes)\n-{3,}\n", re.MULTILINE)
_LONG = 88


class _Said(str):
    """An annotation as the source has it, without the quotes of a text."""

    __slots__ = ()
    __repr__ = str.__str__


def python_pages() -> dict[str, str]:
    """Return pages of functions, of each class that a map project is made of, of histories, of errors."""
    offered = [(name, getattr(controlmap, name)) for name in controlmap.__all__]
    functions = [(name, thing) for name, thing in offered if _is_called(thing)]
    errors = [(name, thing) for name, thing in offered if thing.__module__ == "controlmap.errors"]
    parts = [
        kind
        for kind in MapProject.__mro__
        if kind.__module__.startswith("controlmap.") and list(_members(kind))
    ]
    return {
        f"{_FOLDER}/functions.md": _page("Functions", "", functions),
        **{_path(kind): _page(kind.__name__, _doc(kind), _members(kind)) for kind in (*parts, History)},
        f"{_FOLDER}/errors.md": _page("Errors", "", errors),
    }


def _path(kind: type) -> str:
    return f"{_FOLDER}/{kind.__name__.lower()}.md"


def _members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties that a class itself defines."""
    for name, member in vars(kind).items():
        if not name.startswith("_") and (
            _is_called(member) or isinstance(member, (property, cached_property))
        ):
            yield name, member


def _is_called(member: Any) -> bool:
    return inspect.isfunction(getattr(member, "__func__", member))


def _page(title: str, about: str, members: Any) -> str:
    parts = [f"# {title}", about, *(_told(name, member) for name, member in members)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _told(name: str, member: Any) -> str:
    """Return a name's heading, signature and docstring."""
    call = f"```python\n{name}{_signature(member)}\n```" if _is_called(member) else ""
    return "\n\n".join(part for part in (f"## {name}", call, _doc(member)) if part)


def _signature(member: Any) -> str:
    """Return a signature, a parameter a line where it is long."""
    signature = inspect.signature(inspect.unwrap(getattr(member, "__func__", member)))
    kept = [one.replace(annotation=_said(one.annotation)) for one in signature.parameters.values()]
    kept = [one for one in kept if one.name not in ("self", "cls")]
    found = signature.replace(parameters=kept, return_annotation=_said(signature.return_annotation))
    return str(found) if len(str(found)) < _LONG else _in_lines(found)


def _in_lines(signature: inspect.Signature) -> str:
    result = str(signature.replace(parameters=[])).removeprefix("()")
    lines, named = [], False
    for one in signature.parameters.values():
        lines += ["*"] if one.kind is one.KEYWORD_ONLY and not named else []
        named |= one.kind in (one.KEYWORD_ONLY, one.VAR_POSITIONAL)
        lines.append(str(one))
    return "(\n" + "".join(f"    {line},\n" for line in lines) + f"){result}"


def _said(annotation: Any) -> Any:
    return _Said(annotation) if isinstance(annotation, str) else annotation


def _doc(thing: Any) -> str:
    """Return a docstring of numpy's convention in Markdown."""
    about, *rest = _SECTION.split(inspect.getdoc(thing) or "")
    sections = zip(rest[::2], rest[1::2], strict=True)
    return "\n\n".join([_prose(about.strip()), *(_section(title, body) for title, body in sections)])


def _section(title: str, body: str) -> str:
    text = _examples(body) if title == "Examples" else _terms(body)
    return f"**{title}**\n\n{text}"


def _terms(body: str) -> str:
    """Return names with the texts that are indented under them as a list."""
    lines = [line for line in body.splitlines() if line.strip()]
    return "\n".join(f"    {_prose(line.strip())}" if line[0] == " " else f"- `{line}`" for line in lines)


def _examples(body: str) -> str:
    """Return examples as blocks, and what is said between them."""
    found = re.split(r"\n\s*\n", body.strip())
    return "\n\n".join(f"```pycon\n{one}\n```" if one.startswith(">>>") else _prose(one) for one in found)


def _prose(text: str) -> str:
    return re.sub(r"<(?=\w)", "&lt;", text)
