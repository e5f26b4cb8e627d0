"""How well areas foretell reports that are left out, as `evaluation.json` keeps it."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from controlmap.model.fields import Count, Value

__all__ = ["Calibration", "Evaluation", "KeptEvaluation", "Method", "Share"]

Method = Literal["kriging", "thiessen"]
"""How areas are drawn: as whose ground it most likely is, or shared out by distance."""

Fraction = Annotated[float, Field(strict=True, ge=0, le=1)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Share(NamedTuple):
    """A share of trials, and the interval that holds it with 95 %."""

    value: Fraction
    low: Fraction
    high: Fraction


class Calibration(NamedTuple):
    """Of the answers that were given with a probability in `[low, high)`, the share that was right.

    A trial is asked for two: who held the place just before the day of the report, and at the end of it.
    """

    low: Fraction
    high: Fraction
    answers: Count
    right: Fraction


class Evaluation(Value):
    """What became of the trials in which all reports within `left_out_km` were left out; 0: the place alone.

    `right`: holder before and after are as reported. `day`: it comes to the reported holder within a day of
    when it was reported to. None where there was no trial.
    """

    left_out_km: Annotated[float, Field(strict=True, ge=0)]
    trials: Count
    right: Share | None
    day: Share | None
    calibration: tuple[Calibration, ...]

    @property
    def foretold(self) -> int:
        """How many of the trials came out right."""
        return 0 if self.right is None else round(self.right.value * self.trials)


class KeptEvaluation(Value):
    """Evaluations, and the SHA-256 of each file of the evidence that they were computed from."""

    method: Method
    evidence: dict[str, Digest]
    left_out: Annotated[tuple[Evaluation, ...], Field(min_length=1)]
