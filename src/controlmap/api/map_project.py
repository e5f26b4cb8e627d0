"""A map project as Python users meet it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from controlmap.api.bringing import Importing
from controlmap.api.comparing import Comparing
from controlmap.api.measuring import Measuring
from controlmap.api.picturing import Picturing
from controlmap.api.recording import Recording
from controlmap.api.redrawing import entered, redrawn
from controlmap.api.returning import Returning
from controlmap.api.spread import cutting_by
from controlmap.arguments import all_checked
from controlmap.dates import Instant, instant_of, last_minute
from controlmap.edit import (
    Editing,
    Replaced,
    bears_days,
    refuse_lost_edits,
    replaced,
    with_former,
    write_derived,
)
from controlmap.errors import InputError, Problem
from controlmap.history import History, editions_of, history_of, published
from controlmap.model import Evaluation, Method, Note, Place, Project, place_called
from controlmap.store import (
    kept_history,
    locked,
    new_folder,
    open_project,
    page_name,
    refuse_no_files,
    refuse_own_file,
    write_atomically,
)

if TYPE_CHECKING:
    import shapely
    from distributed import Client

    from controlmap.check import Agreement, Findings
    from controlmap.render.folium_map import ControlMap

__all__ = ["MapProject"]


@all_checked
class MapProject(Measuring, Comparing, Editing, Recording, Importing, Returning, Picturing):
    """A map project and what can be asked of it; `project` holds the values read from its files.

    `history` is that of the project, where it is made already. `as_read` says that the project is as its
    files were read: then its history is kept beside them. `told` are sentences on what came of the rows that
    it was made of, where it was made of rows: what was left out of them, or taken otherwise. `on_record`
    returns the project with all that ever was on record, by default as the journal has it (`with_former`).
    """

    def __init__(
        self,
        project: Project,
        history: History | None = None,
        *,
        as_read: bool = False,
        told: Sequence[str] = (),
        on_record: Callable[[], Project] | None = None,
    ) -> None:
        super().__init__(project, _ground_in)
        self._on_record = on_record or (lambda: with_former(self.project))
        self.told = tuple(told)
        self._as_read = project if as_read else None
        self._histories: dict[np.datetime64 | None, History] = {} if history is None else {None: history}

    def _become(self, project: Project) -> None:
        self.project = project
        self._histories.clear()

    def __repr__(self) -> str:
        layers = [layer.id for layer in self.project.layers]
        told = "".join(f"\n  {sentence}" for sentence in self.told)
        return f"MapProject({str(self.project.folder)!r}, layers={layers}){told}"

    @property
    def title(self) -> str:
        """Title in the project's first language.

        Examples
        --------
        >>> project.title
        'An invented valley'
        """
        return self.project.settings.title[self.project.settings.languages[0]]

    def history(self, *, known_on: Instant | None = None, client: Client | None = None) -> History:
        """Return the cells, spells and arcs; `known_on` as they were on record at an instant.

        A day, month or year means its end, as wherever a date is asked for: see `moment`. With `client`, of
        `distributed`, the workers of a Dask cluster cut the ground: what comes of it is the same.

        Raises
        ------
        InputError
            When `known_on` is no instant, no state is on record then or at all, a line of the journal is no
            entry (with `known_on`), or the cluster has no worker that can do it.
        OverlapError
            When two controllers hold the same ground and the project does not say what that means.

        Examples
        --------
        >>> project.history()
        History(valley; 2024-03-01 until 2024-03-21; 3 cells, 4 spells)
        """
        asked = None if known_on is None else instant_of(known_on, self.project.zone)
        known = None if asked is None else last_minute(asked)
        if known not in self._histories:
            keeps = known is None and self.project is self._as_read
            how = cutting_by(client)
            of = self.project if known is None else self._on_record()
            self._histories[known] = kept_history(of, how) if keeps else history_of(of, asked, how=how)
        return self._histories[known]

    def published(self, *, now: Instant | None = None) -> MapProject:
        """Return the map as it may go out: without what `[publish]` in controlmap.toml holds back.

        Pages, pictures and exports are made of it. `now` is the moment that a delay counts back from, by
        default what the environment's `SOURCE_DATE_EPOCH` says, else the clock. A map that holds nothing
        back is itself. Layers that are as `derive` draws them are derived anew from the reports that are
        old enough.

        Raises
        ------
        InputError
            When `now`, or `SOURCE_DATE_EPOCH`, is no instant, nothing of the map is old enough, or a layer
            would have more squares than can be drawn.

        Examples
        --------
        >>> project.published() is project
        True
        """
        moment = instant_of(_going_out() if now is None else now, self.project.zone)
        rules = self.project.settings.publish
        if rules is None or self.project.held_back is not None:
            return self
        days = entered(self.project) if rules.delay_hours else {}
        hold_back = partial(published, now=moment, redrawing=redrawn, entered=days)

        def on_record() -> Project:
            # What was derived earlier cannot be drawn anew without what is held back now.
            return hold_back(with_former(self.project, derived=False))

        return MapProject(hold_back(self.project), on_record=on_record)

    def agreement(self, *, known_on: Instant | None = None) -> Agreement:
        """Return how far the map and its reports agree, report by report.

        Raises
        ------
        InputError, OverlapError
            As `history` does.

        Examples
        --------
        >>> project.agreement()
        Agreement(1 of 1 reports, 0 unchecked)
        """
        from controlmap.check import agreement

        return agreement(self.project, self.history(known_on=known_on))

    def check(self) -> Findings:
        """Return every mistake found in the project's files, as they are on disk now.

        Raises
        ------
        InputError
            When there is no map project to check.

        Examples
        --------
        >>> project.check()
        Findings(0 found, 0 silenced)
        """
        from controlmap.check import check

        refuse_no_files(self.project.folder)
        return check(self.project.folder)

    def derive(
        self,
        layer: str | None = None,
        *,
        method: Method = "kriging",
        dry_run: bool = False,
        discard_edits: bool = False,
        who: str = "",
        why: str | None = None,
    ) -> list[Replaced]:
        """Draw layers anew from places, reports and what is drawn by hand; return what each loses and gains.

        Parameters
        ----------
        layer
            The one layer to write, by id or name; by default all.
        method
            `kriging` draws ground as whose it most likely is, `thiessen` shares it out by distance.
        dry_run
            Write nothing; what the derivation would refuse is refused.
        discard_edits
            Write over transfers, corrections and other edits made since the last derivation too.
        who, why
            What the journal is to say of it.

        Raises
        ------
        InputError
            When edits would be lost, with all of them, or areas cannot be derived.

        Examples
        --------
        The invented valley is drawn by hand:

        >>> project.derive(discard_edits=True, dry_run=True)
        Traceback (most recent call last):
        controlmap.errors.InputError: controlmap.toml, layers: layer 'valley' has no extent to share out
        """
        from controlmap.derive import derive_project, derived_files, layers_asked, open_to_derive

        folder = self.project.folder
        with locked(folder, exclusive=not dry_run) as lock:
            found = open_to_derive(folder, held=lock)
            if not discard_edits:
                refuse_lost_edits(found, [one.id for one in layers_asked(found, layer)])
            states = derive_project(found, layer, method=method)
            told, note = [*replaced(found, states)], Note("derive", who, why)
            write_derived(found, derived_files(found, states), note, held=lock, dry_run=dry_run)
            if not dry_run:
                self._become(open_project(folder, held=lock))
        return told

    def evaluate(self, *, method: Method = "kriging", keep: bool = False) -> list[Evaluation]:
        """Return how well areas foretell reports that are left out.

        Left out are the reports on the place itself, then all within 5 km of it, then within 15 km.

        Parameters
        ----------
        method
            How areas are drawn, as in `derive`.
        keep
            Write `evaluation.json` beside the map too; pages tell of it as long as the evidence stays as it
            is.

        Raises
        ------
        InputError
            When areas cannot be derived.

        Examples
        --------
        The invented valley is drawn by hand:

        >>> project.evaluate()
        Traceback (most recent call last):
        controlmap.errors.InputError: controlmap.toml, layers: layer 'valley' has no extent to share out
        """
        from controlmap.derive import evaluate_folder, evaluate_project

        if not keep:
            return evaluate_project(self.project, method=method)
        evaluations = evaluate_folder(self.project.folder, method=method, keep=True)
        self._become(open_project(self.project.folder))
        return evaluations

    def payload(
        self,
        *,
        known_on: Instant | None = None,
        now: Instant | None = None,
        client: Client | None = None,
    ) -> bytes:
        """Return the data block of the page, before compression.

        `now` is as in `published`, `client` as in `history`.

        Raises
        ------
        InputError, OverlapError
            As `published` and `history` do; without `known_on` too when a line of the journal is no entry,
            for the map as it was known earlier is in it.

        Examples
        --------
        >>> project.payload()[4:27]
        b'{"format":"controlmap",'
        """
        from controlmap.render import payload_bytes

        shown = self.published(now=now)
        moment = None if known_on is None else instant_of(known_on, self.project.zone)
        history = shown.history(known_on=known_on, client=client)
        # A page offers the days on which records were made or replaced, not each on which areas were derived.
        offers = moment is None and bears_days(shown.project)
        editions = editions_of(shown._on_record(), history, cutting_by(client)) if offers else ()
        return payload_bytes(shown.project, history, known_on=moment, editions=editions)

    def html(
        self,
        *,
        known_on: Instant | None = None,
        now: Instant | None = None,
        client: Client | None = None,
    ) -> str:
        """Return the whole page: one HTML file that asks nobody for anything.

        `now` is as in `published`, `client` as in `history`.

        Raises
        ------
        InputError, OverlapError
            As `published` and `history` do.

        Examples
        --------
        >>> project.html()[:15]
        '<!DOCTYPE html>'
        """
        from controlmap.render import page_html

        language = self.project.settings.languages[0]
        payload = self.payload(known_on=known_on, now=now, client=client)
        return page_html(payload, title=self.title, language=language)

    def build(
        self,
        path: str | Path | None = None,
        *,
        known_on: Instant | None = None,
        now: Instant | None = None,
        client: Client | None = None,
    ) -> Path:
        """Write the page and return where; by default in `output/`, named for the title, else for the folder.

        `now` is as in `published`, `client` as in `history`.

        Raises
        ------
        InputError, OverlapError
            As `published` and `history` do, and when `path` belongs to a map; then nothing is written.

        Examples
        --------
        >>> print(project.build("output/valley.html").name)
        valley.html
        """
        usual = Path("output") / page_name(self.title, self.project.folder)
        target = Path(path) if path is not None else usual
        refuse_own_file(target)
        data = self.html(known_on=known_on, now=now, client=client).encode()
        with new_folder(target.parent):
            write_atomically(target, data)
        return target

    def tiled(
        self,
        write: Callable[[bytes], object],
        *,
        known_on: Instant | None = None,
        now: Instant | None = None,
    ) -> tuple[str, str]:
        r"""Write the tiles of a tiled page piece by piece, and return its HTML and the SHA-256 of the tiles.

        `write` takes the pieces in the order of the file; `now` is as in `published`.

        Raises
        ------
        InputError, OverlapError
            As `published` and `history` do.

        Examples
        --------
        >>> pieces = []
        >>> html, digest = project.tiled(pieces.append)
        >>> pieces[0]
        b'controlmap tiles 3\n'
        """
        from controlmap.render import page_html, tiled_payload

        shown = self.published(now=now)
        moment = None if known_on is None else instant_of(known_on, self.project.zone)
        history = shown.history(known_on=known_on)
        payload, digest = tiled_payload(shown.project, history, write, known_on=moment)
        language = self.project.settings.languages[0]
        return page_html(payload, title=self.title, language=language, tiled=True), digest

    def build_tiled(
        self,
        folder: str | Path | None = None,
        *,
        known_on: Instant | None = None,
        now: Instant | None = None,
    ) -> Path:
        """Write a page for a map of any size into a folder, and return where the page is.

        Beside `index.html`, which has the map in outline, there is one file of tiles, of which the page reads
        what is looked at: from any host of files that answers requests for ranges. By default the folder is
        one in `output/`, called as the page of `build`. `now` is as in `published`.

        Raises
        ------
        InputError, OverlapError
            As `published` and `history` do, and where the folder holds something else; nothing is written.

        Examples
        --------
        >>> page = project.build_tiled("output/valley")
        >>> sorted(path.suffix for path in page.parent.iterdir())
        ['.html', '.tiles']
        """
        from controlmap.api.tiling import write_tiled

        usual = Path("output") / Path(page_name(self.title, self.project.folder)).stem
        target = Path(folder) if folder is not None else usual
        return write_tiled(target, lambda write: self.tiled(write, known_on=known_on, now=now))

    def embed(self, page: str | Path) -> Path:
        """Write the code of a frame that shows a page of the map beside that page, and return where.

        `page` is where `build` wrote it; the frame names it as a file beside the one that it is put into.

        Raises
        ------
        InputError
            When there is no page.

        Examples
        --------
        >>> path = project.embed(project.build("output/valley.html"))
        >>> path.name, path.read_text()[:32]
        ('valley-embed.html', '<iframe src="valley.html#embed=1')
        """
        from controlmap.render import embed_html

        built = Path(page)
        if not built.is_file():
            raise InputError(Problem("is no page: build the map first", str(page)))
        target = built.with_name(f"{built.stem}-embed.html")
        refuse_own_file(target)
        write_atomically(target, f"{embed_html(quote(built.name), title=self.title)}\n".encode())
        return target

    def explore(self) -> ControlMap:
        """Return the map as a folium map: it shows itself in a notebook, and takes further folium layers.

        Raises
        ------
        InputError, OverlapError
            As `published` and `history` do.

        Examples
        --------
        >>> shown = project.explore()
        >>> shown.save("valley.html")
        """
        from controlmap.render.folium_map import ControlMap

        return ControlMap(self.payload(), title=self.title, language=self.project.settings.languages[0])

    def place(self, name: str) -> Place:
        """Return the place of the gazetteer with an id, or a name in any of its languages, however spelt.

        Raises
        ------
        InputError
            When no place is called so, or more than one.

        Examples
        --------
        >>> project.place("lower town").id
        'lower-town'
        >>> project.place("البلدة السفلى").population
        12000
        """
        return place_called(name, self.project.places)


def _going_out() -> datetime:
    """Return when what is made now goes out; `SOURCE_DATE_EPOCH` makes it the same again everywhere."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(Problem(f"SOURCE_DATE_EPOCH is a number of seconds; found {epoch!r}")) from None


def _ground_in(path: str | Path) -> shapely.Geometry | None:
    """Return the ground of a file of another format that is named for an area: most maps are never asked."""
    from controlmap.exchange import ground_in

    return ground_in(path)
