"""Commands called in this process, as a shell would, with a limit to their time."""

import io
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from controlmap.cli import main


class _TooLongError(BaseException):
    """A command took longer than it may; no handler of errors takes it for one."""


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, None where it was stopped, and what it said."""

    code: int | None
    out: str
    err: str
    seconds: float


def answer_of(words: tuple[str, ...], limit_s: float = 10, here: Path = Path()) -> Answer:
    """Call a command in a folder."""
    began = time.monotonic()
    with _captured() as (out, err), chdir(here):
        code = _code_of(words, limit_s)
        texts = [_text_of(stream) for stream in (out, err)]
    return Answer(code, *texts, time.monotonic() - began)


def _code_of(words: tuple[str, ...], limit_s: float) -> int | None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        main(list(words))
    except SystemExit as ended:
        return int(ended.code or 0)
    except _TooLongError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    raise AssertionError("a command ends by SystemExit")


@contextmanager
def _captured() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    before = sys.stdout, sys.stderr
    streams = tuple(io.TextIOWrapper(io.BytesIO(), "utf-8", errors="surrogateescape") for _ in before)
    sys.stdout, sys.stderr = streams
    try:
        yield streams  # type: ignore[misc]
    finally:
        sys.stdout, sys.stderr = before


def _text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined]
