"""Registers of this app in the API."""

from covenants.api.views import CovenantViewSet, ProjectViewSet

registers: list = [
    ("covenants", CovenantViewSet, "covenant"),
    ("projects", ProjectViewSet, "project"),
]
