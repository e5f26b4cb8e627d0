"""Run the notebook whose path is given, and print what kinds of output each cell of code has, as JSON.

It is what a kernel does, without one: no port, no second process to wait for.
"""

import json
import sys
from pathlib import Path

import matplotlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"


def kinds_of_output(path: Path) -> list[list[str]]:
    """Run all cells of code one after another; the first that raises something ends it."""
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    matplotlib.use(INLINE)
    matplotlib.interactive(True)
    configure_inline_support(shell, INLINE)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kinds = []
    for source in ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"):
        with capture_output() as seen:
            done = shell.run_cell(source)
        done.raise_error()
        shown = [output.data for output in seen.outputs]
        if done.result is not None:
            shown.append(shell.display_formatter.format(done.result)[0])
        complaints = ["stderr"] if seen.stderr else []
        kinds.append([*complaints, *(kind for data in shown for kind in data)])
    return kinds


if __name__ == "__main__":
    print(json.dumps(kinds_of_output(Path(sys.argv[1]))))
