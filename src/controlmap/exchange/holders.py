"""Who holds what a row shows: said for all, by a field, or by a table of what its values mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal

from controlmap.errors import Problem
from controlmap.exchange.claims import Claim, Said, controller_called
from controlmap.exchange.ground import Piece, areas_of
from controlmap.exchange.own_columns import (
    BEGIN,
    DIGEST,
    HOLDER,
    PRECISION,
    Beside,
    OwnWords,
    beside,
    foreign_words,
    own_words,
    taken_beside,
    unlisted_sources,
)
from controlmap.exchange.readers import Rows
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.sheets.readable import is_readable
from controlmap.exchange.states_table import SKIP, Meaning, StatesTable, as_text
from controlmap.model import SHARED, UNKNOWN, Certainty, Status
from controlmap.words import counted, first_of

__all__ = ["TAKEN", "Claims", "Holders", "claims_of", "first_value", "without_holders"]


@dataclass(frozen=True, slots=True)
class Holders:
    """How rows tell who holds their ground.

    The first row of `table` that fits says it; else the first of `fields` that has a value, which then is the
    controller's name; else `controller`, and `unknown` where there is none. What stands for no value in a
    program's texts, as NULL or nan, is none; `unknown` in capitals, and what exports call unknown ground, is
    `unknown`, and so is ground of which a map's own column says so. With a table, a value that it
    does not list is refused, but for `new_values`. `keep` are fields whose texts go with the ground, the
    first one as the name of the area.

    Where rows have the format's own columns, these say how ground is held, how sure that is and who says so,
    unless the table does; so do columns called `status`, `others`, `certainty`, `source` or `sources` beside
    another field with the holder, in the format's words. `certainty` is for all others; where nobody says one
    (None), they are `reported`, and that is told. Of sources those count that the map has `listed`.
    """

    controller: str | None = None
    fields: tuple[str, ...] = ()
    table: StatesTable = field(default_factory=StatesTable)
    new_values: bool = False
    keep: tuple[str, ...] = ()
    certainty: Certainty | None = "reported"
    sources: tuple[str, ...] = ()
    listed: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        controller: str | None,
        fields: str | Sequence[str],
        table: StatesTable | None,
        new_values: Literal["refuse", "actor"],
        keep: Sequence[str],
        certainty: Certainty | None,
        sources: Sequence[str],
        listed: Iterable[str] = (),
    ) -> Holders:
        """Return what the options of the verbs say of holders."""
        names = (fields,) if isinstance(fields, str) else tuple(fields)
        new = new_values == "actor"
        used = table or StatesTable()
        return cls(controller, names, used, new, tuple(keep), certainty, tuple(sources), frozenset(listed))


@dataclass(frozen=True, slots=True)
class Claims:
    """What the rows of a file claim.

    `colours` are what the file gives controllers, `meanings` the table's rows by controller, `unmapped` the
    values that the table does not list, each with the row in which it occurs first, `told` sentences.
    """

    claims: tuple[Claim, ...]
    colours: Mapping[str, str]
    meanings: Mapping[str, Meaning]
    unmapped: Mapping[str, str]
    told: tuple[str, ...]


def without_holders(rows: Rows, pieces: Sequence[Piece], holders: Holders) -> Iterator[Problem]:
    """Yield that no ground of a file has a field that says who holds it: it may be called otherwise now."""
    asked = holders.fields or holders.table.fields
    if not pieces or not asked or holders.controller:
        return
    known = dict.fromkeys(name for piece in pieces for name in piece.row.fields)
    if known.keys().isdisjoint(asked):
        hint = f"Its fields are {', '.join(known)}." if known else "It has no fields."
        hint += " If nobody knows who holds it, say --controller unknown."
        yield Problem(f"no ground has a field {' or '.join(map(repr, asked))}", rows.file, hint=hint)


def claims_of(
    pieces: Sequence[Piece], holders: Holders, *, colour: str | None = None, used: Sequence[str | None] = ()
) -> Claims:
    """Return what rows claim; `colour` names the field that holds one, if any, `used` those with dates.

    A controller is called as the file or the table calls it: ids are made when all files are read.
    """
    claims: list[Claim] = []
    colours: dict[str, str] = {}
    meanings: dict[str, Meaning] = {}
    unmapped: dict[str, str] = {}
    nobody: dict[str, list[Piece]] = defaultdict(list)
    numbers: dict[str, None] = {}
    skipped, unsaid = 0, False
    for piece in pieces:
        fields = piece.row.fields
        meaning = holders.table.meaning_of(fields)
        value = first_value(fields, holders.fields or holders.table.fields)
        if meaning is not None and meaning.controller == SKIP:
            skipped += 1
            continue
        if meaning is None and holders.table.rows and not holders.new_values and value:
            unmapped.setdefault(value, piece.row.label)
            continue
        word = meaning.controller if meaning else _whole(value) or holders.controller or UNKNOWN
        name = UNKNOWN if meaning is None and _is_own_unknown(fields, holders) else controller_called(word)
        if name == UNKNOWN and meaning is None:
            nobody[word].append(piece)
        if meaning is None and _NUMBER.fullmatch(value):
            numbers[word] = None
        if meaning:
            meanings.setdefault(name, meaning)
        if colour and (found := as_hex(fields.get(colour))):
            colours.setdefault(name, found)
        claims.append(_claim(piece, name, meaning, holders))
        own = own_words(fields) or _beside(fields)
        unsaid = unsaid or (name != UNKNOWN and _certainty(own, meaning, holders) is None)
    told = (
        *_told(nobody, skipped),
        *_told_numbers(list(numbers)),
        *([TAKEN] if unsaid else ()),
        *_mended(claims),
        *_dropped(pieces, holders, {colour, *used}),
        *foreign_words(piece.row for piece in pieces if not own_words(piece.row.fields)),
        *unlisted_sources((piece.row for piece in pieces if not holders.sources), holders.listed),
    )
    claims = [replace(claim, said=claim.said.meaningful()) for claim in claims]
    return Claims(tuple(claims), colours, meanings, unmapped, told)


def _mended(claims: Sequence[Claim]) -> Iterable[str]:
    """Yield what claims say that means nothing by itself, and what is made of it."""
    for said in dict.fromkeys(claim.said for claim in claims):
        if said.meaningful() == said:
            continue
        if said.controller == UNKNOWN:
            yield f"{said.status}, but by nobody who is known: taken as held by {UNKNOWN}"
        else:
            yield f"{said.controller} is {said.status} with nobody who is named: with {UNKNOWN}"


TAKEN = "taken as `reported` (one source without a stake), as nobody says how sure it is: --certainty does"
_NAME = "controller_name"
"""Exports say there, by language too, what the controller is called."""
_NOTHING = frozenset({"nan", "NaN", "NAN", "null", "NULL", "Null", "<Null>", "<NA>", "None", "NaT"})
"""How programs write that a field has no value, where they have only text for it."""


_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_POINT_ZERO = re.compile(r"(?<=\d)\.0+$")


def _whole(value: str) -> str:
    """Return a number without a point and noughts: a table writes 1.0 where one of its rows has none."""
    return _POINT_ZERO.sub("", value) if _NUMBER.fullmatch(value) else value


def _is_own_unknown(fields: Mapping[str, object], holders: Holders) -> bool:
    """Tell whether a map's own row says, beside the name that is looked at, that its ground is unknown."""
    by_name = any(name.startswith(_NAME) for name in holders.fields)
    return by_name and fields.get(HOLDER) == UNKNOWN and own_words(fields) is not None


