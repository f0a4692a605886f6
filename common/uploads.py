"""Files that people bring in: what the content is decides, never the name."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import IO

from django.core.files import File

from common.pictures import redraw
from common.text import BLANKS, FORBIDDEN, OUTER
from common.violations import require

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 100
PDF = "application/pdf"
PDF_START = re.compile(rb"%PDF-[12]\.[0-9]")
# A whole PDF ends with where its table is and with this mark; some scanners add a few bytes.
PDF_END = re.compile(rb"startxref\s+[0-9]+\s+%%EOF")
PDF_TAIL = 2048
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}\Z")
UNFIT = re.compile(r'[<>:"|?*]')

EMPTY = "文件里没有内容，请重新选择文件。"
WRONG_FORMAT = "只接收 PDF、JPG、PNG 文件，请另存为其中一种格式后再上传。"
NO_PICTURE = "这里只接收照片（JPG、PNG），请重新选择文件。"
BROKEN_PDF = "PDF 文件不完整或已损坏，请重新扫描或另存后再上传。"


@dataclass(frozen=True)
class SafeFile:
    """A file that was looked at: what it is, what it is called, what is to be stored."""

    name: str
    content: bytes
    content_type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_picture(self) -> bool:
        return self.content_type != PDF


def read_upload(upload: IO[bytes], *, is_picture: bool = False) -> SafeFile:
    """Return what may be stored of an upload: a PDF as it is, a picture drawn anew.

    `is_picture`: nothing but a picture will do. Refuses `file.empty`, `file.size`, `file.format`,
    `file.broken`, `file.pixels`.
    """
    content = _read(File(upload))
    name = str(getattr(upload, "name", None) or "")
    if content.startswith(PICTURE_STARTS):
        picture = redraw(content)
        return SafeFile(file_name(name, picture.extension), picture.content, picture.content_type)
    require(not is_picture, NO_PICTURE, code="file.format", field="file")
    is_pdf = PDF_START.match(content) is not None
    require(is_pdf, WRONG_FORMAT, code="file.format", field="file")
    is_whole = PDF_END.search(content[-PDF_TAIL:]) is not None
    require(is_whole, BROKEN_PDF, code="file.broken", field="file")
    return SafeFile(file_name(name, "pdf"), content, PDF)


def require_picture(file: SafeFile) -> None:
    """Refuse a PDF where only pictures are taken (`file.format`)."""
    require(file.is_picture, NO_PICTURE, code="file.format", field="file")


def file_name(name: str, extension: str) -> str:
    """Return what the file is called from now on: no path, nothing unseen, the right extension."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = UNFIT.sub("_", BLANKS.sub(" ", FORBIDDEN.sub("", last)))
    stem = EXTENSION.sub("", seen).strip(OUTER + ".")
    end = f".{extension}"
    return (stem[: MAX_NAME - len(end)] or "附件") + end


def told_size(size: int) -> str:
    """Return a size as people read it: 92 KB, 3.4 MB."""
    kilobytes = max(round(size / 1024), 1)
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{size / 1024 / 1024:.1f} MB"


def _read(file: File) -> bytes:
    require(bool(file.size), EMPTY, code="file.empty", field="file")
    require(
        file.size <= MAX_BYTES,
        f"文件有 {told_size(file.size)}，超过 10 MB 的上限。"
        "请用 200 dpi 重新扫描，或分页存成几个文件再上传。",
        code="file.size",
        field="file",
    )
    file.seek(0)
    return bytes(file.read())
