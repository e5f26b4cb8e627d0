"""What a file says in controlmap's own columns, as its exports and layers have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast, get_args

from controlmap.dates import Said
from controlmap.exchange.readers import Row
from controlmap.format import as_ours
from controlmap.model import Certainty, Status
from controlmap.words import first_of

__all__ = [
    "BEGIN",
    "DIGEST",
    "END",
    "HOLDER",
    "PRECISION",
    "OwnWords",
    "held_back_in",
    "own_precision",
    "own_words",
    "unlisted_sources",
]

HOLDER, BEGIN, END, PRECISION = "controller", "valid_from", "valid_to", "precision"
DIGEST = "map_digest"
"""The column that says which version of the layer a file was made of; a Shapefile has room for its name.

Behind the version stands what of it is held back, where something is: `2573d241b0 coarsen_km=10`.
"""


def held_back_in(words: Iterable[str]) -> str | None:
    """Return what words such as `coarsen_km=10` hold back of a layer, as a sentence goes on; None: nothing.

    Examples
    --------
    >>> held_back_in(["coarsen_km=10", "delay_hours=48"])
    'drawn in squares of 10 km, without what is younger than 48 hours'
    """
    said = (word.partition("=") for word in words)
    return ", ".join(_HELD_BACK[rule].format(value) for rule, _, value in said if rule in _HELD_BACK) or None


_HELD_BACK = {
    "coarsen_km": "drawn in squares of {} km",
    "delay_hours": "without what is younger than {} hours",
}


class OwnWords(NamedTuple):
    """How ground is held, how sure that is (None: not said) and who says so, in the format's own words."""

    status: Status
    others: tuple[str, ...]
    certainty: Certainty | None
    sources: tuple[str, ...]


def own_words(fields: Mapping[str, Any]) -> OwnWords | None:
    """Return what a row says in the format's own columns; None where it is no row of a map's layer.

    One is told by `controller` with `status` or `certainty` beside it, in words that the format has, or by
    the digest that exports bear: a layer leaves out what is said by default.
    """
    status, certainty = (as_ours(name, fields.get(name)) for name in ("status", "certainty"))
    if HOLDER not in fields or not (status or certainty or fields.get(DIGEST)):
        return None
    if status not in (None, *get_args(Status)) or certainty not in (None, *get_args(Certainty)):
        return None
    others, sources = (as_ours(name, fields.get(name)) or () for name in ("others", "sources"))
    return OwnWords(cast("Status", status or "held"), tuple(others), certainty, tuple(sources))


def own_precision(fields: Mapping[str, Any], begin: str) -> Said | None:
    """Return how exactly a row of a map's layer says that its beginning, in the field `begin`, is known."""
    said = as_ours(PRECISION, fields.get(PRECISION))
    is_meant = begin == BEGIN and said in get_args(Said) and own_words(fields)
    return cast("Said", said) if is_meant else None


def unlisted_sources(rows: Iterable[Row], listed: Collection[str]) -> Iterator[str]:
    """Yield a sentence on the sources that rows name in the format's own column and the map does not list."""
    named = (name for row in rows if (own := own_words(row.fields)) for name in own.sources)
    missing = [name for name in dict.fromkeys(named) if name not in listed]
    if missing:
        yield f"sources that the map does not list, the file stands for them: {first_of(missing, 8)}"
