"""Registers of this app in the API."""

from reports.api.figures import FigureViewSet
from reports.api.monthly import MonthlyReportViewSet

registers = [
    ("figures", FigureViewSet, "figure"),
    ("reports", MonthlyReportViewSet, "report"),
]
