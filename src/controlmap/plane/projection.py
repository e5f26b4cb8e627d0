"""Points moved from one reference system to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Transformer

__all__ = ["projected"]


def projected(transformer: Transformer, xy: ArrayLike, *, inverse: bool = False) -> NDArray[np.float64]:
    """Return rows of coordinates as a transformer moves them, or moves them back.

    Axes and units are the transformer's.
    """
    points = np.asarray(xy, dtype=np.float64)
    # pyproj takes an array of one point for a number, of which numpy warns before 2.4; a list it does not.
    columns = points.T.tolist() if len(points) == 1 else points.T
    return np.column_stack(transformer.transform(*columns, direction="INVERSE" if inverse else "FORWARD"))
