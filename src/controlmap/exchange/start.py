"""A new map project whose ground is nobody's yet: what somebody begins with who has news and no data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from controlmap.dates import first_minute, parse_instant, parse_through, read_zone
from controlmap.errors import InputError, Problem
from controlmap.exchange.actors import cast_of
from controlmap.exchange.claims import Said
from controlmap.exchange.marks.derived_layer import new_layer
from controlmap.exchange.marks.extents import extent_said
from controlmap.exchange.naming import IDENTIFIER, ids_for
from controlmap.format import EMPTY_RECORDS, SETTINGS_FILE, new_settings, read_settings
from controlmap.plane import Grid
from controlmap.store import make_project

__all__ = ["start_project"]


def start_project(
    folder: str | Path,
    *,
    extent: str,
    first: str,
    last: str,
    actors: Sequence[str],
    title: str | None = None,
    layer: str | None = None,
    languages: Sequence[str] = ("en",),
    zone: str = "UTC",
    grid: Grid | None = None,
) -> list[Path]:
    """Make a map project of unknown ground, one layer, in a new or empty folder; return its files.

    `extent` is the layer's ground: a box `west,south,east,north` in degrees, or a file with polygons. The map
    goes from `first` through `last` (ISO 8601, as exactly as it is known). `actors` are names; each gets an
    id made of it and a colour apart from the others'. `title` and `layer`'s id are made of the folder's name
    where none are said; texts are in the first of the `languages`, civil times in the time zone `zone`.

    Raises
    ------
    InputError
        When the folder holds something, or one of these cannot be; nothing is written then.
    UnwrittenError
        When a file cannot be written. Nothing is left behind.

    Examples
    --------
    >>> from controlmap.exchange import start_project
    >>> spring = {"first": "2024-03", "last": "2024-05"}
    >>> paths = start_project("vale", extent="36,35,36.5,35.4", actors=["Republic", "League"], **spring)
    >>> [path.name for path in paths]
    ['.gitattributes', 'controlmap.toml', 'vale.geojson', 'vale-extent.geojson']
    """
    target, used = Path(folder), grid or Grid(5)
    name = layer or next(iter(ids_for([target.resolve().name]).values()))
    if not IDENTIFIER.fullmatch(name):
        raise InputError(Problem(f"{name!r} is no id: a to z, 0 to 9, - and _ are taken", property="layer"))
    zone_ = read_zone(zone)
    since = parse_instant(first, zone_)
    if first_minute(parse_through(last, zone_)) <= first_minute(since):
        raise InputError(
            Problem(f"the map would end on {last}, before it begins on {first}", property="period")
        )
    if not all(actor.strip() for actor in actors):
        raise InputError(
            Problem("an actor without a name", property="actors", hint="Say who may hold ground.")
        )
    ground, _ = new_layer(name, extent_said(extent, used), (), used)
    cast = cast_of([Said(actor) for actor in actors], known=(), languages=languages, meanings={}, colours={})
    head = {
        "format": 1,
        "title": {languages[0]: title or target.resolve().name},
        "time_zone": zone_.key,
        "languages": list(languages),
        "grid": used.size,
        "period": {"from": first, "through": last},
    }
    text = new_settings({**head, "actors": list(cast.new), "layers": [ground.entry(languages[0])]})
    read_settings(text.encode())
    return make_project(target, {SETTINGS_FILE: text.encode(), **EMPTY_RECORDS, **ground.files(since, used)})
