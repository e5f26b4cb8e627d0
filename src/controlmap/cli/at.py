"""`controlmap at`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.dated import in_words, period_in_words, to_what_is_known
from controlmap.cli.doubts import doubt_document, doubt_line
from controlmap.cli.given_once import Command
from controlmap.cli.handovers import handover_document, handover_line
from controlmap.cli.options import (
    json_option,
    names_by_language,
    print_json,
    project_argument,
    refuse_swapped,
)
from controlmap.cli.streams import say
from controlmap.words import counted, first_lines, one_line

if TYPE_CHECKING:
    import numpy as np

    from controlmap.api import MapProject
    from controlmap.history import History, Spell
    from controlmap.measure import Doubt, Handover
    from controlmap.model import Place, Report

_LONLAT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)\s*", re.ASCII)
_SHOWN = 5
"""Reports of each answer: what decides lies near, and a derived area may rest on hundreds."""


# A longitude west of Greenwich begins like an option.
@click.command("at", cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("where", metavar="PLACE|LON,LAT")
@project_argument
@click.option(
    "--on",
    "--at",
    "date",
    metavar="DATE",
    help="Only who held it at this instant, or at the end of this day and what changed in it.",
)
@click.option("--reports", is_flag=True, help=f"With the {_SHOWN} nearest reports that each answer rests on.")
@click.option(
    "--all-reports",
    is_flag=True,
    help="With every report that it rests on, the nearest first, and what else its sources say of holders.",
)
@json_option
def command(
    where: str, project: Path, date: str | None, reports: bool, all_reports: bool, as_json: bool
) -> None:
    """Tell who holds and who held a place, since when, and who says so.

    The place is named by its id, by a name in any language however spelt, or by longitude and latitude.
    With --on a date means the whole day: who holds it at its end, and who lost it to whom in the course of
    it.

    A change bears the date of the first report that tells of it. Where no report says when a place passed,
    and the last one that names who held it before is days older, both dates are told (last_told_before). With
    --on a change that may have come earlier or later than that, by all that is known of it, is told (doubts).
    """
    from controlmap.api import open_map
    from controlmap.measure import doubts_under, handovers

    refuse_swapped(where, project, "a place")
    found = open_map(project)
    history = found.history()
    place, lon, lat = _point(where, found)
    spells = history.spells(lon, lat)
    told = _told_before(place, spells, found)
    changed: Sequence[Handover] = ()
    doubts: Sequence[Doubt] = ()
    if date is not None:
        moment = found.moment(date)
        about = {"reports": found.project.reports, "place": place.id} if place else {}
        doubts = doubts_under(spells, (moment, moment), **about)
        spells = [spell for spell in spells if spell.start <= moment < spell.end]
        changed = handovers(history, lon, lat, date, date)
    if as_json:
        document = _document(place, lon, lat, spells, found, told, reports=reports or all_reports)
        of_date = {
            "on": date,
            "changes": [*map(handover_document, changed)],
            "doubts": [*map(doubt_document, doubts)],
        }
        print_json({**document, **({} if date is None else of_date)})
        return
    say(f"{' '.join(dict.fromkeys(place.text('name')))} ({place.id})" if place else f"{lon}, {lat}")
    if place and place.cell == "no":
        say("  (the point stands for the name, not for the whole of the place)")
    if not spells:
        say(f"  {_outside(lon, lat, history)}")
    for spell in spells:
        say(*(f"  {line}" for line in _lines(spell, found, told)))
        behind = _report_lines(spell, found, lon, lat, whole=all_reports)
        for line in behind if reports or all_reports else ():
            say(f"    {line}")
    say(*(f"  {doubt_line(doubt)}" for doubt in doubts))
    for handover in changed:
        say(f"  changed hands: {handover_line(handover)}")


def _point(where: str, found: MapProject) -> tuple[Place | None, float, float]:
    """The place that is meant, if it is one, and its longitude and latitude."""
    from controlmap.errors import InputError, Problem

    match = _LONLAT.fullmatch(where)
    if match is None:
        place = found.place(where)
        if place.lon is None or place.lat is None:
            raise InputError(Problem(f"{place.name} ({place.id}) has no known point"))
        return place, place.lon, place.lat
    lon, lat = float(match[1]), float(match[2])
    if abs(lon) > 180 or abs(lat) > 90:
        raise InputError(Problem(f"{where} is no longitude and latitude in degrees"))
    return None, lon, lat


def _told_before(
    place: Place | None, spells: list[Spell], found: MapProject
) -> dict[np.datetime64, np.datetime64]:
    """By the instants from which a place is another's, the days of the last reports that it was not yet."""
    from controlmap.measure import told_before

    if place is None:
        return {}
    reports = [report for report in found.project.reports if report.place == place.id]
    pairs = [pair for pair in pairwise(spells) if pair[0].controller != pair[1].controller]
    last = {
        new.start: told_before(reports, place.id, old.controller, new.controller, new.start)
        for old, new in pairs
    }
    return {start: report.date.astype("datetime64[D]") for start, report in last.items() if report}


def _outside(lon: float, lat: float, history: History) -> str:
    swapped = abs(lon) <= 90 and history.spells(lat, lon)
    hint = f"; {lat}, {lon} is inside: longitude comes first" if swapped else ""
    return f"lies outside the map{hint}"


