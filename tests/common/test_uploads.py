import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from common.uploads import MAX_BYTES, SafeFile, file_name, read_upload, told_size
from common.violations import RuleViolation
from tests.makers.pictures import (
    CAMERA,
    make_jpeg,
    make_pdf,
    make_photograph,
    make_png,
    make_told_png,
)

JPEG, PNG, PDF = make_jpeg(), make_png(mode="P"), make_pdf()


def taken(content: bytes, name: str = "扫描件.pdf", *, is_picture: bool = False) -> SafeFile:
    return read_upload(SimpleUploadedFile(name, content), is_picture=is_picture)


def refusal(content: bytes, name: str = "扫描件.pdf", *, is_picture: bool = False) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        taken(content, name, is_picture=is_picture)
    assert refused.value.field == "file"
    return refused.value


def seen(file: SafeFile) -> Image.Image:
    return Image.open(io.BytesIO(file.content))


def huge_png() -> bytes:
    """A few bytes that unpack to 900 million pixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


def test_a_pdf_is_kept_as_it_is() -> None:
    file = taken(PDF)
    assert (file.name, file.content, file.content_type) == ("扫描件.pdf", PDF, "application/pdf")


def test_a_photograph_loses_where_and_with_what_it_was_taken() -> None:
    original = make_photograph()
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    file = taken(original, "现场.jpg")
    assert not dict(seen(file).getexif())
    assert not {"exif", "comment", "icc_profile"} & seen(file).info.keys()
    for trace in (CAMERA.encode(), b"Exif", b"by Wang", b"CanonX"):
        assert trace in original
        assert trace not in file.content


def test_a_photograph_stands_upright_without_the_mark_that_turned_it() -> None:
    image = seen(taken(make_photograph(), "现场.jpg"))
    assert image.size == (40, 60)
    red, _, blue = image.getpixel((20, 5))
    assert red > 2 * blue


def test_a_large_picture_is_made_smaller() -> None:
    assert seen(taken(make_jpeg((5000, 2500)), "现场.jpg")).size == (2400, 1200)


@pytest.mark.parametrize(
    ("content", "stored"),
    [
        (make_told_png(), ("PNG", "RGBA")),
        (make_png(mode="P"), ("PNG", "RGB")),
        (make_png(mode="RGB"), ("JPEG", "RGB")),
        (make_png(mode="1"), ("JPEG", "L")),
        (make_png(mode="I;16"), ("JPEG", "L")),
        (make_jpeg(mode="CMYK"), ("JPEG", "RGB")),
        (make_jpeg(mode="L"), ("JPEG", "L")),
    ],
    ids=["transparent", "palette", "plain", "black and white", "16 bits", "cmyk", "grey"],
)
def test_a_drawing_stays_a_png_and_everything_else_becomes_a_jpeg(
    content: bytes, stored: tuple[str, str]
) -> None:
    image = seen(taken(content, "图.png"))
    assert (image.format, image.mode) == stored
    assert "Comment" not in image.info


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    image = Image.new("I;16", (8, 8), 0x8000)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    assert abs(seen(taken(stream.getvalue(), "图.png")).getpixel((4, 4)) - 128) <= 2


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (JPEG, "扫描件.pdf", ("扫描件.jpg", "image/jpeg")),
        (PDF, "照片.jpg", ("照片.pdf", "application/pdf")),
        (PNG, "协议", ("协议.png", "image/png")),
        (PDF, "协议.exe", ("协议.pdf", "application/pdf")),
    ],
)
def test_the_content_decides_what_a_file_is(
    content: bytes, name: str, kept: tuple[str, str]
) -> None:
    file = taken(content, name)
    assert (file.name, file.content_type) == kept


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0" + b"\0" * 500,
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        zipped("word/document.xml"),
        b"GIF89a" + b"\0" * 100,
        b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 50,
        "就是一段文字".encode(),
        b"\0\n%PDF-1.7\n" + PDF,
    ],
    ids=["exe", "html", "svg", "docx", "gif", "webp", "text", "pdf behind something"],
)
def test_anything_else_is_refused_with_the_formats_that_are_taken(content: bytes) -> None:
    refused = refusal(content, "协议.pdf")
    assert refused.code == "file.format"
    assert "PDF、JPG、PNG" in refused.message


@pytest.mark.parametrize("content", [PDF[:-20], PDF + b"\0" * 5000, b"%PDF-1.7"])
def test_a_pdf_without_its_end_is_refused(content: bytes) -> None:
    assert refusal(content).code == "file.broken"


@pytest.mark.parametrize(
    "content",
    [JPEG[: len(JPEG) // 2], make_jpeg((5000, 4000))[:-200], PNG[:-30], b"\xff\xd8\xff", PNG[:20]],
)
def test_a_picture_that_breaks_off_is_refused(content: bytes) -> None:
    assert refusal(content, "现场.jpg").code == "file.broken"


def test_a_scan_of_20_mb_is_told_the_limit_and_what_to_do() -> None:
    refused = refusal(make_pdf(pad=20 * 1024 * 1024))
    assert refused.code == "file.size"
    assert "20.0 MB" in refused.message
    assert "超过 10 MB" in refused.message
    assert "200 dpi" in refused.message


def test_a_file_of_just_10_mb_is_taken() -> None:
    content = make_pdf(pad=MAX_BYTES - len(PDF))
    assert len(content) == MAX_BYTES
    assert len(taken(content).content) == MAX_BYTES
    assert refusal(make_pdf(pad=MAX_BYTES - len(PDF) + 1)).code == "file.size"


@pytest.mark.parametrize("content", [huge_png(), make_png((8000, 7000), mode="1")])
def test_a_picture_that_would_fill_the_memory_is_refused(content: bytes) -> None:
    assert len(content) < 100_000
    assert refusal(content, "现场.png").code == "file.pixels"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").code == "file.empty"


def test_where_pictures_are_asked_for_a_pdf_is_refused() -> None:
    assert refusal(PDF, is_picture=True).code == "file.format"
    assert taken(JPEG, "a.jpg", is_picture=True).is_picture


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\王五\\协议.PDF", "协议.pdf"),
        ("协议\u202efdp.exe", "协议fdp.pdf"),
        ("协\r\nX-Evil: 1议.pdf", "协 X-Evil_ 1议.pdf"),
        ("\u200b\u3000.pdf", "附件.pdf"),
        ("", "附件.pdf"),
        ("...", "附件.pdf"),
        ('<b>"协议"</b>.pdf', "b_.pdf"),
        ("协议2025.3", "协议2025.3.pdf"),
        ("协议.PDF.exe", "协议.PDF.pdf"),
    ],
)
def test_a_name_loses_paths_and_what_nobody_sees(name: str, kept: str) -> None:
    assert file_name(name, "pdf") == kept


@pytest.mark.parametrize(
    ("size", "told"),
    [(1, "1 KB"), (94_208, "92 KB"), (1024 * 1024, "1.0 MB"), (3_565_158, "3.4 MB")],
)
def test_a_size_is_told_as_people_read_it(size: int, told: str) -> None:
    assert told_size(size) == told


def test_a_long_name_is_cut_before_its_extension() -> None:
    assert file_name("𠮷" * 150 + ".pdf", "pdf") == "𠮷" * 96 + ".pdf"


# What the camera noted may be damaged: the picture is not.
@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(deadline=None)
@given(st.sampled_from([JPEG, PNG, PDF, make_photograph()]), st.data())
def test_whatever_comes_is_taken_or_refused_in_a_sentence(
    start: bytes, data: st.DataObject
) -> None:
    changed = bytearray(start)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RuleViolation):
        assert taken(bytes(changed)).content_type in {"application/pdf", "image/jpeg", "image/png"}
