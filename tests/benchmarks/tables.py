"""Figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Figures = dict[str, Any]

PEER = "folium Timeline"
"""Whom all are compared with."""
COLUMNS = {
    "build_s": "build s",
    "build_cpu_s": "build CPU s",
    "total_s": "files to page s",
    "total_cpu_s": "files to page CPU s",
    "peak_mb": "peak MB",
    "html_mb": "HTML MB",
    "first_frame_s": "first frame s",
    "heap_mb": "heap MB",
    "script_ms": "script ms",
    "script_p95_ms": "p95 ms",
    "renderer_cpu_ms": "renderer CPU ms",
    "near_renderer_cpu_ms": "the same, near",
    "frames_a_second": "frames/s",
    "near_frames_a_second": "the same, near",
}


def table(found: dict[str, Figures]) -> str:
    """Return the medians as a Markdown table, and under each name its ratio to the peer."""
    lines = ["| | " + " | ".join(COLUMNS.values()) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, figures in found.items():
        lines.append(_row(name, [_shown(figures.get(key)) for key in COLUMNS]))
        if PEER in found and name != PEER:
            ratios = [_ratio(figures.get(key), found[PEER].get(key)) for key in COLUMNS]
            lines.append(_row(f"… of {PEER}", ratios))
    return "\n".join(lines)


def rows(found: Sequence[Figures]) -> str:
    """Return figures as a Markdown table, one row each."""
    keys = list(dict.fromkeys(key for row in found for key in row))
    lines = ["| " + " | ".join(keys) + " |", "|---" * len(keys) + "|"]
    return "\n".join(
        [*lines, *("| " + " | ".join(_shown(row.get(key)) for key in keys) + " |" for row in found)]
    )


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _shown(value: float | str | None) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _ratio(value: float | None, peer: float | None) -> str:
    return f"×{value / peer:.3g}" if value is not None and peer else ""
