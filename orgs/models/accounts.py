"""Which district looks after an account."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from common.records import Record
from orgs.models.tree import District
from orgs.querysets.grants import AccountHomeQuerySet


class AccountHome(Record):
    """账号归属: the one district whose administrators look after an account that they opened.

    An account without one (the first administrators, sample data) belongs to the district in which
    all its grants lie, see `orgs.selectors.accounts`.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="home", verbose_name="账号"
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="account_homes", verbose_name="区"
    )

    objects = AccountHomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号归属"

    def __str__(self) -> str:
        return f"{self.user} {self.district}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:account-detail", args=[self.user_id])
