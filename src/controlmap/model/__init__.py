"""The values of a map project: what its files say, checked and typed.

Each model is one row, feature or table of the format in `geodata/SPEC.md`; JSON Schemas are generated from
them. Values are frozen: an edit makes new ones.
"""

from controlmap.model.background import HOLD_BACK, Base, BaseFeature
from controlmap.model.certainty import Voice, Voices, certainty_of, earned
from controlmap.model.csl import CSL_TYPES
from controlmap.model.evaluation import Calibration, Evaluation, KeptEvaluation, Method, Share
from controlmap.model.fields import SHARED, Certainty, Credit, OverlapRule, Status, Text, Texts, credit_in
from controlmap.model.gazetteer import fold, place_called, place_named, places_called, places_named
from controlmap.model.hand import HandFeature
from controlmap.model.holding import Holding
from controlmap.model.ids import IDENTIFIER
from controlmap.model.ink import hatch_contrast, ink_on
from controlmap.model.journal import Entry, Note, Role, standing
from controlmap.model.known_dates import KnownDates, known_dates
from controlmap.model.languages import LANGUAGE, is_right_to_left
from controlmap.model.localized_text import SPELLED, Localized, LocalizedText, language_of
from controlmap.model.looks import NOBODY, Look, actor_in, look_of
from controlmap.model.many_states import (
    Picked,
    States,
    Told,
    bounds_of,
    chosen,
    on_record,
    periods_of,
    places_in,
    recorded_near,
    told,
)
from controlmap.model.meaning import faults_of_holding
from controlmap.model.named import actor_meant, close_to, id_meant
from controlmap.model.page_words import is_page_word, page_words
from controlmap.model.palette import PALETTE, colours_for, colours_instead, to_tell_apart
from controlmap.model.period import Period, closing, lasting, period_of
from controlmap.model.project import (
    IN_MEMORY,
    HeldBack,
    Layer,
    Project,
    Region,
    known_in,
    layer_called,
    region_called,
    states_of,
    with_states,
)
from controlmap.model.records import Event, Place, Report, Source
from controlmap.model.settings import (
    Actor,
    BaseEntry,
    Extent,
    LayerEntry,
    MapPeriod,
    Publish,
    RegionEntry,
    Section,
    Settings,
    Silence,
    View,
)
from controlmap.model.sight import (
    INKS,
    LEAST_APART,
    apart,
    apart_in_grey,
    as_shown,
    ciede2000,
    lab_of,
    least_apart,
    pairs_apart,
)
from controlmap.model.states import CERTAINTIES, UNKNOWN, ControlState
from controlmap.model.story import Story, StoryStep
from controlmap.model.suggestions import hinting, nearest
from controlmap.model.validation import validated

__all__ = [
    "CERTAINTIES",
    "CSL_TYPES",
    "HOLD_BACK",
    "IDENTIFIER",
    "INKS",
    "IN_MEMORY",
    "LANGUAGE",
    "LEAST_APART",
    "NOBODY",
    "PALETTE",
    "SHARED",
    "SPELLED",
    "UNKNOWN",
    "Actor",
    "Base",
    "BaseEntry",
    "BaseFeature",
    "Calibration",
    "Certainty",
    "ControlState",
    "Credit",
    "Entry",
    "Evaluation",
    "Event",
    "Extent",
    "HandFeature",
    "HeldBack",
    "Holding",
    "KeptEvaluation",
    "KnownDates",
    "Layer",
    "LayerEntry",
    "Localized",
    "LocalizedText",
    "Look",
    "MapPeriod",
    "Method",
    "Note",
    "OverlapRule",
    "Period",
    "Picked",
    "Place",
    "Project",
    "Publish",
    "Region",
    "RegionEntry",
    "Report",
    "Role",
    "Section",
    "Settings",
    "Share",
    "Silence",
    "Source",
    "States",
    "Status",
    "Story",
    "StoryStep",
    "Text",
    "Texts",
    "Told",
    "View",
    "Voice",
    "Voices",
    "actor_in",
    "actor_meant",
    "apart",
    "apart_in_grey",
    "as_shown",
    "bounds_of",
    "certainty_of",
    "chosen",
    "ciede2000",
    "close_to",
    "closing",
    "colours_for",
    "colours_instead",
    "credit_in",
    "earned",
    "faults_of_holding",
    "fold",
    "hatch_contrast",
    "hinting",
    "id_meant",
    "ink_on",
    "is_page_word",
    "is_right_to_left",
    "known_dates",
    "known_in",
    "lab_of",
    "language_of",
    "lasting",
    "layer_called",
    "least_apart",
    "look_of",
    "nearest",
    "on_record",
    "page_words",
    "pairs_apart",
    "period_of",
    "periods_of",
    "place_called",
    "place_named",
    "places_called",
    "places_in",
    "places_named",
    "recorded_near",
    "region_called",
    "standing",
    "states_of",
    "to_tell_apart",
    "told",
    "validated",
    "with_states",
]
