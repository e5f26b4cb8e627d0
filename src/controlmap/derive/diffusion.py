"""Diffusion over the cells of a lattice, which lines hold back.

The heat equation on a graph: cells are its nodes, and what passes between neighbours is the difference of
their values times a conductance, 1 in the open and little across a line. Over a time s a peak in the open
spreads to a bell with a standard deviation of sqrt(2 s) cells. exp(-s L) is applied as a series of Chebyshev
polynomials, which needs some sqrt(s |L|) products where small steps in time would need s |L| (H. Tal-Ezer and
R. Kosloff, J. Chem. Phys. 81, 1984). Each product is four gathers, so that a matrix, and a library for it,
would gain nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controlmap.derive.lattice import Lattice

__all__ = ["Graph", "Parted", "spread"]

_LEAK = 0.05
"""Of what would pass between two cells in the open, the share that passes a line."""
_MOST_STRETCHED = 4.0
"""How much sooner heat passes along rows near a pole, where cells are narrow, at most."""
_TERMS_FROM = 1e-4
_TOGETHER = 100_000

Parted = tuple[NDArray[np.bool_], NDArray[np.bool_]]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The neighbours of each cell: in each of four directions its index, or its own where there is none.

    `passes` (4, n) are the conductances, `out` (n) their sums.
    """

    beside: NDArray[np.intp]
    passes: Values
    out: Values

    @classmethod
    def of(cls, lattice: Lattice, cells: NDArray[np.int64], parted: Parted) -> Graph:
        """Return the graph of cells, given by their numbers in rising order, with lines that part them.

        `parted` is what `Lattice.crossed` returns.
        """
        row, column = np.divmod(cells, lattice.columns)
        # A step along a row is shorter on the ground the nearer the pole is.
        cosine = np.maximum(np.cos(np.radians(lattice.middles(cells)[:, 1])), 1e-3)
        along = np.clip(
            (lattice.step_lat / lattice.step_lon / cosine) ** 2, 1 / _MOST_STRETCHED, _MOST_STRETCHED
        )
        last = column == lattice.columns - 1
        east = np.where(last, cells - column if lattice.wraps else -1, cells + 1)
        beside = np.tile(np.arange(len(cells)), (4, 1))
        passes = np.zeros((4, len(cells)), np.float32)
        for way, to, held, conductance in (
            (0, east, parted[0][row, column], along),
            (2, cells + lattice.columns, parted[1][row, column], np.ones(len(cells))),
        ):
            index = np.minimum(np.searchsorted(cells, to), len(cells) - 1)
            one = np.flatnonzero(cells[index] == to)
            two, share = index[one], (conductance * np.where(held, _LEAK, 1.0))[one]
            beside[way, one], passes[way, one] = two, share
            beside[way + 1, two], passes[way + 1, two] = one, share
        return cls(beside, passes, passes.sum(axis=0))


def spread(fields: Values, graph: Graph, reach_cells: float) -> Values:
    """Return fields (f, cells) after a peak in the open has spread to a bell `reach_cells` wide."""
    # Gershgorin: no eigenvalue of the Laplacian is more than twice the largest number on its diagonal.
    half = np.float32(graph.out.max(initial=0))
    if half == 0:
        return fields
    weights = _series(float(reach_cells**2 / 2 * half))
    # A few at a time: what is gone over again and again is to stay in the processor's cache.
    together = max(1, _TOGETHER // fields.shape[1])
    done = np.empty_like(fields)
    for first in range(0, len(fields), together):
        part = slice(first, first + together)
        done[part] = _spread(fields[part], graph, half, weights)
    return done


def _spread(fields: Values, graph: Graph, half: np.float32, weights: Values) -> Values:
    keep, passes = 1 - graph.out / half, graph.passes / half

    def shifted(values: Values) -> Values:
        """The product with 1 - L / half, whose eigenvalues lie between -1 and 1."""
        product = keep * values
        for way in range(4):
            product += passes[way] * np.take(values, graph.beside[way], axis=1)
        return product

    before, now = fields, shifted(fields)
    total = weights[0] * before + weights[1] * now
    for weight in weights[2:]:
        before, now = now, 2 * shifted(now) - before
        total += weight * now
    return total


def _series(z: float) -> Values:
    """Coefficients of exp(-z (1 - x)) in Chebyshev polynomials of x: e^-z I_k(z), by a Fourier transform."""
    points = 1 << int(np.ceil(np.log2(8 * np.sqrt(z) + 64)))
    angle = 2 * np.pi * np.arange(points) / points
    found = np.fft.rfft(np.exp(z * (np.cos(angle) - 1))).real / points
    found[1:] *= 2
    last = int(np.flatnonzero(np.abs(found) >= _TERMS_FROM * found[0])[-1])
    kept = found[: max(2, last + 1)]
    return (kept / kept.sum()).astype(np.float32)
