"""History: cells, spells and arcs, and the questions that they answer."""

from controlmap.history.build import Ground, build_history
from controlmap.history.editions import Edition, editions_of
from controlmap.history.history import History
from controlmap.history.of_project import FIRST_GROUND, history_of, precedence_in
from controlmap.history.plot import BESIDE
from controlmap.history.publishing import kinds_of_no_event, published
from controlmap.history.spell import Spell, known_between
from controlmap.history.timeline import (
    NO_RECORD,
    Overlap,
    Precedence,
    between_controllers,
    latest,
    precedence,
    timeline,
)

__all__ = [
    "BESIDE",
    "FIRST_GROUND",
    "NO_RECORD",
    "Edition",
    "Ground",
    "History",
    "Overlap",
    "Precedence",
    "Spell",
    "between_controllers",
    "build_history",
    "editions_of",
    "history_of",
    "kinds_of_no_event",
    "known_between",
    "latest",
    "precedence",
    "precedence_in",
    "published",
    "timeline",
]
