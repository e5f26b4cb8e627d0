"""What a value was expected to be, in this project's words, by the type of pydantic's error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from controlmap.model.ids import FEATURE_ID, IDENTIFIER, KEY
from controlmap.model.languages import LANGUAGE

__all__ = ["SPELLINGS", "WANTED", "wanted"]

_NUMBER = ":,.15g"

WANTED: Mapping[str, str] = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "dict_type": "a table",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "greater_than": f"a number greater than {{gt{_NUMBER}}}",
    "greater_than_equal": f"a number of at least {{ge{_NUMBER}}}",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of fewer digits",
    "int_type": "a whole number",
    "is_instance_of": "a {class}",
    "less_than": f"a number less than {{lt{_NUMBER}}}",
    "less_than_equal": f"a number of at most {{le{_NUMBER}}}",
    "list_type": "a list",
    "literal_error": "{expected}",
    "model_type": "a table",
    "named_tuple_type": "a list",
    "string_too_long": "a text of at most {max_length} letters",
    "string_too_short": "a text of at least {min_length} letters",
    "string_type": "a text",
    "string_unicode": "a text without halves of surrogate pairs",
    "too_long": "a list of at most {max_length}",
    "too_short": "a list of at least {min_length}",
    "tuple_type": "a list",
}
"""With what the error's context says between braces."""

_NOT_EMPTY = {"string_too_short": "a text that is not empty", "too_short": "a list that is not empty"}
"""Where one is the least."""

SPELLINGS: Mapping[str, str] = {
    r"\S": "a text that is more than blanks",
    r"^#[0-9a-fA-F]{6}$": "a colour like #1a9850",
    r"^CM\d{3}$": "the code of a rule, like CM401,",
    r"^[0-9a-f]{64}$": "a SHA-256 of 64 digits from 0 to f",
    IDENTIFIER: "an id of a to z, 0 to 9, _ and -, with a letter or digit first,",
    r"^[a-z0-9_]+$": "a name of a to z, 0 to 9 and _",
    KEY: "an id of letters, digits and -_:/+@#=?&%~()', single dots too, with a letter or digit first,",
    FEATURE_ID: "an id without line breaks and other controls",
    f"^{LANGUAGE}$": "a language's code, like en, ar or zh-Hant,",
}
"""How a text is spelt that must match a pattern."""


def wanted(error: str, context: Mapping[str, Any]) -> str | None:
    """Return what was expected where pydantic found an error of a type; None for one that is not listed."""
    if error == "string_pattern_mismatch":
        return SPELLINGS.get(context["pattern"])
    if context.get("min_length") == 1 and error in _NOT_EMPTY:
        return _NOT_EMPTY[error]
    words = WANTED.get(error)
    return words and words.format_map(context)
