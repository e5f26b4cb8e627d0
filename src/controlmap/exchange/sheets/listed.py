"""What a map lists beside its ground: its actors, and the sources that its records and reports name."""

from __future__ import annotations

from controlmap.exchange.sheets.readable import Reader, about_map
from controlmap.exchange.sheets.sheet import Item, Sheet
from controlmap.model import UNKNOWN, Project

__all__ = ["actors_sheet", "sources_sheet"]


def actors_sheet(project: Project, as_of: str) -> Sheet:
    """Return a row for each actor, and for ground without a known holder, with names and colours."""
    reader, about = Reader(project), about_map(project, as_of)
    names = dict.fromkeys([*(actor.id for actor in project.settings.actors), UNKNOWN])
    rows = [
        {"id": name, **reader.named("name", name), "colour": actor.colour, "parent": actor.parent}
        for name in names
        for actor in [reader.actor(name)]
    ]
    return Sheet("actors", "figures", tuple(Item(None, row) for row in rows), about, project.grid)


def sources_sheet(project: Project, as_of: str) -> Sheet:
    """Return a row for each source, with its address and what it only repeats."""
    rows = [
        {
            "id": source.id,
            "type": source.type,
            "title": source.title,
            "publisher": source.publisher,
            "issued": source.issued_text,
            "url": source.URL,
            "mirrors": list(source.mirrors),
        }
        for source in project.sources.values()
    ]
    about = about_map(project, as_of)
    return Sheet("sources", "figures", tuple(Item(None, row) for row in rows), about, project.grid)