def first_value(fields: Mapping[str, object], names: Sequence[str]) -> str:
    """Return the text of the first of some fields that has a value, empty where none has."""
    texts = (as_text(fields.get(name)) for name in names)
    return next((text for text in texts if text and text not in _NOTHING), "")


def _claim(piece: Piece, name: str, meaning: Meaning | None, holders: Holders) -> Claim:
    kept = tuple(
        ("area" if i == 0 else "note", text)
        for i, field_name in enumerate(holders.keep[:2])
        if (text := as_text(piece.row.fields.get(field_name)))
    )
    own, near = own_words(piece.row.fields), _beside(piece.row.fields)
    status, others = _held_as(own, meaning, holders) if own else _held_beside(near, meaning, holders)
    sources = own.sources if own else near.sources
    listed = tuple(name for name in sources if name in holders.listed)
    said = Said(
        controller=name,
        status=status,
        others=others,
        certainty=_certainty(own or near, meaning, holders) or "reported",
        sources=(meaning.sources if meaning else ()) or holders.sources or listed,
        kept=kept,
    )
    return Claim(said, piece.ground_lonlat, piece.row.label, meaning.rank if meaning else 0, piece.row.fields)


def _certainty(own: OwnWords | Beside, meaning: Meaning | None, holders: Holders) -> Certainty | None:
    """Return how sure a row's ground is: as the table says, else the row, else who brings it in."""
    return (meaning and meaning.certainty) or own.certainty or holders.certainty


