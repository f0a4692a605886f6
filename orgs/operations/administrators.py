"""The first administrators of a district, whom nobody inside the system could open."""

from django.db import transaction

from accounts.models import Activation
from common.violations import require
from orgs.models import District
from orgs.operations.accounts import open_account
from orgs.operations.activations import Issued
from orgs.operations.grants import grant_role
from orgs.policy import EXCLUSIVE_ROLES


@transaction.atomic
def open_administrator(*, district: District, role: str, name: str, username: str = "") -> Issued:
    """Open an administrator's account with its right, in the system's name.

    For whoever runs the server: at the first set-up, and when a district's only administrator of a
    kind has lost password or phone. Refuses `administrator.role`, and as `open_account`.
    """
    require(
        role in EXCLUSIVE_ROLES,
        "这里只开通系统管理员、安全管理员和审计员。",
        code="administrator.role",
    )
    issued = open_account(
        actor=None, district=district, name=name, username=username, kind=Activation.Kind.LINK
    )
    grant_role(actor=None, user=issued.activation.user, role=role, place=district)
    return issued
