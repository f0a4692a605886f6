"""What somebody sent who has no account yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.mobiles import MobileHolder
from common.records import Record
from members.models.check_ins import CheckIn
from members.models.members import Member
from members.querysets import FirstContactQuerySet
from orgs.models import District, Organization, ResidentUnit


class FirstContact(MobileHolder, Record):
    """首次报到: sent from a unit's QR code, or by an inbound member, without an account.

    Name and number that stand on the unit's roster become a waiting check-in at once; anybody else
    waits here until the unit (or the community) says who it is. The sender reads the same answer
    either way. `password` is the hash of what the sender chose: the account opens with it when the
    community accepts. `wish` holds categories, slots, max_per_month, emergency_ok.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待核实"
        PASSED = "passed", "已转社区"
        REFUSED = "refused", "核实不符"

    no = models.CharField("编号", max_length=20, unique=True, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="所属区")
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="first_contacts",
        verbose_name="所在单位",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=50)
    home_organization = models.CharField("组织关系所在党组织", max_length=100, blank=True)
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="first_contacts", verbose_name="报到社区"
    )
    basis = models.CharField("报到依据", max_length=10, choices=CheckIn.Basis)
    wish = models.JSONField("意向和时间", default=dict)
    consent_version = models.CharField("告知书版本", max_length=10)
    password = models.CharField(max_length=128, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="first_contacts",
        verbose_name="党员",
    )  # fmt: skip
    check_in = models.OneToOneField(
        CheckIn, models.PROTECT, null=True, blank=True, related_name="first_contact",
        verbose_name="报到",
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="核实人",
    )  # fmt: skip
    decided_at = models.DateTimeField("核实时间", null=True, blank=True)
    refusal = models.CharField("不符原因", max_length=200, blank=True)

    objects = FirstContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "首次报到"
        indexes = [models.Index(fields=["community", "state"], name="members_firstcontact_inbox")]
        constraints = [
            models.CheckConstraint(
                name="members_firstcontact_passed",
                condition=~Q(state="passed") | Q(member__isnull=False),
                violation_error_message="转到社区的首次报到必须写明是哪名党员。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("members:first-contact-detail", args=[self.pk])
