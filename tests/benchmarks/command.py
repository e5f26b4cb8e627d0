"""A command of controlmap that says, in its last line on stderr, how many MB it held at most: Linux only.

The system tells whoever waits for a process as well, but counts what its parent held when it was made.
"""

import atexit
import sys

from controlmap.cli import main
from tests.benchmarks.child import peak_mb

if __name__ == "__main__":
    atexit.register(lambda: print(peak_mb(), file=sys.stderr))
    main()
