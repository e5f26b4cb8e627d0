"""Licences by the words that maps use for them."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Licence", "licence_of"]


class Licence(NamedTuple):
    """A licence by its SPDX identifier, and where its text is."""

    spdx: str
    url: str


_CC = "https://creativecommons.org"
_KNOWN = {
    **{
        f"cc {kind} {version}": Licence(f"CC-{kind.upper()}-{version}", f"{_CC}/licenses/{kind}/{version}/")
        for kind in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
        for version in ("3.0", "4.0")
    },
    "cc0 1.0": Licence("CC0-1.0", f"{_CC}/publicdomain/zero/1.0/"),
    "cc0": Licence("CC0-1.0", f"{_CC}/publicdomain/zero/1.0/"),
    "odbl 1.0": Licence("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "odc-by 1.0": Licence("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "pddl 1.0": Licence("PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}


def licence_of(words: str) -> Licence | None:
    """Return the licence that some words name ("CC BY 4.0", "cc-by-4.0"); None for any other."""
    plain = " ".join(words.lower().split())
    by_id = {licence.spdx.lower(): licence for licence in _KNOWN.values()}
    return _KNOWN.get(plain) or by_id.get(plain)
