"""Pictures that people bring in, drawn anew: nothing of the original stays but what is seen.

Where it was taken, with what, comments, colour profiles and anything hidden behind the picture
are gone; what cannot be decoded to the last line is refused.
"""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

from common.violations import RuleViolation, require

# Decoding takes up to four bytes a pixel.
MOST_PIXELS = 50_000_000
# An A4 page at 200 dpi; a photograph on any screen.
LONGEST_SIDE = 2400
QUALITY = 85
FORMATS = ("JPEG", "PNG")
GREY = frozenset({"1", "L", "I", "I;16", "I;16B", "I;16L", "F"})

BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What decoders raise over bytes that are no picture.
FAULTS = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError,
    NotImplementedError, struct.error, zlib.error,
)  # fmt: skip
TOO_LARGE = "图片超过 5000 万像素，请缩小后再上传。"
BROKEN = "图片不完整或已损坏，请重新拍照或另存后再上传。"


@dataclass(frozen=True)
class Picture:
    """A picture as we encoded it: `extension` is jpg or png."""

    content: bytes
    content_type: str
    extension: str


def redraw(content: bytes) -> Picture:
    """Return the picture upright, at most 2400 pixels long and without anything else.

    Refuses `file.pixels`, `file.broken`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as original:
            width, height = original.size
            require(width * height <= MOST_PIXELS, TOO_LARGE, code="file.pixels", field="file")
            return _encoded(_drawn(original), is_png=_stays_png(original))
    except BOMBS:
        raise RuleViolation(TOO_LARGE, code="file.pixels", field="file") from None
    except FAULTS:
        raise RuleViolation(BROKEN, code="file.broken", field="file") from None


def _stays_png(image: Image.Image) -> bool:
    """A drawing or a stamp: JPEG would blur the one and blacken the other."""
    return image.format == "PNG" and (image.has_transparency_data or image.mode == "P")


def _drawn(image: Image.Image) -> Image.Image:
    # A large JPEG is decoded at a half, a quarter… of its size at once.
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
    drawn = _plain(ImageOps.exif_transpose(image))
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    drawn.info.clear()
    return drawn


def _plain(image: Image.Image) -> Image.Image:
    """Return it as RGBA, grey or RGB."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I;16"):
        # Sixteen bits of grey to eight; Pillow itself would cut the bright part off.
        image = image.convert("I").point(lambda value: value / 256)
    return image.convert("L" if image.mode in GREY else "RGB")


def _encoded(image: Image.Image, *, is_png: bool) -> Picture:
    stream = io.BytesIO()
    if is_png:
        image.save(stream, "PNG")
        return Picture(stream.getvalue(), "image/png", "png")
    image.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return Picture(stream.getvalue(), "image/jpeg", "jpg")
