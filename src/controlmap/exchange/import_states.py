"""Rows with a period each, brought in as a layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from controlmap.collection import no_collection
from controlmap.dates import Said, end_of, format_instant
from controlmap.errors import InputError, Problem
from controlmap.exchange.claims import Claim
from controlmap.exchange.ground import no_ground, settle_rows
from controlmap.exchange.holders import Holders, claims_of, without_holders
from controlmap.exchange.incoming import Brought, Incoming, minute_of
from controlmap.exchange.new_layer import grid_of, in_civil_time_of, put_layer
from controlmap.exchange.origins import sources_of
from controlmap.exchange.own_columns import BEGIN, END, own_precision, own_words
from controlmap.exchange.parts import Source, name_of, read_parts
from controlmap.exchange.periods import Held, Spell, spells_of
from controlmap.exchange.readers import Reading, Rows
from controlmap.exchange.restatements import Found, Restating, overlap_problems
from controlmap.exchange.snapping import Snapping
from controlmap.exchange.states_table import StatesTable
from controlmap.exchange.tidied import Tidied
from controlmap.exchange.when import (
    Reckoning,
    When,
    hijri_among,
    in_one_way,
    read_when,
    remarks_on,
    tell_hours,
)
from controlmap.model import Certainty, ControlState, Note, OverlapRule
from controlmap.plane import Grid

__all__ = ["Periods", "import_states", "incoming_states"]


class Periods(NamedTuple):
    """How rows with a period each are to be taken; see `import_states`."""

    restating: Restating
    begin: str | None
    end: str | None
    inclusive: bool
    open_after: str | When | None
    skip_bad: bool


@no_collection()
def import_states(
    source: Source,
    into: str | Path,
    *,
    layer: str,
    controller: str | None = None,
    controller_from: str | Sequence[str] = (),
    states: StatesTable | None = None,
    new_values: Literal["refuse", "actor"] = "refuse",
    keep: Sequence[str] = (),
    certainty: Certainty | None = "reported",
    sources: Sequence[str] = (),
    begin: str | None = None,
    end: str | None = None,
    inclusive: bool = False,
    open_after: str | None = None,
    skip_bad: bool = False,
    overlaps: OverlapRule = "error",
    repair: bool = False,
    snap_m: float = 0.0,
    grid: Grid | None = None,
    reading: Reading | None = None,
    reckoning: Reckoning | None = None,
    note: Note | None = None,
    dry_run: bool = False,
) -> Brought:
    """Turn rows with a period each into a layer of a map project.

    `begin` and `end` name the fields with the dates, by default those that the format itself has; `inclusive`
    says that a period holds through its last day, month or year. From `open_after` on, an end is where the
    data end, and none: what is open so is known through that date, and a map made of it goes on till then.
    `skip_bad` leaves out rows without a sound period. All else is as for `import_snapshots`.

    Raises
    ------
    InputError
        As `import_snapshots` does.
    """
    how = Periods(
        Restating(
            Holders.of(controller, controller_from, states, new_values, keep, certainty, sources,
                       sources_of(Path(into))),
            reading or Reading(), in_civil_time_of(Path(into), reckoning), overlaps=overlaps, repair=repair,
            snap_m=snap_m,
        ),
        begin, end, inclusive, open_after, skip_bad,
    )  # fmt: skip
    used = grid_of(Path(into), layer, grid)
    note, zone = note or Note("import states"), how.restating.reckoning.zone
    return put_layer(
        Path(into),
        incoming_states(source, how, layer=layer, grid=used),
        note,
        zone=zone,
        dry_run=dry_run,
    )


def incoming_states(source: Source, how: Periods, *, layer: str, grid: Grid) -> Incoming:
    """Return the states that rows with periods tell.

    Raises
    ------
    InputError
        With all that is wrong with them.
    """
    found, rule = Found(), how.restating.overlaps
    parts = read_parts(source, how.restating.reading)
    written, data_end = _written(parts, how), _end_of_data(how)
    for rows in parts:
        for name, reckoning in zip(_fields_of_period(rows, how), written, strict=True):
            found.tell(remarks_on((row.fields.get(name or "") for row in rows.rows), reckoning), rows.file)
    held = [h for part in parts for h in _held(part, how, written, data_end, grid, found)]
    if problems := found.wrong(how.restating.holders.table.file):
        raise InputError(problems)
    if not held:
        raise InputError(no_ground(parts, parts[0].file))
    snapping = Snapping(how.restating.snap_m, grid)
    tidied = Tidied(how.restating.repair)
    spells, told = spells_of(_snapped(held, snapping), rule, grid, tidied)
    if not spells:
        hint = f"All of it is narrower than the grid, {grid.size:g}°; a new map may have a finer --grid."
        raise InputError(Problem("holds no ground", name_of(source), hint=hint))
    found.tell(snapping.sentences(), "--snap-m")
    found.tell(tidied.sentences(), layer)
    if rule == "error" and told.overlaps:
        raise InputError(overlap_problems(told.overlaps))
    if told.twice_km2 >= 0.01:
        found.told[f"{told.twice_km2:,.2f} km² that one controller claims twice are joined"].append(layer)
    states = [(spell.said, _state(f"{layer}-{number:05d}", spell)) for number, spell in enumerate(spells, 1)]
    found.as_drawn |= dict.fromkeys(tidied.rules(state for _, state in states))
    instants = [t for h in held for t in (h.start, h.end, h.known_until) if t is not None]
    period = (min(instants, key=minute_of), max(instants, key=end_of))
    by = [said.files for said, _ in states]
    return Incoming(layer, grid, states, period, name_of(source), found, by)


class _Written(NamedTuple):
    """How the columns with beginnings and ends are read."""

    begins: Reckoning
    ends: Reckoning


def _written(parts: Sequence[Rows], how: Periods) -> _Written:
    """Return how dates are read where those of all rows tell it.

    The end of one row is the beginning of the next, so both columns have hours or none has. An inclusive end
    is nobody's beginning: a column of last days may stand beside one of hours.
    """
    fields = [(rows, _fields_of_period(rows, how)) for rows in parts]
    begins, ends = (
        [row.fields.get(names[i] or "") for rows, names in fields for row in rows.rows] for i in (0, 1)
    )
    try:
        both = in_one_way(how.restating.reckoning, [*begins, *ends])
    except ValueError as error:
        raise InputError(Problem(str(error), parts[0].file, property=how.begin)) from None
    if not how.inclusive:
        return _Written(both, both)
    of_days = replace(both, hours=how.restating.reckoning.hours)
    alone = [replace(of_days, hours=tell_hours(values, of_days)) for values in (begins, ends)]
    return _Written(*alone)


def _end_of_data(how: Periods) -> When | None:
    """Return the date from which on an end is where the data end."""
    if how.open_after is None or isinstance(how.open_after, When):
        return how.open_after
    try:
        return read_when(how.open_after, how.restating.reckoning)
    except ValueError as error:
        raise InputError(Problem(str(error), property="open_after")) from None


def _fields_of_period(rows: Rows, how: Periods) -> tuple[str | None, str | None]:
    """Return the fields that say since when and until when: those asked for, or a map's own, or the format's.

    A map's own ones say how exactly that is known, which formats with times of their own do not.
    """
    own = any(BEGIN in row.fields and own_words(row.fields) for row in rows.rows)
    begin, end = (BEGIN, END) if own else (rows.begin, rows.end)
    return how.begin or begin, how.end or end


def _snapped(held: Sequence[Held], snapping: Snapping) -> list[Held]:
    """Return claims, each with its ground drawn to that of those before, held still or until then."""
    if snapping.reach_m <= 0:
        return list(held)
    found: list[Held] = []
    for one in sorted(held, key=lambda h: minute_of(h.start)):
        begins = minute_of(one.start)
        before = [h.claim.ground_lonlat for h in found if h.end is None or minute_of(h.end) >= begins]
        found += [one._replace(claim=claim) for claim in snapping.snapped([one.claim], before)]
    return found


def _held(
    rows: Rows, how: Periods, written: _Written, data_end: When | None, grid: Grid, found: Found
) -> Iterable[Held]:
    """Return the claims of a file with their periods, and note the rest."""
    begin, end = _fields_of_period(rows, how)
    if begin is None:
        hint = "Say with --from which field says since when."
        raise InputError(Problem("does not say which field says since when", rows.file, hint=hint))
    _refuse_unknown(rows, (how.begin, how.end))
    grounds = settle_rows(rows, grid, repair=how.restating.repair)
    found.problems += (*grounds.problems, *without_holders(rows, grounds.pieces, how.restating.holders))
    claims = claims_of(grounds.pieces, how.restating.holders, colour=rows.colour, used=(begin, end))
    found.note(rows, [*rows.told, *grounds.told, *claims.told], claims)
    held: list[Held] = []
    for claim in claims.claims:
        fields, claim = claim.fields, replace(claim, said=replace(claim.said, files=(rows.file,)))
        try:
            ends, precision = fields.get(end) if end else None, own_precision(fields, begin)
            one = _period(claim, fields.get(begin), ends, how, written, precision, data_end)
            held.append(one)
        except ValueError as error:
            if how.skip_bad:
                found.told[f"{claim.label} left out: {error}"].append(rows.file)
            else:
                found.problems.append(Problem(str(error), rows.file, feature=claim.label, property=begin))
    odd = hijri_among([int(str(h.start)[:4]) for h in held if str(h.start)[0] != "-"])
    if odd:
        hint = "Convert them: 1445 began in July 2023."
        message = f"years from {min(odd)} to {max(odd)} read like those of the Islamic calendar"
        found.problems.append(Problem(message, rows.file, property=begin, hint=hint))
    return held


def _refuse_unknown(rows: Rows, named: Sequence[str | None]) -> None:
    """Refuse a field that no row of a file has: once, and not row by row."""
    for name in named:
        if name is not None and rows.rows and all(name not in row.fields for row in rows.rows):
            known = dict.fromkeys(name for row in rows.rows for name in row.fields)
            hint = f"Its fields are {', '.join(known)}." if known else "It has no fields."
            raise InputError(Problem(f"has no field {name!r}", rows.file, hint=hint))


def _period(
    claim: Claim,
    begins: Any,
    ends: Any,
    how: Periods,
    written: _Written,
    precision: Said | None,
    data_end: When | None,
) -> Held:
    begin, end = read_when(begins, written.begins), read_when(ends, written.ends)
    if begin is None:
        raise ValueError("has no date from which it holds")
    if end is not None and data_end is not None and end.end > data_end.start:
        held = Held.of(claim, begin, None, inclusive=how.inclusive, precision=precision)
        return held._replace(known_until=data_end.start)
    held = Held.of(claim, begin, end, inclusive=how.inclusive, precision=precision)
    if held.end is not None and held.end <= held.start:
        raise ValueError(f"ends on {format_instant(held.end)}, before it begins")
    return held


def _state(name: str, spell: Spell) -> ControlState:
    return ControlState(
        id=name,
        geometry=spell.ground_lonlat,
        valid_from=spell.start,
        valid_to=spell.end,
        precision=spell.precision,
        controller="?",
    )
