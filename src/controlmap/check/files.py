"""CM1xx: layer files as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.check.registry import rule
from controlmap.format import write_layer
from controlmap.history import FIRST_GROUND
from controlmap.store import out_of_step

# Rules are reached through the registry.
__all__: list[str] = []


@rule("CM142", "note", "A layer file is in canonical form.", alone=True)
def canonical_form(subject: Subject) -> Iterator[Finding]:
    project = subject.project
    for layer in project.layers:
        heights = any(p.code == "CM209" and p.file == layer.file for p in subject.problems)
        # Heights have a finding of their own, and their loss is no matter of form.
        sound = layer.file not in subject.broken and not heights
        if sound and subject.data(layer.file) != write_layer(layer, grid=project.grid):
            yield Finding("is not in canonical form", layer.file, hint="controlmap check --fix writes it.")


@rule("CM146", "warning", "The layers are as the journal left them.")
def journal_fits(subject: Subject) -> Iterator[Finding]:
    for one in out_of_step(subject.project):
        if one.file not in subject.broken:
            yield Finding(one.message, one.file, one.ids[0], related=one.ids[1:], hint=one.hint)


@rule("CM143", "error", "There is at least one control state.", alone=True)
def nothing_to_show(subject: Subject) -> Iterator[Finding]:
    project = subject.project
    files = {layer.file for layer in project.layers}
    if subject.history is None and not files & subject.broken:
        told = None if any(layer.states for layer in project.layers) else FIRST_GROUND
        yield Finding("no layer holds a control state that is on record", project.layers[0].file, hint=told)
