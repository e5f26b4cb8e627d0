"""Areas of control from place reports, the way the field draws them.

The ground is shared out among the places by distance (Thiessen cells). A place with reports tells the story
of its cell; ground without reports follows the nearest place whose reports speak for it, and says how far
away that is. What people drew by hand, front lines and judgements, goes over that.

Everything is cut once, together, so that the result is a coverage: every point of an extent is in exactly one
state at every instant.
"""

from controlmap.derive.areas import derive_states
from controlmap.derive.files import derive_project, derived_files, open_to_derive

__all__ = ["derive_project", "derive_states", "derived_files", "open_to_derive"]
