"""The files in which a map's records lie, and what they hold while there are none."""

from __future__ import annotations

from collections.abc import Mapping

from controlmap.format.csv_tables import write_table
from controlmap.format.sources import write_sources
from controlmap.model import Place, Report

__all__ = ["EMPTY_RECORDS", "PLACES_FILE", "REPORTS_FILE", "SOURCES_FILE"]

PLACES_FILE, REPORTS_FILE, SOURCES_FILE = "places.csv", "reports.csv", "sources.json"
EMPTY_RECORDS: Mapping[str, bytes] = {
    PLACES_FILE: write_table(Place, list[Place]()),
    REPORTS_FILE: write_table(Report, list[Report]()),
    SOURCES_FILE: write_sources(()),
}
