"""Arguments as signatures annotate them: any other value is refused before anything is done.

What an instant, ground or a source may be is asked where each of them is read (`instant_of`, `ground_of`,
`parts_of`): nothing is said of those here.
"""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from importlib import import_module
from itertools import chain, repeat
from math import isfinite
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar, Union, get_args, get_origin

import numpy as np

from controlmap.errors import InputError, Problem
from controlmap.in_python import in_python

__all__ = ["Kind", "all_checked", "checked", "kinds_of"]

Given = ParamSpec("Given")
Got = TypeVar("Got")
Class = TypeVar("Class", bound=type)

_LATER = {
    "Dates": "controlmap.api.taking",
    "Era": "controlmap.exchange",
    "GivenGeometry": "controlmap.edit",
    "Held": "controlmap.exchange",
    "Names": "controlmap.api.taking",
    "Source": "controlmap.exchange",
    "States": "controlmap.api.taking",
}
"""Where the annotations come from that modules import for type checkers alone, but for names of classes."""
_SAID = {
    "client": "a distributed.Client",
    "every": "a step of time such as 1d, 6h, 30min or 2w",
    "snapshots": "a list, with one snapshot for each date",
}
"""What is said of parameters where the annotation tells less."""
_UNITS = re.compile(r"(^|_)(?P<unit>m|km|seconds)$")
_MEASURES = {"m": "metres", "km": "km", "seconds": "seconds"}
"""What the names of numbers end in that are at least 0."""
_LONGEST = 60
"""Letters of a value that are shown."""


class Kind(NamedTuple):
    """What a parameter takes: a test, and in words what passes it, one and several of it."""

    takes: Callable[[Any], bool]
    one: str
    several: str = "values"
    words: tuple[str, ...] = ()


def all_checked(kind: Class) -> Class:
    """Let all public methods of a class refuse arguments that are none of those in their annotations."""
    for name, method in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_"):
            setattr(kind, name, checked(method))
    return kind


def checked(function: Callable[Given, Got]) -> Callable[Given, Got]:
    """Let a function refuse arguments that are none of those in its annotations."""
    names = _names(function)
    kinds: dict[str, Kind] | None = None

    @wraps(function)
    def asked(*given: Given.args, **named: Given.kwargs) -> Got:
        nonlocal kinds
        if kinds is None:  # only now is all loaded that annotations name
            kinds = kinds_of(function)
        # Of what is one too many, or has another name, Python itself tells.
        for name, value in chain(zip(names(), given, strict=False), named.items()):
            if name in kinds and not kinds[name].takes(value):
                raise InputError(Problem(f"{name} takes {kinds[name].one}; found {_shown(value)}"))
        try:
            return function(*given, **named)
        except InputError as error:
            told = in_python(error, inspect.signature(function).parameters)
            if told is error:
                raise
            raise told from None

    return asked


def kinds_of(function: Callable[..., Any]) -> dict[str, Kind]:
    """Return what each parameter takes, for all that do not take just anything."""
    known = _Known(vars(inspect.getmodule(inspect.unwrap(function))))
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if isinstance(parameter.annotation, str):
            kind = _kind(eval(parameter.annotation, {}, known), name)
            if kind is not None:
                found[name] = kind._replace(one=_SAID.get(name, kind.one))
    return found


