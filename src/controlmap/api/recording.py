"""Places, sources and reports of a map project: added, changed and removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from controlmap.dates import exact_text, instant_of
from controlmap.edit import Kind, Record, add_record, change_record, remove_records
from controlmap.model import Note, Project
from controlmap.store import open_project

__all__ = ["Recording"]


class Recording:
    """What a map project lists beside the ground; each change is an edit, which `undo` takes back."""

    project: Project

    def add(self, kind: Kind, said: Mapping[str, Any], *, who: str = "", why: str | None = None) -> Record:
        """Add an actor, a place, a source or a report, and return it with its id.

        Parameters
        ----------
        kind
            `actor`, `place`, `source` or `report`.
        said
            What it says, by the keys of `[[actors]]` in controlmap.toml, the columns of places.csv and
            reports.csv and the members of sources.json; texts in the map's first language, or by language.
            Actors and places are named by id or name. Dates may be instants of Python's, pandas' or NumPy's.
            Points are in degrees on WGS 84, `coord_accuracy_m` in metres.
        who, why
            What the journal is to say of it.

        Raises
        ------
        InputError
            When a value cannot be used, the id is taken, or it is there already.

        Examples
        --------
        >>> project.add("place", {"name": "The Mill", "kind": "site", "lon": 36.4, "lat": 35.3}).id
        'the-mill'
        """
        note = Note(f"{kind} add", who, why)
        return self._again(add_record(self.project.folder, kind, self._written(said), note))

    def change(
        self, kind: Kind, name: str, said: Mapping[str, Any], *, who: str = "", why: str | None = None
    ) -> Record:
        """Let an actor, place, source or report say something else, and return it.

        `name` is its id; an actor or a place may be called by a name. `kind`, `said`, `who` and `why` are as
        for `add`: what is not named stays, and None takes away.

        Raises
        ------
        InputError
            When there is none of that name, a value cannot be used, or all is said already.

        Examples
        --------
        >>> project.change("place", "Lower Town", {"aliases": "Old Port"}).also_called
        ('Old Port',)
        """
        note = Note(f"{kind} change", who, why)
        return self._again(change_record(self.project.folder, kind, name, self._written(said), note))

    def remove(self, kind: Kind, *names: str, who: str = "", why: str | None = None) -> list[Record]:
        """Remove records of a kind by their ids (actors and places by their names too), and return them.

        `kind`, `who` and `why` are as for `add`.

        Raises
        ------
        InputError
            When one is not there, or something names it still: all that does is told.

        Examples
        --------
        >>> mill = project.add("place", {"name": "The Mill", "kind": "site"})
        >>> [place.name for place in project.remove("place", mill.id)]
        ['The Mill']
        """
        return self._again(remove_records(self.project.folder, kind, names, Note(f"{kind} remove", who, why)))

    def _written(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is said with its instants as the files have them."""
        return {
            name: exact_text(instant_of(value, self.project.zone))
            if isinstance(value, date | np.datetime64)
            else value
            for name, value in said.items()
        }

    def _again(self, told: Any) -> Any:
        """Return what was told, once the map project is read as it lies now."""
        self._become(open_project(self.project.folder))
        return told

    def _become(self, project: Project) -> None:
        self.project = project
