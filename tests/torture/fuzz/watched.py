"""One target under atheris: what escapes it, what takes it too long, what needs too much."""

import hashlib
import importlib
import resource
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

import atheris

from tests.torture.fuzz.mutation import mutated

LONGEST_S, MOST_MB = 1.0, 200
HUNG_S, MOST_OF_ALL_MB = 60, 2500
LONGEST_INPUT = 16_384
FRAMES = 2
"""What is raised in the same so many places of the package is one thing found."""


def main(name: str, place: Path, seconds: int) -> None:
    """Run a target for so many seconds, from what is known of it."""
    found, corpus, scratch = (place / part for part in ("found", "corpus", "scratch"))
    for folder in (found, corpus, scratch):
        folder.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["controlmap"]):
        target = importlib.import_module(f"tests.torture.fuzz.{name}")
    for seed in target.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    warnings.simplefilter("error")
    limits = [f"-max_total_time={seconds}", f"-timeout={HUNG_S}", f"-rss_limit_mb={MOST_OF_ALL_MB}"]
    limits += [f"-max_len={LONGEST_INPUT}", f"-artifact_prefix={found}/"]
    run = _watched(target.prepared(scratch), found)
    atheris.Setup([name, *limits, str(corpus)], run, custom_mutator=mutated)
    atheris.Fuzz()


def _watched(run: Callable[[bytes], object], found: Path) -> Callable[[bytes], None]:
    from controlmap.errors import ControlmapError

    def watched(data: bytes) -> None:
        began, before = time.process_time(), _peak_mb()
        try:
            run(data)
        except ControlmapError:
            pass
        except Exception as error:
            _keep(found, _where(error), data, f"{error!r}\n{traceback.format_exc()}")
        took, more = time.process_time() - began, _peak_mb() - before
        if took > LONGEST_S:
            _keep(found, "slow", data, f"took {took:.1f} s")
        if more > MOST_MB:
            _keep(found, "large", data, f"took {more:.0f} MB")

    return watched


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _where(error: Exception) -> str:
    """Return what tells one thing found from another: the kind of error, and where in the package it was."""
    frames = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)
              if "/controlmap/" in f.filename]  # fmt: skip
    return f"{type(error).__name__} {' '.join(frames[-FRAMES:])}"


def _keep(found: Path, what: str, data: bytes, told: str) -> None:
    """Keep the shortest input that does a thing, and what it did."""
    name = hashlib.sha256(what.encode()).hexdigest()[:12]
    known = found / name
    if not known.exists() or len(data) < known.stat().st_size:
        known.write_bytes(data)
        known.with_suffix(".txt").write_text(f"{what}: {told}", encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
