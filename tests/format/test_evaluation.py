"""evaluation.json: written as it is read, and read strictly."""

import json

import pytest

from controlmap.format import parse_evaluation, write_evaluation
from controlmap.model import Calibration, Evaluation, KeptEvaluation, Share

DIGEST = 64 * "0"
KEPT = KeptEvaluation(
    method="thiessen",
    evidence={"places.csv": DIGEST},
    left_out=(
        Evaluation(
            left_out_km=5.0,
            trials=3,
            right=Share(0.6667, 0.5, 1.0),
            day=None,
            calibration=(Calibration(0.9, 1.0, 3, 0.6667),),
        ),
    ),
)


def test_what_is_written_is_read_again() -> None:
    data = write_evaluation(KEPT)
    assert parse_evaluation(data) == (KEPT, [])
    assert write_evaluation(KEPT) == data


def test_the_share_tells_how_many_were_foretold() -> None:
    (row,) = KEPT.left_out
    assert row.foretold == 2
    assert row.model_copy(update={"right": None}).foretold == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"method": "dowsing"}, "method"),
        ({"evidence": {"places.csv": "short"}}, "evidence.places.csv"),
        ({"left_out": []}, "left_out"),
        ({"left_out": [{"left_out_km": -1}]}, "left_out.1.left_out_km"),
        ({"made_by": "hand"}, "made_by"),
    ],
)
def test_what_is_wrong_is_named(change: dict, named: str) -> None:
    value = {**json.loads(write_evaluation(KEPT)), **change}
    found, problems = parse_evaluation(json.dumps(value).encode())
    assert found is None
    assert named in [problem.property for problem in problems]


@pytest.mark.parametrize("share", [[0.5, 0.4], [0.5, 0.4, 1.5], ["0.5", 0.4, 0.6], [True, 0.4, 0.6]])
def test_a_share_is_three_parts_of_one(share: list) -> None:
    value = json.loads(write_evaluation(KEPT))
    value["left_out"][0]["right"] = share
    found, problems = parse_evaluation(json.dumps(value).encode())
    assert found is None
    assert problems


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"method": "kriging", "method": "thiessen"}'])
def test_what_is_no_such_object_is_refused(data: bytes) -> None:
    found, problems = parse_evaluation(data)
    assert found is None
    assert all(problem.file == "evaluation.json" for problem in problems)
    assert problems
