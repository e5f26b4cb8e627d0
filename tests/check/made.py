"""Map projects made in memory."""

from pathlib import Path
from zoneinfo import ZoneInfo

from controlmap.model import Layer, LayerEntry, Project, Settings
from controlmap.plane.grid import Grid


def made_project(states, *, places=(), reports=(), overlaps="error"):
    """Return a map project of one layer that lies in no folder."""
    entry = LayerEntry(id="layer", file="layer.geojson", name={"en": "Layer"})
    title = {"en": "Made"}
    settings = Settings(format=1, title=title, actors=(), layers=(entry,), overlaps=overlaps)
    layer = Layer(entry.id, entry.file, entry.name, tuple(states))
    by_id = {place.id: place for place in places}
    return Project(Path(), settings, Grid(), ZoneInfo("UTC"), (layer,), {}, by_id, tuple(reports))
