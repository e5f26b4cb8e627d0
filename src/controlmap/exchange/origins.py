"""Where imported ground is from: a source of the map, and who must be named for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any

from anyascii import anyascii

from controlmap.errors import InputError, Problem
from controlmap.exchange.parts import stem_of
from controlmap.format import parse_sources
from controlmap.model import Source, hinting
from controlmap.store import read_data, slug
from controlmap.words import first_of

__all__ = ["credits_of", "refuse_unlisted", "sources_for", "sources_of"]

Origin = Mapping[str, str]

_ALL, _FIRST = 20, 3
"""Up to so many titles of one licence are all named; of more the first few, and how many more there are."""


def sources_for(files: Mapping[str, Origin], known: Mapping[str, Source]) -> dict[str, Source]:
    """Return the source that each file is: one that is listed already, where it says the same.

    `files` are what files say of themselves, by name: one that says no title is called as it is named.
    """
    listed = {_saying(source.model_dump(exclude_unset=True)): source for source in [*known.values()][::-1]}
    taken, found = set(known), dict[str, Source]()
    for file, origin in files.items():
        said = {"type": "dataset", "title": _without_ending(file), **origin}
        source = listed.get(_saying(said))
        if source is None:
            wanted = slug(anyascii(said["title"])) or "import"
            free = (one for one in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if one not in taken)
            source = listed[_saying(said)] = Source.model_validate({"id": next(free), **said})
            taken.add(source.id)
        found[file] = source
    return found


def _without_ending(file: str) -> str:
    """Return a file's name without its ending, with the folders that tell it apart from others."""
    folder, slash, name = file.rpartition("/")
    return f"{folder}{slash}{stem_of(Path(name))}"


def _saying(said: Mapping[str, Any]) -> str:
    return json.dumps({**said, "id": ""}, sort_keys=True, default=str)


def sources_of(target: Path) -> tuple[str, ...]:
    """Return the ids of the sources that a map project in a folder lists; none where there is none.

    What is wrong with the list is said when the project is opened.
    """
    path = target / "sources.json"
    found = parse_sources(read_data(path, path.name), file=path.name)[0] if path.is_file() else ()
    return tuple(source.id for source in found)


def refuse_unlisted(names: Iterable[str], known: Mapping[str, Source], own: Iterable[Source]) -> None:
    """Refuse sources that a map does not list, each once, whatever rests on it; `own` are what comes in.

    Raises
    ------
    InputError
        With each of them.
    """
    hint = hinting(known, "sources")
    listed = {*known, *(source.id for source in own)}
    missing = [name for name in dict.fromkeys(names) if name not in listed]
    problems = [
        Problem(
            f"sources.json lists no source {name!r}",
            hint=hint(name) or "`controlmap source add` lists one.",
            code="CM502",
        )
        for name in missing
    ]
    if problems:
        raise InputError(problems)


def credits_of(origins: Iterable[Origin]) -> dict[str, Any]:
    """Return what controlmap.toml says of a new map's licence, and of who must be named for its data."""
    origins = [*origins]
    licences = dict.fromkeys(origin["rights"] for origin in origins if origin.get("rights"))
    titles: dict[str, dict[str, None]] = {}
    for origin in origins:
        if origin.get("title"):
            titles.setdefault(origin.get("rights", ""), {})[origin["title"]] = None
    named = [
        f"{title} ({rights})" if rights else title
        for rights, some in titles.items()
        for title in (some if len(some) <= _ALL else [first_of([*some], _FIRST)])
    ]
    told = {"licence": ", ".join(licences), "attribution": named}
    return {key: value for key, value in told.items() if value}
