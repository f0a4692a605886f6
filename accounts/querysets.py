"""Vocabulary over the rows that belong to one person or to nobody."""

import datetime
from typing import Any, Self

from django.db import models


class OwnQuerySet(models.QuerySet):
    """Rows addressed to one person."""

    def visible_to(self, user: Any) -> Self:
        """Only the recipient's own."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class JobQuerySet(models.QuerySet):
    """Long tasks by state."""

    def waiting(self) -> Self:
        return self.filter(state=self.model.State.WAITING).order_by("pk")

    def abandoned(self, moment: datetime.datetime) -> Self:
        """Running since before the moment: their worker was killed, somebody must take over."""
        return self.filter(state=self.model.State.RUNNING, started_at__lt=moment)
