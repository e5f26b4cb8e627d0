"""The editor's page: the published one's map, with the hands to change it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from controlmap.render import data_text, page_html
from controlmap.serve.shared_map import Version

__all__ = ["page_headers", "page_of", "payload_text_of"]

_POLICY = re.compile('<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def payload_text_of(version: Version) -> str:
    """Return the data block of a version, as the page holds it."""
    return data_text(version.payload())


def page_of(version: Version) -> str:
    """Return the editor's page with a version of the map in it."""
    settings = version.project.settings
    return page_html(
        version.payload(),
        title=version.map.title,
        language=settings.languages[0],
        revision=version.revision,
    )


def page_headers(html: str, revision: str) -> Mapping[str, str]:
    """Return the headers of a page: its own policy, which says in a header what it cannot say in the page."""
    policy = _POLICY.search(html)
    own = policy[1] if policy else "default-src 'none'"
    return {"Content-Security-Policy": f"{own}; frame-ancestors 'none'", "ETag": f'"{revision}"'}
