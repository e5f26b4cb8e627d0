"""What figures by region say beside their rows: how large each region is, and what of it no map covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from controlmap.api import MapProject

__all__ = ["region_documents", "uncovered_lines"]


def region_documents(found: MapProject) -> list[dict[str, Any]]:
    """Return for each region its id, names by language, and km²: all of it, on the map, and not."""
    from controlmap.cli.tables import rows_of
    from controlmap.measure import region_columns

    names = {region.id: region.name for region in found.project.regions}
    languages = found.project.settings.languages
    return [
        {"id": row.pop("region"), **{f"name_{code}": name.get(code, "") for code in languages}, **row}
        for row in rows_of(region_columns(found.history(), found.project.regions))
        for name in [names[row["region"]]]
    ]


def uncovered_lines(found: MapProject) -> Iterator[str]:
    """Yield how much of a region is no part of the map, a line a region of which some is."""
    for region in region_documents(found):
        uncovered, whole = region["uncovered_km2"], region["area_km2"]
        if uncovered > 0:
            share = uncovered / whole
            yield f"{region['id']}: {uncovered:,.1f} of {whole:,.1f} km² ({share:.1%}) are not on the map"
