"""Texts by language: property `x` in the language that a map lists first, `x_LANG` in each other one.

Values keep such properties as files spell them, so that none is lost. No language is built in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel, Field, ModelWrapValidatorHandler, model_validator

from controlmap.model.fields import Text, Value
from controlmap.model.languages import LANGUAGE

__all__ = ["SPELLED", "Localized", "LocalizedText", "language_of"]

SPELLED = "x_LANG"
"""Where a value takes its texts in further languages in: a key that no file has."""
_FURTHER = re.compile(rf"(?P<name>\w+)_(?P<language>{LANGUAGE})")


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A text in the language that a map lists first, and in `others` by their codes."""

    plain: str | None = None
    others: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, properties: Mapping[str, Any], name: str) -> LocalizedText:
        """Return what properties say under a name, and under that name in other languages."""
        plain = properties.get(name)
        texts = ((language_of(key, (name,)), text) for key, text in properties.items())
        others = tuple((code, text) for code, text in texts if code and isinstance(text, str) and text)
        return cls(plain if isinstance(plain, str) and plain else None, others)

    @classmethod
    def in_languages(cls, texts: Mapping[str, str], first: str) -> LocalizedText:
        """Return texts by language as properties spell them, given the language that needs no name."""
        return cls(texts.get(first), tuple((code, text) for code, text in texts.items() if code != first))

    def by_language(self, first: str) -> Text:
        """Return the texts by language, that of the language `first` in front, empty ones left out."""
        texts = {first: "", **dict(self.others)}
        if self.plain:
            texts[first] = self.plain
        return {code: text for code, text in texts.items() if text}

    def properties(self, name: str) -> dict[str, str]:
        """Return the texts as properties: `name` and `name_LANG`."""
        first = {} if self.plain is None else {name: self.plain}
        return first | {f"{name}_{language}": text for language, text in self.others}

    def __iter__(self) -> Iterator[str]:
        yield from ([self.plain] if self.plain else [])
        yield from (text for _, text in self.others)


def language_of(key: str, names: tuple[str, ...]) -> str | None:
    """Return the language of the property `x_LANG` where `x` is one of some names, else None."""
    match = _FURTHER.fullmatch(key)
    return match["language"] if match and match["name"] in names else None


class Localized(Value):
    """A value with texts by language; `translations` has those beyond the first by property, as spelled.

    A text that must be there may stand in another language alone; then that is what the field holds.
    """

    localized: ClassVar[tuple[str, ...]] = ()
    translations: dict[str, str | None] = Field(
        default_factory=dict, validation_alias=SPELLED, exclude=True, repr=False
    )

    def text(self, name: str) -> LocalizedText:
        """Return a text in all languages that the value has it in."""
        said = {name: getattr(self, name)} if name in self.model_fields_set else {}
        return LocalizedText.of({**said, **self.translations}, name)

    def says(self, name: str) -> bool:
        """Tell whether a text is there in some language, and is more than blanks."""
        further = (text for key, text in self.translations.items() if language_of(key, (name,)))
        return any(text and text.strip() for text in (getattr(self, name), *further))

    @model_validator(mode="wrap")
    @classmethod
    def _sort_out(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Take `x_LANG` for a text if it is one; where nothing else is allowed, whatever it is."""
        if not isinstance(data, Mapping) or data.keys() <= cls.model_fields.keys():
            return handler(data)
        fields, strict = cls.model_fields, cls.model_config.get("extra") != "allow"
        further = {
            key: value
            for key, value in data.items()
            if key not in fields
            and (strict or isinstance(value, str | None))
            and language_of(key, cls.localized)
        }
        found = {name: cls._stand_in(name, data, further) for name in cls.localized}
        stand_ins = {name: text for name, text in found.items() if text is not None}
        own = {key: value for key, value in data.items() if key not in further}
        value = handler({**own, **stand_ins, SPELLED: further})
        value.model_fields_set.difference_update(stand_ins)
        return value

    @classmethod
    def _stand_in(cls, name: str, data: Mapping[str, Any], further: Mapping[str, Any]) -> str | None:
        if name in data or not cls.model_fields[name].is_required():
            return None
        texts = [text for key, text in further.items() if language_of(key, (name,)) and isinstance(text, str)]
        return next(filter(None, texts), "") if texts else None

    def __eq__(self, other: object) -> bool:
        """Compare as values do, by what is said: a language without a text is one that is not named."""
        return isinstance(other, Localized) and BaseModel.__eq__(self._said(), other._said())

    def _said(self) -> Self:
        said = {key: text for key, text in self.translations.items() if text}
        stand_ins = [
            name
            for name in self.localized
            if name not in self.model_fields_set and type(self).model_fields[name].is_required()
        ]
        if said == self.translations and not stand_ins:
            return self
        return self.model_copy(update={**dict.fromkeys(stand_ins), "translations": said})
