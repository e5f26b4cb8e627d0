"""The sourced reports, each on the point of its place."""

from __future__ import annotations

from typing import Any

import shapely

from controlmap.dates import as_known, end_of, first_minute, known_text
from controlmap.exchange.sheets.readable import Reader, about_map
from controlmap.exchange.sheets.sheet import Item, Sheet
from controlmap.model import Place, Project, Report
from controlmap.words import counted

__all__ = ["reports_sheet"]


def reports_sheet(project: Project) -> Sheet:
    """Return a row for each report; without geometry where nobody knows the point of its place."""
    reader = Reader(project)
    items = [_item(reader, report, project.places.get(report.place)) for report in project.reports]
    last = max((report.date.astype("datetime64[D]") for report in project.reports), default=None)
    about = about_map(project, "" if last is None else str(last))
    pointless = sum(item.geometry is None for item in items)
    told = (f"{counted(pointless, 'report')} on places without a known point",) if pointless else ()
    return Sheet("reports", "points", tuple(items), about, project.grid, about.name, told)


def _item(reader: Reader, report: Report, place: Place | None) -> Item:
    first = reader.project.settings.languages[0]
    point = None
    if place and place.lon is not None and place.lat is not None:
        point = shapely.Point(place.lon, place.lat)
    names = {} if place is None else place.text("name").by_language(first)
    known_to = report.known_to
    fields: dict[str, Any] = {
        "place": report.place,
        **reader.by_language("place_name", names, report.place),
        "date": known_text(report.date, known_to),
        "known_to": known_to,
        "kind": report.kind,
        "from_controller": report.from_controller,
        "controller": report.controller,
        **reader.holding(report.controller, report.status, report.others),
        "status": report.status,
        "others": list(report.others),
        "named": report.named,
        "confidence": report.confidence,
        **reader.by_language("statement", report.text("statement").by_language(first)),
        "sources": list(report.sources),
        **reader.cited(report.sources),
        "note": report.note or None,
    }
    look = reader.look(report.controller, report.status, None, report.others)
    date = as_known(report.date, known_to)
    return Item(point, fields, first_minute(date), end_of(date), look, report.id)
