"""What a file says in controlmap's own columns, as its exports and layers have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast, get_args

from controlmap.exchange.readers import Row
from controlmap.format import as_ours
from controlmap.model import Certainty, Status
from controlmap.words import first_of

__all__ = ["DIGEST", "HOLDER", "OwnWords", "own_words", "unlisted_sources"]

HOLDER = "controller"
DIGEST = "map_digest"
"""The column that says which version of the layer a file was made of; a Shapefile has room for its name."""


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


def unlisted_sources(rows: Iterable[Row], listed: Collection[str]) -> Iterator[str]:
    """Yield a sentence on the sources that rows name in the format's own column and the map does not list."""
    named = (name for row in rows if (own := own_words(row.fields)) for name in own.sources)
    missing = [name for name in dict.fromkeys(named) if name not in listed]
    if missing:
        yield f"sources that the map does not list, the file stands for them: {first_of(missing, 8)}"
