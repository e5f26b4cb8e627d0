"""Hold a page against what it says of itself, and against the map project that it was made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from controlmap.api.map_project import MapProject
from controlmap.api.opening import open_map
from controlmap.arguments import checked
from controlmap.edit import Version, map_digest, read_journal, versions_of
from controlmap.errors import InputError
from controlmap.model import Layer, MapPeriod, Project
from controlmap.store import read_data

if TYPE_CHECKING:
    from controlmap.render import PageRead

__all__ = ["Verified", "verify"]

Match = Literal["same page", "same ground", "other ground", "earlier layers", "earlier name", "other layers"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a page says of itself, and what of it is so.

    `title`, `period`, `known_on`, `generator` and `layers_sha256`, the digest of the layers that it was made
    of, are what the page says: whoever changes its data can change these too. `is_as_made` says whether
    `installed`, which read it, makes the very same page, byte for byte, of the data in it, and `altered` what
    in it no version would have made so. `payload_sha256` is the digest of all its data: it is what was
    published where it is the sum that was kept then.

    `match` is how its data fit the map project that it was held against, None where it was held against none:
    those that the project makes, the same ground with other words about it, or other ground; that of layers
    as they were after the `entry` of the journal with that id; the name of these only, where what they were
    is another ground or not known any more; or none that the journal knows. `differs` names in what the data
    are others than the project's. `beside` names what lies in the folder of a tiled page and is no part of
    it.
    """

    title: str
    period: tuple[str, str]
    known_on: str | None
    generator: str
    installed: str
    layers_sha256: str
    payload_sha256: str
    is_as_made: bool
    altered: tuple[str, ...]
    match: Match | None = None
    entry: str | None = None
    differs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether its code was not altered, and its ground is of the project that it was held against."""
        return not self.altered and self.match in (None, "same page", "earlier layers")

    def to_json(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        return {**asdict(self), "is_sound": self.is_sound}


@checked
def verify(page: str | Path, project: str | Path | None = None) -> Verified:
    """Return what a page says of itself, and whether its code is controlmap's; hold it against a map project.

    `page` is a file, or the folder of a tiled page, whose tiles are looked at too. Without `project` nothing
    tells whether the data in it are those that were published, but that the sum of them is the one that was
    kept.

    Raises
    ------
    InputError
        When it is no page of a map, its data are cut short or altered, or the map project cannot be read.
    OverlapError
        As `MapProject.history` does, where the page is held against a map project.
    BundleMissingError
        The package was installed without the viewer's bundle.

    Examples
    --------
    >>> import controlmap
    >>> page = controlmap.open("valley").build("output/valley.html")
    >>> controlmap.verify(page, "valley").match
    'same page'
    """
    import controlmap
    from controlmap.api.tiling import PAGE_NAME, foreign_in, wrong_tiles
    from controlmap.render import period_told, read_page

    is_folder = Path(page).is_dir()
    path = Path(page) / PAGE_NAME if is_folder else Path(page)
    read = read_page(read_data(path, str(path)), file=str(path))
    header, installed = read.header, f"controlmap {controlmap.__version__}"
    is_foreign = header.get("generator") == installed and not (read.is_as_made or read.altered)
    tiles = [wrong] if (wrong := wrong_tiles(path.parent, read.header)) else []
    altered = (
        *read.altered,
        *tiles,
        *([f"{installed} makes another page of these data"] if is_foreign else ()),
    )
    fit = _Fit() if project is None else _fit(read, open_map(project))
    if tiles and fit.match == "same page":
        fit = _Fit("other ground", differs=("tiles",))
    return Verified(
        title=header["title"][header["languages"][0]],
        period=period_told(header, file=str(path)),
        known_on=header.get("known_on"),
        generator=str(header.get("generator")),
        installed=installed,
        layers_sha256=str(header.get("digest")),
        payload_sha256=read.payload_sha256,
        is_as_made=read.is_as_made and not altered,
        altered=altered,
        match=fit.match,
        entry=fit.entry,
        differs=fit.differs,
        beside=tuple(foreign_in(path.parent, header)) if is_folder else (),
    )


class _Fit(NamedTuple):
    match: Match | None = None
    entry: str | None = None
    differs: tuple[str, ...] = ()


def _fit(read: PageRead, against: MapProject) -> _Fit:
    """Return how the data of a page fit a map project, whatever the page says of them."""
    from controlmap.render import differences

    digest = read.header.get("digest")
    if digest == _digest(against, _published_at(read.header)):
        made = _made(read, against)
        differs = differences(read.payload, made.payload)
        if made.text == read.text:
            return _Fit("same page")
        return _Fit("other ground" if "ground" in differs else "same ground", differs=differs)
    entries = [one.id for one in read_journal(against.project.folder) if one.result == digest]
    if not entries:
        return _Fit("other layers")
    try:
        made = _made(read, _as_after(read, against.project, entries[-1]))
    except (InputError, ValueError):
        return _Fit("earlier name", entries[-1])
    differs = differences(read.payload, made.payload)
    return _Fit("earlier name" if "ground" in differs else "earlier layers", entries[-1], differs)


def _made(read: PageRead, project: MapProject) -> PageRead:
    """Return the page that a map project makes as this one was made."""
    from controlmap.render import read_page

    known_on, now = _known_on(read.header), _published_at(read.header)
    if "tiles" in read.header:
        html, _ = project.tiled(lambda _: None, known_on=known_on, now=now)
    else:
        html = project.html(known_on=known_on, now=now)
    return read_page(html.encode(), file="the page made anew")


def _as_after(read: PageRead, project: Project, entry: str) -> MapProject:
    """Return a map project with its layers as an entry of the journal left them, so far as is known.

    Its period is the page's: later edits may have lengthened it.
    """
    entries = [one.id for one in read_journal(project.folder)]
    later = {*entries[entries.index(entry) + 1 :]}
    layers = [
        replace(layer, states=[*_versions(project, layer, later)][-1].states) for layer in project.layers
    ]
    settings = project.settings
    if settings.period is not None:
        start, end = (np.datetime64(text, "m") for text in read.header["period"])
        settings = settings.model_copy(update={"period": MapPeriod.model_construct(start=start, end=end)})
    return MapProject(replace(project, layers=tuple(layers), settings=settings))


def _versions(project: Project, layer: Layer, later: Collection[str]) -> Iterator[Version]:
    """Yield the versions of a layer back to the one that only some entries have changed since."""
    known = versions_of(project, layer)
    return takewhile(lambda version: all(one.id in later for one in version.since), known)


def _digest(against: MapProject, now: str | None) -> str | None:
    """Return the digest that a map's page has, if it ends for its delay the one that it had at a moment."""
    try:
        shown = against if now is None else against.published(now=now)
    except InputError:  # nothing was old enough
        return None
    return map_digest(shown.project.layers)


def _known_on(header: Mapping[str, Any]) -> str | None:
    value = header.get("known_on")
    return value if isinstance(value, str) else None


def _published_at(header: Mapping[str, Any]) -> str | None:
    """Return the moment at which a page that ends for its delay was made, as far as that shows."""
    held_back = header.get("held_back")
    return held_back.get("at") if isinstance(held_back, dict) else None