def _names(function: Callable[..., Any]) -> Callable[[], Iterable[str]]:
    """Return what gives the names of positional arguments, in order."""
    parameters = inspect.signature(function).parameters.values()
    names = [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    rest = [one.name for one in parameters if one.kind is one.VAR_POSITIONAL]
    return (lambda: chain(names, repeat(rest[0]))) if rest else (lambda: names)


class _Known(dict[str, Any]):
    """The names of a module, and those that it will only know once something else is loaded."""

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            return getattr(builtins, name)
        if name in _LATER:
            return getattr(import_module(_LATER[name]), name)
        return type(name, (_OnlyNamed,), {})


class _OnlyNamed:
    """A class of which no more is loaded than its name."""


def _kind(annotation: Any, name: str = "") -> Kind | None:
    """Return what an annotation allows; None where that is anything, or for others to say."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType) and np.datetime64 in parts:
        return _DATE
    if origin in (Union, UnionType):
        return _either([_kind(part, name) for part in parts if part is not NoneType], NoneType in parts)
    if origin is Literal:
        return Kind(lambda value: isinstance(value, str) and value in parts, " or ".join(parts), words=parts)
    if annotation in _PLAIN:
        return _measure(name) if annotation is float else _PLAIN[annotation]
    if origin is Callable:
        return _FUNCTION
    if origin is tuple:
        return _tuple([_kind(part) for part in parts])
    return _class(annotation) if origin is None else _generic(origin, parts)


def _generic(origin: Any, parts: tuple[Any, ...]) -> Kind | None:
    """Return what an annotation with others in it allows."""
    if issubclass(origin, np.ndarray):
        return _INDICES
    if issubclass(origin, Mapping):
        return _TEXTS if parts[0] is str else _MAPPING
    return _several(_kind(parts[0]), issubclass(origin, Sequence)) if issubclass(origin, Iterable) else None


def _either(kinds: Sequence[Kind | None], or_none: bool) -> Kind | None:
    """Return what one of several kinds takes."""
    known = [kind for kind in kinds if kind is not None]
    if len(known) < len(kinds):
        return None
    tests = [kind.takes for kind in known]
    shown = [kind for kind in known if kind is not _TEXT or _PATH not in known]
    words = () if _TEXT in known else tuple(word for kind in known for word in kind.words)
    return Kind(
        lambda value: (value is None and or_none) or any(test(value) for test in tests),
        " or ".join(kind.one for kind in shown),
        " or ".join(kind.several for kind in shown),
        words,
    )


def _measure(name: str) -> Kind:
    """Return what a number takes: one that is measured, as its name says, is at least 0."""
    unit = _UNITS.search(name)
    if unit is None:
        return _NUMBER
    words = f"a number of {_MEASURES[unit['unit']]} from 0 on"
    return Kind(lambda value: _is_number(value) and value >= 0, words)


def _tuple(kinds: Sequence[Kind | None]) -> Kind:
    """Return what a tuple with one value for each kind takes."""
    same = kinds[0].several if kinds[0] is not None and len(set(kinds)) == 1 else "values"

    def takes(value: Any) -> bool:
        if not isinstance(value, tuple | list) or len(value) != len(kinds):
            return False
        return all(kind is None or kind.takes(one) for kind, one in zip(kinds, value, strict=True))

    return Kind(takes, f"a pair of {same}" if len(kinds) == 2 else f"{len(kinds)} {same}")


def _several(kind: Kind | None, has_length: bool) -> Kind:
    """Return what several of a kind are taken in; what comes one at a time is not looked at ahead."""

    def takes(value: Any) -> bool:
        is_one = isinstance(value, str | bytes) or getattr(value, "ndim", 1) == 0
        if is_one or not isinstance(value, Iterable):
            return False
        if isinstance(value, Iterator) or kind is None:
            return not (has_length and isinstance(value, Iterator))
        return all(map(kind.takes, value))

    return Kind(takes, f"a list of {'values' if kind is None else kind.several}", "lists")


def _class(annotation: Any) -> Kind | None:
    if not isinstance(annotation, type) or annotation is object or getattr(annotation, "_is_protocol", False):
        return None
    name = annotation.__name__
    words = f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"
    if issubclass(annotation, _OnlyNamed):
        return Kind(lambda value: any(one.__name__ == name for one in type(value).__mro__), words)
    return Kind(lambda value: isinstance(value, annotation), words)


def _is_number(value: Any) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _is_indices(value: Any) -> bool:
    if not isinstance(value, np.ndarray | list | tuple):
        return False
    try:
        array = np.asarray(value)
    except ValueError:
        return False
    return array.ndim == 1 and (array.size == 0 or array.dtype.kind in "iub")


_TEXT = Kind(lambda value: isinstance(value, str), "a text", "texts")
_PATH = Kind(lambda value: isinstance(value, PathLike), "a path", "paths")
_INDICES = Kind(_is_indices, "an array of whole numbers", "arrays")
_FUNCTION = Kind(callable, "a function")
_DATE = Kind(lambda value: True, "a date", "dates")
_MAPPING = Kind(lambda value: isinstance(value, Mapping), "a mapping", "mappings")
_TEXTS = Kind(
    lambda value: isinstance(value, Mapping) and all(isinstance(key, str) for key in value),
    "a mapping of names",
    "mappings",
)
_NUMBER = Kind(_is_number, "a number", "numbers")
_PLAIN: dict[Any, Kind | None] = {
    Any: None,
    str: _TEXT,
    Path: _PATH,
    bool: Kind(lambda value: isinstance(value, bool | np.bool_), "True or False"),
    int: Kind(
        lambda value: isinstance(value, Integral) and not isinstance(value, bool),
        "a whole number",
        "whole numbers",
    ),
    float: _NUMBER,
}


def _shown(value: Any) -> str:
    """Return a value in short; what takes many lines by its kind alone."""
    text = repr(value) if isinstance(value, _SHORT) else f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_SHORT = (str, bytes, int, float, complex, NoneType, Path, tuple, list, set, np.generic)
