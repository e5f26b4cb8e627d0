"""What a status and the actors beside the controller may say together, so that they mean something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from controlmap.errors import Problem
from controlmap.model.fields import SHARED
from controlmap.words import listing, phrase, word

__all__ = ["faults_of_holding"]

_UNKNOWN = "unknown"


def faults_of_holding(controller: str, status: str, others: Sequence[str]) -> Iterator[Problem]:
    """Yield what makes a controller, a status and further actors mean nothing together.

    Each problem has the code of its rule (CM701 to CM704), the property that it is about, and what to do.
    """
    for fault in (_shared_with_nobody, _named_twice, _held_with_others, _unknown_and_more):
        problem = fault(controller, status, others)
        if problem is not None:
            yield problem


Fault = Callable[[str, str, Sequence[str]], Problem | None]


def _shared_with_nobody(controller: str, status: str, others: Sequence[str]) -> Problem | None:
    if status not in SHARED or controller == _UNKNOWN or set(others) - {controller}:
        return None
    hint = "Name the further actors in `others`, or say that the ground is held."
    return Problem(
        phrase("is {status}, but names nobody else", status=word(status)),
        property="others",
        hint=hint,
        code="CM701",
    )


def _named_twice(controller: str, status: str, others: Sequence[str]) -> Problem | None:
    twice = [name for i, name in enumerate(others) if name in (controller, *others[:i])]
    if not twice:
        return None
    hint = "The controller is named once, and each further actor once."
    return Problem(phrase("names {actor} twice", actor=twice[0]), property="others", hint=hint, code="CM702")


def _held_with_others(controller: str, status: str, others: Sequence[str]) -> Problem | None:
    if status != "held" or not others:
        return None
    message = phrase(
        "is held by {controller} alone, but names {others} too",
        controller=controller,
        others=listing(others),
    )
    hint = "Say that the ground is contested or joint, or name nobody else."
    return Problem(message, property="status", hint=hint, code="CM703")


def _unknown_and_more(controller: str, status: str, others: Sequence[str]) -> Problem | None:
    if controller != _UNKNOWN or status == "held":
        return None
    message = phrase("is {status}, but nobody knows who controls it", status=word(status))
    hint = "Name a controller; ground that nobody knows the controller of is held by `unknown`."
    return Problem(message, property="status", hint=hint, code="CM704")
