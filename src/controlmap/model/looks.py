"""How ground is drawn: its colour, textures that tell how sure it is, hatches that tell how it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from controlmap.model.fields import SHARED
from controlmap.model.settings import Actor
from controlmap.model.states import UNKNOWN

__all__ = ["NOBODY", "Look", "actor_in", "look_of"]

NOBODY = Actor(id=UNKNOWN, name={"en": "Unknown", "ar": "غير معروف"}, colour="#b8b4ad", pattern="lines")
"""Who holds ground where nobody knows who does."""
_TEXTURES = {"confirmed": None, "reported": "dots", "claimed": "stripes", "inferred": "rings"}


class Look(NamedTuple):
    """How a row is drawn: its colour (`#rrggbb`) and legend; `texture` tells how sure, `hatch` how held."""

    colour: str
    legend: str
    texture: str | None = None
    hatch: str = "none"
    other: str | None = None


def actor_in(actors: Mapping[str, Actor], name: str) -> Actor:
    """Return an actor by its id; one that is not listed is called as its id, and has no colour of its own."""
    return actors.get(name) or (
        NOBODY if name == UNKNOWN else NOBODY.model_copy(update={"id": name, "name": {}})
    )


def look_of(
    actors: Mapping[str, Actor],
    controller: str,
    status: str,
    certainty: str | None,
    others: Sequence[str] = (),
    language: str | None = None,
) -> Look:
    """Return how ground is drawn on the page, its legend in a language if there is a name in it."""
    actor, shared = actor_in(actors, controller), others if status in SHARED else ()
    return Look(
        actor.colour,
        actor.name.get(language or "") or next(iter(actor.name.values()), controller),
        None if controller == UNKNOWN else _TEXTURES.get(certainty or ""),
        status if status != "held" else actor.pattern,
        actor_in(actors, shared[0]).colour if shared else None,
    )
