"""The committed JSON Schemas say what the models say."""

from importlib.resources import files

import pytest

from controlmap.format import all_schemas, schema_text
from controlmap.model import ControlState, Event

SCHEMAS = all_schemas()


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_fresh(name):
    committed = files("controlmap.format.schemas").joinpath(name).read_text(encoding="utf-8")
    assert committed == schema_text(SCHEMAS[name]), "run python -m controlmap.format.schemas"


def test_no_schema_is_left_over():
    folder = files("controlmap.format.schemas")
    assert {item.name for item in folder.iterdir() if item.name.endswith(".json")} == set(SCHEMAS)


@pytest.mark.parametrize(("name", "model"), [("layer", ControlState), ("events", Event)])
def test_a_feature_s_properties_are_the_model_s_without_what_stands_outside(name, model):
    feature = SCHEMAS[f"{name}.schema.json"]["properties"]["features"]["items"]
    outside = {"id", "geometry", "members", "numeric_id", "translations"}
    properties = feature["properties"]["properties"]
    assert set(properties["properties"]) == set(model.model_fields) - outside
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert set(properties["required"]) == required - outside - set(model.localized)


def test_a_period_uses_the_names_of_the_file():
    assert set(SCHEMAS["controlmap.schema.json"]["$defs"]["MapPeriod"]["properties"]) == {"from", "through"}
