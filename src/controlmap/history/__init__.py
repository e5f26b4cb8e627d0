"""History: cells, spells and arcs, and the questions that they answer."""

from controlmap.history.build import Ground, build_history
from controlmap.history.history import History, Spell
from controlmap.history.timeline import NO_RECORD, Overlap
from controlmap.history.topology import OUTSIDE, Topology

__all__ = ["NO_RECORD", "OUTSIDE", "Ground", "History", "Overlap", "Spell", "Topology", "build_history"]
