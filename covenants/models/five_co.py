"""五共: the two lists of the essay in one dictionary."""

from django.db import models


class FiveCo(models.TextChoices):
    """五共: one dictionary for the two lists of the essay; which list holds a code is below."""

    PARTY_WORK = "G1", "党建工作共做"
    CIVILITY = "G2", "精神文明共建"
    ENVIRONMENT = "G3", "生活环境共管"
    SERVICE = "G4", "社区服务共办"
    SAFETY = "G5", "社区平安共创"
    PROBLEMS = "G6", "服务难题共解"
    WELFARE = "G7", "公益事业共办"


LIST_A = ("G1", "G2", "G6", "G7", "G3")
LIST_B = ("G1", "G4", "G5", "G3", "G2")
LIST_A_CHOICES = [(code, FiveCo(code).label) for code in LIST_A]
LIST_B_CHOICES = [(code, FiveCo(code).label) for code in LIST_B]
