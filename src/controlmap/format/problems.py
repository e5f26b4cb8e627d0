"""How parsers report: a value with all problems beside it, whatever the file holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from controlmap.errors import InputError

__all__ = ["gathering"]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def gathering(instead: Any) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Make a parser that returns a value and its problems do so, too, where it raises.

    A file that cannot be read at all then gives `instead` and the problems of the error.
    """

    def wrap(parse: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(parse)
        def gathered(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            try:
                return parse(*args, **kwargs)
            except InputError as error:
                return cast("Result", (instead, list(error.problems)))

        return gathered

    return wrap
