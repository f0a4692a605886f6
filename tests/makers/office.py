"""Documents as LibreOffice opens them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120


def converted(file: bytes, kind: str, suffix: str = ".docx") -> bytes:
    """Return the document in another format; a profile of its own disturbs nobody."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / f"sheet{suffix}").write_bytes(file)
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless",
                "--convert-to", kind, "--outdir", place / "out", place / f"sheet{suffix}",
            ],
            check=True, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
        [made] = (place / "out").iterdir()
        return made.read_bytes()


def pdf_text(file: bytes) -> str:
    """Return what a pdf says, page after page (a form feed between them), without blanks."""
    program = shutil.which("pdftotext") or "pdftotext"
    text = subprocess.run(
        [program, "-layout", "-enc", "UTF-8", "-", "-"],
        input=file, check=True, capture_output=True, timeout=SECONDS,
    ).stdout.decode()  # fmt: skip
    return "\f".join("".join(page.split()) for page in text.split("\f"))
