"""Two map projects of one ground held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from controlmap import measure
from controlmap.api.measuring import refuse_both
from controlmap.dates import Instant, Instants
from controlmap.errors import InputError, Problem
from controlmap.history import History
from controlmap.model import UNKNOWN, Actor, Project, colours_for
from controlmap.store import new_folder, refuse_own_file, write_atomically

if TYPE_CHECKING:
    from controlmap.api.map_project import MapProject
    from controlmap.exchange import StatesTable

__all__ = ["Comparing"]


class Comparing:
    """A map project beside another one."""

    project: Project

    if TYPE_CHECKING:

        @property
        def title(self) -> str: ...  # noqa: D102

        def history(self) -> History: ...  # noqa: D102
        def published(self, *, now: Instant | None = None) -> MapProject: ...  # noqa: D102

    def compare(
        self,
        other: MapProject,
        dates: Instants | None = None,
        *,
        every: str | None = None,
        states: str | Path | Mapping[str, str] | None = None,
        by: Literal["region"] | None = None,
    ) -> measure.Comparison:
        """Return on how much ground two maps agree, who says what, and how far apart their fronts are.

        Parameters
        ----------
        other
            The map B; this one is A.
        dates, every
            At the ends of which days, or at which steps through the time that both speak of, such as "7d"; by
            default at all instants of it at which one of the maps changes. Each map has its own civil time.
        states
            Who is who: a table with columns `a`, `b` or `actor`, which name actors of A, of B or of both, and
            `controller`, which says who that is in the comparison (`skip`: not to be compared); or a mapping
            of ids. Who is not listed is who has the same id.
        by
            "region": by the regions of A, or of B where A has none.

        Raises
        ------
        InputError
            When the maps have no time in common, a date lies outside one of their periods, `every` makes more
            than 5,000 dates, the table is not as it should be, there are no regions, or `by` is something
            else.
        OverlapError
            As `history` does.

        Examples
        --------
        >>> found = project.compare(project, "2024-03-10")
        >>> found.agreement[["agree_km2", "differ_km2", "share"]].round(1)
           agree_km2  differ_km2  share
        0      278.9         0.0    1.0
        """
        from controlmap.exchange import compared_table

        refuse_both(dates, every)
        regions = (self.project.regions or other.project.regions) if by else ()
        if by and not regions:
            raise InputError(Problem("neither map has regions"))
        return measure.compare(
            self.history(),
            other.history(),
            dates,
            every=every,
            meant=self._meant(other, compared_table(states)),
            regions=regions,
        )

    def build_comparison(
        self,
        other: MapProject,
        path: str | Path,
        *,
        states: str | Path | Mapping[str, str] | None = None,
        names: tuple[str, str] | None = None,
        now: Instant | None = None,
    ) -> Path:
        """Write a page that shows this map, another one, and where they differ, and return where.

        One slider goes through the time that both speak of. `states` is as in `compare`; `names` are what the
        maps are called, by default their titles; `now` is as in `published`, which both maps go through.

        Raises
        ------
        InputError, OverlapError
            As `published` and `compare` do, and when `path` belongs to a map; then nothing is written.

        Examples
        --------
        >>> print(project.build_comparison(project, "output/both.html", names=("old", "new")).name)
        both.html
        """
        from controlmap.exchange import compared_table
        from controlmap.render import Compared, comparison_payload, page_html

        target = Path(path)
        refuse_own_file(target)
        table = compared_table(states)
        meant = self._meant(other, table)
        here, there = self.published(now=now), other.published(now=now)
        sides = measure.sides_of(here.history(), there.history(), meant=meant)
        called = names or self._called(other)
        payload = comparison_payload(
            sides,
            (Compared(called[0], here.project, meant[0]), Compared(called[1], there.project, meant[1])),
            _listed(table, (self.project, other.project), sides.names),
        )
        title = f"{called[0]} – {called[1]}"
        page = page_html(payload, title=title, language=self.project.settings.languages[0])
        with new_folder(target.parent):
            write_atomically(target, page.encode())
        return target

    def _meant(self, other: MapProject, table: StatesTable) -> tuple[measure.Meant, measure.Meant]:
        from controlmap.exchange import compared_actors

        ids = [{*side.project.settings.actor_ids, UNKNOWN} for side in (self, other)]
        return compared_actors(table, (ids[0], ids[1]))

    def _called(self, other: MapProject) -> tuple[str, str]:
        names = self.title, other.title
        return names if names[0] != names[1] else (f"{names[0]} (A)", f"{names[1]} (B)")


def _listed(
    table: StatesTable, projects: tuple[Project, Project], names: tuple[str, ...]
) -> dict[str, Actor]:
    """Return the actors that only the table names, and those whose name or colour it says."""
    known = {actor.id: actor for project in projects[::-1] for actor in project.settings.actors}
    first = projects[0].settings.languages[0]
    given = {actor.id: actor.colour for actor in known.values()}
    said = {row.controller: row for row in table.rows}
    colours = colours_for([*names], [], given | {n: r.colour for n, r in said.items() if r.colour})
    listed = {}
    for name in names:
        row, actor = said.get(name), known.get(name)
        if row is None and actor is not None:
            continue
        own = {} if row is None else {code or first: text for code, text in row.names.items()}
        listed[name] = Actor(
            id=name,
            name=own or (actor.name if actor else {first: name}),
            short=None if own or actor is None else actor.short,
            colour=colours.get(name, "#b8b4ad"),
            pattern=actor.pattern if actor else "none",
        )
    return listed
