"""Real pictures and scans, made in memory."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin

# 浉河区, as a phone writes it.
LATITUDE, LONGITUDE = (32.0, 7.0, 12.34), (114.0, 4.0, 56.78)
CAMERA = "SecretPhone 12"


def make_jpeg(size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    return _saved(Image.new(mode, size, 120 if mode == "L" else "teal"), "JPEG", **options)


def make_png(size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    return _saved(Image.new(mode, size), "PNG", **options)


def make_photograph() -> bytes:
    """A picture taken with the phone held upright: where, with what, a comment and a profile.

    As stored it lies on its side, red on the left; seen the right way the red is on top.
    """
    image = Image.new("RGB", (60, 40), "blue")
    image.paste("red", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = CAMERA
    exif[ExifTags.Base.Orientation] = 6
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", LATITUDE
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", LONGITUDE
    more = {"comment": b"by Wang", "icc_profile": b"profile of CanonX"}
    return _saved(image, "JPEG", exif=exif, **more)


def make_told_png() -> bytes:
    """A transparent drawing with a text hidden in it."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "by Wang")
    return _saved(Image.new("RGBA", (60, 40), (200, 0, 0, 90)), "PNG", pnginfo=told)


def make_pdf(text: str = "scan", pad: int = 0) -> bytes:
    """The smallest file that readers take for a PDF."""
    body = f"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n% {text}\n{' ' * pad}"
    return f"{body}trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n".encode()


def make_upload(content: bytes | None = None, name: str = "协议扫描件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_pdf() if content is None else content)


def _saved(image: Image.Image, file_format: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, file_format, **options)
    return stream.getvalue()
