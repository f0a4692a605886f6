"""QR codes as pictures inside a page or a document."""

import base64
import struct
import zlib
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathImage

BORDER = 2
# Dots a module in a bitmap: sharp at 20 mm on a printer with 600 dots an inch.
DOTS = 8


def picture_of(text: str) -> str:
    """Return the text as a QR code, an SVG in a data address, so that nothing is fetched."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=BORDER).save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def bitmap_of(text: str) -> bytes:
    """Return the text as a QR code in a PNG of two colours: Word and WPS read no SVG."""
    code = qrcode.QRCode(border=BORDER)
    code.add_data(text)
    modules = code.get_matrix()
    size = len(modules) * DOTS
    lines = b"".join(_scanline(row, size) * DOTS for row in modules)
    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _scanline(modules: list[bool], size: int) -> bytes:
    """Return one line of dots: a set bit is white; the first byte says "unfiltered"."""
    bits = "".join(("0" if dark else "1") * DOTS for dark in modules)
    return b"\x00" + int(bits, 2).to_bytes(size // 8, "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
