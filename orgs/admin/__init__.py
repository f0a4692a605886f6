"""The web admin: registers of this app and of accounts; the bases are here for every app."""

from orgs.admin import accounts, calendar, files, grants, support, trail, tree, units
from orgs.admin.base import ReadOnlyInline, RegisterAdmin, WhyForm

__all__ = [
    "ReadOnlyInline",
    "RegisterAdmin",
    "WhyForm",
    "accounts",
    "calendar",
    "files",
    "grants",
    "support",
    "trail",
    "tree",
    "units",
]
