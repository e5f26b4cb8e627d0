"""Texts by language in GeoJSON: those in a language that the map does not show, and those that are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from controlmap.format.document import Fault
from controlmap.format.geojson import RawFeature
from controlmap.model import Localized, language_of

__all__ = ["language_faults", "listed"]


def language_faults(feature: RawFeature, model: type[Localized], languages: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with the texts of a feature, given the languages of its map (none: not known)."""
    found = feature.value.get("properties")
    properties = found if isinstance(found, dict) else {}
    for key, value in properties.items() if languages else ():
        language = None if key in model.model_fields else language_of(key, model.localized)
        if language is None:
            continue
        name = key.removesuffix(f"_{language}")
        code, message, hint = "CM125", None, None
        if language not in languages:
            message = f"is in {language!r}, a language that controlmap.toml does not list"
            hint = listed(name, language, languages)
        elif not isinstance(value, str | None):
            code, message = "CM124", f"a text is expected; found {value!r}"
        elif language == languages[0] and value != properties.get(name, value):
            message = f"stands beside {name!r}, which has the text in {language!r} already"
        if message and (isinstance(value, str) or code == "CM124"):
            yield Fault((*feature.path, "properties", key), code, message, feature.label, key, hint)


def listed(name: str, language: str, languages: Sequence[str]) -> str:
    """Return a hint for the text `name` in a language that is not listed: what may be meant, or the list."""
    main = language.split("-")[0]
    near = next((code for code in languages[1:] if code.lower().split("-")[0] == main), None)
    known = f"`languages` lists {', '.join(languages)}: add {language!r} there to have it shown."
    return f"Did you mean '{name}_{near}'?" if near else known
