"""Population: how many people live on the ground of each controller."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from controlmap.dates import Instant
from controlmap.history import History
from controlmap.measure.labels import actors_of, controller_of_states
from controlmap.measure.places import cell_of
from controlmap.model import Place
from controlmap.plane import OUTSIDE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["population"]

_SETTLEMENTS = ("city", "town", "village")


def population(history: History, places: Iterable[Place], instant: Instant) -> pd.DataFrame:
    """Return the gazetteer's population by controller at an instant; a row for each with a settlement.

    A day, month or year means its end. Columns: `controller`, `population` (sum of those known), `places`
    (settlements) and `places_unknown` (those of them whose population is not known: the sum is a lower
    bound). Settlements are cities, towns and villages with a point inside the map. Each goes as a whole to
    who holds the ground under its point, a divided city too; neighbourhoods are not counted besides their
    city.

    Raises
    ------
    InputError
        When the instant lies outside the map's period.
    """
    import pandas as pd

    actor = controller_of_states(history)[history.state_at(instant)]
    names = actors_of(history)
    rows = [
        (names[actor[cell]], place.population or 0, place.population is None)
        for place in places
        if place.kind in _SETTLEMENTS and (cell := cell_of(history, place)) != OUTSIDE
    ]
    found = pd.DataFrame(rows, columns=["controller", "people", "unknown"])
    return found.groupby("controller", as_index=False).agg(
        population=("people", "sum"), places=("people", "size"), places_unknown=("unknown", "sum")
    )