def _held_as(own: OwnWords, meaning: Meaning | None, holders: Holders) -> tuple[Status, tuple[str, ...]]:
    """Return a status and the others: as the table says, else as the row does where it names the holder too.

    A row's others are ids: beside a holder by another name they would be further actors.
    """
    if meaning is not None or HOLDER not in holders.fields:
        others = tuple(map(controller_called, meaning.others)) if meaning else ()
        return (meaning and meaning.status) or "held", others
    return own.status, own.others


def _beside(fields: Mapping[str, object]) -> Beside:
    """Return what a row that is none of a map's layer says in columns called like the format's own."""
    return Beside() if own_words(fields) else beside(fields)


def _held_beside(near: Beside, meaning: Meaning | None, holders: Holders) -> tuple[Status, tuple[str, ...]]:
    """Return a status and the others: as the table says, else as the row does, in the table's meaning."""
    status = (meaning and meaning.status) or near.status or "held"
    if (meaning and meaning.others) or status not in SHARED:
        return status, tuple(map(controller_called, meaning.others)) if meaning else ()
    return status, tuple(controller_called(_meant(name, holders)) for name in near.others)


def _meant(name: str, holders: Holders) -> str:
    """Return the controller that the table says a name means, in any of its fields; else the name itself."""
    fits = (holders.table.meaning_of({field: name}) for field in holders.table.fields)
    return next((meaning.controller for meaning in fits if meaning and meaning.controller != SKIP), name)


def _told(nobody: Mapping[str, Sequence[Piece]], skipped: int) -> Iterable[str]:
    for word, pieces in nobody.items():
        says = "say no controller" if word == UNKNOWN else f"say {word!r} for controller"
        yield f"{float(areas_of(pieces).sum()):,.2f} km² {says}: {UNKNOWN} ground"
    if skipped:
        yield f"{counted(skipped, 'row')} skipped, as the table says"


def _told_numbers(numbers: Sequence[str]) -> Iterable[str]:
    if numbers:
        yield f"numbers taken for names of controllers: {first_of(numbers, 8)}; --states says what they mean"


def _dropped(pieces: Sequence[Piece], holders: Holders, used: AbstractSet[str | None]) -> Iterable[str]:
    """Yield which fields have texts that come to nothing."""
    known = {*used, *holders.fields, *holders.table.fields, *holders.keep[:2], "id"}
    if any(own_words(piece.row.fields) for piece in pieces):
        known |= {PRECISION} if BEGIN in used else set()
        known |= {DIGEST, "certainty", "sources", *(("status", "others") if HOLDER in holders.fields else ())}
        known |= {name for piece in pieces for name in piece.row.fields if is_readable(name)}
    listing = not holders.sources
    foreign = (piece.row.fields for piece in pieces if not own_words(piece.row.fields))
    known |= {name for fields in foreign for name in taken_beside(fields, with_sources=listing)}
    fields = dict.fromkeys(
        name
        for piece in pieces
        for name, value in piece.row.fields.items()
        if name not in known and as_text(value)
    )
    if fields:
        yield f"fields left out: {first_of(list(fields), 8)}; --keep takes a name and a note along"
