"""CM706 looks at every text of every file: the models say which there are."""

import typing

import pytest
from pydantic import BaseModel

from controlmap.check import check
from controlmap.check.meaning import _sayers, texts_of
from controlmap.model import ControlState, Event, Place, Project, Report, Settings, Source
from controlmap.model.settings import Actor, BaseEntry, LayerEntry, RegionEntry, Section, Silence
from controlmap.model.story import StoryStep
from controlmap.store import init_project, open_project

MODELS = (Actor, BaseEntry, ControlState, Event, LayerEntry, Place, RegionEntry, Report, Section, Settings)
MODELS += (Silence, Source, StoryStep)


def says_text(annotation: object) -> bool:
    """Whether a field holds texts: words among some that are listed, and numbers and dates, are none."""
    if typing.get_origin(annotation) is typing.Literal:
        return False
    inner = typing.get_args(annotation)
    return annotation is str or any(says_text(one) for one in inner if one is not annotation)


FIELDS = [
    (model, name)
    for model in MODELS
    for name, field in model.model_fields.items()
    if says_text(field.annotation) and not field.exclude
]


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda one: getattr(one, "__name__", one))
def test_each_text_of_a_model_is_looked_at(model: type[BaseModel], field: str) -> None:
    for said in ("West\x1b", {"en": "West\x1b"}, ("West\x1b",)):
        [(property, _)] = texts_of(model.model_construct(**{field: said}))
        assert property.split(".")[0] == field
    assert [text for _, text in texts_of(model.model_construct(**{field: "West\x1b"}))] == ["West\x1b"]


def test_texts_in_further_languages_and_members_of_a_source_are_looked_at() -> None:
    place = Place.model_validate({"id": "a", "name": "A", "kind": "city", "note_ar": "x\u202e"})
    assert ("note_ar", "x\u202e") in [*texts_of(place)]
    source = Source.model_validate({"id": "a", "title": "A", "title_ar": "x\u202e"})
    assert ("title_ar", "x\u202e") in [*texts_of(source)]


def test_everything_of_a_map_that_has_texts_is_looked_at(tmp_path) -> None:
    """Each tuple of values in the settings and in a map project is among those who say something."""
    init_project(tmp_path / "valley")
    project = open_project(tmp_path / "valley")
    seen = {type(value) for _, _, value in _sayers(project)}
    assert seen >= {Actor, LayerEntry, Settings, ControlState, Place, Source, Report}
    told = [one for one in Settings.model_fields if isinstance(getattr(project.settings, one), tuple)]
    of_their_own = {"actors", "layers", "regions", "base", "about", "silence"}
    assert {one for one in told if any(isinstance(v, BaseModel) for v in getattr(project.settings, one))} <= (
        of_their_own
    )
    assert {"settings", "layers", "places", "sources", "reports", "events", "story"} <= {
        *Project.__dataclass_fields__
    }


def test_a_warning_for_each_text_with_such_a_sign(tmp_path) -> None:
    init_project(tmp_path / "valley")
    layer = tmp_path / "valley" / "valley.geojson"
    text = layer.read_text(encoding="utf-8")
    assert text.count('"area": "') > 0
    layer.write_text(text.replace('"area": "', '"area": "\\u202e', 1), encoding="utf-8")
    settings = tmp_path / "valley" / "controlmap.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("An invented valley", "An\\u202e invented valley"), encoding="utf-8")
    found = {(one.file, one.property) for one in check(tmp_path / "valley").found if one.code == "CM706"}
    assert found == {("controlmap.toml", "title.en"), ("valley.geojson", "area")}
