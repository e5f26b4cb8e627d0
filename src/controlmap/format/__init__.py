"""The file format: bytes to values and values to bytes, without a look at the disk."""

from controlmap.format.as_imported import (
    imported_file,
    is_imported_file,
    is_mark,
    marks_of,
    of_ground,
    of_period,
    parse_marks,
    write_marks,
)
from controlmap.format.background import parse_base, parse_events, parse_extent
from controlmap.format.canonical import (
    feature_text,
    feature_texts,
    geometry_text,
    json_text,
    properties_of,
    write_layer,
)
from controlmap.format.coordinates import (
    KnownGeometry,
    build,
    build_all,
    check_geometry,
    check_lines,
    check_range,
)
from controlmap.format.csv_tables import columns_of, parse_table, row_lines, write_table
from controlmap.format.document import Document, Fault, feature_label
from controlmap.format.entries import entry_values
from controlmap.format.evaluation import EVALUATION_FILE, parse_evaluation, write_evaluation
from controlmap.format.foreign_text import recognised, with_commas
from controlmap.format.foreign_values import (
    as_ours,
    plain,
    property_names,
    says_the_same,
)
from controlmap.format.geojson import (
    RawFeature,
    check_collection,
    check_geojson,
    is_error,
    raw_features,
    schema_fault,
)
from controlmap.format.hand import HAND_FOLDER, hand_file, parse_hand
from controlmap.format.journal import (
    JOURNAL_FILE,
    KEPT_FOLDER,
    entry_line,
    named_entry,
    parse_entry,
    short_digest,
)
from controlmap.format.json import MAX_BYTES, MAX_DEPTH, decode, read_json
from controlmap.format.layer import ParsedLayer, parse_layer
from controlmap.format.reading_rules import RULES, Rule, Severity, refuse, severity
from controlmap.format.record_files import EMPTY_RECORDS, PLACES_FILE, REPORTS_FILE, SOURCES_FILE
from controlmap.format.record_texts import RecordTexts, cut_records
from controlmap.format.references import Unsound, check_hand, check_references, uses_of
from controlmap.format.schemas import all_schemas, schema_text
from controlmap.format.settings import (
    SETTINGS_FILE,
    extended_settings,
    key_lines,
    new_settings,
    read_settings,
    with_actor,
    with_period_through,
    without_actors,
)
from controlmap.format.snapping import settle, settle_geometries
from controlmap.format.sources import parse_sources, write_sources
from controlmap.format.story import STORY_FILE, parse_story
from controlmap.format.unchanged_lines import Lines, Spliced, lines_in, new_lines, spliced

__all__ = [
    "EMPTY_RECORDS",
    "EVALUATION_FILE",
    "HAND_FOLDER",
    "JOURNAL_FILE",
    "KEPT_FOLDER",
    "MAX_BYTES",
    "MAX_DEPTH",
    "PLACES_FILE",
    "REPORTS_FILE",
    "RULES",
    "SETTINGS_FILE",
    "SOURCES_FILE",
    "STORY_FILE",
    "Document",
    "Fault",
    "KnownGeometry",
    "Lines",
    "ParsedLayer",
    "RawFeature",
    "RecordTexts",
    "Rule",
    "Severity",
    "Spliced",
    "Unsound",
    "all_schemas",
    "as_ours",
    "build",
    "build_all",
    "check_collection",
    "check_geojson",
    "check_geometry",
    "check_hand",
    "check_lines",
    "check_range",
    "check_references",
    "columns_of",
    "cut_records",
    "decode",
    "entry_line",
    "entry_values",
    "extended_settings",
    "feature_label",
    "feature_text",
    "feature_texts",
    "geometry_text",
    "hand_file",
    "imported_file",
    "is_error",
    "is_imported_file",
    "is_mark",
    "json_text",
    "key_lines",
    "lines_in",
    "marks_of",
    "named_entry",
    "new_lines",
    "new_settings",
    "of_ground",
    "of_period",
    "parse_base",
    "parse_entry",
    "parse_evaluation",
    "parse_events",
    "parse_extent",
    "parse_hand",
    "parse_layer",
    "parse_marks",
    "parse_sources",
    "parse_story",
    "parse_table",
    "plain",
    "properties_of",
    "property_names",
    "raw_features",
    "read_json",
    "read_settings",
    "recognised",
    "refuse",
    "row_lines",
    "says_the_same",
    "schema_fault",
    "schema_text",
    "settle",
    "settle_geometries",
    "severity",
    "short_digest",
    "spliced",
    "uses_of",
    "with_actor",
    "with_commas",
    "with_period_through",
    "without_actors",
    "write_evaluation",
    "write_layer",
    "write_marks",
    "write_sources",
    "write_table",
]
