"""Which surfaces a process serves: two entrances, one code base."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

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


def beside(request: HttpRequest, name: str, *args: Any) -> str:
    """Return the page's address on the surface that the request is on.

    `orgs:import-list` of the desk is `orgs:unit-import-list` of the unit: one view, two addresses.
    """
    if surface_of(request.path_info) == "unit":
        name = name.replace(":", ":unit-", 1)
    return reverse(name, args=args)


def public_address(request: HttpRequest, path: str) -> str:
    """Return the whole address on the side that members reach, wherever it is printed."""
    if settings.PUBLIC_URL:
        return settings.PUBLIC_URL.rstrip("/") + path
    return request.build_absolute_uri(path)


class SurfaceMiddleware:
    """A surface that this process does not serve answers 404, before anything looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_served(request.path_info):
            raise Http404
        return self.get_response(request)
