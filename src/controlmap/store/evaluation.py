"""evaluation.json: kept beside the map, and held against the evidence that it was computed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from controlmap.dates import first_minute, format_instant
from controlmap.errors import InputError
from controlmap.format import EVALUATION_FILE, SETTINGS_FILE, hand_file, json_text, write_evaluation
from controlmap.model import HOLD_BACK, Evaluation, KeptEvaluation, Method, Project, Share
from controlmap.store.atomic import write_atomically
from controlmap.store.files import inside, read_data
from controlmap.store.transaction import locked

__all__ = ["changed_evidence", "evidence_of", "keep_evaluation"]

_TABLES = ("places.csv", "reports.csv")
_DIGITS = 4


def evidence_of(project: Project) -> dict[str, str]:
    """Return the SHA-256 of each file that areas are derived from, as it is on disk now, unpacked.

    Of controlmap.toml it is that of what a derivation reads there: the first day, the grid, extents and
    background. Files that are not there have none, nor have sources: they decide how sure ground is, not
    whose.
    """
    files = {file: _digest(project, file) for file in sorted(_files_of(project))}
    told = sha256(json_text(_read_settings(project)).encode()).hexdigest()
    return {SETTINGS_FILE: told, **{file: digest for file, digest in files.items() if digest is not None}}


def changed_evidence(project: Project) -> tuple[str, ...]:
    """Return the files that are not as they were when the map's kept evaluation was computed, sorted.

    Where none is kept there are none.
    """
    if project.evaluation is None:
        return ()
    then, now = project.evaluation.evidence, evidence_of(project)
    return tuple(sorted(file for file in {*then, *now} if then.get(file) != now.get(file)))


def keep_evaluation(
    project: Project, evaluations: Sequence[Evaluation], method: Method, evidence: dict[str, str]
) -> None:
    """Write evaluation.json beside the map; `evidence` is what `evidence_of` gave when they were computed.

    Raises
    ------
    InputError
        When its place leads out of the map project.
    """
    rounded = tuple(_rounded(one) for one in evaluations)
    kept = KeptEvaluation(method=method, evidence=evidence, left_out=rounded)
    path = inside(project.folder, EVALUATION_FILE, EVALUATION_FILE)
    with locked(project.folder, exclusive=True):
        write_atomically(path, write_evaluation(kept))


def _files_of(project: Project) -> Iterator[str]:
    settings = project.settings
    yield from _TABLES
    yield from (hand_file(layer.id) for layer in settings.layers)
    yield from (layer.extent.file for layer in settings.layers if layer.extent)
    yield from (base.file for base in settings.base if base.kind in HOLD_BACK)


def _read_settings(project: Project) -> list[object]:
    settings = project.settings
    start = None if settings.period is None else format_instant(first_minute(settings.period.start))
    extents = [[layer.id, layer.extent and layer.extent.model_dump()] for layer in settings.layers]
    lines = [[base.file, base.kind] for base in settings.base if base.kind in HOLD_BACK]
    return [start, settings.grid, extents, lines]


def _digest(project: Project, file: str) -> str | None:
    try:
        return sha256(read_data(inside(project.folder, file, SETTINGS_FILE), file)).hexdigest()
    except InputError:
        return None


def _rounded(one: Evaluation) -> Evaluation:
    """Return an evaluation in few digits: enough to tell how many trials came out right."""
    right, day = (
        None if share is None else Share(*(round(part, _DIGITS) for part in share))
        for share in (one.right, one.day)
    )
    bins = tuple(found._replace(right=round(found.right, _DIGITS)) for found in one.calibration)
    return one.model_copy(update={"right": right, "day": day, "calibration": bins})
