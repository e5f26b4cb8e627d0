"""Which functions a change of a module's text changes, and to what: they can be put in where it is read."""

from collections.abc import Collection, Iterator
from pathlib import Path
from types import CodeType

OF_A_FUNCTION = 1
"""The flag of code that a call runs, and not the reading of a module or of a class."""


def changed_functions(
    module: Path, before: str, after: str, live: Collection[CodeType]
) -> dict[CodeType, CodeType] | None:
    """Return the code of those functions, by what it was; None if that is not all of the change."""
    old, new = (compile(text, str(module), "exec", dont_inherit=True) for text in (before, after))
    if (pairs := _pairs(old, new)) is None:
        return None
    outer = [(a, b) for a, b in pairs if a != b]
    if not outer or any(a not in live for a, _ in outer):
        return None
    return {a: b for pair in outer for a, b in _all_within(*pair) if a != b and a in live}


def _pairs(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Pair the functions of a module or class, and of its classes; None if it has changed itself."""
    if _alone(old) != _alone(new):
        return None
    found: list[tuple[CodeType, CodeType]] = []
    for a, b in zip(_codes(old), _codes(new), strict=True):
        if a.co_flags & OF_A_FUNCTION:
            found.append((a, b))
        elif (within := _pairs(a, b)) is None:
            return None
        else:
            found += within
    return found


def _all_within(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    yield old, new
    for a, b in zip(_codes(old), _codes(new), strict=False):
        if a.co_name == b.co_name:
            yield from _all_within(a, b)


def _codes(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _alone(code: CodeType) -> CodeType:
    """Return code without that of the functions in it."""
    return code.replace(co_consts=tuple(None if isinstance(one, CodeType) else one for one in code.co_consts))
