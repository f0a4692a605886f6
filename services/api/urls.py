"""Registers of this app in the API."""

from services.api.views import ServiceLogViewSet

registers = [("service-logs", ServiceLogViewSet, "service-log")]
