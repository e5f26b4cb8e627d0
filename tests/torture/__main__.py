"""Run rows of the table of promises and print what came of them."""

import argparse
import importlib
import sys
import warnings

from tests.torture.row import Result, result_of

PROMISES = {
    1: ("every_file", "every bad input gets an error that names file and place, and nothing is written"),
    2: ("odd_input", "odd input is right or refused, never silently different"),
    3: ("opens", "reading opens the file that was named and nothing else"),
    4: ("bombs", "bombs are refused within 1 s of processor and 200 MB"),
    5: ("killed", "an edit is there whole or not at all"),
    6: ("failing_disk", "an error of the disk is told and changes nothing"),
    7: ("many_writers", "writers at once lose nothing"),
    8: ("hostile_text", "no text from data runs"),
    9: ("door", "only this page, this run, this folder can write through the editor"),
    10: ("partition", "at no instant do two controllers overlap or does a hole appear"),
    11: ("areas", "areas are true, and edits conserve them"),
    12: ("planted", "the check finds every planted fault, and only faults"),
    13: ("same_bytes", "the same input gives the same bytes"),
    14: ("dates", "a date means one thing"),
}
"""By number: the module that tries it, and what is promised."""


def main() -> int:
    """Run the rows that were asked for; 1 where one of them broke."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    asked.add_argument("rows", nargs="*", type=int, choices=[[], *PROMISES], metavar="ROW", default=[])
    asked.add_argument("--share", type=float, default=1, help="how much of it all, from 0 to 1")
    given = asked.parse_args()
    warnings.simplefilter("ignore")
    print("| # | promise | cases tried | results | seconds |\n|---|---|---|---|---|", flush=True)
    results = [_run(number, given.share) for number in given.rows or PROMISES]
    return int(any(result.faults for result in results))


def _run(number: int, share: float) -> Result:
    module, promise = PROMISES[number]
    row = importlib.import_module(f"tests.torture.{module}")
    result = result_of(
        row.run, share, tell=lambda fault: print(f"{number}: {fault}", file=sys.stderr, flush=True)
    )
    told = "; ".join(part for part in (f"{len(result.faults)} broken", result.said) if part)
    told = result.said if result.said.startswith("skipped") else told
    print(f"| {number} | {promise} | {result.cases:,} | {told} | {result.seconds:.0f} |", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
