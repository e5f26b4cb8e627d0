"""Sheets as pages, and pictures as clips.

Sheets are SVG of the viewer's own code, which resvg draws (`painters.py`). matplotlib was tried for the same
(`History.plot` is what came of it). A date of the shipped map takes it half a second of CPU and more, and
from version 3.11 on it shapes Arabic names; but all that the sheet has beside the ground (background, names,
key, sources) would be drawn by a second code, and its hatches are near those of the page at best.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["gif", "mp4", "pdf", "webp"]

_FPS = 25
"""Frames a second of a video: players expect about as many, however long a picture stands."""


def pdf(svgs: Sequence[str], size: tuple[float, float]) -> bytes:
    """Return sheets as a PDF, a page each, as vectors; `size` of a page in points."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for i, svg in enumerate(svgs):
            Path(folder, f"{i}.svg").write_text(svg, encoding="utf-8")
            pages.append(f'#image("{i}.svg", width: 100%, height: 100%)')
        page = f"#set page(width: {size[0]}pt, height: {size[1]}pt, margin: 0pt)\n"
        document = Path(folder, "pages.typ")
        document.write_text(page + "\n#pagebreak()\n".join(pages), encoding="utf-8")
        made = typst.compile(document, root=Path(folder), ignore_system_fonts=True, timestamp=0)
    return bytes(made)


def gif(pictures: Sequence[bytes], seconds: float) -> bytes:
    """Return PNGs as a GIF that goes round, the last picture twice as long; all in the same 256 colours."""
    from PIL.Image import Dither

    palette = _stacked(pictures).quantize(256, dither=Dither.NONE)
    frames = (_image(one).quantize(palette=palette, dither=Dither.NONE) for one in pictures)
    return _animated(frames, "GIF", len(pictures), seconds, disposal=1, optimize=False)


def webp(pictures: Sequence[bytes], seconds: float) -> bytes:
    """Return PNGs as WebP: one picture, or several that go round."""
    return _animated(map(_image, pictures), "WEBP", len(pictures), seconds, quality=85, method=4)


def mp4(pictures: Sequence[bytes], seconds: float) -> bytes:
    """Return PNGs as a video (H.264), the last picture twice as long; odd sides get a row of pixels more."""
    import imageio_ffmpeg

    width, height = _even(_image(pictures[0])).size
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{1 / seconds:.6f}"]
    made = [
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
        "-crf",
        "20",
        "-r",
        str(_FPS),
        "-movflags",
        "+faststart",
    ]
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-threads", "2"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clip.mp4")
        call = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *given, "-i", "-", *made, *exact, str(path)]
        with subprocess.Popen(call, stdin=subprocess.PIPE) as encoder:
            assert encoder.stdin is not None  # noqa: S101
            for one in (*pictures, pictures[-1]):
                encoder.stdin.write(_even(_image(one)).tobytes())
        if encoder.returncode:
            raise subprocess.CalledProcessError(encoder.returncode, call)
        return path.read_bytes()


def _image(data: bytes) -> Image:
    from PIL import Image

    return Image.open(io.BytesIO(data)).convert("RGB")


def _stacked(pictures: Sequence[bytes]) -> Image:
    """Return a few of the pictures under each other, thinned, to choose colours for all of them."""
    from PIL import Image

    last = len(pictures) - 1
    few = [_image(pictures[i]) for i in sorted({0, (last + 1) // 3, 2 * (last + 1) // 3, last})]
    width, height = (max(1, side // 2) for side in few[0].size)
    whole = Image.new("RGB", (width, height * len(few)))
    for i, image in enumerate(few):
        whole.paste(image.resize((width, height), Image.Resampling.NEAREST), (0, i * height))
    return whole


def _animated(frames: Iterator[Image], kind: str, count: int, seconds: float, **options: object) -> bytes:
    """Return pictures, of which each is made when it is its turn, as a file of that kind."""
    data, durations = io.BytesIO(), [round(1000 * seconds)] * (count - 1) + [round(2000 * seconds)]
    said = {"save_all": True, "append_images": frames, "duration": durations, "loop": 0, **options}
    next(frames).save(data, kind, **said)
    return data.getvalue()


def _even(image: Image) -> Image:
    from PIL import Image

    size = (image.width + image.width % 2, image.height + image.height % 2)
    if size == image.size:
        return image
    whole = image.resize(size, Image.Resampling.NEAREST)
    whole.paste(image, (0, 0))
    return whole
