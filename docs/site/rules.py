"""Pages of the check's rules, from the texts that `controlmap explain` shows."""

from __future__ import annotations

import re
from importlib.resources import files

from controlmap.check.registry import FAMILIES, RULES

__all__ = ["rule_pages"]

_FOLDER = "reference/rules"
_SECTION = re.compile(r"^## (CM\d{3})$", re.MULTILINE)


def rule_pages() -> dict[str, str]:
    """Return a page for each family of rules."""
    texts = files("controlmap.check") / "explanations"
    return {
        f"{_FOLDER}/{family}.md": f"# Rules: {family}\n\n"
        + _SECTION.sub(_headed, (texts / f"{family}.md").read_text(encoding="utf-8"))
        for family in FAMILIES.values()
    }


def _headed(match: re.Match[str]) -> str:
    """Return the heading of a rule, with what it asks for and how grave a breach is."""
    found = RULES[match[1]]
    return f"## {found.code}\n\n**{found.summary}** ({found.severity})\n"
