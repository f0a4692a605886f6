"""QR codes as pictures inside a page."""

import base64
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathImage


def picture_of(text: str) -> str:
    """Return the text as a QR code, an SVG in a data address, so that nothing is fetched."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
