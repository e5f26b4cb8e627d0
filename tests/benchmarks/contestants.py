"""Who is compared: for each, how a page is built from a series in memory, and how its slider is moved.

The peers are built as their documentation shows it; days on which nothing changes are merged to intervals
wherever the peer has intervals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.benchmarks import peers
from tests.benchmarks.ours import controlmap_page
from tests.benchmarks.series import Series

_LAYERS = "document.querySelectorAll('.leaflet-control-layers-base input')"
_SHAPE = "document.querySelector('path.leaflet-interactive')"
_TIMELINE = "Object.values(window).find((v) => v instanceof L.TimelineSliderControl)"
_MAP = "Object.values(window).find((v) => v instanceof L.Map)"
_VIEW = f"{_MAP}.setView([lat, lon], zoom, {{animate: false}})"
_MODULES = "loads its code as modules that need a network and WebGL"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to show a series; `build` returns the page as HTML, from a series in memory.

    `ready` is a JavaScript expression that is true once the map shows the first date. `go` is the body of a
    JavaScript function of `i`, an index of a date, and `dates` (YYYY-MM-DD): what its slider does when it is
    moved there; `near` is one of `zoom`, `lat` and `lon`, which shows a part of the map. `no_page` says
    why the page is not measured.
    """

    name: str
    build: Callable[[Series], str]
    ready: str = "false"
    go: str = ""
    near: str = ""
    no_page: str | None = None


CONTESTANTS = (
    Contestant(
        "controlmap",
        controlmap_page,
        "window.controlmap?.dates",
        "controlmap.goTo(dates[i])",
        "location.hash = `map=${zoom}/${lat}/${lon}`",
    ),
    Contestant(
        "folium Timeline",
        peers.folium_timeline,
        f"window.L && L.TimelineSliderControl && {_TIMELINE} && {_SHAPE}",
        f"(window.slider ??= {_TIMELINE}).setTime(+new Date(dates[i]))",
        _VIEW,
    ),
    Contestant(
        "folium Timeline, canvas",
        partial(peers.folium_timeline, prefer_canvas=True),
        f"window.L && L.TimelineSliderControl && {_TIMELINE} && document.querySelector('canvas')",
        f"(window.slider ??= {_TIMELINE}).setTime(+new Date(dates[i]))",
        _VIEW,
    ),
    Contestant(
        "TimestampedGeoJson",
        peers.timestamped_geojson,
        _SHAPE,
        f"(window.found ??= {_MAP}).timeDimension.setCurrentTimeIndex(i)",
        _VIEW,
    ),
    Contestant(
        "TimeSliderChoropleth",
        peers.time_slider_choropleth,
        f"{_SHAPE} && document.querySelector('input[type=range]')",
        "const slider = document.querySelector('input[type=range]');"
        "slider.value = i; slider.dispatchEvent(new Event('input'))",
        _VIEW,
    ),
    Contestant(
        "one GeoJson a date",
        peers.geojson_a_date,
        f"{_SHAPE} && {_LAYERS}.length",
        f"{_LAYERS}[i].click()",
        _VIEW,
    ),
    Contestant(
        "plotly animation",
        peers.plotly_animation,
        "document.querySelector('.choroplethlayer path')",
        "return Plotly.animate(document.querySelector('.plotly-graph-div'), [dates[i]],"
        "{mode: 'immediate', frame: {duration: 0, redraw: true}, transition: {duration: 0}})",
    ),
    Contestant("kepler.gl export", peers.kepler_export, no_page=_MODULES),
    Contestant("lonboard export", peers.lonboard_export, no_page=f"no slider over intervals; {_MODULES}"),
)
BY_NAME = {contestant.name: contestant for contestant in CONTESTANTS}
