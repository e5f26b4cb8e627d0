"""Renew the committed JSON Schemas."""

from pathlib import Path

from controlmap.project.atomic import write_atomically
from controlmap.project.schemas import all_schemas, schema_text

for name, schema in all_schemas().items():
    write_atomically(Path(__file__).with_name(name), schema_text(schema).encode())
