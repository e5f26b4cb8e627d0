"""What texts were made of: a page in another language makes them anew of its own templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from controlmap.words import Listing, Phrase

__all__ = ["made_of", "with_made_of"]


def made_of(text: Any) -> Any:
    """Return what a text was made of: `{"template": …, "values": {…}}`, a list, or the text itself."""
    if isinstance(text, Phrase):
        return {"template": text.template, "values": {name: made_of(v) for name, v in text.values.items()}}
    if isinstance(text, Listing):
        return [made_of(part) for part in text.parts]
    if isinstance(text, np.generic):
        return made_of(text.item())
    return text if isinstance(text, int | float) else str(text)


def with_made_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told, and in `made_of` what those of its texts were made of that know it."""
    made = {name: made_of(text) for name, text in told.items() if isinstance(text, Phrase | Listing)}
    return {**told, "made_of": made} if made else {**told}
