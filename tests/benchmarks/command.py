"""A command of controlmap that says, in its last line on stderr, how many MB it held at most: Linux only.

The system tells whoever waits for a process as well, but counts what its parent held when it was made.
"""

import atexit
import re
import sys
from pathlib import Path

from controlmap.cli import main


def peak_mb() -> float:
    """Return the most memory that this process ever held; Linux only."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1000 if found else float("nan")


if __name__ == "__main__":
    atexit.register(lambda: print(peak_mb(), file=sys.stderr))
    main()
