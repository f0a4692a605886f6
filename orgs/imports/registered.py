"""The kinds of this app and the worker's part; `OrgsConfig.ready` imports this module."""

from orgs.imports import jobs, organizations, support, units

__all__ = ["jobs", "organizations", "support", "units"]
