"""What an estimate is worth: from the share that kriging gives a holder to how often such a holder is right.

A logistic regression (J. Platt, "Probabilistic outputs for support vector machines", in: Advances in large
margin classifiers, 1999) of whether the holder was right, on two numbers: the logit of the holder's share,
and how much of the estimate is the mean, and so nobody's word.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["SHIPPED", "Fit", "calibrated", "fitted"]

_NEVER_SURER = 0.98
"""A share nearer to one, or to nothing, tells no more than this."""
_STEPS = 25
_RIDGE = 0.01
"""Keeps the regression finite where all are right."""

Floats = NDArray[np.float64]


class Fit(NamedTuple):
    """The coefficients: of one, of the logit of the share, and of the mean's part."""

    constant: float
    logit: float
    mean: float


SHIPPED = Fit(0.26, 0.88, -3.33)
"""Fitted to the reports of the shipped map, foretold without those on the place, within 5 km and 15 km."""


def calibrated(share: Floats, mean: Floats, fit: Fit = SHIPPED) -> Floats:
    """Return how likely holders are right that have a share of an estimate, of which a part is the mean."""
    return 1 / (1 + np.exp(-_columns(share, mean) @ np.array(fit)))


def fitted(share: Floats, mean: Floats, right: NDArray[np.bool_]) -> Fit:
    """Return the fit to holders with their shares, of which some were right: Newton's method."""
    columns, found = _columns(share, mean), np.zeros(3)
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (right - likely) - _RIDGE * found
        curve = (columns * (likely * (1 - likely))[:, None]).T @ columns + _RIDGE * np.eye(3)
        found = found + np.linalg.solve(curve, slope)
    return Fit(*found.tolist())


def _columns(share: Floats, mean: Floats) -> Floats:
    kept = np.clip(share, 1 - _NEVER_SURER, _NEVER_SURER)
    logit = np.log(kept / (1 - kept))
    return np.stack([np.ones_like(kept), logit, np.broadcast_to(mean, kept.shape)], axis=-1).astype(
        np.float64
    )
