"""evaluation.json: how well the areas foretold reports that were left out, and of which evidence that is."""

from __future__ import annotations

from controlmap.errors import Problem
from controlmap.format.canonical import json_text
from controlmap.format.document import Fault
from controlmap.format.json import read_json
from controlmap.format.problems import gathering
from controlmap.model import KeptEvaluation, validated

__all__ = ["EVALUATION_FILE", "parse_evaluation", "write_evaluation"]

EVALUATION_FILE = "evaluation.json"


@gathering(None)
def parse_evaluation(
    data: bytes, *, file: str = EVALUATION_FILE
) -> tuple[KeptEvaluation | None, list[Problem]]:
    """Return what the file holds; where anything is wrong, None, and all problems."""
    document = read_json(data, file=file)
    if not isinstance(document.value, dict):
        return None, document.problems([Fault((), "CM124", "an object is expected")])
    return validated(KeptEvaluation, document.value, file=file), []


def write_evaluation(kept: KeptEvaluation) -> bytes:
    """Return evaluation.json: a digest a line, an evaluation a line."""
    digests = ",\n".join(f"  {json_text(file)}: {json_text(told)}" for file, told in kept.evidence.items())
    rows = ",\n".join(f"  {json_text(row.model_dump())}" for row in kept.left_out)
    parts = (f'"method": {json_text(kept.method)}', f'"evidence": {{\n{digests}}}', f'"left_out": [\n{rows}]')
    return ("{" + ",\n ".join(parts) + "}\n").encode()
