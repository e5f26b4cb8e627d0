"""Renew the committed JSON Schemas."""

from pathlib import Path

from controlmap.format.schemas import all_schemas, schema_text

for name, schema in all_schemas().items():
    Path(__file__).with_name(name).write_text(schema_text(schema), encoding="utf-8", newline="\n")
