"""First contacts, sent as a poster's page sends them."""

from typing import Any

from accounts.models import User
from members.models import CheckIn, FirstContact
from members.operations.first_contacts import send_first_contact
from members.operations.handling import accept_check_in
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.entry_codes import issue_entry_code
from tests.makers.accounts import GOOD
from tests.makers.members import PHONE, submission


def make_first_contact(
    unit: ResidentUnit | None,
    community: Organization,
    name: str = "王小红",
    mobile: str = PHONE,
    **values: Any,
) -> FirstContact | None:
    """What somebody at a poster sends; without a unit an inbound member."""
    home = "" if unit else "平桥区新集村党支部"
    sent = {"password": GOOD, "home_organization": home} | submission(community) | values
    return send_first_contact(
        unit=unit, district=community.district, name=name, mobile=mobile, **sent
    )


def make_coded(actor: User, unit: ResidentUnit) -> ResidentUnit:
    return issue_entry_code(actor=actor, unit=unit)


def make_accepted_contact(secretary: User, contact: FirstContact) -> CheckIn:
    return accept_check_in(actor=secretary, check_in=contact.check_in)


def start_of(unit: ResidentUnit) -> str:
    return f"/me/start/{unit.entry_code}/"


def inbound_start_of(district: District) -> str:
    return f"/me/start/inbound/{district.code}/"


def typed(place: Organization, /, **values: Any) -> dict[str, Any]:
    """What is typed into the page."""
    return {
        "name": "王小红", "mobile": PHONE, "community": place.pk, "basis": "residence",
        "categories": ["01", "09"], "availabilities": ["12345 18:30 21:00"], "consent": "on",
        "password1": GOOD, "password2": GOOD,
    } | values  # fmt: skip
