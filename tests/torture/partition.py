"""Random edits in a row, over HTTP and in Python at once: the same files, no overlap, no hole, no sliver."""

from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.serve.test_serve_machine import Acts
from tests.torture.row import Cases, part_of

RUNS, STEPS = 2000, 50
TOGETHER = 5
"""Runs of one search, which are told together."""


def run(share: float, scratch: Path) -> Cases:
    counted: Counter[str] = Counter()

    class Counting(Acts):
        def act(self, who: str, kind: str, **said: object) -> None:
            super().act(who, kind, **said)
            counted["edits tried"] += 1

        def teardown(self) -> None:
            counted["runs"] += 1
            if hasattr(self, "running"):
                super().teardown()

    calm = settings(
        max_examples=TOGETHER,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for _ in range(max(1, part_of(RUNS, share) // TOGETHER)):
        before = counted["runs"]
        fault = None
        try:
            run_state_machine_as_test(Counting, settings=calm)
        except Exception as error:
            fault = f"{type(error).__name__}: {str(error)[:300]}"
        yield fault
        for _ in range(counted["runs"] - before - 1):
            yield None
    return ", ".join(f"{number:,} {what}" for what, number in counted.items()) + f" of up to {STEPS} steps"
