"""Registers of this app in the API."""

from members.api.views import CheckInViewSet, MemberViewSet

registers = [
    ("members", MemberViewSet, "member"),
    ("check-ins", CheckInViewSet, "check-in"),
]
