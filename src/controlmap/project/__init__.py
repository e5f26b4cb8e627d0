"""Map projects on disk: the only code that touches files of map projects."""

from controlmap.project.atomic import clear_leftovers, write_atomically
from controlmap.project.background import Base, BaseFeature
from controlmap.project.canonical import feature_text, geometry_text, json_text, write_layer
from controlmap.project.commit import commit, locked
from controlmap.project.files import encoded_for, inside, read_data, slug
from controlmap.project.folder import Layer, Project, find_folder, inspect_project, open_project
from controlmap.project.layers import ParsedLayer, parse_layer, read_layer
from controlmap.project.new import init_project
from controlmap.project.references import check_references
from controlmap.project.rules import RULES, Rule, severity
from controlmap.project.sources import parse_sources, write_sources
from controlmap.project.splice import spliced
from controlmap.project.strict_json import read_json
from controlmap.project.tables import parse_table, write_table

__all__ = [
    "RULES",
    "Base",
    "BaseFeature",
    "Layer",
    "ParsedLayer",
    "Project",
    "Rule",
    "check_references",
    "clear_leftovers",
    "commit",
    "encoded_for",
    "feature_text",
    "find_folder",
    "geometry_text",
    "init_project",
    "inside",
    "inspect_project",
    "json_text",
    "locked",
    "open_project",
    "parse_layer",
    "parse_sources",
    "parse_table",
    "read_data",
    "read_json",
    "read_layer",
    "severity",
    "slug",
    "spliced",
    "write_atomically",
    "write_layer",
    "write_sources",
    "write_table",
]
