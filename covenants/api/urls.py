"""Registers of this app in the API."""

from covenants.api.covenants import CovenantViewSet
from covenants.api.projects import ProjectViewSet

registers: list = [
    ("covenants", CovenantViewSet, "covenant"),
    ("projects", ProjectViewSet, "project"),
]