def _document(
    place: Place | None,
    lon: float,
    lat: float,
    spells: list[Spell],
    found: MapProject,
    told: Mapping[np.datetime64, np.datetime64],
    *,
    reports: bool,
) -> dict[str, Any]:
    history = found.history()
    cell = history.cell_under(lon, lat)

    def row(spell: Spell) -> dict[str, Any]:
        before = {"last_told_before": str(told[spell.start])} if spell.start in told else {}
        evidence = _evidence(spell, found, lon, lat) if reports else {}
        return (
            _spell(spell, found) | before | {key: [*starmap(_report, told)] for key, told in evidence.items()}
        )

    return {
        "place": _named(place, found.project.settings.languages) if place else None,
        "lon": lon,
        "lat": lat,
        "layer": None if cell < 0 else history.layers[history.cell_layer[cell]],
        "spells": [row(spell) for spell in spells],
    }


def _named(place: Place, languages: Sequence[str]) -> dict[str, Any]:
    names = names_by_language(place, languages)
    return {"id": place.id, **names, **place.model_dump(include={"kind", "admin1"})}


def _spell(spell: Spell, found: MapProject) -> dict[str, Any]:
    state = spell.state
    said = state.model_dump(include={"area", "status", "others", "certainty", "note"}) if state else {}
    translations = {key: text for key, text in state.translations.items() if text} if state else {}
    return {
        "from": to_what_is_known(spell.start, spell.start_known_to),
        "from_precision": spell.start_known_to,
        "to": to_what_is_known(spell.end, spell.end_known_to),
        "to_precision": spell.end_known_to,
        "controller": spell.controller,
        "state": state.id if state else None,
        "states": [state.id for state in spell.states],
        **said,
        **translations,
        "sources": [
            found.project.sources[id].model_dump(mode="json", exclude_none=True)
            for id in (state.sources if state else ())
            if id in found.project.sources
        ],
    }


def _evidence(
    spell: Spell, found: MapProject, lon: float, lat: float
) -> dict[str, list[tuple[Report, float | None]]]:
    """Return the reports that a spell rests on, and what else its sources say of its holders.

    With each goes how many km away its place is. The nearest come first, and of those of one distance the
    latest.
    """
    import numpy as np

    from controlmap.plane import lengths_km

    def away(report: Report) -> float | None:
        place = found.project.places[report.place]
        if place.lon is None or place.lat is None:
            return None
        return float(lengths_km(np.array([[lon, lat]]), np.array([[place.lon, place.lat]]))[0])

    def nearest(reports: Mapping[str, Report]) -> list[tuple[Report, float | None]]:
        told = [(report, away(report)) for report in reports.values()]
        return sorted(
            told, key=lambda one: (one[1] is None, one[1] or 0, -one[0].date.astype(int), one[0].id)
        )

    behind = {one.id: one for state in spell.states for one in found.reports_behind(state.id)}
    others = {one.id: one for state in spell.states for one in found.other_reports(state.id)}
    apart = {name: one for name, one in others.items() if name not in behind}
    return {"reports": nearest(behind), "other_reports": nearest(apart)}


def _report(report: Report, km: float | None) -> dict[str, Any]:
    distance = None if km is None else round(km, 3)
    date = to_what_is_known(report.date, report.known_to)
    said = report.model_dump(mode="json", exclude_none=True)
    return {**said, "date": date, "precision": report.known_to, "distance_km": distance}


def _report_lines(spell: Spell, found: MapProject, lon: float, lat: float, *, whole: bool) -> Iterator[str]:
    """Yield what a spell rests on and what else its sources say: each report, or the nearest and how many."""
    evidence = _evidence(spell, found, lon, lat)
    behind, others = ([_report_line(*one, found) for one in told] for told in evidence.values())
    if behind:
        yield f"rests on {counted(len(behind), 'report')}:"
    for line in behind if whole else first_lines(behind, _SHOWN, ": --all-reports tells them"):
        yield f"  {line}"
    if others:
        what = f"what else these sources report of the holder: {counted(len(others), 'report')}"
        yield f"{what}:" if whole else f"{what}, which --all-reports tells"
    for line in others if whole else ():
        yield f"  {line}"


def _report_line(report: Report, km: float | None, found: MapProject) -> str:
    name = found.project.places[report.place].name
    date = to_what_is_known(report.date, report.known_to)
    where = f"{name}, {'no point' if km is None else f'{km:.0f} km'}, {date}"
    said = next(iter(report.text("statement")), "")
    return one_line(f"{report.id} ({where}): {said} [{', '.join(report.sources)}]")


def _lines(spell: Spell, found: MapProject, told: Mapping[np.datetime64, np.datetime64]) -> Iterator[str]:
    """Yield a spell in words: when, who, how, how sure; a line a source; its note; between what it began."""
    still = spell.end == found.history().end
    end = None if still else (spell.end, spell.end_known_to)
    period = period_in_words((spell.start, spell.start_known_to), end)
    if (state := spell.state) is None:
        yield f"{period}  unknown (no record)"
    else:
        shared = f" with {', '.join(state.others)}" if state.others else ""
        yield f"{period}  {spell.controller}, {state.status}{shared}, {state.certainty}"
        for source in (found.project.sources[id] for id in state.sources if id in found.project.sources):
            yield f"    {'. '.join(filter(None, (source.publisher, source.title, source.URL)))}"
        if state.note:
            yield f"    {one_line(state.note)}"
    if spell.start in told:
        between = f"{in_words(told[spell.start], 'day')} and {in_words(spell.start, 'day')}"
        yield f"  passed between {between}: no report says when"
