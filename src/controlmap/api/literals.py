"""Parameters that take some words take no other: a misspelt one is refused before anything is done."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from typing import Any, Literal, ParamSpec, TypeVar, get_args, get_origin

from controlmap.errors import InputError, Problem

__all__ = ["all_take_words", "takes_words", "words_taken"]

Given = ParamSpec("Given")
Got = TypeVar("Got")
Kind = TypeVar("Kind", bound=type)


def all_take_words(kind: Kind) -> Kind:
    """Let all public methods of a class refuse words that their annotations do not allow."""
    for name, method in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_"):
            setattr(kind, name, takes_words(method))
    return kind


def takes_words(function: Callable[Given, Got]) -> Callable[Given, Got]:
    """Let a function refuse words that its annotations do not allow."""

    @wraps(function)
    def checked(*given: Given.args, **named: Given.kwargs) -> Got:
        with contextlib.suppress(TypeError):  # of wrong arguments the function itself tells
            said = _signature(function).bind(*given, **named).arguments
            _refuse_others(words_taken(function), said)
        return function(*given, **named)

    return checked


_signature = cache(inspect.signature)


@cache
def words_taken(function: Callable[..., Any]) -> Mapping[str, tuple[str, ...]]:
    """Return the words that each parameter takes which takes no other text."""
    return dict(_words_taken(function))


def _words_taken(function: Callable[..., Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    known = vars(inspect.getmodule(inspect.unwrap(function)))
    for name, parameter in inspect.signature(function).parameters.items():
        # What has no annotation, or one that is only there for type checkers, has no words.
        with contextlib.suppress(NameError):
            said = parameter.annotation
            if words := () if said is parameter.empty else _words_in(eval(said, known)):
                yield name, words


def _words_in(annotation: Any) -> tuple[str, ...]:
    """Return the words that an annotation allows; none where any text will do."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    parts = get_args(annotation)
    return () if str in parts else tuple(word for part in parts for word in _words_in(part))


def _refuse_others(words: Mapping[str, tuple[str, ...]], said: Mapping[str, Any]) -> None:
    for name, known in words.items():
        value = said.get(name)
        if isinstance(value, str) and value not in known:
            raise InputError(Problem(f"{name} takes {' or '.join(known)}; found {value!r}"))
