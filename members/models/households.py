"""Which member keeps in touch with which household."""

from django.db import models
from django.db.models import F, Q

from common import clock
from common.records import Record
from members.models.members import Member
from members.querysets import HouseholdLinkQuerySet
from orgs.models import Organization


class HouseholdLink(Record):
    """联系户: a member keeps in touch with a household, which is a code and never a name.

    The last day of a link is the day before `ended_on`.
    """

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="household_links", verbose_name="党员"
    )
    household = models.ForeignKey(
        Organization, models.PROTECT, related_name="member_links", verbose_name="联系户"
    )
    started_on = models.DateField("联系起始日期", default=clock.today)
    ended_on = models.DateField("联系结束日期", null=True, blank=True)

    objects = HouseholdLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系户"
        constraints = [
            models.UniqueConstraint(
                name="members_householdlink_once",
                fields=["member", "household"],
                condition=Q(ended_on=None),
                violation_error_message="这名党员已在联系这一户。",
            ),
            models.CheckConstraint(
                name="members_householdlink_dates",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="结束日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.household.code}"

    def get_absolute_url(self) -> str:
        return self.household.parent.get_absolute_url()
