"""Put one self-contained HTML page together from a payload and the viewer's bundle.

No text from data is written into the page but the title, and that letter by letter as character references:
everything else travels in one block of base64 that only the viewer reads.
"""

from __future__ import annotations

import base64
import zlib
from importlib import resources
from urllib.parse import quote

from controlmap.errors import BundleMissingError
from controlmap.model import is_right_to_left
from controlmap.render.safe_html import as_references, content_policy, language_code, script_safe

__all__ = ["TILE_HOST", "bundle_text", "data_text", "embed_html", "page_html"]

_LEVEL = 7
"""Level 9 makes the page of a large map 0.3 % smaller, in more than twice the time."""

TILE_HOST = "https://tile.openstreetmap.org"


def page_html(
    payload: bytes, *, title: str, language: str, revision: str | None = None, tiled: bool = False
) -> str:
    """Return a whole page as HTML that asks no other host for anything.

    `payload` holds the bytes that PAYLOAD.md describes, before compression. `title` is shown until the
    viewer has read the data; `language` is the code of the page's first language. With a `revision`, that
    of the files, it is the editor's page, which knows by it whether it shows the map as it is now, and
    talks to the server that it comes from and to no other. A `tiled` one asks the host that it comes from
    for its tiles, and no other. The same arguments give the same text, byte for byte.

    Raises
    ------
    BundleMissingError
        The package was installed without the viewer's bundle.
    """
    editing = revision is not None
    looks = ("viewer.css", "editor.css") if editing else ("viewer.css",)
    entry = "editor.js" if editing else "tiledViewer.js" if tiled else "viewer.js"
    shown = f' data-revision="{as_references(revision)}"' if editing else ""
    styles = [bundle_text(name) for name in ("leaflet-page.css", *looks)]
    scripts = [script_safe(bundle_text(name)) for name in ("leaflet.js", entry)]
    code = language_code(language)
    connect = ["'self'"] if editing or tiled else ()
    policy = content_policy(scripts, styles, images=[TILE_HOST], connect=connect)
    direction = "rtl" if is_right_to_left(code) else "ltr"
    return "".join(
        [
            f'<!DOCTYPE html>\n<html lang="{code}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">\n',
            '<meta name="referrer" content="strict-origin-when-cross-origin">\n',
            '<meta name="color-scheme" content="light dark">\n',
            f"<title>{as_references(title)}</title>\n",
            *(f"<style>{text}</style>\n" for text in styles),
            f'</head>\n<body>\n<main id="controlmap-app"{shown}>{_without_script(title)}</main>\n',
            f'<script type="text/plain" id="controlmap-data">{data_text(payload)}</script>\n',
            *(f"<script>{text}</script>\n" for text in scripts),
            "</body>\n</html>\n",
        ]
    )


def _without_script(title: str) -> str:
    """Return what a reader sees whose browser runs no scripts."""
    english = '<p lang="en" dir="ltr">This map needs JavaScript.</p>'
    arabic = '<p lang="ar" dir="rtl">تحتاج هذه الخريطة إلى JavaScript.</p>'
    return f'<noscript><h1 dir="auto">{as_references(title)}</h1>{english}{arabic}</noscript>'


def embed_html(address: str, *, title: str) -> str:
    """Return an `iframe` that shows a page embedded, as wide as what it stands in.

    `address` is the page's, relative or absolute; `title` is read out. Where styles are refused it is 600 px
    high, however low the window. The page's own button copies the same for what its reader sees.

    Examples
    --------
    >>> embed_html("valley.html", title="A valley")[:56]
    '<iframe src="valley.html#embed=1" title="A valley" loadi'
    """
    source = quote(address, safe="/:._-~%")
    style = "inline-size: 100%; block-size: min(600px, 80vh); border: 0"
    named = f'src="{source}#embed=1" title="{as_references(title)}"'
    return f'<iframe {named} loading="lazy" width="100%" height="600" style="{style}"></iframe>'


def data_text(payload: bytes) -> str:
    """Return a payload as the page's data block holds it: deflated, in base64."""
    return base64.b64encode(zlib.compress(payload, _LEVEL)).decode("ascii")


def bundle_text(name: str) -> str:
    """Return one file of the viewer's bundle: viewer, editor or leaflet as .js or .css, or leaflet-page.css.

    Raises
    ------
    BundleMissingError
        The package was installed without it.
    """
    try:
        return (
            resources.files("controlmap.render").joinpath("bundle").joinpath(name).read_text(encoding="utf-8")
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BundleMissingError(name) from error
