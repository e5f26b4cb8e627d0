"""`nan` lies within no bounds, and no command takes it."""

from pathlib import Path

import pytest

from .conftest import Run


@pytest.mark.parametrize(
    "command",
    [
        ["fronts", "2024-03-01", "--across-m"],
        ["frames", "--scale"],
        ["frames", "--seconds"],
        ["import", "snapshots", ".", "--snap-m"],
        ["check", "--wait"],
    ],
)
def test_no_command_takes_nan_for_a_number(run: Run, project: Path, command: list[str]) -> None:
    outcome = run(*command, "nan")
    assert outcome.code == 2
    assert "'nan' is not a number" in outcome.err
