"""Who may say yes to an export, and what a person has taken out today."""

from accounts.models import AccessRecord, User
from common import clock
from orgs.models import District, ExportApproval, RoleGrant
from orgs.policy import Action, roles_with
from orgs.querysets.grants import in_districts
from orgs.scope import can, grants_of

# How an access record begins that stands for a number taken out; with a second person's yes.
TAKEN_OUT = "导出手机号"
BY_APPROVAL = "经批准导出手机号"
# So many people a day without that yes, looked at one by one or taken out together.
ALONE = 50


def approvers_of(approval: ExportApproval) -> list[User]:
    """Return who else may decide on it; one rule says so, the gate of the approvals."""
    grants = RoleGrant.objects.active(clock.today())
    places = [grant.place for grant in grants_of(approval.requester)]
    districts = {place if isinstance(place, District) else place.district for place in places}
    approving = grants.filter(
        in_districts([district.pk for district in districts]),
        role__in=roles_with(Action.APPROVE_EXPORTS),
    )
    people = User.objects.filter(is_active=True, pk__in=approving.values("user"))
    candidates = people.exclude(pk=approval.requester_id).order_by("pk")
    return [person for person in candidates if can(person, Action.APPROVE_EXPORTS, approval)]


def people_seen_today(user: User, label: str) -> set[int]:
    """Return the persons whose numbers the user saw or took out today on their own word."""
    records = AccessRecord.objects.filter(
        actor=user, at__gte=clock.start_of_day(clock.today()), subject_type=label
    ).exclude(reason__startswith=BY_APPROVAL)
    return {int(pk) for pk in records.values_list("subject_id", flat=True)}
