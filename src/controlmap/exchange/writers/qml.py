"""QGIS's own description of how a layer is drawn (QML): colours and textures as on the page, and its times.

A rule a look, told by the layer's own fields, so that ground that is edited in QGIS changes its colour there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from controlmap.exchange.sheets import Item, Kind, Sheet
from controlmap.exchange.writers.values import flat
from controlmap.model import INKS, Look, hatch_contrast, ink_on

__all__ = ["ENDS", "STARTS", "qml_text"]

STARTS, ENDS = "starts", "ends"
"""Columns of date-times by which QGIS' temporal controller plays a layer."""
_TOLD_BY = ("controller", "status", "others", "certainty", "from", "to")
_OPACITY = 214
"""The page's 0.84 of 255."""
_MM = 0.2646
"""Millimetres of a pixel on the page, which draws its hatches in tiles of twelve."""
_TILE = 12 * _MM
_SYMBOL: dict[Kind, str] = {"ground": "fill", "lines": "line", "points": "marker"}


def qml_text(sheet: Sheet) -> str:
    """Return the QML of a sheet's looks."""
    return "\n".join(_document(sheet)) + "\n"


def _document(sheet: Sheet) -> Iterator[str]:
    looks = {_rule(item): item.look for item in sheet.items if item.look}
    yield "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    yield '<qgis version="3.22.0" styleCategories="AllStyleCategories">'
    yield (
        f'<temporal enabled="1" mode="2" limitMode="0" startField="{STARTS}" endField="{ENDS}" accumulate="0"'
        ' fixedDuration="0" durationUnit="min" durationField="" startExpression="" endExpression="">'
        "<fixedRange><start></start><end></end></fixedRange></temporal>"
    )
    yield '<renderer-v2 type="RuleRenderer" forceraster="0" symbollevels="0" enableorderby="0">'
    yield '<rules key="{rules}">'
    for number, ((rule, label), _) in enumerate(looks.items()):
        said = f'filter="{escape(rule)}" label="{escape(label)}"'
        yield f'<rule key="{{rule-{number}}}" symbol="{number}" {said}/>'
    yield "</rules>"
    yield "<symbols>"
    for number, look in enumerate(looks.values()):
        yield _symbol(str(number), _SYMBOL[sheet.kind], "".join(_layers(sheet.kind, look)))
    yield "</symbols></renderer-v2></qgis>"


def _rule(item: Item) -> tuple[str, str]:
    """Return the rule by which a row's look is told, and what the legend says of it."""
    told = {name: flat(name, item.fields[name]) for name in _TOLD_BY if name in item.fields}
    rule = " AND ".join(_is(name, value) for name, value in told.items()) or "TRUE"
    legend = item.look.legend if item.look else ""
    words = [str(told[name]) for name in ("status", "certainty") if told.get(name) not in (None, "held")]
    return rule, " · ".join([legend, *words])


def _is(name: str, value: Any) -> str:
    if value in (None, ""):
        return f"coalesce(\"{name}\", '') = ''"
    return f"\"{name}\" = '{str(value).replace(chr(39), chr(39) * 2)}'"


def _layers(kind: Kind, look: Look) -> Iterator[str]:
    if kind == "lines":
        yield _layer("SimpleLine", {"line_color": _rgba(look.colour), "line_width": "0.6"})
    elif kind == "points":
        yield _layer("SimpleMarker", {"color": _rgba(look.colour), "name": "circle", "size": "2.4"})
    else:
        edge = {"outline_style": "no"}
        yield _layer("SimpleFill", {"color": _rgba(look.colour, _OPACITY), "style": "solid", **edge})
        yield from _grain(look.texture)
        ink, alpha = (look.other, 1) if look.other else ink_on(look.colour, hatch_contrast(look.hatch))
        yield from _hatch(look.hatch, _rgba(ink, round(255 * alpha)))


def _grain(texture: str | None) -> Iterator[str]:
    """Yield the white and black lines of a texture, as on the page."""
    if texture == "stripes":
        yield _lines(135, _ink(0), 1.4 * _MM, _TILE * 0.7)
        yield _lines(135, _ink(1), 1.4 * _MM, _TILE * 0.7, 1.4 * _MM)
    elif texture == "dots":
        edge = {"outline_color": _ink(1), "outline_width": f"{0.6 * _MM:.3f}"}
        yield _points([{"color": _ink(0), "size": f"{1.7 * _MM:.3f}", **edge}], 0.5)
    elif texture == "rings":
        rings = ((_ink(0), 4.8), (_ink(1), 3.0))
        yield _points([_ring(colour, size * _MM) for colour, size in rings], 1)


def _ink(which: int) -> str:
    """Return the white (0) or the black (1) of textures."""
    return _rgba(("#ffffff", "#000000")[which], round(255 * INKS[which]))


def _ring(colour: str, size: float) -> dict[str, str]:
    line = {"outline_color": colour, "outline_width": f"{_MM:.3f}"}
    return {"color": "0,0,0,0", "size": f"{size:.3f}", **line}


def _hatch(hatch: str, colour: str) -> Iterator[str]:
    """Yield what is drawn over a colour: who else is there, or what tells actors apart without it."""
    rising, falling, steep = 45, 135, 90
    drawn = {
        "contested": ((rising, 4),),
        "joint": ((steep, 6),),
        "besieged": ((rising, 1.1), (falling, 1.1)),
        "lost": ((rising, 1.3),),
        "lines": ((falling, 1),),
        "cross": ((rising, 0.8), (falling, 0.8)),
    }.get(hatch, ())
    for angle, width in drawn:
        yield _lines(angle, colour, width * _MM, _TILE if angle == steep else _TILE * 0.7)
    if hatch == "dots":
        yield _points([{"color": colour, "outline_style": "no", "size": f"{2.4 * _MM:.3f}"}], 1)


def _lines(angle: float, colour: str, width: float, distance: float, offset: float = 0) -> str:
    line = _layer("SimpleLine", {"line_color": colour, "line_width": f"{width:.3f}"})
    said = {"angle": str(angle), "distance": f"{distance:.3f}", "line_width": f"{width:.3f}"}
    moved = {"offset": f"{offset:.3f}"} if offset else {}
    return _layer("LinePatternFill", said | moved, _symbol("@pattern", "line", line))


def _points(markers: Sequence[Mapping[str, str]], share: float) -> str:
    distance = f"{_TILE * share:.3f}"
    said = {"distance_x": distance, "distance_y": distance, "displacement_x": f"{_TILE * share / 2:.3f}"}
    marks = "".join(_layer("SimpleMarker", {"name": "circle", **marker}) for marker in markers)
    return _layer("PointPatternFill", said, _symbol("@pattern", "marker", marks))


def _symbol(name: str, kind: str, layers: str) -> str:
    return f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">{layers}</symbol>'


def _layer(kind: str, said: Mapping[str, str], inner: str = "") -> str:
    """Return a layer of a symbol; older and newer versions of QGIS read it from different elements."""
    options = "".join(f'<Option type="QString" name="{k}" value="{v}"/>' for k, v in said.items())
    props = "".join(f'<prop k="{k}" v="{v}"/>' for k, v in said.items())
    attributes = 'enabled="1" locked="0" pass="0"'
    return f'<layer class="{kind}" {attributes}><Option type="Map">{options}</Option>{props}{inner}</layer>'


def _rgba(colour: str, opacity: int = 255) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{opacity}"
