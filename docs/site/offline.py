"""What a site needs that is opened from a file: nothing of other hosts, and a search that works there."""

from __future__ import annotations

import json
import re
from pathlib import Path

__all__ = ["asked_elsewhere", "start_from_text"]

_ASKED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc="?(https?:)?//|<link\b[^>]*\bhref="?(https?:)?//"""
)

_FROM_TEXT = """\
if (location.protocol === "file:") {
  const text = %s;
  window.Worker = class extends Worker {
    constructor() {
      super(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    }
  };
}
"""


def asked_elsewhere(site: Path) -> list[str]:
    """Return the pages that would load something from another host."""
    return [
        str(path) for path in sorted(site.rglob("*.html")) if _ASKED.search(path.read_text(encoding="utf-8"))
    ]


def start_from_text(site: Path) -> None:
    """Write the script that starts the search's worker from its text; the settings name it for every page.

    A page that is opened from a file may start no worker from another file.
    """
    scripts = site / "assets" / "javascripts"
    (worker,) = scripts.glob("workers/search.*.js")
    text = _FROM_TEXT % json.dumps(worker.read_text(encoding="utf-8"))
    (scripts / "iframe-worker.js").write_text(text, encoding="utf-8")
