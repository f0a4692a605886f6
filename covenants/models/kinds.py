"""Code lists that several models of this app share."""

from django.db import models


class ResourceKind(models.TextChoices):
    """资源种类: what units offer and projects lack."""

    PLACE = "place", "场地"
    PEOPLE = "people", "人员"
    FUNDS = "funds", "资金"
    GOODS = "goods", "物资"
    SKILL = "skill", "技术"
