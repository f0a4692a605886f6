"""Members, their registration with communities, and what people decided about both."""

from members.models.check_ins import CheckIn
from members.models.duplicates import DistinctPair, MemberMerge
from members.models.exemptions import CheckInExemption
from members.models.first_contacts import FirstContact
from members.models.households import HouseholdLink
from members.models.intentions import Availability, ServiceIntention
from members.models.members import Member
from members.models.reactivations import Reactivation

__all__ = [
    "Availability",
    "CheckIn",
    "CheckInExemption",
    "DistinctPair",
    "FirstContact",
    "HouseholdLink",
    "Member",
    "MemberMerge",
    "Reactivation",
    "ServiceIntention",
]
