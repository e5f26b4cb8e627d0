"""Pictures and clips without a browser: the page's own sheet, drawn by the viewer's code."""

from controlmap.render.picture.drawing import Drawing
from controlmap.render.picture.files import CLIPS, STILLS, frames

__all__ = ["CLIPS", "STILLS", "Drawing", "frames"]
