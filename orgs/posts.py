"""A post: one grant looked at by itself, whoever holds it now."""

from typing import Any

from orgs.models import RoleGrant


class Post:
    """One grant as if somebody held it and nothing else: what `visible_to(post)` shows is what the
    role reads at the place, before the grant begins and after it has ended too.

    It is no account: it reads, and never acts.
    """

    is_authenticated = True
    is_active = True
    pk: Any = None

    def __init__(self, grant: RoleGrant) -> None:
        self.grant = grant
        self.holder = grant.user
        self._grants_in_force = [grant]
