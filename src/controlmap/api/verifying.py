"""Hold a page against what it says of itself, and against the map project that it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from controlmap.api.map_project import MapProject
from controlmap.api.opening import open_map
from controlmap.edit import map_digest, read_journal
from controlmap.store import read_data

if TYPE_CHECKING:
    from controlmap.render import PageRead

__all__ = ["Verified", "verify"]

Match = Literal["same page", "same layers", "earlier layers", "other layers"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a page says of itself, and whether it is so.

    `generator` made the page and `installed` read it; `is_as_made` says whether `installed` makes the very
    same page, byte for byte, of the data in it, and `altered` what in it no version would have made so.
    `layers_sha256` is the digest of the layers that it was made of, `payload_sha256` that of all its data.
    `match` is how it fits the map project that it was held against, None where it was held against none;
    `entry` is the id of the journal's entry after which the layers were those of the page. `beside` names
    what lies in the folder of a tiled page and is no part of it.
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
    beside: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing in it was altered, and it is a page of the project that it was held against."""
        return not self.altered and self.match in (None, "same page", "earlier layers")

    def to_json(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        return {**asdict(self), "is_sound": self.is_sound}


def verify(page: str | Path, project: str | Path | None = None) -> Verified:
    """Return what made a page and whether it is as it was made; hold it against a map project, if given.

    `page` is a file, or the folder of a tiled page, whose tiles are looked at too.

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
    from controlmap.render import read_page

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
    match, entry = _match(read, open_map(project)) if project is not None else (None, None)
    return Verified(
        title=header["title"][header["languages"][0]],
        period=tuple(header["period"]),
        known_on=header.get("known_on"),
        generator=str(header.get("generator")),
        installed=installed,
        layers_sha256=str(header.get("digest")),
        payload_sha256=read.payload_sha256,
        is_as_made=read.is_as_made and not altered,
        altered=altered,
        match="same layers" if tiles and match == "same page" else match,
        entry=entry,
        beside=tuple(foreign_in(path.parent, header)) if is_folder else (),
    )


def _match(read: PageRead, against: MapProject) -> tuple[Match, str | None]:
    """Return how a page fits a map project, and the last entry after which the layers were the page's."""
    digest = read.header.get("digest")
    if digest == map_digest(against.project.layers):
        now = _published_at(read.header)
        known_on = _known_on(read.header)
        if "tiles" in read.header:
            html, _ = against.tiled(lambda _: None, known_on=known_on, now=now)
        else:
            html = against.html(known_on=known_on, now=now)
        same = html == read.text
        return ("same page" if same else "same layers"), None
    entries = [one.id for one in read_journal(against.project.folder) if one.result == digest]
    return ("earlier layers", entries[-1]) if entries else ("other layers", None)


def _known_on(header: Mapping[str, Any]) -> str | None:
    value = header.get("known_on")
    return value if isinstance(value, str) else None


def _published_at(header: Mapping[str, Any]) -> str | None:
    """Return the moment at which a page that ends for its delay was made, as far as that shows."""
    held_back = header.get("held_back")
    return held_back.get("at") if isinstance(held_back, dict) else None
