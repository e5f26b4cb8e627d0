"""`controlmap info`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.streams import say
from controlmap.words import counted

if TYPE_CHECKING:
    from controlmap.api import MapProject


@click.command("info", cls=Command)
@project_argument
@json_option
def command(project: Path, as_json: bool) -> None:
    """Tell what a map project holds: layers, actors, dates, cells, arcs, spells."""
    from controlmap.api import open_map

    facts = _facts(open_map(project))
    if as_json:
        print_json(facts)
        return
    say(facts["title"])
    for name in ("period", "dates", "states", "cells", "arcs", "arc_vertices", "spells", "sources", "places"):
        say(f"  {name.replace('_', ' '):<14} {_shown(facts[name])}")
    for name in ("reports", "events"):
        say(f"  {name:<14} {facts[name]}")
    for kind in ("layers", "actors"):
        say(f"  {kind}")
        for row in facts[kind]:
            more = (
                f"  {counted(row['states'], 'state')}, {row['area_km2']:,.0f} km²" if kind == "layers" else ""
            )
            say(f"    {row['id']:<14} {row['name']}{more}")


def _shown(value: Any) -> str:
    return " until ".join(value) if isinstance(value, list) else f"{value:,}"


def _facts(found: MapProject) -> dict[str, Any]:
    project, history = found.project, found.history()
    language = project.settings.languages[0]
    return {
        "title": found.title,
        "period": [*history.period_told],
        "dates": len(history.dates),
        "states": len(history.states),
        "cells": len(history.topology.cells),
        "arcs": len(history.topology.arc_left),
        "arc_vertices": len(history.topology.arc_xy),
        "spells": len(history.spell_state),
        "sources": len(project.sources),
        "places": len(project.places),
        "reports": len(project.reports),
        "events": len(project.events),
        "layers": [
            {
                "id": layer.id,
                "name": layer.name.get(language, layer.id),
                "file": layer.file,
                "states": len(layer.states),
                "area_km2": round(float(history.cell_area_km2[history.cell_layer == i].sum()), 3),
            }
            for i, layer in enumerate(project.layers)
        ],
        "actors": [{"id": a.id, "name": a.name.get(language, a.id)} for a in project.settings.actors],
    }
