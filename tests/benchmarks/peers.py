"""Pages of the same series as people make them today."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import shapely
from folium.plugins import Timeline, TimelineSlider, TimeSliderChoropleth, TimestampedGeoJson

from tests.benchmarks.series import Series, day, intervals, seconds

COLOUR = "#4878a8"


def folium_timeline(series: Series, *, prefer_canvas: bool = False) -> str:
    rows = intervals(series)
    page = _map(rows, prefer_canvas=prefer_canvas)
    timeline = Timeline(rows.to_json()).add_to(page)
    TimelineSlider(auto_play=False, show_ticks=False).add_timelines(timeline).add_to(page)
    return page.get_root().render()


def timestamped_geojson(series: Series) -> str:
    rows = _daily(series)
    features = json.loads(rows.to_json())
    for feature in features["features"]:
        feature["properties"] = {"times": [feature["properties"]["date"]], "style": {"color": COLOUR}}
    page = _map(rows)
    TimestampedGeoJson(features, period="P1D", duration="PT1H", auto_play=False, transition_time=0).add_to(
        page
    )
    return page.get_root().render()


def time_slider_choropleth(series: Series) -> str:
    rows = intervals(series)
    stamps = [(day(date), str(seconds(date))) for date in series.dates]
    styles = {
        str(i): {
            stamp: {"color": COLOUR, "opacity": 0.6 if row["start"] <= date < row["end"] else 0.0}
            for date, stamp in stamps
        }
        for i, row in enumerate(rows[["start", "end"]].to_dict("records"))
    }
    page = _map(rows)
    TimeSliderChoropleth(rows.to_json(), styledict=styles, stroke_opacity=0).add_to(page)
    return page.get_root().render()


def geojson_a_date(series: Series) -> str:
    rows = _daily(series)
    page = _map(rows)
    for i, (date, ground) in enumerate(rows.groupby("date")):
        folium.GeoJson(ground, name=date, overlay=False, show=i == 0).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    return page.get_root().render()


def plotly_animation(series: Series) -> str:
    """One geometry collection, one frame a date with the features that hold then."""
    import plotly.graph_objects as go

    rows = intervals(series)
    # d3-geo takes a ring's inside to be on its right.
    rows["geometry"] = shapely.orient_polygons(rows.geometry.array, exterior_cw=True)
    rows["colour"] = pd.factorize(rows["actor"])[0]
    held = {day(d): rows[(rows["start"] <= day(d)) & (day(d) < rows["end"])] for d in series.dates}
    frames = [
        go.Frame(name=date, data=[{"type": "choropleth", "locations": list(at.index), "z": list(at.colour)}])
        for date, at in held.items()
    ]
    steps = [{"method": "animate", "label": date, "args": [[date], {"mode": "immediate"}]} for date in held]
    figure = go.Figure(
        go.Choropleth(geojson=json.loads(rows.to_json()), **frames[0].data[0].to_plotly_json()),
        frames=frames,
        layout={
            "sliders": [{"steps": steps}],
            "geo": {"visible": False, "fitbounds": "locations", "projection": {"type": "mercator"}},
        },
    )
    return figure.to_html(include_plotlyjs=True)


def kepler_export(series: Series) -> str:
    from keplergl import KeplerGl

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        KeplerGl(data={"series": intervals(series)}).save_to_html(file_name=str(path))
        return path.read_text()


def lonboard_export(series: Series) -> str:
    from lonboard import Map, PolygonLayer

    return Map(PolygonLayer.from_geopandas(intervals(series))).to_html()


def _daily(series: Series) -> gpd.GeoDataFrame:
    """One row for each actor and date."""
    rows = [
        {"date": day(date), "actor": actor, "geometry": ground}
        for date, snapshot in zip(series.dates, series.snapshots, strict=True)
        for actor, ground in snapshot.items()
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def _map(rows: gpd.GeoDataFrame, *, prefer_canvas: bool = False) -> folium.Map:
    """A map without tiles, so that it works offline, that shows all ground."""
    west, south, east, north = rows.total_bounds
    page = folium.Map(tiles=None, prefer_canvas=prefer_canvas)
    page.fit_bounds([[south, west], [north, east]])
    return page
