"""The vocabulary of rows; `visible_to(user)` first."""

from members.querysets.check_ins import (
    OPEN,
    AvailabilityQuerySet,
    CheckInQuerySet,
    ServiceIntentionQuerySet,
)
from members.querysets.members import MemberQuerySet, PairQuerySet, whole_phone
from members.querysets.others import (
    CheckInExemptionQuerySet,
    FirstContactQuerySet,
    HouseholdLinkQuerySet,
    ReactivationQuerySet,
)

__all__ = [
    "OPEN",
    "AvailabilityQuerySet",
    "CheckInExemptionQuerySet",
    "CheckInQuerySet",
    "FirstContactQuerySet",
    "HouseholdLinkQuerySet",
    "MemberQuerySet",
    "PairQuerySet",
    "ReactivationQuerySet",
    "ServiceIntentionQuerySet",
    "whole_phone",
]
