"""What makes text safe to stand in a page: references, script text, and the policy that names it.

A page allows the scripts and styles that it was built with, by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

__all__ = ["as_references", "content_policy", "language_code", "script_safe"]


def as_references(text: str) -> str:
    """Write all but letters, digits and spaces as character references: no template sees syntax in them."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)


def language_code(text: str) -> str:
    """Return the letters, digits and hyphens of a language code, `en` where none is left."""
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c == "-")) or "en"


def script_safe(text: str) -> str:
    """Keep code that names a script element in a string from ending the element that it stands in."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def content_policy(
    scripts: Iterable[str],
    styles: Iterable[str],
    *,
    images: Iterable[str] = (),
    connect: Iterable[str] = (),
    style_attributes: bool = False,
) -> str:
    """Return the text of a Content-Security-Policy under which only these scripts and styles take effect.

    `scripts` and `styles` are the contents of the page's elements; `images` are further sources of pictures
    than those in the page itself, `connect` is what a script may ask. Style attributes are let through only
    with `style_attributes`.
    """
    directives = [
        "default-src 'none'",
        f"script-src {_hashes(scripts)}",
        f"style-src {_hashes(styles)}",
        "style-src-attr 'unsafe-inline'" if style_attributes else "",
        " ".join(["img-src data: blob:", *images]),
        " ".join(["connect-src", *connect]) if connect else "",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(filter(None, directives))


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(map(_hash_source, texts))) or "'none'"


def _hash_source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
