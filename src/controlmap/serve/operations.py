"""The table of all that the server answers to: routes, and the API's description, are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from controlmap.errors import InputError, Problem
from controlmap.serve import answers
from controlmap.serve.answers import Asked
from controlmap.serve.bodies import (
    ActBody,
    ApplyBody,
    Body,
    DraftBody,
    ExpectedBody,
    ReportBody,
    RevertBody,
    SourceBody,
)

__all__ = ["OPERATIONS", "Operation"]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for: how, what for, and who answers.

    `query` has the parameters of the query with what they are; those that end with `?` may be left out.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    answer: Callable[[Asked], Any]
    body: type[Body] | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes_files(self) -> bool:
        """Whether it may make the map another; drafts are beside it."""
        return self.method == "POST" and self.body is not ActBody

    def asked_of(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Return the parameters of a query.

        Raises
        ------
        InputError
            With those that are not known here, missing, or given twice.
        """
        known = {name.rstrip("?"): not name.endswith("?") for name in self.query}
        names = [name for name, _ in pairs]
        wrong = [Problem("is not known here", property=name[:40]) for name in names if name not in known]
        wrong += [
            Problem("is missing", property=name) for name, must in known.items() if must and name not in names
        ]
        wrong += [Problem("is given twice", property=name) for name in known if names.count(name) > 1]
        if wrong:
            raise InputError(wrong)
        return dict(pairs)

    @property
    def summary(self) -> str:
        """The first line of what the function says of itself."""
        return (self.answer.__doc__ or "").split("\n")[0]


OPERATIONS = (
    Operation("GET", "/api/project", answers.project),
    Operation("GET", "/api/states/{id}", answers.state),
    Operation(
        "GET",
        "/api/borders",
        answers.borders,
        query={"on": "a date of the map's period", "bounds?": "west,south,east,north in degrees"},
    ),
    Operation("POST", "/api/preview", answers.preview, ActBody),
    Operation("POST", "/api/apply", answers.apply, ApplyBody),
    Operation("POST", "/api/undo", answers.undo_last, ExpectedBody),
    Operation("POST", "/api/redo", answers.redo_last, ExpectedBody),
    Operation("POST", "/api/revert", answers.revert_entry, RevertBody),
    Operation(
        "GET",
        "/api/log",
        answers.log,
        query={"who?": "whose edits come first to be undone: else those of who runs the server"},
    ),
    Operation("GET", "/api/log/{entry}", answers.entry),
    Operation("POST", "/api/source", answers.source, SourceBody),
    Operation("POST", "/api/report", answers.report, ReportBody),
    Operation("GET", "/api/findings", answers.findings),
    Operation("GET", "/api/drafts", answers.drafts),
    Operation("GET", "/api/drafts/{id}", answers.draft),
    Operation("PUT", "/api/drafts/{id}", answers.keep_draft, DraftBody),
    Operation("DELETE", "/api/drafts/{id}", answers.drop_draft),
)
"""What is asked for and answered in JSON; page, payload and events have answers of their own kinds."""
