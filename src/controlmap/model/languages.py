"""Languages by their codes (BCP 47): a main subtag, perhaps a script, perhaps a region, such as `ar-SY`."""

from __future__ import annotations

import re

__all__ = ["LANGUAGE", "is_right_to_left"]

LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What a code looks like: `uk`, `ar-SY`, `zh-Hant`."""
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa"})
_SCRIPT = re.compile("[a-z]+(?:[-_][a-z]{3})*[-_]([a-z]{4})(?![a-z0-9])")


def is_right_to_left(language: str) -> bool:
    """Tell whether a language runs from right to left: by its script where the code names one.

    There is no other list of such languages: the page is told which of its own they are.
    """
    code = language.lower()
    script = _SCRIPT.match(code)
    return script[1] in _SCRIPTS if script else re.split("[-_]", code)[0] in _RIGHT_TO_LEFT
