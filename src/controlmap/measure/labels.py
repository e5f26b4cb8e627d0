"""What spells are grouped by: names, and the number of the name of each spell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controlmap.errors import InputError, Problem
from controlmap.history import History
from controlmap.measure.series import Ints
from controlmap.model import UNKNOWN, told

__all__ = [
    "COLUMNS",
    "Labels",
    "actors_of",
    "checked_columns",
    "combined",
    "controller_of_states",
    "label_of_spells",
    "of_states",
]

COLUMNS = ("controller", "status", "certainty", "layer")
"""What areas can be told apart by."""
_NO_RECORD = {"status": "held", "certainty": "inferred"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Names, and for each row the number of its name."""

    names: tuple[str, ...]
    code: Ints

    def of(self, rows: Ints) -> Labels:
        """Return the labels of some rows, by index."""
        return Labels(self.names, self.code[rows])


def checked_columns(by: str | Iterable[str], allowed: tuple[str, ...] = COLUMNS) -> tuple[str, ...]:
    """Return the columns in `by`, each once.

    Raises
    ------
    InputError
        When there is none, or one that is not allowed.
    """
    columns = tuple(dict.fromkeys([by] if isinstance(by, str) else by))
    if not columns or not set(columns) <= set(allowed):
        found = ", ".join(map(repr, columns)) or "none"
        raise InputError(Problem(f"by takes {', '.join(allowed)}; found {found}"))
    return columns


def actors_of(history: History) -> tuple[str, ...]:
    """Return the ids of all actors that hold, contest or share ground at some time, and `unknown`."""
    others = (actor for several in told(history.states, "others").values for actor in several)
    return tuple(sorted({*told(history.states, "controller").values, *others, UNKNOWN}))


def controller_of_states(history: History) -> Ints:
    """Return for each state the number of its controller in `actors_of`, and last that of no record.

    An index of -1 (no record) therefore finds `unknown`.
    """
    number = {actor: i for i, actor in enumerate(actors_of(history))}
    return of_states(history, "controller", number.__getitem__, UNKNOWN)


def of_states(history: History, name: str, what: Callable[[Any], Any], of_no_record: Any) -> NDArray[Any]:
    """Return something of what each state says in a field, and last of what no record says."""
    values, code = told(history.states, name)
    return np.array([*map(what, values), what(of_no_record)])[np.append(code, len(values))]


def label_of_spells(history: History, column: str) -> Labels:
    """Return what a column of `COLUMNS` says of each spell."""
    if column == "layer":
        return Labels(history.layers, history.cell_layer[history.spell_cell])
    if column == "controller":
        return Labels(actors_of(history), controller_of_states(history)[history.spell_state])
    values, number = told(history.states, column)
    names, code = np.unique(np.array([*values, _NO_RECORD[column]]), return_inverse=True)
    return Labels(tuple(names.tolist()), code[np.append(number, len(values))][history.spell_state])


def combined(labels: Mapping[str, Labels]) -> tuple[dict[str, Ints], Ints]:
    """Number the combinations of labels that occur: the code in each column, and the group of each row."""
    sizes = tuple(len(label.names) for label in labels.values())
    codes = np.ravel_multi_index(tuple(label.code for label in labels.values()), sizes)
    present, group = np.unique(codes, return_inverse=True)
    return dict(zip(labels, np.unravel_index(present, sizes), strict=True)), group
