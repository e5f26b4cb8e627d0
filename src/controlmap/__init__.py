"""Dated layers of territorial control, and one self-contained interactive map page from them.

>>> import controlmap
>>> project = controlmap.open("geodata")
>>> project.history().at("2024-11-30")      # a GeoDataFrame, one row a controller
>>> project.build("output/map.html")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from controlmap.errors import (
    BundleMissingError,
    BusyError,
    ConflictError,
    ControlmapError,
    InputError,
    MissingExtraError,
    OverlapError,
    Problem,
    StaleError,
    UnwrittenError,
    Writer,
)

if TYPE_CHECKING:
    from controlmap.api import MapProject, from_frame, from_snapshots, verify
    from controlmap.api import open_map as open
    from controlmap.history import History, build_history

__version__ = "1.0.0"
__all__ = [
    "BundleMissingError",
    "BusyError",
    "ConflictError",
    "ControlmapError",
    "History",
    "InputError",
    "MapProject",
    "MissingExtraError",
    "OverlapError",
    "Problem",
    "StaleError",
    "UnwrittenError",
    "Writer",
    "build_history",
    "from_frame",
    "from_snapshots",
    "open",
    "verify",
]

# Loaded when first asked for, so that `controlmap --help` does not wait for geopandas.
_LATER = {
    "History": ("controlmap.history", "History"),
    "MapProject": ("controlmap.api", "MapProject"),
    "build_history": ("controlmap.history", "build_history"),
    "from_frame": ("controlmap.api", "from_frame"),
    "from_snapshots": ("controlmap.api", "from_snapshots"),
    "open": ("controlmap.api", "open_map"),
    "verify": ("controlmap.api", "verify"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _LATER:
        raise AttributeError(f"module 'controlmap' has no attribute {name!r}")
    module, member = _LATER[name]
    return getattr(import_module(module), member)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LATER])
