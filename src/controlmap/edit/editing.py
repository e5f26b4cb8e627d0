"""The edits as methods of a map project: deltas are made from what people say, and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.dates import Instant, Said
from controlmap.edit.beyond_period import BeyondPeriod, beyond_period, period_extended
from controlmap.edit.delta.delta import Delta
from controlmap.edit.given_geometry import GivenGeometry, naming_file
from controlmap.edit.given_words import (
    Area,
    LonLat,
    Move,
    changes_of,
    control_of,
    given,
    given_ground,
    given_moment,
    ids_of,
    lonlat_of,
    moment_of,
    vertex_of,
)
from controlmap.edit.log.apply import apply_delta
from controlmap.edit.log.journal import read_journal
from controlmap.edit.log.preview import Preview, preview
from controlmap.edit.log.undo import redo, revert, undo
from controlmap.edit.named_area import NamedArea, line_of, named_area
from controlmap.edit.operations.correct import correct, retract
from controlmap.edit.operations.lookup import refuse_unknown
from controlmap.edit.operations.move_border import along_line, simplified, with_vertices
from controlmap.edit.operations.reshape import merge, reshape, split
from controlmap.edit.operations.scope import Scope
from controlmap.edit.operations.transfer import transfer
from controlmap.edit.said_texts import Texts
from controlmap.edit.swapped import refuse_swapped_line
from controlmap.errors import InputError, Problem
from controlmap.model import Certainty, Entry, Note, Project, Status, actor_meant, id_meant
from controlmap.words import phrase

__all__ = ["Area", "Editing"]

Line = GivenGeometry
ReadFile = Callable[[str | Path], shapely.Geometry | None]
_FILE = re.compile(r"\.[a-z]\w*/*(\|layername=.*)?$", re.IGNORECASE | re.DOTALL)
"""How the name of a file ends, and of a table in it: no other text waits for readers of formats."""
Names = str | Iterable[str]
"""One id, or several."""


class Editing:
    """What can be changed of a map project. Each edit returns a delta; `apply` writes one.

    `read_file` reads the geometry out of a file of another format that is named for an area or a line; None
    where it is not for it to read.
    """

    def __init__(self, project: Project, read_file: ReadFile | None = None) -> None:
        self.project = project
        self._read_file = read_file

    def ground(self, area: Area, *, radius_km: float | None = None, on: Instant | None = None) -> NamedArea:
        """Return the ground that is meant, the place or states it was taken for, and what is outside the map.

        `area`, `radius_km` and `on` are as for `transfer`, which takes the answer for `area` too.

        Raises
        ------
        InputError
            When it names no ground, or all of it lies outside the map.

        Examples
        --------
        >>> asked = project.ground("Lower Town", radius_km=2)
        >>> print(*asked.in_words())
        Lower Town (id lower-town), at 36.412, 35.274
        """
        return self._named(area, radius_km=radius_km, on=moment_of(self.project, on))

    def transfer(
        self,
        area: Area,
        *,
        to: str,
        on: Instant,
        until: Instant | None = None,
        precision: Said | None = None,
        from_controller: str | None = None,
        layer: str | None = None,
        radius_km: float | None = None,
        status: Status = "held",
        others: Names = (),
        certainty: Certainty = "reported",
        sources: Names = (),
        name: Texts | None = None,
        note: Texts | None = None,
    ) -> Delta:
        """Return what gives ground to an actor from an instant, up to the end of the states that it touches.

        Parameters
        ----------
        area
            The ground: a geometry (lon, lat), GeoDataFrame or GeoSeries (converted from its CRS), GeoJSON,
            WKT, a file, a place or point with `radius_km`, the id of a state, the name of an area,
            `layer:ID`, `region:NAME`, `cell:PLACE`, or "all".
        to
            The actor that gets it, by its id or a name in any language; so with every actor and layer.
        precision
            What is known of the hour in `on`: "hour", "part_of_day", or "order", which it shows only.
        on, until
            From when, and until when it is not known to have gone on; without it, to the end of each state.
        from_controller
            Take only what this actor holds, as reports say it: by default from whoever holds the ground.
        layer
            Take only from this layer.
        radius_km
            All within that distance of a place, point or line.
        status, others, certainty, sources
            How the ground is held, with or against which further actors, how sure that is, who says so.
        name, note
            What the ground is called, and what else there is to say: in the map's first language, or by
            language. Without a name a whole state's ground keeps its own.

        Raises
        ------
        InputError
            When there is nothing to pass, or a value cannot be used.

        Examples
        --------
        >>> news = project.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14")
        >>> project.preview(news)
        Preview(league → republic 12.6 km²; 2 added, 1 closed)
        """
        start, end = given_moment(self.project, on), moment_of(self.project, until)
        ground = self._named(given_ground(area), radius_km=radius_km, on=start).lonlat
        further = [self._actor(one) for one in ids_of(others)]
        said = {"status": status, "others": further, "certainty": certainty, "sources": sources}
        control = control_of(
            {"controller": self._actor(to), **said, **given(name=name, note=note)}, self.project
        )
        control = replace(control, precision=precision)
        refuse_unknown(self.project, sources=control.sources)
        held, home = self._where(from_controller, layer)
        return transfer(self.project, ground, control, on=start, until=end, from_controller=held, layer=home)

    def correct(
        self,
        area: Area = None,
        *,
        states: Names = (),
        on: Instant | None = None,
        until: Instant | None = None,
        from_controller: str | None = None,
        layer: str | None = None,
        radius_km: float | None = None,
        controller: str | None = None,
        status: Status | None = None,
        others: Names | None = None,
        certainty: Certainty | None = None,
        sources: Names | None = None,
        name: Texts | None = None,
        note: Texts | None = None,
    ) -> Delta:
        """Return what makes records say something else; the old records stay, superseded.

        Parameters
        ----------
        area, on, until, from_controller, layer, radius_km
            Which ground was recorded wrongly, and when, as for `transfer`; without `on`, all of `states`.
        states
            Ids of the records to correct; then no others are.
        controller, status, others, certainty, sources, name, note
            What is right, where it is not what the records say; an empty text takes a name or note away.
            Where another controller or further actors are named, sources and certainty are needed: nothing is
            inherited.

        Raises
        ------
        InputError
            When there is nothing to correct, or a value cannot be used.

        Examples
        --------
        >>> surer = project.correct(states="valley-0001", certainty="confirmed", sources="herald-2024-03-09")
        >>> project.preview(surer)
        Preview(no ground moves; 1 added, 1 closed)
        """
        start, end = moment_of(self.project, on), moment_of(self.project, until)
        ground = self._named(area, radius_km=radius_km, on=start).lonlat
        further = None if others is None else [self._actor(one) for one in ids_of(others)]
        holder = None if controller is None else self._actor(controller)
        right = given(controller=holder, status=status, others=further, certainty=certainty)
        right |= given(sources=sources, name=name, note=note)
        changes = changes_of(right, self.project)
        refuse_unknown(self.project, sources=changes.get("sources", ()))
        held, home = self._where(from_controller, layer)
        return correct(
            self.project,
            ground,
            changes,
            on=start,
            until=end,
            from_controller=held,
            layer=home,
            states=[*map(str, ids_of(states))],
        )

    def retract(self, *states: Names) -> Delta:
        """Return what takes records back: their ground goes on as before them, or is unknown.

        Raises
        ------
        InputError
            When a state is not there.

        Examples
        --------
        >>> project.preview(project.retract("valley-0004"))
        Preview(league → republic 121.0 km²; 1 added, 1 closed)
        """
        return retract(self.project, [*map(str, ids_of(*states))])

    def reshape(
        self, one: str, two: str, line: Line, *, on: Instant | None = None, scope: Scope = "everywhere"
    ) -> Delta:
        """Return what moves the border between two neighbouring states to a line (lon, lat).

        All states that have the same border follow: in scope "everywhere" on all dates, so that no date gains
        or loses a transfer; in scope "from" those from `on`; in scope "while" those of the time that the two
        states share.

        Raises
        ------
        InputError
            When they are no neighbours, the line does not divide their ground, or would run over others.

        Examples
        --------
        >>> north = "LINESTRING (36 35.3, 37 35.3)"
        >>> project.preview(project.reshape("valley-0001", "valley-0002", north))
        Preview(league → republic 13.1 km²; 4 changed)
        """
        border = self._line(line)
        return reshape(self.project, one, two, border, on=moment_of(self.project, on), scope=scope)

    def move_border(
        self,
        line: Line | None = None,
        *,
        vertices: Iterable[Move] | None = None,
        tolerance_m: float | None = None,
        at: LonLat | None = None,
        between: Sequence[LonLat] | None = None,
        on: Instant | None = None,
        scope: Scope = "everywhere",
    ) -> Delta:
        """Return what moves a border, and all states that have it on their outline, so that it stays shared.

        One of `line`, `vertices` and `tolerance_m` says how. Points are taken for a vertex or a border within
        10 m.

        Parameters
        ----------
        line
            Where the border is to run, between the first and the last place where this line (lon, lat) meets
            a border. The shorter stretch of border between the two gives way. Borders of other dates that
            hang on it are cut off at the line, or led on to it. The edge of the map stays, and borders may
            slide along it: where the line ends there, say with `at` which border is meant.
        vertices
            Pairs of points (lon, lat): a vertex, a junction too, and where it is to be. To None it is taken
            out; from None it is put in. Where there is no vertex on the border, one is put in and dragged.
        tolerance_m
            Take out the vertices that lie within that many metres of a simpler border. Junctions stay.
        at
            A point (lon, lat) on the stretch that gives way; on the border that is made simpler.
        between
            Two points (lon, lat) between which a border is made simpler: else from junction to junction.
        on
            The date on which the border is looked at; without it, the borders of all dates.
        scope
            "everywhere": wherever this border exists, on all dates; so no date gains or loses a transfer.
            "from": from `on`. "while": while the states stand that have the border on `on`.

        Raises
        ------
        InputError
            When a point is on no border, the border is the edge of the map, or it would run over others.

        Examples
        --------
        >>> bend = project.move_border("LINESTRING (36.404 35.302, 36.433 35.282, 36.462 35.309)")
        >>> project.preview(bend)
        Preview(republic → league 4.4 km²; 3 changed)
        >>> [(row["date"], round(row["area_km2"], 1), row["meant"]) for row in project.preview(bend).by_date]
        [('2024-02-01', 4.4, True), ('2024-03-09', -4.4, True)]
        >>> project.preview(project.move_border(vertices=[((36.433, 35.297), (36.433, 35.287))]))
        Preview(republic → league 2.9 km²; 3 changed)
        """
        if sum(value is not None for value in (line, vertices, tolerance_m)) != 1:
            raise InputError(Problem("move_border takes one of line, vertices and tolerance_m"))
        how: dict[str, Any] = {"on": moment_of(self.project, on), "scope": scope}
        point = None if at is None else self._point(at)
        if vertices is not None:
            moves = [vertex_of(one) for one in vertices]
            for end in (end for move in moves for end in (move.start, move.end) if end is not None):
                self._point(end)
            return with_vertices(self.project, moves, **how)
        if line is not None:
            return along_line(self.project, self._line(line), at=point, **how)
        if between is not None and len(between) != 2:
            raise InputError(Problem("a stretch of border lies between two points"))
        ends = None if between is None else (self._point(between[0]), self._point(between[1]))
        return simplified(self.project, float(tolerance_m or 0), at=point, between=ends, **how)

    def split(
        self, state: str, *, line: Line | None = None, area: Area = None, on: Instant | None = None
    ) -> Delta:
        """Return what makes several states of one, along a line, by other ground, or at an instant.

        Raises
        ------
        InputError
            When the state is not there, or is not divided, or not just one of line, area and on is given.

        Examples
        --------
        >>> project.preview(project.split("valley-0001", line="LINESTRING (36.4 35, 36.4 36)"))
        Preview(no ground moves; 1 added, 3 changed)
        """
        if sum(value is not None for value in (line, area, on)) != 1:
            raise InputError(Problem("split takes one of line, area and on"))
        if line is not None:
            divider = self._line(line)
        else:
            ground = self._named(area)
            divider = moment_of(self.project, on) if area is None else ground.lonlat
        if divider is None:
            raise InputError(Problem(phrase("{state} is not divided by all there is", state=state)))
        return split(self.project, state, divider)

    def merge(self, *states: Names) -> Delta:
        """Return what makes one state of several that say the same and touch, in space or in time.

        Raises
        ------
        InputError
            When they do not say the same, or do not touch.

        Examples
        --------
        >>> entry = project.apply(project.split("valley-0001", on="2024-03-05"))
        >>> halves = project.log()[-1].features
        >>> project.merge("valley-0001", *halves["added"])
        Delta(removed=2, added=1, rewrites=0)
        """
        return merge(self.project, [*map(str, ids_of(*states))])

    def preview(self, delta: Delta) -> Preview:
        """Return what a delta would do: who loses and gains how many km², which features change.

        Raises
        ------
        ConflictError, InputError, OverlapError
            When it cannot be applied.

        Examples
        --------
        >>> delta = project.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14")
        >>> project.preview(delta)
        Preview(league → republic 12.6 km²; 2 added, 1 closed)
        >>> project.preview(delta).to_json()["moved"]
        [{'from': 'league', 'to': 'republic', 'area_km2': 12.561363}]
        """
        return preview(self.project, delta)

    def beyond_period(self, news: Delta) -> BeyondPeriod | None:
        """Return what an edit puts outside the map's period, where no page shows it; else None.

        Examples
        --------
        >>> word = {"to": "republic", "sources": "herald-2024-03-09"}
        >>> news = project.transfer("Lower Town", radius_km=2, on="2024-04-02", **word)
        >>> project.beyond_period(news).through
        '2024-04-02'
        """
        return beyond_period(self.project, news)

    def extend_period(self, news: Delta) -> Delta:
        """Return an edit with what makes the map's period last until all of its news is shown.

        Where nothing of it begins after the period, it is the same edit.

        Raises
        ------
        InputError
            When controlmap.toml cannot be read.

        Examples
        --------
        >>> word = {"to": "republic", "sources": "herald-2024-03-09"}
        >>> news = project.transfer("Lower Town", radius_km=2, on="2024-04-02", **word)
        >>> project.beyond_period(project.extend_period(news)) is None
        True
        """
        beyond = self.beyond_period(news)
        if beyond is None or beyond.through is None:
            return news
        return news + period_extended(self.project, beyond.through)

    def apply(
        self,
        delta: Delta,
        *,
        command: str = "apply",
        who: str = "",
        why: str | None = None,
        sources: Names = (),
    ) -> Entry:
        """Write a delta to the layers, and the journal's entry on it, which is returned.

        Raises
        ------
        StaleError
            When the files are no longer those that were read.
        ConflictError, InputError, OverlapError
            When the delta does not fit, or changes nothing; nothing is written then.

        Examples
        --------
        >>> delta = project.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14")
        >>> project.apply(delta, who="Ada", why="as the radio says").note.why
        'as the radio says'
        """
        return self.write(delta, Note(command, who, why, ids_of(sources)))

    def undo(self, *, who: str = "", why: str | None = None) -> Entry:
        """Take the last edit back: that of `who`, where one is theirs.

        Raises
        ------
        InputError, StaleError, ConflictError
            When there is none, or the map has changed since.

        Examples
        --------
        >>> delta = project.transfer("Lower Town", radius_km=2, to="republic", on="2024-03-14")
        >>> entry = project.apply(delta)
        >>> project.undo().features["removed"] == entry.features["added"]
        True
        """
        return self.write(*undo(self.project, who=who, why=why))

    def redo(self, *, who: str = "", why: str | None = None) -> Entry:
        """Do the last undone edit again.

        Raises
        ------
        InputError, StaleError, ConflictError
            When there is none, or the map has changed since.

        Examples
        --------
        >>> entry = project.apply(project.split("valley-0001", on="2024-03-05"))
        >>> undone = project.undo()
        >>> project.redo().features == entry.features
        True
        """
        return self.write(*redo(self.project, who=who, why=why))

    def revert(self, entry: str | int, *, who: str = "", why: str | None = None) -> Entry:
        """Take an entry of the journal back, by its id or rank, as long as nothing changed what it did.

        Raises
        ------
        InputError, StaleError, ConflictError
            When there is no such entry, or what it did was changed since.

        Examples
        --------
        >>> entry = project.apply(project.split("valley-0001", on="2024-03-05"))
        >>> project.revert(entry.id).features["removed"] == entry.features["added"]
        True
        """
        return self.write(*revert(self.project, entry, who=who, why=why))

    def log(self) -> list[Entry]:
        """Return the entries of the journal, the oldest first.

        Raises
        ------
        InputError
            When the journal cannot be read.

        Examples
        --------
        >>> entry = project.apply(project.split("valley-0001", on="2024-03-05"), command="split", who="Ada")
        >>> [(entry.number, entry.note.command, entry.note.who) for entry in project.log()]
        [(1, 'split', 'Ada')]
        """
        return read_journal(self.project.folder)

    def write(self, delta: Delta, note: Note) -> Entry:
        """Write a delta, with what the journal is to say of it; as `apply`.

        Raises
        ------
        StaleError, ConflictError, InputError, OverlapError
            As `apply` does.

        Examples
        --------
        >>> from controlmap.model import Note
        >>> project.write(project.split("valley-0001", on="2024-03-05"), Note("split", who="Ada")).note.who
        'Ada'
        """
        project, entry = apply_delta(self.project, delta, note)
        self._become(project)
        return entry

    def _actor(self, name: str) -> str:
        return actor_meant(name, self.project.settings.actors)

    def _where(self, from_controller: str | None, layer: str | None) -> tuple[str | None, str | None]:
        """Return what narrows an edit down, by ids."""
        held = None if from_controller is None else self._actor(from_controller)
        home = None if layer is None else id_meant(layer, self.project.layers, "layer")
        return held, home

    def _named(
        self, area: Area, *, radius_km: float | None = None, on: np.datetime64 | None = None
    ) -> NamedArea:
        """Return the ground that is meant; what is said of a file's names the file."""
        found = self._read(area)
        with naming_file(area, read=found is not area):
            return named_area(self.project, found, radius_km=radius_km, on=on)

    def _point(self, given: LonLat) -> tuple[float, float]:
        """Return a point (lon, lat) as it was given, on the map."""
        point = lonlat_of(given)
        refuse_swapped_line(self.project, shapely.Point(point))
        return point

    def _line(self, line: Line) -> shapely.Geometry:
        """Return the line that is meant; what is said of a file's names the file."""
        found = self._read(line)
        with naming_file(line, read=found is not line):
            return line_of(self.project, found)

    def _read(self, given: Any) -> Any:
        """Return an area or line as it was given, or the geometry in the file that it names."""
        if self._read_file is None or not isinstance(given, str | Path) or not _FILE.search(str(given)):
            return given
        found = self._read_file(given)
        return given if found is None else found

    def _become(self, project: Project) -> None:
        """Go on with the map project as it is after an edit."""
        self.project = project
