"""Walking the map of the site."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver


def all_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its full name ("orgs:unit-list")."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            space = f"{prefix}{part.namespace}:" if part.namespace else prefix
            yield from _walk(part, space)
        else:
            yield f"{prefix}{part.name}", part
