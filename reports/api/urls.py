"""Registers of this app in the API."""

from reports.api.figures import FigureViewSet
from reports.api.hand_overs import HandOverRequestViewSet, HandOverViewSet
from reports.api.monthly import MonthlyReportViewSet

registers = [
    ("figures", FigureViewSet, "figure"),
    ("reports", MonthlyReportViewSet, "report"),
    ("hand-overs", HandOverViewSet, "hand-over"),
    ("hand-over-requests", HandOverRequestViewSet, "hand-over-request"),
]
