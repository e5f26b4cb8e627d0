"""Dated restatements, brought in as a layer or as what a layer goes on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from controlmap.collection import no_collection
from controlmap.dates import first_minute
from controlmap.errors import InputError, Problem, StaleError
from controlmap.exchange.append import append_snapshots
from controlmap.exchange.by_date import cut_by_date
from controlmap.exchange.going_on import begun_between, noted, untold_days
from controlmap.exchange.holders import Holders
from controlmap.exchange.incoming import Brought, Incoming
from controlmap.exchange.new_layer import grid_of, in_civil_time_of, put_layer
from controlmap.exchange.origins import sources_of
from controlmap.exchange.parts import Source, name_of, parts_of
from controlmap.exchange.readers import Reading
from controlmap.exchange.restatements import Found, Restating, Snapshot, snapshots_in
from controlmap.exchange.snapshots import comes_and_goes, states_of_cut, with_gaps
from controlmap.exchange.states_table import StatesTable
from controlmap.exchange.tidied import Tidied
from controlmap.exchange.when import Reckoning
from controlmap.model import Certainty, Note, OverlapRule
from controlmap.plane import BY_TURNS, Cutting, Grid
from controlmap.store import open_project

__all__ = ["import_snapshots", "incoming_snapshots"]

_ANEW = "somebody else wrote the map meanwhile: this was held against what it says since"


@no_collection()
def import_snapshots(
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
    date_pattern: str | None = None,
    date_from: str | None = None,
    dates: Mapping[str, str] | None = None,
    date: str | None = None,
    overlaps: OverlapRule = "error",
    repair: bool = False,
    snap_m: float = 0.0,
    empty: Literal["error", "skip", "nothing"] = "error",
    gaps: Literal["carry", "unknown"] = "carry",
    append: bool = False,
    grid: Grid | None = None,
    reading: Reading | None = None,
    reckoning: Reckoning | None = None,
    note: Note | None = None,
    dry_run: bool = False,
    cutting: Cutting = BY_TURNS,
) -> Brought:
    """Turn dated restatements in files, or in the files of a folder, into a layer of a map project.

    The project is made where `into` holds none; then `grid` (default 1e-5 degrees) is its grid.

    Who holds the ground says the first row of the table `states` that fits a feature, else the first of the
    fields `controller_from` with a value, else `controller`, else nobody: it is `unknown` ground. Values
    that the table does not list are refused, or become actors with `new_values`. `keep` names fields whose
    texts go with the ground. `certainty` is how sure states are where the table and the rows do not say it:
    None, that nobody does, makes them `reported`, and is told. The date is `date`, or that in a file's name
    (as the strptime pattern `date_pattern` reads it without its ending), in `dates` by name, or in the
    field `date_from` (whose texts the pattern then reads); `gaps` says what a day without a restatement
    means, `empty` what a file without ground does. `overlaps` says who has ground that several claim;
    `repair` mends broken polygons, or leaves them out; `snap_m` makes one of borders that come within so
    many metres of each other, or of that of the date before, which stays. All of it is one edit, and `note`
    what the journal is to say of it. A dry run tells what came of it, and writes nothing.

    With `append` the layer is there already and goes on: from each date on it says what is restated, until
    the next date at which it changes. What stays with who had it keeps its names, sources and ids.

    `cutting` says who reads a new layer's dates, in chunks, and cuts its ground: the same comes of it.

    Raises
    ------
    InputError With all that is wrong with the files; when the map would not build with the layer; or when the
    project has such a layer or file already. Nothing is written then.
    """
    how = Restating(
        Holders.of(controller, controller_from, states, new_values, keep, certainty, sources,
                       sources_of(Path(into))),
        reading or Reading(), in_civil_time_of(Path(into), reckoning), date_pattern, date_from, dates or {},
        date, overlaps, repair, empty, snap_m,
    )  # fmt: skip
    target = Path(into)
    if append:
        snapshots = snapshots_in(parts_of(source, how.reading), how)
        note = note or Note("import snapshots --append")
        return _appended(target, layer, snapshots, how, note, dry_run=dry_run)
    used = grid_of(target, layer, grid)
    note = note or Note("import snapshots")
    # What comes in has no name here: of many thousand states there is one set in memory at a time.
    return put_layer(
        target,
        incoming_snapshots(source, how, layer=layer, grid=used, gaps=gaps, cutting=cutting),
        note,
        zone=how.reckoning.zone,
        dry_run=dry_run,
    )


def _appended(
    target: Path, layer: str, snapshots: Sequence[Snapshot], how: Restating, note: Note, *, dry_run: bool
) -> Brought:
    """Let a layer go on, once more where somebody else wrote the map meanwhile: what differs may be less."""
    try:
        return append_snapshots(open_project(target), layer, snapshots, how, note, dry_run=dry_run)[1]
    except StaleError:
        brought = append_snapshots(open_project(target), layer, snapshots, how, note, dry_run=dry_run)[1]
        return replace(brought, told=(*brought.told, _ANEW))


def incoming_snapshots(
    source: Source,
    how: Restating,
    *,
    layer: str,
    grid: Grid,
    gaps: Literal["carry", "unknown"],
    cutting: Cutting = BY_TURNS,
) -> Incoming:
    """Return the states that dated restatements tell: each from its date until the next one.

    `cutting` says who reads them and cuts the ground.

    Raises
    ------
    InputError
        With all that is wrong with them.
    """
    snapshots, found = snapshots_in(parts_of(source, how.reading), how), Found()
    for snapshot in snapshots:
        found.tell(snapshot.told, snapshot.name)
    days = [snapshot.when.start for snapshot in snapshots]
    starts, filled = with_gaps(days, snapshots, None, gaps)
    minutes = [first_minute(start) for start in starts]
    cut, said = cut_by_date([*filled], how, grid, found, cutting)
    tidied = Tidied(how.repair)
    keys = [f"{number:06d}" for number in range(len(said))]
    states, topology = states_of_cut(tidied.of(cut, grid), keys, minutes, layer=layer, grid=grid)
    if not states:
        raise InputError(Problem("holds no ground", name_of(source)))
    found.tell(tidied.sentences(), layer)
    if gaps == "carry":
        found.tell(untold_days(None, days), layer)
    found.as_drawn |= dict.fromkeys(tidied.rules(states))
    if comes_and_goes(states, topology):
        found.tell(["some ground is nobody's for a time, as it was restated"], layer)
        found.as_drawn["CM305"] = None
    # Periods are cut by the minute, and say no more than the source did.
    exact = {str(minute): start for minute, start in zip(minutes, starts, strict=True)}
    told = [
        (said[int(state.controller)], state.model_copy(update={
            "valid_from": exact.get(str(state.valid_from), state.valid_from),
            "valid_to": None if state.valid_to is None else exact.get(str(state.valid_to), state.valid_to),
        }))
        for state in states
    ]  # fmt: skip
    # Strips that are joined to what lies beside them leave vertices where they met it.
    cut = None if how.repair and tidied.count else topology
    begun = {str(one.when.start): one.when for one in snapshots}
    by = [found.on_whose_word(begun[str(state.valid_from)], said) for said, state in told]
    vague = begun_between(None, days) if gaps == "carry" else {}
    told = [(noted(said, vague.get(str(state.valid_from))), state) for said, state in told]
    return Incoming(layer, grid, told, (days[0], days[-1]), name_of(source), found, by, cut)
