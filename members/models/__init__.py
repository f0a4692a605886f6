"""Members and their registration with communities."""

from members.models.check_ins import CheckIn
from members.models.intentions import Availability, ServiceIntention
from members.models.members import Member

__all__ = ["Availability", "CheckIn", "Member", "ServiceIntention"]
