"""What a file says in controlmap's own columns, as its exports and layers have them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast, get_args

from controlmap.dates import Said
from controlmap.exchange.readers import Row
from controlmap.exchange.states_table import as_text
from controlmap.format import as_ours
from controlmap.model import SHARED, Certainty, Status
from controlmap.words import first_of

__all__ = [
    "BEGIN",
    "DIGEST",
    "END",
    "HOLDER",
    "PRECISION",
    "Beside",
    "OwnWords",
    "beside",
    "foreign_words",
    "held_back_in",
    "own_precision",
    "own_words",
    "taken_beside",
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


class Beside(NamedTuple):
    """What a row says in columns of the format's names, beside a holder in a field of any name.

    None and nothing is what it does not say. `others` are called as the file calls holders, `sources` as it
    calls those; `columns` are those that say something of it.
    """

    status: Status | None = None
    others: tuple[str, ...] = ()
    certainty: Certainty | None = None
    sources: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def beside(fields: Mapping[str, Any]) -> Beside:
    """Return what a row says in columns that are called like the format's own, in the format's words.

    A word that the format does not have says nothing here: `foreign_words` tells of it.

    Examples
    --------
    >>> beside({"Holder": "A", "Status": "contested", "others": "B; C", "certainty": "no idea"})[:3]
    ('contested', ('B', 'C'), None)
    """
    named: dict[str, str] = {}
    for name in fields:
        named.setdefault(name.lower(), name)
    words = {column: as_text(fields[named[column]]).lower() for column in _WORDS if column in named}
    found = {column: word for column, word in words.items() if word in _WORDS[column]}
    lists = {
        column: tuple(part.strip() for part in apart.split(as_text(fields[name])) if part.strip())
        for column, apart in _LISTS.items()
        if (name := named.get(column))
    }
    status, sources = found.get("status"), lists.get("sources") or lists.get("source") or ()
    others = lists.get("others", ()) if status in SHARED else ()
    taken = [*found, *(["others"] if others else []), *(c for c in ("sources", "source") if lists.get(c))]
    return Beside(
        cast("Status | None", status),
        others,
        cast("Certainty | None", found.get("certainty")),
        sources,
        tuple(named[column] for column in taken),
    )


def taken_beside(fields: Mapping[str, Any], *, with_sources: bool) -> tuple[str, ...]:
    """Return the columns of `beside` that come to something; `with_sources` where nobody said who says so."""
    columns = beside(fields).columns
    return columns if with_sources else tuple(c for c in columns if not c.lower().startswith("source"))


def foreign_words(rows: Iterable[Row]) -> Iterator[str]:
    """Yield what columns called `status` and `certainty` say in words that the format does not have."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for name, value in row.fields.items():
            text = as_text(value)
            if name.lower() in _WORDS and text and text.lower() not in _WORDS[name.lower()]:
                found.setdefault(name, {})[text] = None
    for name, words in found.items():
        ours = ", ".join(_WORDS[name.lower()])
        yield (
            f"{name!r} says {first_of([*map(repr, words)], 8)}, not taken: the format has {ours}; "
            "--states says what a word means"
        )


_WORDS = {"status": get_args(Status), "certainty": get_args(Certainty)}
_LISTS = {"others": re.compile(r"[;,|]"), "sources": re.compile(r"[;|]"), "source": re.compile(r"[;|]")}
"""What parts the names in columns: a source's own may have commas."""


def own_precision(fields: Mapping[str, Any], begin: str) -> Said | None:
    """Return how exactly a row of a map's layer says that its beginning, in the field `begin`, is known."""
    said = as_ours(PRECISION, fields.get(PRECISION))
    is_meant = begin == BEGIN and said in get_args(Said) and own_words(fields)
    return cast("Said", said) if is_meant else None


def unlisted_sources(rows: Iterable[Row], listed: Collection[str]) -> Iterator[str]:
    """Yield a sentence on the sources that rows name in the format's own column and the map does not list."""
    named = (name for row in rows for name in (own_words(row.fields) or beside(row.fields)).sources)
    missing = [name for name in dict.fromkeys(named) if name not in listed]
    if missing:
        named = f"{first_of(missing, 8)}; `controlmap source add` lists one"
        yield f"sources that the map does not list, the file stands for them: {named}"
