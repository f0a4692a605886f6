"""Which surfaces a process serves: two entrances, one code base (`product.md` §2)."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

# First segment of the path → surface; every other path is shared by all processes.
SURFACES = {
    "admin": "office",
    "desk": "office",
    "stats": "office",
    "api": "office",
    "me": "public",
    "unit": "public",
}


def surface_of(path: str) -> str:
    """Return the first segment when it names a surface, else "shared"."""
    segment = path.strip("/").split("/", 1)[0]
    return segment if segment in SURFACES else "shared"


def is_served(path: str) -> bool:
    """Whether this process serves the path."""
    side = SURFACES.get(surface_of(path))
    return side is None or settings.SURFACES in {"all", side}


class SurfaceMiddleware:
    """A surface that this process does not serve answers 404, before anything looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_served(request.path_info):
            raise Http404
        return self.get_response(request)
