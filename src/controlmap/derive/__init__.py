"""Areas of control from place reports.

Ground is whose it most likely is: holders at the places are kriged over the cells of a lattice, and rivers,
lakes, main roads and borders hold back what is known on one side of them. The way the field draws such maps
is there too: ground shared out among the places by distance (Thiessen cells). Either way a place keeps what
its own reports say, and what people drew by hand, front lines and judgements, goes over all that.

Everything is cut once, together, so that the result is a coverage: every point of an extent is in exactly one
state at every instant.
"""

from controlmap.derive.areas import METHODS, derive_states
from controlmap.derive.files import (
    derive_project,
    derived_files,
    evaluate_folder,
    evaluate_project,
    layers_asked,
    open_to_derive,
    unheard_reports,
)
from controlmap.derive.seeds import Unheard

__all__ = [
    "METHODS",
    "Unheard",
    "derive_project",
    "derive_states",
    "derived_files",
    "evaluate_folder",
    "evaluate_project",
    "layers_asked",
    "open_to_derive",
    "unheard_reports",
]
