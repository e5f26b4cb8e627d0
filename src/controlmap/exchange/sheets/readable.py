"""What makes a row readable: names in the map's languages, sources with titles and addresses, known times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from controlmap.dates import format_instant
from controlmap.exchange.sheets.sheet import About
from controlmap.history import History
from controlmap.model import (
    SHARED,
    Actor,
    ControlState,
    Layer,
    Look,
    Project,
    Region,
    Source,
    Text,
    actor_in,
    credit_in,
    look_of,
)

__all__ = ["READABLE", "Reader", "about_map", "is_readable"]

READABLE = (
    "layer", "layer_name", "controller_name", "label", "colour", "source_titles", "source_urls", "since",
    "until", "starts", "ends", "area_km2", "as_of", "licence",
)  # fmt: skip
"""What exports say beside a layer's own properties, some of it by language too; nothing of it comes back."""

_ONE_MINUTE = np.timedelta64(1, "m")
_BY_LANGUAGE = re.compile("(layer_name|controller_name|label)_.+")


def is_readable(name: str) -> bool:
    """Tell whether a column says what exports add for people."""
    return name in READABLE or bool(_BY_LANGUAGE.fullmatch(name))


def about_map(project: Project, as_of: str) -> About:
    """Return what a file of a map says of itself."""
    settings = project.settings
    languages = settings.languages
    named = tuple(credit_in(credit, languages) for credit in project.credits)
    said = settings.title, settings.licence, named, as_of, settings.time_zone, languages
    return About(*said, settings.description)


def last_day(history: History) -> str:
    """Return the last minute's day of a history: that up to which the map speaks."""
    return format_instant((history.end - _ONE_MINUTE).astype("datetime64[D]"))


@dataclass(frozen=True)
class Reader:
    """What the people who read a map's rows are told of actors, layers, sources and states."""

    project: Project

    @cached_property
    def _actors(self) -> Mapping[str, Actor]:
        return {actor.id: actor for actor in self.project.settings.actors}

    def actor(self, name: str) -> Actor:
        """Return an actor; one that the map does not list is called as its id."""
        return actor_in(self._actors, name)

    def by_language(self, field: str, texts: Text, otherwise: str | None = None) -> dict[str, str | None]:
        """Return a text under a field's name in the map's first language, `field_LANG` in each further one.

        None in a language that lacks it; the first one has `otherwise` where no language has it.
        """
        first, *further = self.project.settings.languages
        said = texts or {first: otherwise}
        return {field: said.get(first)} | {f"{field}_{code}": said.get(code) for code in further}

    def called(self, actor: str) -> str:
        """Return what an actor is called: in the map's first language if it has a name there, else in any."""
        return self._any(self.actor(actor).name) or actor

    def layer_called(self, name: str) -> str:
        """Return what a layer is called: in the map's first language if it has a name there, else in any."""
        return self._any(self._layer(name).name) or name

    def _any(self, texts: Text) -> str | None:
        return texts.get(self.project.settings.languages[0]) or next(iter(texts.values()), None)

    def named(self, field: str, actor: str) -> dict[str, str | None]:
        """Return an actor's name in each language of the map that has one."""
        return self.by_language(field, self.actor(actor).name, actor)

    def _layer(self, name: str) -> Layer:
        return next(one for one in self.project.layers if one.id == name)

    def layer(self, name: str) -> dict[str, str | None]:
        """Return a layer's id, and its name in each language of the map that has one."""
        return {"layer": name, **self.by_language("layer_name", self._layer(name).name, name)}

    def _region(self, name: str) -> Region:
        return next(one for one in self.project.regions if one.id == name)

    def region_called(self, name: str) -> str:
        """Return what a region is called: in the map's first language if it has a name there, else in any."""
        return self._any(self._region(name).name) or name

    def region(self, name: str) -> dict[str, str | None]:
        """Return a region's name in each language of the map that has one."""
        return self.by_language("region_name", self._region(name).name, name)

    def holding(self, controller: str, status: str, others: Iterable[str]) -> dict[str, str | None]:
        """Return who holds ground, with all who share or contest it in the label, and the map's colour.

        A language in which one of them has no name has no label.
        """
        everybody = [controller, *(others if status in SHARED else ())]
        names = [self.named("label", actor) for actor in everybody]
        labels = {key: _joined([name[key] for name in names]) for key in names[0]}
        colour = self.actor(controller).colour
        return {**self.named("controller_name", controller), **labels, "colour": colour}

    def cited(self, sources: Iterable[str]) -> dict[str, list[Any]]:
        """Return titles of sources, with publisher and day as far as known; addresses of each, or None."""
        found = [self.project.sources[name] for name in sources if name in self.project.sources]
        return {"source_titles": [*map(_titled, found)], "source_urls": [s.URL for s in found]}

    def look(self, controller: str, status: str, certainty: str | None, others: Iterable[str] = ()) -> Look:
        """Return how ground is drawn on the page."""
        language = self.project.settings.languages[0]
        return look_of(self._actors, controller, status, certainty, [*others], language)

    def texts(self, state: ControlState, *fields: str) -> dict[str, str]:
        """Return texts of a state under their names in the first language, `field_LANG` in further ones."""
        return {key: text for field in fields for key, text in state.text(field).properties(field).items()}


def _joined(names: Sequence[str | None]) -> str | None:
    told = [name for name in names if name is not None]
    return " / ".join(told) if len(told) == len(names) else None


def _titled(source: Source) -> str:
    beside = ", ".join(filter(None, [source.publisher or "", source.issued_text or ""]))
    return f"{source.title} ({beside})" if beside else source.title
