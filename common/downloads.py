"""Files that people take out."""

from typing import IO

from django.http import FileResponse

# A file brings no script, no style and no frame to life, wherever it is opened.
SANDBOX = "default-src 'none'; sandbox"


def file_response(
    content: IO[bytes], *, name: str, content_type: str, is_inline: bool = False
) -> FileResponse:
    """Return a file to be saved under its name, or inline to be looked at, and never kept."""
    response = FileResponse(
        content, as_attachment=not is_inline, filename=name, content_type=content_type
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
