"""Addresses in templates that serve two surfaces."""

from typing import Any

from django import template

from common import surfaces

register = template.Library()


@register.simple_tag(takes_context=True)
def beside(context: template.Context, name: str, *args: Any) -> str:
    """Return the page's address on the surface of this page (see `common.surfaces.beside`)."""
    return surfaces.beside(context["request"], name, *args)
