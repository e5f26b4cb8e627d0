"""How ids are spelt: which signs they have, and how long they are at most."""

from __future__ import annotations

__all__ = ["FEATURE_ID", "IDENTIFIER", "KEY", "LONGEST_ID"]

LONGEST_ID = 200
"""Letters: a layer's id is the name of a file, too."""
IDENTIFIER = r"^[a-z0-9][a-z0-9_-]*$"
"""Of actors, layers and regions, which stand in settings, addresses and names of files."""
_HIDDEN = r"\x7f-\x9f\u2028-\u202e\u2066-\u2069"
KEY = (
    rf"^[^\s\x00-/:-@\[-^`{{-\x7e{_HIDDEN}]"
    rf"(\.?[^\s\x00-\x22$*,.;<>\[-^`{{-}}{_HIDDEN}])*$"
)
"""Of sources, places, reports and events: no path, no option, and one of several in a cell."""
FEATURE_ID = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
"""Of states, which other programs may have named: it stays on its line, wherever ids are listed."""
